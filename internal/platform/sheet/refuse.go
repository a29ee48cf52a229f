package sheet

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode/utf16"

	"qipan/internal/platform/fault"
)

// howToSave is what a clerk does with a format that is not read.
const howToSave = "请用 WPS 或 Excel 打开，点“文件 → 另存为”，文件类型选“Excel 工作簿（*.xlsx）”或“CSV UTF-8（逗号分隔）”，再导入新文件。"

// refuseOLE tells an encrypted xlsx from an old xls: both are OLE containers.
func refuseOLE(r io.ReaderAt, size int64, name string) error {
	found, err := findUTF16(r, size, "EncryptedPackage", "Workbook", "Book", "WordDocument", "PowerPoint Document")
	if err != nil {
		return err
	}
	switch {
	case found["EncryptedPackage"]:
		return fault.New(fault.Unsupported, "sheet.encrypted",
			"文件 %s 设有打开密码，无法读取。请在 WPS 或 Excel 中输入密码打开，“文件 → 信息 → 保护工作簿”中清除密码，保存后再导入。", label(name))
	case found["WordDocument"], found["PowerPoint Document"]:
		return notTable(name)
	case found["Workbook"], found["Book"]:
		return fault.New(fault.Unsupported, "sheet.xls", "文件 %s 是旧版 .xls（或 .et）格式。%s", label(name), howToSave)
	}
	return fault.New(fault.Unsupported, "sheet.xls", "文件 %s 是旧版办公文件格式，不能直接读取。%s", label(name), howToSave)
}

// findUTF16 looks for directory names of an OLE container, which are UTF-16LE,
// reading the file in overlapping pieces.
func findUTF16(r io.ReaderAt, size int64, words ...string) (map[string]bool, error) {
	found := map[string]bool{}
	buf := make([]byte, 1<<20)
	const overlap = 128
	for off := int64(0); off < size; off += int64(len(buf)) - overlap {
		n, err := r.ReadAt(buf, off)
		if err != nil && err != io.EOF {
			return nil, fmt.Errorf("read spreadsheet: %w", err)
		}
		for _, w := range words {
			var pat []byte
			for _, u := range utf16.Encode([]rune(w)) {
				pat = append(pat, byte(u), byte(u>>8))
			}
			// The two zero bytes end the name, so that "Book" is not found in "Bookmark".
			found[w] = found[w] || bytes.Contains(buf[:n], append(pat, 0, 0))
		}
		if n < len(buf) {
			break
		}
	}
	return found, nil
}

// refuseOther finds, in the first bytes, formats that pretend to be tables.
func refuseOther(head []byte, name string) error {
	text := bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xEF\xBB\xBF")), " \t\r\n")
	lower := strings.ToLower(string(text[:min(len(text), 4096)]))
	switch {
	case strings.HasPrefix(lower, "<?xml") && strings.Contains(lower, "urn:schemas-microsoft-com:office:spreadsheet"):
		return fault.New(fault.Unsupported, "sheet.xml2003", "文件 %s 是 XML 2003 表格，不是 xlsx。%s", label(name), howToSave)
	case strings.HasPrefix(lower, "<"), strings.HasPrefix(lower, "mime-version:") && strings.Contains(lower, "text/html"):
		return fault.New(fault.Unsupported, "sheet.html",
			"文件 %s 其实是网页（HTML），只是改了扩展名，常见于其他系统导出的“xls”。%s", label(name), howToSave)
	case strings.HasPrefix(lower, "%pdf"), strings.HasPrefix(lower, "{\\rtf"), bytes.HasPrefix(head, []byte("\x89PNG")),
		bytes.HasPrefix(head, []byte("\xFF\xD8\xFF")), bytes.HasPrefix(head, []byte("Rar!")), bytes.HasPrefix(head, []byte("7z\xBC\xAF")),
		bytes.HasPrefix(head, []byte("GIF8")), bytes.HasPrefix(head, []byte{0x1F, 0x8B}):
		return notTable(name)
	}
	return nil
}

func notTable(name string) error {
	return fault.New(fault.Unsupported, "sheet.not_a_table", "文件 %s 不是表格文件，可导入的格式是 .xlsx 和 .csv。", label(name))
}

func damaged(name string) error {
	return fault.New(fault.Invalid, "sheet.damaged",
		"文件 %s 不完整或已损坏，可能没有传完。请用 WPS 或 Excel 确认能够打开，另存一份后再导入。", label(name))
}

func hostile(name, where string, limit int64) error {
	return fault.New(fault.TooLarge, "sheet.bomb",
		"文件 %s 解压后过大（%s 超过 %d MB），不像正常的台账，已拒绝读取。", label(name), where, limit>>20).Param("place", where)
}

func cellTooLong(name, sheet string, row, col, limit int) error {
	where := cellPlace(sheet, row, col)
	return fault.New(fault.Invalid, "sheet.cell_too_long", "文件 %s 的 %s 单元格超过 %d 个字，无法导入。", label(name), where, limit).
		Param("sheet", sheet).Param("row", row).Param("column", ColumnName(col)).Param("place", where)
}

func tooManyRows(name, sheet string, limit int) error {
	return fault.New(fault.TooLarge, "sheet.too_many_rows", "文件 %s 的工作表“%s”超过 %d 行，请拆分后分批导入。", label(name), sheet, limit).
		Param("sheet", sheet)
}

func tooManyColumns(name, sheet string, row, limit int) error {
	return fault.New(fault.TooLarge, "sheet.too_many_columns", "文件 %s 的工作表“%s”第 %d 行超过 %d 列。", label(name), sheet, row, limit).
		Param("sheet", sheet).Param("row", row)
}

func cellPlace(sheet string, row, col int) string {
	if sheet == "" {
		return fmt.Sprintf("第 %d 行第 %d 列", row, col+1)
	}
	return fmt.Sprintf("%s!%s%d", sheet, ColumnName(col), row)
}

// ColumnName is the letter name of a 0-based column: 0 is A, 26 is AA.
func ColumnName(col int) string {
	var b []byte
	for col++; col > 0; col = (col - 1) / 26 {
		b = append([]byte{byte('A' + (col-1)%26)}, b...)
	}
	return string(b)
}

// ColumnIndex is the 0-based column of a letter name; ok is false for anything else.
func ColumnIndex(name string) (col int, ok bool) {
	if name == "" || len(name) > 3 {
		return 0, false
	}
	for _, c := range []byte(strings.ToUpper(name)) {
		if c < 'A' || c > 'Z' {
			return 0, false
		}
		col = col*26 + int(c-'A') + 1
	}
	return col - 1, true
}
