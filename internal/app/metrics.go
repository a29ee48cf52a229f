package app

import (
	"net/http"
	"strconv"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

var requests = promauto.NewHistogramVec(prometheus.HistogramOpts{
	Name: "qipan_http_request_seconds", Help: "Time to answer, by route and status.",
	Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10},
}, []string{"route", "status"})

func metricsHandler() http.Handler { return promhttp.Handler() }

type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(code int) {
	w.status = code
	w.ResponseWriter.WriteHeader(code)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// measured times every request under its route's pattern, so that ids do not
// become labels.
func measured(mux *http.ServeMux, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, route := mux.Handler(r)
		s := &statusWriter{w, http.StatusOK}
		timer := prometheus.NewTimer(prometheus.ObserverFunc(func(seconds float64) {
			requests.WithLabelValues(route, strconv.Itoa(s.status)).Observe(seconds)
		}))
		next.ServeHTTP(s, r)
		timer.ObserveDuration()
	})
}
