// Package blob keeps files by the SHA-256 of their content, so that equal files
// are stored once and a stored file can never be changed unnoticed.
package blob

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
)

// Store is a folder of content-addressed files: ab/abcdef….
type Store struct{ root string }

// Stored describes a file that is in the store.
type Stored struct {
	SHA256 string // hex
	Size   int64  // bytes
}

// ErrTooLarge says that the content exceeded the limit; nothing was kept.
var ErrTooLarge = errors.New("file too large")

// Open makes the folder if need be.
func Open(root string) (*Store, error) {
	if err := os.MkdirAll(filepath.Join(root, "incoming"), 0o700); err != nil {
		return nil, fmt.Errorf("file store: %w", err)
	}
	return &Store{root}, nil
}

// Put stores r, at most limit bytes. The file is durable when Put returns: a
// database row that names it may be committed after.
func (s *Store) Put(r io.Reader, limit int64) (out Stored, err error) {
	f, err := os.CreateTemp(filepath.Join(s.root, "incoming"), "up-*")
	if err != nil {
		return out, fmt.Errorf("store file: %w", err)
	}
	defer func() { _ = os.Remove(f.Name()) }() // gone already once renamed
	defer func() { _ = f.Close() }()
	h := sha256.New()
	n, err := io.Copy(io.MultiWriter(f, h), io.LimitReader(r, limit+1))
	if err != nil {
		return out, fmt.Errorf("store file: %w", err)
	}
	if n > limit {
		return out, ErrTooLarge
	}
	if err := f.Sync(); err != nil {
		return out, fmt.Errorf("store file: %w", err)
	}
	out = Stored{SHA256: hex.EncodeToString(h.Sum(nil)), Size: n}
	if err := os.MkdirAll(filepath.Dir(s.path(out.SHA256)), 0o700); err != nil {
		return out, fmt.Errorf("store file: %w", err)
	}
	if err := os.Rename(f.Name(), s.path(out.SHA256)); err != nil {
		return out, fmt.Errorf("store file: %w", err)
	}
	return out, nil
}

var hash = regexp.MustCompile(`^[0-9a-f]{64}$`)

// Open opens a stored file.
func (s *Store) Open(sum string) (*os.File, error) {
	if !hash.MatchString(sum) {
		return nil, fmt.Errorf("file %q: %w", sum, os.ErrNotExist)
	}
	return os.Open(s.path(sum))
}

func (s *Store) path(sum string) string { return filepath.Join(s.root, sum[:2], sum) }
