package identity

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"qipan/internal/audit"
	"qipan/internal/platform/actor"
	"qipan/internal/platform/db"
	"qipan/internal/platform/fault"
	"qipan/internal/region"
)

// How long a session lives: unused, and at most.
const (
	IdleLimit     = 2 * time.Hour
	AbsoluteLimit = 12 * time.Hour
)

// A log-in is slowed after five failures of one name from one address, for as
// long as the failures number in seconds and never more than a minute, so that
// nobody can lock another out.
const (
	freeFailures = 5
	longestWait  = time.Minute
)

type session struct {
	bun.BaseModel `bun:"table:session"`

	ID        string `bun:"id,pk"` // SHA-256 of the token: a stolen database opens nothing
	UserID    UserID `bun:"user_id"`
	CreatedAt int64  `bun:"created_at"`
	SeenAt    int64  `bun:"seen_at"`
	ExpiresAt int64  `bun:"expires_at"`
	IP        string `bun:"ip"`
	Agent     string `bun:"agent"`
}

// Service is the use cases of identity.
type Service struct {
	db    *db.DB
	newID func() string
	decoy string // a hash to check against when the login is unknown, so that both take as long
}

// New makes the service.
func New(ctx context.Context, d *db.DB, newID func() string) (*Service, error) {
	decoy, err := hashPassword(ctx, newID())
	if err != nil {
		return nil, err
	}
	return &Service{db: d, newID: newID, decoy: decoy}, nil
}

var errLogin = fault.New(fault.Unauthenticated, "login.failed", "登录名或密码不对。")

// Login checks the password and opens a session; the token goes into the cookie.
func (s *Service) Login(ctx context.Context, login, password, ip, agent string) (token string, err error) {
	key := strings.ToLower(login) + "|" + ip
	if err := s.throttle(ctx, key); err != nil {
		return "", err
	}
	var u User
	err = s.db.Read.NewSelect().Model(&u).Where("login = ?", strings.ToLower(login)).Scan(ctx)
	known := err == nil
	if err != nil && !db.NotFound(err) {
		return "", fmt.Errorf("find account: %w", err)
	}
	hash := s.decoy
	if known {
		hash = u.PasswordHash
	}
	ok, err := checkPassword(ctx, hash, password)
	if err != nil {
		return "", err
	}
	if !ok || !known || u.State != "active" {
		return "", s.failed(ctx, key, u, ip)
	}
	raw := make([]byte, 32)
	if _, err := rand.Read(raw); err != nil {
		return "", fmt.Errorf("session token: %w", err)
	}
	token = base64.RawURLEncoding.EncodeToString(raw)
	who := actor.Actor{UserID: string(u.ID), Name: u.Name, OrgID: u.OrgID, IP: ip, Via: actor.Screen}
	return token, db.Do(ctx, s.db, func(tx *db.Tx) error {
		row := session{ID: sessionID(token), UserID: u.ID, CreatedAt: tx.Millis(), SeenAt: tx.Millis(),
			ExpiresAt: tx.Now.Add(AbsoluteLimit).UnixMilli(), IP: ip, Agent: cut(agent, 200)}
		if _, err := tx.NewInsert().Model(&row).Exec(ctx); err != nil {
			return fmt.Errorf("open session: %w", err)
		}
		if _, err := tx.NewRaw("DELETE FROM login_attempt WHERE key = ?", key).Exec(ctx); err != nil {
			return fmt.Errorf("open session: %w", err)
		}
		if _, err := tx.NewRaw("DELETE FROM session WHERE expires_at < ?", tx.Millis()).Exec(ctx); err != nil {
			return fmt.Errorf("drop old sessions: %w", err)
		}
		return audit.Record(ctx, tx, who, audit.Entry{Verb: "login", Subject: audit.Subject{Kind: "account", ID: string(u.ID)}})
	})
}

func (s *Service) throttle(ctx context.Context, key string) error {
	var row struct{ Failures, LastAt int64 }
	err := s.db.Read.NewSelect().Table("login_attempt").Column("failures", "last_at").Where("key = ?", key).Scan(ctx, &row)
	if db.NotFound(err) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read log-in attempts: %w", err)
	}
	wait := min(time.Duration(max(0, row.Failures-freeFailures+1))*10*time.Second, longestWait)
	if left := time.UnixMilli(row.LastAt).Add(wait).Sub(s.db.Now()); row.Failures >= freeFailures && left > 0 {
		return fault.New(fault.Throttled, "login.throttled", "尝试次数过多，请 %d 秒后再试。", int(left.Seconds())+1).Param("seconds", int(left.Seconds())+1)
	}
	return nil
}

