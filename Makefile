# SPDX-License-Identifier: Apache-2.0
# Two commands do everything on a machine with Python 3.11, pip and make:
#   make report   trace and execute the requirements, and say where the report is
#   make test     everything that continuous integration checks; its documentation asks, too, whether the test cases
#                 notice enough, which make adequacy tells alone
# A third is for those who change the model or the vocabulary:
#   make pages    write the pages that say what the code says anew: findings, rules, sentences, settings, commands
# Tests in a browser and of valid HTML are skipped, with the reason, where what they need is absent:
#   make system   install that, on Debian as the superuser

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
REPORT := build/report
CHECKERS := build/node
# What the machine trusts, npm trusts too: it has a list of its own otherwise
export NODE_EXTRA_CA_CERTS ?= $(wildcard /etc/ssl/certs/ca-certificates.crt)
FETCH := npm ci --ignore-scripts --no-audit --no-fund --loglevel=error --prefer-offline --fetch-retries=1

.PHONY: report test system checkers lint types layers self-trace adequacy pytest docs pages clean
.DELETE_ON_ERROR:

report: $(VENV)/run.stamp
	@$(BIN)/reqtrace report -o $(REPORT)

test: lint types layers self-trace docs pytest

lint: $(VENV)/test.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/test.stamp
	$(BIN)/mypy

layers: $(VENV)/test.stamp
	$(BIN)/lint-imports

self-trace: $(VENV)/test.stamp
	cd requirements/reqtrace && $(CURDIR)/$(BIN)/reqtrace trace --quiet

adequacy: $(VENV)/run.stamp
	@$(BIN)/reqtrace adequacy -o build/adequacy.txt || { cat build/adequacy.txt; exit 1; }
	@echo "What the test cases notice is in build/adequacy.txt"

# The commands that tests in a browser and of valid HTML need, and the package of each
system:
	@missing=; \
	for need in chromium:chromium java:default-jre-headless node:nodejs npm:npm; do \
	    command -v "$${need%%:*}" >/dev/null || missing="$$missing $${need#*:}"; \
	done; \
	if [ -z "$$missing" ]; then \
	    echo "The tests in a browser and of valid HTML have all they need"; \
	elif [ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then \
	    echo "The tests that need$$missing will be skipped: only the superuser of a Debian can install that here"; \
	else \
	    export DEBIAN_FRONTEND=noninteractive; \
	    { apt-get update -qq && apt-get install -qq --yes --no-install-recommends $$missing >/dev/null; } || \
	        echo "The tests that need$$missing will be skipped: apt-get could not install that"; \
	fi

# Exactly the versions, and the bytes, that package-lock.json names; nothing of them is executed while they are installed
checkers:
	@if ! command -v npm >/dev/null; then \
	    echo "The HTML checkers are absent, for there is no npm: the tests that need them will be skipped"; \
	elif ! cmp -s tests/browser/package-lock.json $(CHECKERS)/package-lock.json || \
	    [ ! -f $(CHECKERS)/node_modules/.package-lock.json ]; then \
	    mkdir -p $(CHECKERS) && cp tests/browser/package.json tests/browser/package-lock.json $(CHECKERS) && \
	    $(FETCH) --prefix $(CHECKERS) || { \
	        rm -rf $(CHECKERS); echo "npm could not fetch the HTML checkers: the tests that need them will be skipped"; }; \
	fi

pytest: $(VENV)/test.stamp checkers
	$(BIN)/pytest -n auto

docs: $(VENV)/test.stamp
	$(BIN)/sphinx-build -nW --keep-going -q -j auto requirements build/html
	@echo "The documentation is in build/html/index.html"

pages: $(VENV)/test.stamp
	$(BIN)/python -m reqtrace.report.pages requirements
	$(BIN)/python -m reqtrace.report.schemas templates/schemas
	$(BIN)/python -m reqtrace.cli.page requirements
	$(BIN)/python -m reqtrace_sphinx.pages requirements

clean:
	rm -rf build $(VENV)

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "reqtrace needs Python 3.11 or newer: make PYTHON=/path/to/python3.11")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[reports]'
	@touch $@

$(VENV)/test.stamp: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	@touch $@
