package app

import (
	"log/slog"
	"net/http"

	"qipan/internal/platform/web"
)

// OpenAPI is the program's own description, without a database behind it.
func OpenAPI(version string) ([]byte, error) {
	api := web.New(http.NewServeMux(), version, slog.New(slog.DiscardHandler))
	(&City{}).mount(api)
	return api.OpenAPI().MarshalJSON()
}
