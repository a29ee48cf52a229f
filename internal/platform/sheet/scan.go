package sheet

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"unicode/utf8"
)

// tokenKind of the XML scanner.
type tokenKind uint8

const (
	tokEOF tokenKind = iota
	tokStart
	tokEnd
	tokText
)

// token is one piece of XML. Its slices are valid until the next call of next.
type token struct {
	kind  tokenKind
	name  []byte // without prefix
	attrs []byte // raw
	self  bool   // <x/>
	text  []byte // raw, entities not resolved; resolved for CDATA
	cdata bool
}

var (
	errMarkup  = errors.New("malformed XML")
	errTooLong = errors.New("XML token too long")
)

// scanner is a minimal XML tokenizer, several times faster than encoding/xml,
// for the one job of reading worksheets. It does not check well-formedness; what
// it cannot read ends in an error, never in a panic.
type scanner struct {
	r        io.Reader
	buf      []byte
	pos, end int
	eof      bool
	maxToken int
}

func newScanner(r io.Reader, maxToken int) *scanner {
	return &scanner{r: r, buf: make([]byte, 128<<10), maxToken: maxToken}
}

// fill reads more, moving or growing the buffer. It reports false at the end.
func (s *scanner) fill() (bool, error) {
	if s.eof {
		return false, nil
	}
	if s.pos > 0 {
		copy(s.buf, s.buf[s.pos:s.end])
		s.end -= s.pos
		s.pos = 0
	}
	if s.end == len(s.buf) {
		if len(s.buf) >= s.maxToken {
			return false, errTooLong
		}
		s.buf = append(s.buf, make([]byte, len(s.buf))...)
	}
	for tries := 0; tries < 100; tries++ {
		n, err := s.r.Read(s.buf[s.end:])
		s.end += n
		if err == io.EOF {
			s.eof = true
			return n > 0, nil
		}
		if err != nil {
			return false, err
		}
		if n > 0 {
			return true, nil
		}
	}
	return false, io.ErrNoProgress
}

// until makes sure that sep lies in the buffer at or after pos+from and returns
// its offset from pos, or -1 at the end of input.
func (s *scanner) until(from int, sep []byte) (int, error) {
	for {
		if s.pos+from <= s.end {
			if i := bytes.Index(s.buf[s.pos+from:s.end], sep); i >= 0 {
				return from + i, nil
			}
			from = max(from, s.end-s.pos-len(sep)+1)
		}
		more, err := s.fill()
		if err != nil {
			return 0, err
		}
		if !more {
			return -1, nil
		}
	}
}

var (
	lt         = []byte("<")
	gt         = []byte(">")
	commentEnd = []byte("-->")
	cdataOpen  = []byte("<![CDATA[")
	cdataEnd   = []byte("]]>")
	piEnd      = []byte("?>")
)

// next returns the next start tag, end tag or text.
func (s *scanner) next() (token, error) {
	for {
		if s.pos == s.end {
			if more, err := s.fill(); err != nil || !more {
				return token{}, err
			}
		}
		if s.buf[s.pos] != '<' {
			n, err := s.until(0, lt)
			if err != nil {
				return token{}, err
			}
			if n < 0 {
				n = s.end - s.pos
			}
			t := token{kind: tokText, text: s.buf[s.pos : s.pos+n]}
			s.pos += n
			return t, nil
		}
		t, skip, err := s.markup()
		if err != nil || !skip {
			return t, err
		}
	}
}

// markup reads what begins with '<'; skip is true for comments and the like.
func (s *scanner) markup() (t token, skip bool, err error) {
	n, err := s.until(1, gt)
	if err != nil {
		return t, false, err
	}
	if n < 0 {
		return t, false, io.ErrUnexpectedEOF
	}
	body := s.buf[s.pos:s.end]
	switch {
	case bytes.HasPrefix(body, []byte("<!--")):
		return t, true, s.skipPast(commentEnd)
	case bytes.HasPrefix(body, cdataOpen):
		return s.cdata()
	case body[1] == '?':
		return t, true, s.skipPast(piEnd)
	case body[1] == '!':
		return t, false, errMarkup // a DTD has no place in a workbook
	}
	if n, err = s.tagEnd(n); err != nil {
		return t, false, err
	}
	raw := s.buf[s.pos+1 : s.pos+n]
	s.pos += n + 1
	return tag(raw)
}

