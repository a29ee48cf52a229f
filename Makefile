# Qipan. `make` alone lists what there is; CI (.ci/run) runs check, test and test-long.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
.DELETE_ON_ERROR:

VERSION  ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)
DATA     ?= ./data
ARGS     ?=
FUZZTIME ?= 20s
PROJECTS ?= 100000

# The browser of the browser tests; set CHROMIUM for one that is called otherwise.
CHROMIUM ?= $(firstword $(shell command -v chromium chromium-browser google-chrome))
export CHROMIUM

# What the front end is built from; tests and the end-to-end suite are not part of it.
WEB_SOURCES := $(shell find web/src web/public web/scripts web/index.html web/package.json web/*.config.ts web/tsconfig*.json \
	\( -type f -o -type d \) ! -name '*.test.ts' ! -name '*.test.tsx' 2>/dev/null)
INSTALLED := web/node_modules/.installed-lock.json

.PHONY: help run build check test test-long bench openapi clean FORCE

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' Makefile
	@echo
	@echo '  make run ARGS="--addr 127.0.0.1:9090"   passes flags on to bin/qipan serve'

run: build ## build all and serve the demo city on http://127.0.0.1:8080, data in ./data
	@exec bin/qipan serve --demo --data $(DATA) $(ARGS)

build: bin/qipan ## front end and binary: bin/qipan

# The go command knows best whether anything changed: it is asked every time (under a second when not).
bin/qipan: web/dist/index.html FORCE
	@go build -buildvcs=false -ldflags '-X main.version=$(VERSION)' -o $@ ./cmd/qipan

web/dist/index.html: $(WEB_SOURCES) | $(INSTALLED)
	@cd web && npm run --silent build

# npm ci runs when the lock's content differs from what was installed, whatever its date says.
$(INSTALLED): FORCE
	@cmp -s web/package-lock.json $@ || { scripts/need build && cd web && npm ci --no-audit --no-fund --loglevel=error && cp package-lock.json ../$@; }

openapi: $(INSTALLED) ## regenerate web/src/api/schema.gen.ts from the program's own description
	@mkdir -p bin
	@go run -buildvcs=false ./cmd/qipan openapi >bin/openapi.json
	@cd web && npm run --silent api >/dev/null

check: $(INSTALLED) ## formatting, linters, types, architecture, generated files
	@echo '· gofmt'; found=$$(gofmt -l cmd internal packs web/*.go); [ -z "$$found" ] || { echo "not formatted: $$found"; exit 1; }
	@echo '· go vet'; go vet ./...
	@echo '· analyzers'; go build -o bin/lint ./internal/lint; go vet -vettool=bin/lint ./...
	@echo '· staticcheck'; go tool staticcheck ./...
	@echo '· architecture and documents'; go test ./internal/app -run '^Test(Arch|Docs)'
	@echo '· scripts'; for f in scripts/* .ci/run; do bash -n $$f; done
	@echo '· generated files'; cp web/src/api/schema.gen.ts bin/schema.before; $(MAKE) openapi; \
		cmp -s bin/schema.before web/src/api/schema.gen.ts || { echo 'web/src/api/schema.gen.ts was out of date; it is regenerated now, commit it'; exit 1; }
	@echo '· eslint'; cd web && npm run --silent lint
	@echo '· tsc'; cd web && npm run --silent typecheck

test: ## all Go tests on SQLite and PostgreSQL, front-end unit tests, browser tests
	@scripts/need build browser postgres
	@$(MAKE) build
	@echo '· go test'; scripts/postgres go test -timeout 10m ./...
	@echo '· vitest'; cd web && npm run --silent test
	@echo '· browser'; cd web && npm run --silent test:e2e

test-long: ## the same Go tests with QIPAN_LONG=1 (scale, many more properties), then every fuzz target for FUZZTIME
	@scripts/need build postgres
	@$(MAKE) build
	QIPAN_LONG=1 RAPID_CHECKS=500 scripts/postgres go test -timeout 30m ./...
	@scripts/fuzz $(FUZZTIME)

bench: build ## a data folder of PROJECTS=100000 projects, and how fast it answers
	@go run ./internal/bench -qipan bin/qipan -projects $(PROJECTS) $(ARGS)

clean: ## remove what was built (never the data)
	rm -rf bin web/node_modules web/test-results
	find web/dist -mindepth 1 ! -name .gitkeep -delete
