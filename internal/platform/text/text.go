// Package text is the one tokenizer behind every search: unigrams and bigrams of
// Han text, whole words of letters and digits, and pinyin initials.
package text

import (
	"strings"
	"sync/atomic"
	"unicode"
	"unicode/utf8"

	"github.com/mozillazg/go-pinyin"
	"golang.org/x/text/width"
)

// Fold brings full-width forms, case and spaces to one shape.
func Fold(s string) string {
	return strings.Join(strings.Fields(strings.ToLower(width.Fold.String(s))), " ")
}

// Index is every token by which s can be found.
func Index(s string) []string {
	t := newTokens()
	for _, run := range runs(Fold(s)) {
		if run.han {
			t.han(run.text)
			t.initials(run.text)
		} else {
			t.word(run.text)
		}
	}
	return t.list
}

// Query is the tokens that a search for s must all find: bigrams of Han text (a
// single character stays single), words as they are.
func Query(s string) []string {
	t := newTokens()
	for _, run := range runs(Fold(s)) {
		r := []rune(run.text)
		if !run.han || len(r) == 1 {
			t.add(run.text)
			continue
		}
		for i := 0; i+1 < len(r); i++ {
			t.add(string(r[i : i+2]))
		}
	}
	return t.list
}

type run struct {
	text string
	han  bool
}

func runs(s string) []run {
	var out []run
	var cur []rune
	han := false
	flush := func() {
		if len(cur) > 0 {
			out = append(out, run{string(cur), han})
			cur = nil
		}
	}
	for _, r := range s {
		isHan := unicode.Is(unicode.Han, r)
		if !isHan && !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			flush()
			continue
		}
		if len(cur) > 0 && isHan != han {
			flush()
		}
		han = isHan
		cur = append(cur, r)
	}
	flush()
	return out
}

type tokens struct {
	seen map[string]bool
	list []string
}

func newTokens() *tokens {
	return &tokens{seen: make(map[string]bool, 256), list: make([]string, 0, 256)}
}

func (t *tokens) add(s string) {
	if !t.seen[s] {
		t.seen[s] = true
		t.list = append(t.list, s)
	}
}

func (t *tokens) han(s string) {
	before := -1 // where the character before begins
	for i, r := range s {
		if before >= 0 {
			t.add(s[before : i+utf8.RuneLen(r)])
		}
		t.add(s[i : i+utf8.RuneLen(r)])
		before = i
	}
}

// word adds a word and its prefixes of two letters or more, so that typing finds it early.
func (t *tokens) word(s string) {
	n := 0
	for i := range s {
		if n >= 2 && n <= 12 {
			t.add(s[:i])
		}
		n++
	}
	t.add(s)
}

var pinyinArgs = pinyin.NewArgs()

// The first letters of the readings of the common characters, looked up once each:
// 0 not yet, noReading where there is none.
var letterOf [0xa000 - 0x4e00]atomic.Uint32

const noReading = 0xff

func letter(r rune) byte {
	if r >= 0x4e00 && r < 0xa000 {
		if b := letterOf[r-0x4e00].Load(); b != 0 {
			return byte(b)
		}
	}
	b := byte(noReading)
	if py := pinyin.SinglePinyin(r, pinyinArgs); len(py) > 0 && py[0] != "" {
		b = py[0][0]
	}
	if r >= 0x4e00 && r < 0xa000 {
		letterOf[r-0x4e00].Store(uint32(b))
	}
	return b
}

// initials adds the pinyin initials of every stretch of 2 to 5 characters ("qd" finds 青岛).
func (t *tokens) initials(s string) {
	all := make([]byte, 0, len(s)/3)
	for _, r := range s {
		b := letter(r)
		if b == noReading { // positions would slip
			return
		}
		all = append(all, b)
	}
	letters := string(all)
	for i := range letters {
		for n := 2; n <= 5 && i+n <= len(letters); n++ {
			t.add(letters[i : i+n])
		}
	}
}
