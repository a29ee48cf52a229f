package sheet

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"qipan/internal/platform/fault"
)

// smallPart bounds the parts that are read whole (workbook, relations, styles).
const smallPart = 32 << 20

// xlsxSource is an open workbook.
type xlsxSource struct {
	name    string // of the file, for messages
	limits  Limits
	parts   map[string]*zip.File // by lower-case path without leading slash
	sheets  []xlsxSheet
	strings []string
	styles  []style
	d1904   bool
	grids   map[int]*grid // for formulas without a stored value
	visits  int           // cells visited for computing formulas
}

type xlsxSheet struct {
	name  string
	part  *zip.File
	shape *Shape
}

type xmlWorkbook struct {
	Pr struct {
		Date1904 string `xml:"date1904,attr"`
	} `xml:"workbookPr"`
	Sheets []struct {
		Name  string     `xml:"name,attr"`
		State string     `xml:"state,attr"`
		Attrs []xml.Attr `xml:",any,attr"`
	} `xml:"sheets>sheet"`
}

type xmlRels struct {
	Rels []struct {
		ID     string `xml:"Id,attr"`
		Type   string `xml:"Type,attr"`
		Target string `xml:"Target,attr"`
		Mode   string `xml:"TargetMode,attr"`
	} `xml:"Relationship"`
}

func openXLSX(r io.ReaderAt, size int64, name string, l Limits) (*xlsxSource, []Info, error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, nil, damaged(name)
	}
	x := &xlsxSource{name: name, limits: l, parts: map[string]*zip.File{}, grids: map[int]*grid{}}
	if err := x.index(z); err != nil {
		return nil, nil, err
	}
	book, err := x.bookPath()
	if err != nil {
		return nil, nil, err
	}
	infos, rels, err := x.workbook(book)
	if err != nil {
		return nil, nil, err
	}
	if err := x.readStyles(rels["styles"]); err != nil {
		return nil, nil, err
	}
	if err := x.readStrings(rels["sharedStrings"]); err != nil {
		return nil, nil, err
	}
	return x, infos, nil
}

