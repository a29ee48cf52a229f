package web

import (
	"encoding/json"
	"reflect"

	"github.com/danielgtaylor/huma/v2"
)

// Optional is a value of a partial edit: left out, or given (null included, where
// T has a null).
type Optional[T any] struct {
	Set   bool
	Value T
}

// UnmarshalJSON marks the value as given.
func (o *Optional[T]) UnmarshalJSON(b []byte) error {
	o.Set = true
	return json.Unmarshal(b, &o.Value)
}

// MarshalJSON writes the value.
func (o Optional[T]) MarshalJSON() ([]byte, error) { return json.Marshal(o.Value) }

// IsZero lets omitzero leave it out.
func (o Optional[T]) IsZero() bool { return !o.Set }

// Schema is the schema of T.
func (o Optional[T]) Schema(r huma.Registry) *huma.Schema {
	return r.Schema(reflect.TypeFor[T](), true, "")
}