func (s *scanner) skipPast(end []byte) error {
	n, err := s.until(2, end)
	if err != nil {
		return err
	}
	if n < 0 {
		return io.ErrUnexpectedEOF
	}
	s.pos += n + len(end)
	return nil
}

func (s *scanner) cdata() (token, bool, error) {
	n, err := s.until(len(cdataOpen), cdataEnd)
	if err != nil {
		return token{}, false, err
	}
	if n < 0 {
		return token{}, false, io.ErrUnexpectedEOF
	}
	t := token{kind: tokText, text: s.buf[s.pos+len(cdataOpen) : s.pos+n], cdata: true}
	s.pos += n + len(cdataEnd)
	return t, false, nil
}

// tagEnd moves n on to the '>' that is not inside a quoted attribute value.
func (s *scanner) tagEnd(n int) (int, error) {
	for {
		quote := byte(0)
		for _, c := range s.buf[s.pos : s.pos+n] {
			switch {
			case quote == 0 && (c == '"' || c == '\''):
				quote = c
			case c == quote:
				quote = 0
			}
		}
		if quote == 0 {
			return n, nil
		}
		m, err := s.until(n+1, gt)
		if err != nil {
			return 0, err
		}
		if m < 0 {
			return 0, io.ErrUnexpectedEOF
		}
		n = m
	}
}

func tag(raw []byte) (token, bool, error) {
	if len(raw) == 0 {
		return token{}, false, errMarkup
	}
	t := token{kind: tokStart}
	if raw[0] == '/' {
		t.kind = tokEnd
		raw = raw[1:]
	} else if raw[len(raw)-1] == '/' {
		t.self = true
		raw = raw[:len(raw)-1]
	}
	i := 0
	for i < len(raw) && raw[i] != ' ' && raw[i] != '\t' && raw[i] != '\n' && raw[i] != '\r' {
		i++
	}
	t.name, t.attrs = raw[:i], raw[i:]
	if c := bytes.IndexByte(t.name, ':'); c >= 0 {
		t.name = t.name[c+1:]
	}
	return t, false, nil
}

// attr is the raw value of the attribute with this local name, or nil.
func (t *token) attr(name string) []byte {
	a := t.attrs
	for len(a) > 0 {
		eq := bytes.IndexByte(a, '=')
		if eq < 0 {
			return nil
		}
		key := bytes.TrimSpace(a[:eq])
		a = bytes.TrimLeft(a[eq+1:], " \t\r\n")
		if len(a) == 0 || (a[0] != '"' && a[0] != '\'') {
			return nil
		}
		end := bytes.IndexByte(a[1:], a[0])
		if end < 0 {
			return nil
		}
		if string(key) == name {
			return a[1 : 1+end]
		}
		a = a[end+2:]
	}
	return nil
}

// appendText resolves the entities of a raw text, and Excel's _x000D_ escapes.
func appendText(dst, raw []byte) []byte {
	for len(raw) > 0 {
		i := bytes.IndexByte(raw, '&')
		if i < 0 {
			return append(dst, raw...)
		}
		dst = append(dst, raw[:i]...)
		raw = raw[i:]
		end := bytes.IndexByte(raw[:min(len(raw), 12)], ';')
		if end < 0 {
			dst = append(dst, '&')
			raw = raw[1:]
			continue
		}
		dst = appendEntity(dst, raw[1:end])
		raw = raw[end+1:]
	}
	return dst
}

func appendEntity(dst, name []byte) []byte {
	switch string(name) {
	case "amp":
		return append(dst, '&')
	case "lt":
		return append(dst, '<')
	case "gt":
		return append(dst, '>')
	case "quot":
		return append(dst, '"')
	case "apos":
		return append(dst, '\'')
	}
	if len(name) > 1 && name[0] == '#' {
		num, base := string(name[1:]), 10
		if num[0] == 'x' || num[0] == 'X' {
			num, base = num[1:], 16
		}
		if v, err := strconv.ParseUint(num, base, 32); err == nil && v <= utf8.MaxRune {
			return utf8.AppendRune(dst, rune(v))
		}
	}
	return append(append(append(dst, '&'), name...), ';')
}
