# `make demo` and `make test` do everything, set-up included. They need Python 3.11+ and make.
PYTHON ?= python3
ENGINE ?= embedded
MUTMUT ?= $(CURDIR)/.build/mutmut/bin/mutmut
VENV := .venv
RUN := $(VENV)/bin/python
PIP = $(RUN) -m pip install --quiet --disable-pip-version-check --no-deps --no-compile

.DEFAULT_GOAL := help
.PHONY: help setup demo sandbox test test-engine test-aws test-browser lint bench mutants docs requirements clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(VENV)/ready ## the virtual environment, made once

$(VENV)/ready: requirements/setup.txt requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed, $(PYTHON) is $$($(PYTHON) -V 2>&1). Try: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 4; }
	@echo "Setting up $(VENV) (once, a minute or two) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) --require-hashes -r requirements/setup.txt
	@$(VENV)/bin/uv pip install --quiet --python $(RUN) --require-hashes --no-deps -r requirements/dev.txt || $(PIP) --require-hashes -r requirements/dev.txt
	@$(PIP) --no-build-isolation -e .
	@touch $@

demo: setup ## deploy three clients into a sandbox AWS, analyse and meter a video
	@$(RUN) -m sandbox demo --engine $(ENGINE)

sandbox: setup ## keep the sandbox running, to explore with aws or boto3
	@$(RUN) -m sandbox serve

test: setup ## everything that needs only pip
	@$(RUN) -m pytest -n 2 --dist loadfile --no-loadscope-reorder -m "not engine and not aws" tests

test-engine: setup ## the journey with the real engine; needs the pulumi command
	@$(RUN) -m pytest -n 2 --dist loadfile --no-loadscope-reorder -m engine tests/engine

test-aws: setup ## one client on real AWS, under $1; needs pulumi, credentials, and CLIENTENV_TEST_ACCOUNT
	@test -n "$$CLIENTENV_TEST_ACCOUNT" || { echo "not run: name the account that may be used, CLIENTENV_TEST_ACCOUNT=123456789012"; exit 2; }
	@$(RUN) -m pytest -m aws tests/real_aws

test-browser: ## the web page in a browser; needs chromium
	@echo "not run: there is no web page to test yet"

lint: setup ## ruff, mypy --strict, the import table
	@$(RUN) -m ruff check .
	@$(RUN) -m ruff format --check .
	@$(RUN) -m mypy .
	@$(VENV)/bin/lint-imports --no-cache

bench: setup ## ratios, printed and written to .build/bench.json
	@$(RUN) -m benchmarks

mutants: setup ## would a test notice? changes the pure parts, in a copy; needs mutmut (docs/mutation.md)
	@$(RUN) -m benchmarks.mutation --mutmut $(MUTMUT) $(ONLY)

docs: setup ## write again what is generated
	@$(RUN) -m model.settings_reference
	@$(RUN) -m docs.generate

requirements: setup ## pin again what requirements/*.in name
	@for each in setup run dev; do $(VENV)/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --override requirements/overrides.txt requirements/$$each.in -o requirements/$$each.txt; done

clean: ## remove what was built
	@rm -rf $(VENV) .build .sandbox *.egg-info
