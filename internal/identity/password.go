package identity

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"

	"qipan/internal/platform/fault"
)

// argon2id at 19 MiB, two passes (OWASP's first choice at this size); at most two
// at once, so that a flood of log-ins cannot take the machine's memory.
const (
	argonTime, argonMemory, argonThreads, argonKey, saltLen = 2, 19 * 1024, 1, 32, 16
)

var hashing = make(chan struct{}, 2)

func hashPassword(ctx context.Context, password string) (string, error) {
	salt := make([]byte, saltLen)
	if _, err := rand.Read(salt); err != nil {
		return "", fmt.Errorf("hash password: %w", err)
	}
	key, err := derive(ctx, password, salt)
	if err != nil {
		return "", err
	}
	b := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s", argonMemory, argonTime, argonThreads, b.EncodeToString(salt), b.EncodeToString(key)), nil
}

func checkPassword(ctx context.Context, hash, password string) (bool, error) {
	parts := strings.Split(hash, "$")
	if len(parts) != 6 {
		return false, nil
	}
	salt, err := base64.RawStdEncoding.DecodeString(parts[4])
	if err != nil {
		return false, fmt.Errorf("stored password hash: %w", err)
	}
	want, err := base64.RawStdEncoding.DecodeString(parts[5])
	if err != nil {
		return false, fmt.Errorf("stored password hash: %w", err)
	}
	got, err := derive(ctx, password, salt)
	return err == nil && subtle.ConstantTimeCompare(got, want) == 1, err
}

func derive(ctx context.Context, password string, salt []byte) ([]byte, error) {
	select {
	case hashing <- struct{}{}:
		defer func() { <-hashing }()
		return argon2.IDKey([]byte(password), salt, argonTime, argonMemory, argonThreads, argonKey), nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// passwordFault is the rule of the default policy: length counts, nothing else.
func passwordFault(f *fault.Form, pointer, login, password string) {
	switch n := len([]rune(password)); {
	case n < 10:
		f.Add(pointer, "password.short", "密码至少 10 个字符。")
	case n > 128:
		f.Add(pointer, "password.long", "密码最多 128 个字符。")
	case login != "" && strings.Contains(strings.ToLower(password), strings.ToLower(login)):
		f.Add(pointer, "password.login", "密码不能包含登录名。")
	}
}
