package app

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/klauspost/compress/gzhttp"

	"qipan/internal/identity/identityhttp"
	"qipan/internal/platform/fault"
	"qipan/internal/platform/web"
	pages "qipan/web"
)

// maxRequest bounds every request body; uploads state smaller bounds of their own.
const maxRequest = 64 << 20

// Handler is the whole program over HTTP: API, pages, health and metrics.
func (c *City) Handler() http.Handler {
	mux := http.NewServeMux()
	api := web.New(mux, c.Config.Version, c.Config.Log)
	c.mount(api)
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok\n")) })
	mux.HandleFunc("GET /readyz", c.ready)
	mux.Handle("GET /metrics", metricsHandler())
	mux.HandleFunc(web.Prefix+"/", func(w http.ResponseWriter, r *http.Request) {
		web.Write(w, r, c.Config.Log, fault.New(fault.NotFound, "route.unknown", "没有这个接口：%s %s", r.Method, r.URL.Path))
	})
	mux.Handle("/", static(pages.Dist()))
	var h http.Handler = mux
	h = identityhttp.Authenticate(c.Users, c.Config.Log, open, h)
	cross := http.NewCrossOriginProtection()
	cross.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		web.Write(w, r, c.Config.Log, fault.New(fault.Forbidden, "cross_origin", "请求来自其他网站，已拒绝。"))
	}))
	h = cross.Handler(h)
	h = measured(mux, h)
	h = gzhttp.GzipHandler(h)
	return guarded(h)
}

// open says which requests need no session: everything outside the API, logging
// in, and the first run, which refuses by itself once it is done.
func open(r *http.Request) bool {
	path, ok := strings.CutPrefix(r.URL.Path, web.Prefix+"/")
	return !ok || path == "setup" || path == "session" && r.Method == http.MethodPost
}

// guarded sets the headers every answer carries and bounds what comes in.
func guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("X-Frame-Options", "DENY")
		if strings.HasPrefix(r.URL.Path, web.Prefix+"/") {
			h.Set("Cache-Control", "no-store")
		}
		r.Body = http.MaxBytesReader(w, r.Body, maxRequest)
		next.ServeHTTP(w, r)
	})
}

func (c *City) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	if err := c.DB.Read.PingContext(ctx); err != nil {
		c.Config.Log.ErrorContext(ctx, "not ready", "error", err)
		http.Error(w, "database unreachable", http.StatusServiceUnavailable)
		return
	}
	_, _ = w.Write([]byte("ready\n"))
}

// static serves the built front end; every path that is no file is the app's own
// and gets its page.
func static(files fs.FS) http.Handler {
	server := http.FileServerFS(files)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
			return
		}
		name := strings.TrimPrefix(r.URL.Path, "/")
		if f, err := fs.Stat(files, name); name == "" || err != nil || f.IsDir() {
			if strings.HasPrefix(name, "assets/") { // a page of an older version asks for what is gone
				http.NotFound(w, r)
				return
			}
			page, err := fs.ReadFile(files, "index.html")
			if err != nil {
				http.Error(w, "this binary was built without its pages: run make build", http.StatusNotFound)
				return
			}
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.Header().Set("Cache-Control", "no-cache")
			_, _ = w.Write(page)
			return
		}
		if strings.HasPrefix(name, "assets/") { // named by their content
			w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		}
		server.ServeHTTP(w, r)
	})
}

// Serve listens until ctx ends, then lets what runs finish. ready is called with
// the address once it listens.
func (c *City) Serve(ctx context.Context, ready func(addr string)) error {
	l, err := net.Listen("tcp", c.Config.Addr)
	if err != nil {
		return err
	}
	if err := c.Jobs.Start(context.WithoutCancel(ctx)); err != nil {
		return errors.Join(err, l.Close())
	}
	srv := &http.Server{Handler: c.Handler(), ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute,
		ErrorLog: slog.NewLogLogger(c.Config.Log.Handler(), slog.LevelWarn)}
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(l) }()
	ready(l.Addr().String())
	select {
	case err = <-failed:
	case <-ctx.Done():
		err = nil
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	return errors.Join(err, srv.Shutdown(grace), c.Jobs.Stop(grace))
}