func (s *Service) failed(ctx context.Context, key string, u User, ip string) error {
	err := db.Do(ctx, s.db, func(tx *db.Tx) error {
		_, err := tx.NewRaw(`INSERT INTO login_attempt (key, failures, last_at) VALUES (?, 1, ?)
			ON CONFLICT (key) DO UPDATE SET failures = login_attempt.failures + 1, last_at = excluded.last_at`, key, tx.Millis()).Exec(ctx)
		if err != nil {
			return fmt.Errorf("count log-in attempt: %w", err)
		}
		who := actor.Actor{UserID: string(u.ID), Name: u.Name, OrgID: u.OrgID, IP: ip, Via: actor.Screen}
		return audit.Record(ctx, tx, who, audit.Entry{Verb: "login.failed", Subject: audit.Subject{Kind: "account", ID: string(u.ID)}})
	})
	if err != nil {
		return err
	}
	return errLogin
}

// Authenticate finds the caller behind a token and what he may see at this moment.
func (s *Service) Authenticate(ctx context.Context, token, ip string) (Caller, error) {
	none := fault.New(fault.Unauthenticated, "unauthenticated", "请先登录。")
	if token == "" {
		return Caller{}, none
	}
	var row session
	err := s.db.Read.NewSelect().Model(&row).Where("id = ?", sessionID(token)).Scan(ctx)
	if db.NotFound(err) {
		return Caller{}, none
	}
	if err != nil {
		return Caller{}, fmt.Errorf("find session: %w", err)
	}
	now := s.db.Now()
	if now.UnixMilli() > row.ExpiresAt || now.Sub(time.UnixMilli(row.SeenAt)) > IdleLimit {
		return Caller{}, fault.New(fault.Unauthenticated, "session.expired", "登录已过期，请重新登录。")
	}
	c, err := s.Caller(ctx, row.UserID)
	if err != nil {
		return Caller{}, err
	}
	c.IP, c.Via = ip, actor.Screen
	// Once a minute is exact enough for an idle limit of hours, and spares a write per request.
	if now.Sub(time.UnixMilli(row.SeenAt)) > time.Minute {
		err = db.Do(ctx, s.db, func(tx *db.Tx) error {
			_, err := tx.NewRaw("UPDATE session SET seen_at = ? WHERE id = ?", tx.Millis(), row.ID).Exec(ctx)
			return err
		})
	}
	return c, err
}

// Caller reads an account with its roles and scope.
func (s *Service) Caller(ctx context.Context, id UserID) (Caller, error) {
	var c Caller
	err := s.db.Read.NewSelect().Model(&c.User).Where("id = ?", id).Scan(ctx)
	if db.NotFound(err) || (err == nil && c.User.State != "active") {
		return Caller{}, fault.New(fault.Unauthenticated, "account.closed", "账号已停用。")
	}
	if err != nil {
		return Caller{}, fmt.Errorf("find account: %w", err)
	}
	if err := s.db.Read.NewSelect().Model(&c.Grants).Where("user_id = ?", id).OrderExpr("role, region_code, chain_code").Scan(ctx); err != nil {
		return Caller{}, fmt.Errorf("read roles: %w", err)
	}
	if c.Organisation, err = region.FindOrganisation(ctx, s.db.Read, c.User.OrgID); err != nil {
		return Caller{}, err
	}
	c.scope, err = s.scopeOf(ctx, c.User, c.Grants)
	return c, err
}

// Logout ends the session behind token.
func (s *Service) Logout(ctx context.Context, who Caller, token string) error {
	return db.Do(ctx, s.db, func(tx *db.Tx) error {
		if _, err := tx.NewRaw("DELETE FROM session WHERE id = ?", sessionID(token)).Exec(ctx); err != nil {
			return fmt.Errorf("end session: %w", err)
		}
		return audit.Record(ctx, tx, who.Actor(), audit.Entry{Verb: "logout", Subject: audit.Subject{Kind: "account", ID: string(who.User.ID)}})
	})
}

func sessionID(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

func cut(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n])
	}
	return s
}
