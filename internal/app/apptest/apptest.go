// Package apptest starts the whole program for a test: a real city on a real
// database, behind real HTTP, with people of several roles.
package apptest

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"qipan/internal/app"
	"qipan/internal/identity"
	"qipan/internal/platform/actor"
	"qipan/internal/platform/db"
	"qipan/internal/platform/db/dbtest"
	"qipan/packs"
)

// Password is every test account's.
const Password = "test-password-1"

// Site is a running city.
type Site struct {
	City *app.City
	URL  string
	t    testing.TB
}

// people are the accounts of a site: login, office, role, region.
var people = []struct {
	login, org string
	role       identity.Role
	region     string
}{
	{"taskforce", "TF", identity.TaskForce, "370200"}, {"planner", "D-NRP", identity.Department, "370200"},
	{"laoshan", "B-370212", identity.Bureau, "370212"}, {"laoshan2", "B-370212", identity.Bureau, "370212"},
	{"laoshan-approval", "DD-370212", identity.Department, "370212"}, {"huangdao", "B-370211", identity.Bureau, "370211"},
	{"auditor", "CITY", identity.Auditor, "370200"}, {"leader", "CITY", identity.Leader, "370200"},
	{"sysadmin", "CITY", identity.SystemAdmin, "370200"}, {"stationed", "ST-YRD", identity.Stationed, "370200"},
}

// Each runs f on a site over SQLite, and over PostgreSQL when there is one.
func Each(t *testing.T, f func(t *testing.T, s *Site)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { f(t, Start(t, "")) })
	t.Run("postgres", func(t *testing.T) { f(t, Start(t, dbtest.PostgresDSN(t))) })
}

// Start installs the city on an empty folder; its business day is 2024-03-15.
func Start(t testing.TB, database string) *Site {
	t.Helper()
	ctx := context.Background()
	c, err := app.Open(ctx, app.Config{Data: t.TempDir(), Database: database, Demo: true, Today: app.DemoDay, Version: "test", Clock: clock(), Log: logger(t)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	p, err := packs.Open("370200")
	if err != nil {
		t.Fatal(err)
	}
	var users []identity.NewUser
	for _, u := range people {
		users = append(users, identity.NewUser{Login: u.login, Name: "示例" + u.login, OrgID: u.org, Password: Password, Grants: []identity.Grant{{Role: u.role, RegionCode: u.region}}})
	}
	err = db.Do(ctx, c.DB, func(tx *db.Tx) error {
		if err := c.Install(ctx, tx, p, true); err != nil {
			return err
		}
		_, err := c.Users.Add(ctx, tx, actor.System(actor.Setup), users...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Loaded(ctx); err != nil {
		t.Fatal(err)
	}
	if err := c.Jobs.Start(ctx); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stop, cancel := context.WithTimeout(ctx, 10*time.Second)
		defer cancel()
		_ = c.Jobs.Stop(stop)
	})
	srv := httptest.NewServer(c.Handler())
	t.Cleanup(srv.Close)
	return &Site{City: c, URL: srv.URL, t: t}
}

// clock starts on the business day and moves a millisecond per reading.
func clock() func() time.Time {
	var mu sync.Mutex
	now := time.Date(2024, 3, 15, 2, 0, 0, 0, time.UTC)
	return func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		now = now.Add(time.Millisecond)
		return now
	}
}

type testLog struct{ t testing.TB }

func (l testLog) Write(b []byte) (int, error) {
	l.t.Log(strings.TrimSpace(string(b)))
	return len(b), nil
}

func logger(t testing.TB) *slog.Logger {
	return slog.New(slog.NewTextHandler(testLog{t}, &slog.HandlerOptions{Level: slog.LevelError}))
}

// Client is somebody's browser.
type Client struct {
	site *Site
	http *http.Client
	t    testing.TB
}

// Anonymous is a browser without a session.
func (s *Site) Anonymous() *Client {
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.t.Fatal(err)
	}
	return &Client{s, &http.Client{Jar: jar}, s.t}
}

// As logs somebody in.
func (s *Site) As(login string) *Client {
	s.t.Helper()
	c := s.Anonymous()
	c.Do("POST", "/session", map[string]any{"login": login, "password": Password}).Want(200)
	return c
}

// Answer is what came back.
type Answer struct {
	Status int
	Header http.Header
	Raw    []byte
	t      testing.TB
	what   string
}

// Do sends a request; header pairs follow the body.
func (c *Client) Do(method, path string, body any, header ...string) *Answer {
	c.t.Helper()
	var r io.Reader
	if body != nil {
		raw, ok := body.([]byte)
		if !ok {
			var err error
			if raw, err = json.Marshal(body); err != nil {
				c.t.Fatal(err)
			}
		}
		r = bytes.NewReader(raw)
	}
	req, err := http.NewRequest(method, c.site.URL+"/api/v1"+path, r)
	if err != nil {
		c.t.Fatal(err)
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	return c.send(req, method+" "+path)
}

func (c *Client) send(req *http.Request, what string) *Answer {
	c.t.Helper()
	res, err := c.http.Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return &Answer{res.StatusCode, res.Header, raw, c.t, what}
}

// Upload sends a multipart form with one file.
func (c *Client) Upload(path, filename string, content []byte, fields map[string]string) *Answer {
	c.t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for k, v := range fields {
		if err := w.WriteField(k, v); err != nil {
			c.t.Fatal(err)
		}
	}
	f, err := w.CreateFormFile("file", filename)
	if err != nil {
		c.t.Fatal(err)
	}
	if _, err := f.Write(content); err != nil {
		c.t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		c.t.Fatal(err)
	}
	req, err := http.NewRequest(http.MethodPost, c.site.URL+"/api/v1"+path, &b)
	if err != nil {
		c.t.Fatal(err)
	}
	req.Header.Set("Content-Type", w.FormDataContentType())
	return c.send(req, "upload "+path)
}

// Want fails the test unless the status is this one.
func (a *Answer) Want(status int) *Answer {
	a.t.Helper()
	if a.Status != status {
		a.t.Fatalf("%s: got %d, want %d: %s", a.what, a.Status, status, a.Raw)
	}
	return a
}

// JSON decodes the body.
func (a *Answer) JSON(into any) *Answer {
	a.t.Helper()
	if err := json.Unmarshal(a.Raw, into); err != nil {
		a.t.Fatalf("%s: %v: %s", a.what, err, a.Raw)
	}
	return a
}

// Problem decodes an error answer.
func (a *Answer) Problem() Problem {
	a.t.Helper()
	var p Problem
	a.JSON(&p)
	return p
}

// Problem is RFC 9457 as tests read it.
type Problem struct {
	Status int
	Code   string
	Detail string
	Params map[string]any
	Errors []struct{ Pointer, Code, Message string }
}

// Pointers are the places a problem names.
func (p Problem) Pointers() []string {
	var out []string
	for _, e := range p.Errors {
		out = append(out, e.Pointer)
	}
	return out
}
