# Two commands need nothing but Python 3.11+, git and make: `make run` and `make test`.
PYTHON ?= python3
UV_VERSION := 0.13.9
BIN := .venv/bin
export PARLEY_HOME ?= $(CURDIR)/.parley
export PORT ?= 8000

.DEFAULT_GOAL := help

.PHONY: help
help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# The stamp makes a second run need neither the network nor more than a moment.
.venv/.ready: pyproject.toml uv.lock Makefile
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Parley needs Python 3.11 or later; $(PYTHON) is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12 $(MAKECMDGOALS)" or 0)'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --only-binary=:all: uv==$(UV_VERSION)
	$(BIN)/uv sync --frozen --no-build --no-install-project --inexact --python $(BIN)/python
	@echo "$(CURDIR)/src" > "$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/parley.pth"
	@printf '#!/bin/sh\nexport PARLEY_HOME="$${PARLEY_HOME:-%s}"\nexec "%s" -m parley "$$@"\n' "$(CURDIR)/.parley" "$(CURDIR)/$(BIN)/python" > $(BIN)/parley
	@chmod +x $(BIN)/parley
	@touch $@

.PHONY: run
run: .venv/.ready  ## set everything up and serve the demo council on http://127.0.0.1:8000
	@$(BIN)/python -m parley demo serve

.PHONY: test
test: .venv/.ready  ## set everything up and run the tests
	@$(BIN)/python -m pytest -n auto $(ARGS)

.PHONY: check
check: .venv/.ready  ## lint, types and import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

.PHONY: bench
bench: .venv/.ready  ## measure; prints tables, writes bench/results/*.json (ARGS=--quick: small sizes)
	@$(BIN)/python bench/bench_gate.py
	@$(BIN)/python bench/bench_exchange.py $(ARGS)
	@$(BIN)/python bench/bench_names.py $(ARGS)
	@$(BIN)/python bench/bench_registry.py $(ARGS)

.PHONY: bench-peers
bench-peers: .venv/.ready  ## measure beside OpenTAXII and medallion, which it installs for the time
	@$(BIN)/python bench/bench_peers.py $(ARGS)

.PHONY: messages
messages: .venv/.ready  ## collect the texts to translate and compile them (needs gettext)
	$(BIN)/python scripts/messages.py

.PHONY: screenshots
screenshots: .venv/.ready  ## remake the pictures in docs/screenshots (needs Chromium)
	$(BIN)/python scripts/screenshots.py
