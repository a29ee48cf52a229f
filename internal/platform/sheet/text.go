package sheet

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"qipan/internal/platform/fault"
)

// textSource is delimited text.
type textSource struct {
	r      io.ReaderAt
	size   int64
	name   string
	limits Limits
	enc    encoding.Encoding // nil is UTF-8
	skip   int64             // byte order mark
	comma  byte
	n      *Shape
}

// openText settles encoding and delimiter by reading the file.
func openText(r io.ReaderAt, size int64, name string, o Options) (*textSource, error) {
	t := &textSource{r: r, size: size, name: name, limits: o.Limits}
	if err := t.settleEncoding(o.Encoding); err != nil {
		return nil, err
	}
	switch {
	case o.Delimiter != 0 && o.Delimiter < utf8.RuneSelf:
		t.comma = byte(o.Delimiter)
	case o.Delimiter != 0:
		return nil, fault.New(fault.Invalid, "sheet.delimiter", "分隔符 %q 不受支持，可用逗号、分号、制表符或竖线。", o.Delimiter)
	default:
		c, err := t.guessComma()
		if err != nil {
			return nil, err
		}
		t.comma = c
	}
	return t, nil
}

func (t *textSource) settleEncoding(want string) error {
	head := make([]byte, min(t.size, 4096))
	if _, err := t.r.ReadAt(head, 0); err != nil && err != io.EOF {
		return fmt.Errorf("read head of text: %w", err)
	}
	switch {
	case bytes.HasPrefix(head, []byte("\xEF\xBB\xBF")):
		t.skip = 3
	case bytes.HasPrefix(head, []byte("\xFF\xFE")):
		t.enc = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	case bytes.HasPrefix(head, []byte("\xFE\xFF")):
		t.enc = unicode.UTF16(unicode.BigEndian, unicode.UseBOM)
	}
	switch strings.ToLower(strings.NewReplacer("-", "", "_", "", " ", "").Replace(want)) {
	case "":
	case "utf8", "utf8sig":
		t.enc = nil
		return t.mustBe("UTF-8")
	case "utf16", "utf16le":
		t.enc = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
		return nil
	case "gb18030", "gbk", "gb2312":
		t.enc = simplifiedchinese.GB18030
		return t.mustBe("GB18030")
	case "latin1", "iso88591":
		t.enc = charmap.ISO8859_1
		return nil
	case "windows1252", "cp1252":
		t.enc = charmap.Windows1252
		return nil
	default:
		return fault.New(fault.Invalid, "sheet.encoding_unknown", "读取文件 %s 时指定的文本编码“%s”不认识，可用 utf-8、utf-16、gb18030、latin-1、windows-1252。", label(t.name), want)
	}
	if t.enc != nil {
		return nil
	}
	if bytes.IndexByte(head, 0) >= 0 {
		return notTable(t.name)
	}
	return t.guessEncoding()
}

// guessEncoding reads the whole file: UTF-8 if all of it is, else GB18030 if all of it is.
func (t *textSource) guessEncoding() error {
	bad, err := t.firstBad(true)
	if err != nil || bad < 0 || t.skip > 0 {
		if err == nil && bad >= 0 {
			return t.badEncoding("UTF-8", bad)
		}
		return err
	}
	t.enc = simplifiedchinese.GB18030
	if bad, err = t.firstBad(false); err != nil {
		return err
	}
	if bad >= 0 {
		return t.badEncoding("UTF-8 或 GB18030", bad)
	}
	return nil
}

func (t *textSource) mustBe(what string) error {
	bad, err := t.firstBad(what == "UTF-8")
	if err == nil && bad >= 0 {
		return t.badEncoding(what, bad)
	}
	return err
}

func (t *textSource) badEncoding(what string, line int) error {
	return fault.New(fault.Invalid, "sheet.encoding",
		"文件 %s 第 %d 行起不是 %s 编码的文本。请在 WPS 或 Excel 中另存为“CSV UTF-8（逗号分隔）”，或在映射中指定编码。", label(t.name), line, what).
		Param("line", line)
}

// firstBad is the 1-based line of the first byte sequence that is not valid in
// the present encoding, or -1. A NUL makes the file no text at all.
func (t *textSource) firstBad(raw bool) (int, error) {
	var r *bufio.Reader
	if raw {
		r = bufio.NewReaderSize(io.NewSectionReader(t.r, t.skip, t.size-t.skip), 1<<16)
	} else {
		r = bufio.NewReaderSize(t.reader(), 1<<16)
	}
	line := 1
	for {
		c, n, err := r.ReadRune()
		switch {
		case err == io.EOF:
			return -1, nil
		case err != nil:
			return 0, fmt.Errorf("read text: %w", err)
		case c == 0:
			return 0, notTable(t.name)
		case c == utf8.RuneError && (n == 1 || !raw):
			return line, nil
		case c == '\n':
			line++
		}
	}
}

// reader yields the text as UTF-8 without its byte order mark.
func (t *textSource) reader() io.Reader {
	s := io.NewSectionReader(t.r, t.skip, t.size-t.skip)
	if t.enc == nil {
		return s
	}
	return t.enc.NewDecoder().Reader(s)
}

// guessComma takes the delimiter that splits the first records most evenly.
func (t *textSource) guessComma() (byte, error) {
	best, bestScore := byte(','), 0
	for _, c := range []byte{',', '\t', ';', '|'} {
		counts := map[int]int{}
		n := 0
		err := t.records(c, func(row *Row) error {
			counts[len(row.Cells)]++
			if n++; n == 40 {
				return errStop
			}
			return nil
		})
		if err != nil && !errors.Is(err, errStop) {
			if _, ok := fault.As(err); !ok {
				return 0, err
			}
			continue // what one delimiter cannot read another may
		}
		score := 0
		for width, times := range counts {
			if width > 1 && times*times*min(width, 60) > score {
				score = times * times * min(width, 60)
			}
		}
		if score > bestScore {
			best, bestScore = c, score
		}
	}
	return best, nil
}

var errStop = errors.New("stop")

func (t *textSource) date1904() bool { return false }
func (t *textSource) format() string { return "csv" }

func (t *textSource) shape(int) (Shape, error) {
	if t.n == nil {
		n := 0
		if err := t.records(t.comma, func(*Row) error { n++; return nil }); err != nil {
			return Shape{}, err
		}
		t.n = &Shape{Rows: n}
	}
	return *t.n, nil
}

func (t *textSource) rows(_ int, fn func(*Row) error) error {
	return t.records(t.comma, fn)
}
