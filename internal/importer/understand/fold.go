package understand

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// halve maps full-width forms and look-alikes to their plain ones.
func halve(r rune) rune {
	switch {
	case r >= 0xFF01 && r <= 0xFF5E:
		return r - 0xFEE0
	case r == 0x3000 || r == 0xA0 || r == 0x2002 || r == 0x2003 || r == 0x2009 || r == '\t':
		return ' '
	}
	switch r {
	case '，', '､':
		return ','
	case '。', '．':
		return '.'
	case '：', '︰', '∶':
		return ':'
	case '【', '［', '〔', '﹝', '〈', '《', '﹙':
		return '('
	case '】', '］', '〕', '﹞', '〉', '》', '﹚':
		return ')'
	case '–', '−', '‐', '‑', '﹣':
		return '-'
	case '～', '〜', '∼':
		return '~'
	case '￥', '¥':
		return '¥'
	case 0xFEFF, 0x200B, 0x200C, 0x200D, 0x2060:
		return -1
	}
	return r
}

// clean makes text of a cell readable: look-alikes become plain, runs of blanks
// one space, ends are trimmed. What a person typed as a sign for "text" (the
// apostrophe before a formula sign) is removed.
func clean(s string) string {
	if isPlain(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	space := false
	for _, r := range s {
		if r = halve(r); r < 0 || r == utf8.RuneError {
			continue
		}
		if unicode.IsSpace(r) || r < ' ' {
			space = b.Len() > 0
			continue
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		b.WriteRune(r)
	}
	return b.String()
}

// isPlain spares the copying of what has nothing to clean.
func isPlain(s string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c <= ' ' || c == 0xEF || c == 0xE3 || c == 0xE2 || c == 0xC2 {
			return false
		}
	}
	return true
}

// fold is the form in which words are compared: clean, without blanks, lower case.
func fold(s string) string {
	s = clean(s)
	if strings.IndexByte(s, ' ') >= 0 {
		s = strings.ReplaceAll(s, " ", "")
	}
	for i := 0; i < len(s); i++ {
		if s[i] >= 'A' && s[i] <= 'Z' || s[i] >= utf8.RuneSelf && s[i] < 0xE0 {
			return strings.ToLower(s)
		}
	}
	return s
}

// tidy is a name as it is kept: blanks trimmed and joined, but full-width brackets left.
func tidy(s string) string {
	s = strings.TrimFunc(s, func(r rune) bool { return unicode.IsSpace(r) || r == 0xFEFF || r == 0x200B })
	if !strings.ContainsAny(s, "\n\r\t") && !strings.Contains(s, "  ") {
		return s
	}
	return strings.Join(strings.Fields(s), " ")
}

// nameKey folds a name for comparing projects: brackets and punctuation do not count.
func nameKey(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPunct(r) || unicode.IsSymbol(r) {
			return -1
		}
		return r
	}, fold(s))
}

// words finds the longest known words in a text.
type words struct {
	codes  map[string]string
	most   int // runes of the longest word
	firsts map[rune]bool
}

func newWords() *words { return &words{codes: map[string]string{}, firsts: map[rune]bool{}} }

// add registers word for code; the first registration of a word wins.
func (w *words) add(word, code string) {
	word = fold(word)
	if word == "" {
		return
	}
	if _, taken := w.codes[word]; !taken {
		w.codes[word] = code
	}
	w.most = max(w.most, utf8.RuneCountInString(word))
	r, _ := utf8.DecodeRuneInString(word)
	w.firsts[r] = true
}

// hit is a word found in a text.
type hit struct {
	code       string
	word       string
	start, end int // bytes
}

// find lists the words in folded text from left to right, longest first and not overlapping.
func (w *words) find(text string, minRunes int) []hit {
	var out []hit
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if w.firsts[r] {
			if h, ok := w.at(text, i, minRunes); ok {
				out = append(out, h)
				i = h.end
				continue
			}
		}
		i += size
	}
	return out
}

func (w *words) at(text string, i, minRunes int) (hit, bool) {
	var best hit
	ok := false
	n, end := 0, i
	for end < len(text) && n < w.most {
		_, size := utf8.DecodeRuneInString(text[end:])
		end += size
		n++
		if n < minRunes {
			continue
		}
		if code, found := w.codes[text[i:end]]; found {
			best, ok = hit{code, text[i:end], i, end}, true
		}
	}
	return best, ok
}

// Beyond these lengths (bytes) a cell holds a story, not a value: what is read out
// of it is taken from its beginning, so that a hostile cell costs no more than a
// long one.
const (
	longestSum   = 400
	longestDay   = 400
	longestPlace = 1200
	longestStory = 6000
	longestTitle = 600
)

// begin is at most n bytes of s, cut between characters.
func begin(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