// index lists the parts and refuses archives whose own figures are absurd.
func (x *xlsxSource) index(z *zip.Reader) error {
	if len(z.File) > 20_000 {
		return fault.New(fault.TooLarge, "sheet.bomb", "文件 %s 内部有 %d 个部件，不像正常的台账，已拒绝读取。", label(x.name), len(z.File))
	}
	for _, f := range z.File {
		x.parts[strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(f.Name, `\`, "/"), "/"))] = f
	}
	if m := x.parts["mimetype"]; m != nil {
		if b, err := x.read(m, 200); err == nil && strings.Contains(string(b), "opendocument.spreadsheet") {
			return fault.New(fault.Unsupported, "sheet.ods", "文件 %s 是 OpenDocument（.ods）表格。%s", label(x.name), howToSave)
		}
	}
	return nil
}

// read returns a whole small part.
func (x *xlsxSource) read(f *zip.File, limit int64) ([]byte, error) {
	rc, err := f.Open()
	if err != nil {
		return nil, damaged(x.name)
	}
	defer rc.Close()
	b, err := io.ReadAll(io.LimitReader(rc, limit+1))
	if err != nil {
		return nil, damaged(x.name)
	}
	if int64(len(b)) > limit {
		return nil, hostile(x.name, f.Name, limit)
	}
	return b, nil
}

func (x *xlsxSource) decode(f *zip.File, v any) error {
	b, err := x.read(f, smallPart)
	if err != nil {
		return err
	}
	if err := xml.Unmarshal(b, v); err != nil {
		return damaged(x.name)
	}
	return nil
}

// bookPath finds the main part: usually xl/workbook.xml, but the relation decides.
func (x *xlsxSource) bookPath() (string, error) {
	root := x.parts["_rels/.rels"]
	if root == nil {
		return "", notTable(x.name)
	}
	var rels xmlRels
	if err := x.decode(root, &rels); err != nil {
		return "", err
	}
	for _, r := range rels.Rels {
		if !strings.HasSuffix(r.Type, "/officeDocument") {
			continue
		}
		p := strings.ToLower(strings.TrimPrefix(path.Clean("/"+r.Target), "/"))
		switch {
		case strings.HasSuffix(p, ".bin"):
			return "", fault.New(fault.Unsupported, "sheet.xlsb", "文件 %s 是二进制工作簿（.xlsb）。%s", label(x.name), howToSave)
		case x.parts[p] == nil:
			return "", damaged(x.name)
		case !strings.Contains(p, "workbook") && !strings.HasPrefix(p, "xl/"):
			return "", notTable(x.name)
		}
		return p, nil
	}
	return "", notTable(x.name)
}

// workbook reads the list of sheets and answers the paths of styles and shared
// strings by the last word of their relation's type.
func (x *xlsxSource) workbook(book string) ([]Info, map[string]string, error) {
	var wb xmlWorkbook
	if err := x.decode(x.parts[book], &wb); err != nil {
		return nil, nil, err
	}
	x.d1904 = wb.Pr.Date1904 == "1" || wb.Pr.Date1904 == "true"
	targets, byType := map[string]string{}, map[string]string{}
	if f := x.parts[path.Join(path.Dir(book), "_rels", path.Base(book)+".rels")]; f != nil {
		var rels xmlRels
		if err := x.decode(f, &rels); err != nil {
			return nil, nil, err
		}
		for _, r := range rels.Rels {
			t := r.Target
			if !strings.HasPrefix(t, "/") {
				t = path.Join(path.Dir(book), t)
			}
			t = strings.ToLower(strings.TrimPrefix(path.Clean("/"+t), "/"))
			targets[r.ID] = t
			byType[path.Base(r.Type)] = t
		}
	}
	if len(wb.Sheets) > x.limits.Sheets {
		return nil, nil, fault.New(fault.TooLarge, "sheet.too_many_sheets", "文件 %s 有 %d 个工作表，最多 %d 个。", label(x.name), len(wb.Sheets), x.limits.Sheets)
	}
	var infos []Info
	for _, s := range wb.Sheets {
		id := ""
		for _, a := range s.Attrs {
			if a.Name.Local == "id" {
				id = a.Value
			}
		}
		part := x.parts[targets[id]]
		if part == nil || !strings.Contains(targets[id], "worksheets") {
			continue // chart sheets, dialog sheets, macro sheets
		}
		v := Visible
		switch s.State {
		case "hidden":
			v = Hidden
		case "veryHidden":
			v = VeryHidden
		}
		infos = append(infos, Info{Name: s.Name, Visibility: v})
		x.sheets = append(x.sheets, xlsxSheet{name: s.Name, part: part})
	}
	if len(infos) == 0 {
		return nil, nil, fault.New(fault.Invalid, "sheet.no_sheet", "文件 %s 里没有工作表。", label(x.name))
	}
	return infos, byType, nil
}

func (x *xlsxSource) date1904() bool { return x.d1904 }
func (x *xlsxSource) format() string { return "xlsx" }

// stream opens a part for scanning, bounded by limit bytes.
func (x *xlsxSource) stream(f *zip.File, limit int64) (*scanner, io.Closer, error) {
	rc, err := f.Open()
	if err != nil {
		return nil, nil, damaged(x.name)
	}
	// A text of CellRunes characters takes at most 10 bytes each when every one is an entity.
	return newScanner(&bounded{r: rc, left: limit}, max(x.limits.CellRunes*10, 1<<20)), rc, nil
}

var errBound = errors.New("part exceeds its bound")

// bounded fails, rather than ending, where LimitReader would end silently.
type bounded struct {
	r    io.Reader
	left int64
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errBound
	}
	if int64(len(p)) > b.left {
		p = p[:b.left]
	}
	n, err := b.r.Read(p)
	b.left -= int64(n)
	return n, err
}

// scanFault turns what the scanner met into a refusal with its place.
func (x *xlsxSource) scanFault(err error, part string, limit int64) error {
	if _, ok := fault.As(err); ok {
		return err
	}
	switch {
	case errors.Is(err, errBound):
		return hostile(x.name, part, limit)
	case errors.Is(err, errTooLong):
		return fault.New(fault.Invalid, "sheet.cell_too_long", "文件 %s 的 %s 里有超长内容（超过 %d 个字），无法导入。", label(x.name), part, x.limits.CellRunes).Param("place", part)
	case errors.Is(err, errMarkup), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, zip.ErrFormat), errors.Is(err, zip.ErrChecksum), errors.Is(err, zip.ErrAlgorithm):
		return damaged(x.name)
	}
	if strings.HasPrefix(err.Error(), "flate:") {
		return damaged(x.name)
	}
	return fmt.Errorf("read %s: %w", part, err)
}

// readStrings loads the shared strings into one arena, so that each costs its
// bytes and a string header.
func (x *xlsxSource) readStrings(p string) error {
	f := x.parts[p]
	if p == "" || f == nil {
		return nil
	}
	limit := x.limits.PartBytes / 2
	s, c, err := x.stream(f, limit)
	if err != nil {
		return err
	}
	defer c.Close()
	var arena []byte
	var ends []int
	if err := scanStrings(s, x.limits.CellRunes, func(b []byte) {
		arena = append(arena, b...)
		ends = append(ends, len(arena))
	}); err != nil {
		if errors.Is(err, errTooLong) {
			return fault.New(fault.Invalid, "sheet.cell_too_long", "文件 %s 中第 %d 个文本超过 %d 个字，无法导入。", label(x.name), len(ends)+1, x.limits.CellRunes).
				Param("place", f.Name)
		}
		return x.scanFault(err, f.Name, limit)
	}
	all := string(arena)
	x.strings = make([]string, len(ends))
	from := 0
	for i, to := range ends {
		x.strings[i] = all[from:to]
		from = to
	}
	return nil
}

// scanStrings calls emit for the text of each <si>; furigana (rPh) is left out.
func scanStrings(s *scanner, maxRunes int, emit func([]byte)) error {
	var text []byte
	inT, phonetic := false, 0
	for {
		t, err := s.next()
		if err != nil {
			return err
		}
		switch t.kind {
		case tokEOF:
			return nil
		case tokText:
			if inT && phonetic == 0 {
				if t.cdata {
					text = append(text, t.text...)
				} else {
					text = appendText(text, t.text)
				}
				if tooLong(text, maxRunes) {
					return errTooLong
				}
			}
			continue
		}
		open := t.kind == tokStart
		switch string(t.name) {
		case "t":
			inT = open && !t.self
		case "rPh":
			if open && !t.self {
				phonetic++
			} else if !open {
				phonetic--
			}
		case "si":
			if !open || t.self {
				emit(text)
				text = text[:0]
			}
		}
	}
}

func tooLong(b []byte, maxRunes int) bool {
	if len(b) <= maxRunes {
		return false
	}
	n := 0
	for _, c := range b {
		if c&0xC0 != 0x80 {
			n++
		}
	}
	return n > maxRunes
}
