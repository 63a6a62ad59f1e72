# The one door. `make help` lists what it opens; every target installs what it needs and is missing.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory --jobs=2
# Some images forbid compiled files: each of the many processes here would compile everything anew.
export PYTHONDONTWRITEBYTECODE =

# The first interpreter on the path that is new enough and can make a virtual environment.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
PIP := $(BIN)/pip install -qq --disable-pip-version-check
STATIC := src/fairlead/static
WEB_FILES := package.json $(shell find web -type f -not -path '*/node_modules/*' 2>/dev/null)

.PHONY: help run test prove check check-web lint bench channel clean system

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: .venv/.runtime $(STATIC)/.built ## the demo: from nothing to a browser (args="--port 9000" is handed on)
	@exec $(BIN)/fairlead demo $(args)

test: .venv/.dev $(STATIC)/.built system lint check-web ## everything: lint, types, front end, Python tests with real services and browser
	@PYTEST_XDIST_AUTO_NUM_WORKERS=$$(( ($$(nproc) * 3 + 1) / 2 )) exec $(BIN)/pytest --numprocesses=auto --maxprocesses=4 --dist=worksteal $(args)

prove: .venv/.dev $(STATIC)/.built system ## the fault tests with the full counts; figures belong into docs/proofs.md
	@FAIRLEAD_PROVE=1 exec $(BIN)/pytest -m prove -o faulthandler_timeout=3600 $(args)

check: .venv/.dev lint check-web ## the quick one: lint, types, unit tests, packages and leaks, no browser
	@$(BIN)/python tools/check_packages.py
	@$(BIN)/python tools/find_leaks.py
	@exec $(BIN)/pytest -m "not browser and not prove" $(args)

lint: .venv/.dev ## ruff and mypy only
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy

check-web: node_modules/.package-lock.json
	npm run --silent check
	npm run --silent test

bench: .venv/.dev $(STATIC)/.built system ## all measurements, or one: make bench name=chat
	@$(BIN)/python tools/run_benches.py $(name)

channel: .venv/.dev ## scaffold for a new channel with its tests: name=example
	@$(BIN)/python tools/new_channel.py $(name)

clean: ## remove what make installed and built (never data)
	rm -rf .venv node_modules $(STATIC) .mypy_cache .pytest_cache .ruff_cache .hypothesis

system:
	@tools/install_system.sh

$(BIN)/pip:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer with venv is needed" >&2; exit 1; }
	@$(PYTHON) -m venv .venv

# Hashes are checked; building our own package needs no network (requirements/build.txt).
.venv/.runtime: requirements/runtime.txt requirements/build.txt pyproject.toml | $(BIN)/pip
	@echo "installing Python packages (runtime)"
	@$(PIP) --require-hashes -r requirements/runtime.txt -r requirements/build.txt
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.dev: requirements/dev.txt requirements/build.txt pyproject.toml | $(BIN)/pip
	@echo "installing Python packages (development)"
	@$(PIP) --require-hashes -r requirements/dev.txt -r requirements/build.txt
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@ .venv/.runtime

# npm writes this file too, so that an `npm install` by hand counts.
node_modules/.package-lock.json: package.json package-lock.json
	@echo "installing front-end packages"
	@npm ci --no-audit --no-fund --loglevel=error
	@touch $@

$(STATIC)/.built: $(WEB_FILES) node_modules/.package-lock.json
	@echo "building the front ends"
	@npm run --silent build
	@touch $@
