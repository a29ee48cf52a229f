package demo

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"net/http"
	"strings"
	"unicode/utf16"

	"qipan/internal/platform/blob"
	"qipan/internal/project"
)

// variants is how many different files of a kind there are: a project never has
// the same bytes twice for one kind.
const variants = 6

// paper is a file of the store that evidence rows name.
type paper struct {
	name, mediaType, sum string
	size                 int64
}

// papers are the demo's files: per kind of evidence a few, each saying in words
// that it is an example. They are stored once, whatever the number of projects.
func papers(store *blob.Store, kinds []project.Term) (map[string][]paper, error) {
	out := map[string][]paper{}
	for _, k := range kinds {
		for v := range variants {
			content, ext := examplePDF(fmt.Sprintf("示例佐证：%s（%d）", k.Label, v+1)), "pdf"
			if strings.Contains(k.Code, "photo") {
				var err error
				if content, err = examplePhoto(v); err != nil {
					return nil, fmt.Errorf("demo files: %w", err)
				}
				ext = "png"
			}
			stored, err := store.Put(bytes.NewReader(content), int64(len(content)))
			if err != nil {
				return nil, fmt.Errorf("demo files: %w", err)
			}
			out[k.Code] = append(out[k.Code], paper{name: fmt.Sprintf("示例%s-%d.%s", k.Label, v+1, ext), mediaType: http.DetectContentType(content), sum: stored.SHA256, size: stored.Size})
		}
	}
	return out, nil
}

// examplePDF is a page with two lines in a font that every reader brings along.
func examplePDF(title string) []byte {
	text := fmt.Sprintf("BT /F1 20 Tf 60 760 Td <%s> Tj 0 -36 Td <%s> Tj ET", utf16hex(title), utf16hex("演示数据，不是真实文件。"))
	objects := []string{
		"<</Type/Catalog/Pages 2 0 R>>",
		"<</Type/Pages/Kids[3 0 R]/Count 1>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
		fmt.Sprintf("<</Length %d>>\nstream\n%s\nendstream", len(text), text),
		"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[6 0 R]>>",
		"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/FontDescriptor 7 0 R>>",
		"<</Type/FontDescriptor/FontName/STSong-Light/Flags 4/FontBBox[-25 -254 1000 880]/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 880/StemV 93>>",
	}
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	offsets := make([]int, len(objects))
	for i, o := range objects {
		offsets[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	xref := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, at := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, xref)
	return b.Bytes()
}

func utf16hex(s string) string {
	var b strings.Builder
	for _, u := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, "%04X", u)
	}
	return b.String()
}

// examplePhoto is a picture of nothing: sky over ground, in a light of its own.
func examplePhoto(variant int) ([]byte, error) {
	img := image.NewPaletted(image.Rect(0, 0, 320, 200), color.Palette{
		color.RGBA{120, 170, uint8(200 + variant*9), 255}, color.RGBA{uint8(150 + variant*12), 130, 90, 255}})
	for y := range 200 {
		for x := range 320 {
			if y > 120-((x*(variant+2))%320)/8 {
				img.SetColorIndex(x, y, 1)
			}
		}
	}
	var b bytes.Buffer
	err := png.Encode(&b, img)
	return b.Bytes(), err
}
