package db

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"qipan/internal/platform/fault"
)

// Once runs f at most once per user and key (the Idempotency-Key of a creation):
// a repetition with the same body gets the first answer, with another body a
// Conflict. The answer is kept in the transaction that made it. An empty key
// runs f always.
func Once[T any](ctx context.Context, tx *Tx, userID, key string, body any, f func() (T, error)) (T, error) {
	var zero T
	if key == "" {
		return f()
	}
	raw, err := json.Marshal(body)
	if err != nil {
		return zero, fmt.Errorf("idempotency: %w", err)
	}
	sum := sha256.Sum256(raw)
	hash := hex.EncodeToString(sum[:])
	// The placeholder makes a simultaneous twin wait for this transaction's end.
	res, err := tx.NewRaw("INSERT INTO idempotency (user_id, key, body_hash, response, created_at) VALUES (?, ?, ?, '', ?) ON CONFLICT DO NOTHING",
		userID, key, hash, tx.Millis()).Exec(ctx)
	if err != nil {
		return zero, fmt.Errorf("idempotency: %w", err)
	}
	if n, err := res.RowsAffected(); err != nil {
		return zero, fmt.Errorf("idempotency: %w", err)
	} else if n == 0 {
		return earlier[T](ctx, tx, userID, key, hash)
	}
	out, err := f()
	if err != nil {
		return zero, err
	}
	answer, err := json.Marshal(out)
	if err != nil {
		return zero, fmt.Errorf("idempotency: %w", err)
	}
	_, err = tx.NewRaw("UPDATE idempotency SET response = ? WHERE user_id = ? AND key = ?", string(answer), userID, key).Exec(ctx)
	if err != nil {
		return zero, fmt.Errorf("idempotency: %w", err)
	}
	return out, nil
}

func earlier[T any](ctx context.Context, tx *Tx, userID, key, hash string) (T, error) {
	var out T
	var row struct{ BodyHash, Response string }
	err := tx.NewSelect().Table("idempotency").Column("body_hash", "response").
		Where("user_id = ? AND key = ?", userID, key).Scan(ctx, &row)
	if err != nil {
		return out, fmt.Errorf("idempotency: %w", err)
	}
	if row.BodyHash != hash {
		return out, fault.New(fault.Conflict, "idempotency.mismatch", "同一个 Idempotency-Key 已用于另一份内容。")
	}
	if err := json.Unmarshal([]byte(row.Response), &out); err != nil {
		return out, fmt.Errorf("idempotency: %w", err)
	}
	return out, nil
}
