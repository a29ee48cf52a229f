// Package id makes time-ordered identifiers.
package id

import "github.com/google/uuid"

// New is a UUIDv7 as text. It panics only if the system has no randomness.
func New() string { return uuid.Must(uuid.NewV7()).String() }
