// Package text is the one tokenizer behind every search: unigrams and bigrams of
// Han text, whole words of letters and digits, and pinyin initials.
package text

import (
	"strings"
	"unicode"

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

func newTokens() *tokens { return &tokens{seen: map[string]bool{}} }

func (t *tokens) add(s string) {
	if !t.seen[s] {
		t.seen[s] = true
		t.list = append(t.list, s)
	}
}

func (t *tokens) han(s string) {
	r := []rune(s)
	for i := range r {
		t.add(string(r[i]))
		if i+1 < len(r) {
			t.add(string(r[i : i+2]))
		}
	}
}

// word adds a word and its prefixes of two letters or more, so that typing finds it early.
func (t *tokens) word(s string) {
	r := []rune(s)
	for i := 2; i < len(r) && i <= 12; i++ {
		t.add(string(r[:i]))
	}
	t.add(s)
}

var pinyinArgs = pinyin.NewArgs()

// initials adds the pinyin initials of every stretch of 2 to 5 characters ("qd" finds 青岛).
func (t *tokens) initials(s string) {
	py := pinyin.LazyPinyin(s, pinyinArgs)
	if len(py) != len([]rune(s)) { // a character without a reading: positions would slip
		return
	}
	letters := make([]byte, len(py))
	for i, p := range py {
		letters[i] = p[0]
	}
	for i := range letters {
		for n := 2; n <= 5 && i+n <= len(letters); n++ {
			t.add(string(letters[i : i+n]))
		}
	}
}
