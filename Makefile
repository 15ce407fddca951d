# SPDX-License-Identifier: Apache-2.0
# Two commands do everything on a machine with Python 3.11, pip and make:
#   make report   trace and execute the requirements, and say where the report is
#   make test     everything that continuous integration checks, that the test cases notice enough (make adequacy) too
# A third is for those who change the model or the vocabulary:
#   make pages    write the pages of findings, rules and sentences anew

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
REPORT := build/report

.PHONY: report test lint types layers self-trace adequacy pytest docs pages clean
.DELETE_ON_ERROR:

report: $(VENV)/run.stamp
	@$(BIN)/reqtrace report -o $(REPORT)

test: lint types layers self-trace docs pytest adequacy

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

pytest: $(VENV)/test.stamp
	$(BIN)/pytest -n auto

docs: $(VENV)/test.stamp
	$(BIN)/sphinx-build -nW --keep-going -q requirements build/html
	@echo "The documentation is in build/html/index.html"

pages: $(VENV)/run.stamp
	$(BIN)/python -m reqtrace.report.pages requirements

clean:
	rm -rf build $(VENV)

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "reqtrace needs Python 3.11 or newer: make PYTHON=/path/to/python3.11")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/test.stamp: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	@touch $@
