// Package fault is the one vocabulary of errors that have an audience.
//
// A fault says what kind of refusal it is, carries a stable code that the front
// end translates and tests compare, a message for people (Chinese: the screens'
// first language) and, for forms and gates, one detail per missing or wrong item.
// Every other error is a bug or an outage and reaches the user only as
// "something went wrong". platform/web maps faults to RFC 9457 in one place.
package fault

import (
	"errors"
	"fmt"
	"strings"
)

// Kind decides the HTTP status. The zero kind is Internal.
type Kind int

// The kinds, with the status platform/web gives each.
const (
	Internal        Kind = iota // 500
	Invalid                     // 422: what was sent is wrong or incomplete
	Unauthenticated             // 401
	Forbidden                   // 403
	NotFound                    // 404: absent, or outside the caller's scope
	Conflict                    // 409: the state of the record does not allow it
	Stale                       // 412: the caller read an older version
	Precondition                // 428: the caller must say which version it read
	TooLarge                    // 413
	Throttled                   // 429
	Unsupported                 // 415
)

// Detail is one fault of a form, a row or a gate.
type Detail struct {
	Pointer string         // JSON pointer or logical place ("/name", "evidence:contract")
	Code    string         // stable code ("required", "evidence.missing")
	Message string         // for people
	Params  map[string]any // what the front end needs to link to the place or to translate
}

// Error is a failure with an audience.
type Error struct {
	Kind    Kind
	Code    string
	Message string
	Details []Detail
	Params  map[string]any
}

func (e *Error) Error() string {
	if len(e.Details) == 0 {
		return e.Code + ": " + e.Message
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s", e.Code, e.Message)
	for _, d := range e.Details {
		fmt.Fprintf(&b, "; %s %s %s", d.Pointer, d.Code, d.Message)
	}
	return b.String()
}

// New makes a fault; format and args make the message.
func New(kind Kind, code, format string, args ...any) *Error {
	return &Error{Kind: kind, Code: code, Message: fmt.Sprintf(format, args...)}
}

// With adds details to a copy of e.
func (e *Error) With(details ...Detail) *Error {
	c := *e
	c.Details = append(append([]Detail(nil), e.Details...), details...)
	return &c
}

// Param sets a parameter on a copy of e.
func (e *Error) Param(key string, value any) *Error {
	c := *e
	c.Params = map[string]any{}
	for k, v := range e.Params {
		c.Params[k] = v
	}
	c.Params[key] = value
	return &c
}

// As returns the fault inside err, if there is one.
func As(err error) (*Error, bool) {
	var e *Error
	ok := errors.As(err, &e)
	return e, ok
}

// Code returns the code of the fault inside err, or "" if err is none.
func Code(err error) string {
	if e, ok := As(err); ok {
		return e.Code
	}
	return ""
}

// Is reports whether err holds a fault of this kind.
func Is(err error, kind Kind) bool {
	e, ok := As(err)
	return ok && e.Kind == kind
}

// Form collects the details of one form so that all faults come back at once.
type Form struct{ details []Detail }

// Add records one fault.
func (f *Form) Add(pointer, code, format string, args ...any) {
	f.details = append(f.details, Detail{Pointer: pointer, Code: code, Message: fmt.Sprintf(format, args...)})
}

// Require records a missing value when blank.
func (f *Form) Require(pointer, label, value string) {
	if strings.TrimSpace(value) == "" {
		f.Add(pointer, "required", "请填写%s。", label)
	}
}

// MaxRunes records a value of more than n characters.
func (f *Form) MaxRunes(pointer, label, value string, n int) {
	if c := len([]rune(value)); c > n {
		f.Add(pointer, "too_long", "%s最多 %d 个字，现有 %d 个。", label, n, c)
	}
}

// Err is nil when nothing was recorded, else one Invalid fault with all details.
func (f *Form) Err(code, message string) error {
	if len(f.details) == 0 {
		return nil
	}
	return &Error{Kind: Invalid, Code: code, Message: message, Details: f.details}
}
