# The commands of README and .ci/run, by name.
PYTHON := .venv/bin/python

help:  ## this list
	@grep -E '^[a-z-]+:.*##' Makefile | sed 's/:.*## /\t/'

setup:  ## the virtual environment with everything for tests
	python3 -m venv .venv && .venv/bin/pip install -q -e '.[test]'

serve:  ## the playground on http://127.0.0.1:8000
	.venv/bin/downhill

check:  ## style and types, Python and JavaScript
	.venv/bin/ruff check server tests && .venv/bin/ruff format --check server tests && .venv/bin/pyright
	npx --yes --package typescript tsc --project jsconfig.json

test:  ## everything but the browser
	$(PYTHON) -m pytest -m 'not browser' && node --test tests/js/

test-browser:  ## in a real Chromium
	$(PYTHON) -m pytest tests/browser

bench:  ## the numbers of docs/performance.md
	$(PYTHON) -m tests.bench && $(PYTHON) -m tests.bench.wire && $(PYTHON) -m tests.bench.page

reference:  ## make the stored PyTorch values anew (needs torch)
	$(PYTHON) tests/reference/make.py

pictures:  ## the pictures of README and docs, from the running product
	$(PYTHON) -m tests.browser.pictures

.PHONY: help setup serve check test test-browser bench reference pictures
