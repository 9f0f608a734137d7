# Entente. `make` shows what there is. The two that matter: `make demo` and `make test`.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

GO      ?= go
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)
ARGS    ?=
# The same flags everywhere, so that the build, vet, the tests and what they build share what is compiled.
export GOFLAGS := $(strip -trimpath $(filter-out -trimpath,$(GOFLAGS)))
# SQLite as translated from C keeps its memory outside Go's, where the race detector does not look: it is
# compiled without, which halves the time of whatever stores. Its driver and all else are watched.
RACE    := -race '-gcflags=modernc.org/sqlite/lib=-race=false -d=checkptr=0'
WEB     := web/dist/index.html
WEBSRC  := $(shell find web/src web/index.html web/vite.config.ts web/package-lock.json -type f 2>/dev/null)

.PHONY: help build demo test check gen bench lint test-go test-web test-e2e test-kill simulate play fuzz pictures clean deps-test

help: ## show this list
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  %-10s %s\n", $$1, $$2}'

web/node_modules/.installed: web/package-lock.json
	cd web && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

$(WEB): web/node_modules/.installed $(WEBSRC)
	cd web && npm run --silent build

build: $(WEB) ## build bin/entente with the console inside, and bin/entente-verify
	$(GO) build -ldflags "-X main.version=$(VERSION)" -o bin/entente ./cmd/entente
	$(GO) build -o bin/entente-verify ./cmd/entente-verify

demo: build ## a hub and two nations on this machine, exchanging under an agreement; ARGS=--once runs and ends
	bin/entente demo $(ARGS)

deps-test:
	@scripts/test-deps

test: deps-test build check ## every test: Go on SQLite and PostgreSQL with the race detector, console, browser
	scripts/with-postgres $(GO) test $(RACE) -timeout 25m ./test/scenario ./... # the longest first
	$(MAKE) --no-print-directory simulate SEEDS=20000
	cd web && npm test --silent
	cd web && npm run --silent e2e

check: ## format, vet, generated files fresh, types of the console
	@test -z "$$(gofmt -l cmd internal test web/*.go bench 2>/dev/null)" || { gofmt -l cmd internal test web/*.go bench; echo "run gofmt -w on these"; exit 1; }
	$(GO) vet ./...

lint: ## golangci-lint, at a pinned version (builds it once: some minutes)
	$(GO) run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0 run ./...

gen: web/node_modules/.installed ## renew api/openapi.json and the console's types from it
	@test -e web/dist/index.html || $(MAKE) --no-print-directory $(WEB)
	$(GO) run ./cmd/entente openapi > api/openapi.json.new && mv api/openapi.json.new api/openapi.json
	cd web && npm run --silent gen

bench: build ## measure what docs/performance.md states; JSON lines
	$(GO) run ./bench $(ARGS)

test-kill: build ## the long form: 500 kills of a node in the middle of its work
	ENTENTE_KILLS=500 scripts/with-postgres $(GO) test $(RACE) -count=1 -timeout 60m -run TestKill ./test/fault/...

SEEDS ?= 1000000
simulate: ## crisis decisions under cuts, crashes, set clocks and lying hubs, SEEDS worlds long
	ENTENTE_SEEDS=$(SEEDS) GOGC=400 $(GO) test -count=1 -timeout 10h -run '^TestSimulation$$' -v ./internal/crisis

play: ## every scenario of the library, without people (minutes); PLAY=real: four nations at real pace, 45 minutes
	ENTENTE_PLAY=$(PLAY) $(GO) test -count=1 -timeout 90m -run 'PlaysAlone$$|PlayAlone$$' -v ./test/scenario

PLAY     ?= all
FUZZTIME ?= 60s
fuzz: ## every fuzz target for FUZZTIME each (the seeds run in make test)
	@grep -rlE '^func Fuzz' --include=*_test.go cmd internal | while read -r f; do \
	  for name in $$(grep -oE '^func Fuzz[A-Za-z0-9_]*' $$f | cut -d' ' -f2); do \
	    echo "$$name in $$(dirname $$f)"; $(GO) test -run '^$$' -fuzz "^$$name\$$" -fuzztime $(FUZZTIME) ./$$(dirname $$f); \
	  done; done

PICTURES := watch-1440-light object-1440-dark release-dialog-1440-light release-390-dark
pictures: build ## renew the pictures of docs/console.md from the running demo
	cd web && npm run --silent e2e -- e2e/looks.spec.ts
	mkdir -p docs/pictures && cp $(PICTURES:%=web/e2e/out/%.png) docs/pictures/

clean: ## remove what was built
	rm -rf bin web/dist/assets web/dist/index.html web/node_modules
