# Every command of this checkout. `make help` shows them.

PYTHON ?= python3
BIN := .venv/bin

# What stops services needs no more than Python itself, also after `make clean`.
SERVICES_PYTHON := $(if $(wildcard $(BIN)/python),$(BIN)/python,$(PYTHON))

.NOTPARALLEL:
.DEFAULT_GOAL := help
.PHONY: help setup demo up down status check test bench wheel lock format clean

help: ## show these lines
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 16

setup: .servers .venv/installed ## .venv with the locked dependencies, and RabbitMQ and PostgreSQL where they are missing

demo: setup ## the main job from start to finish, on private services, told step by step
	@$(BIN)/python -m demo

up: setup ## start private services, the demo's territory and one worker; print how to reach them
	@$(BIN)/python -m embedded up

down: .python-is-new-enough ## stop what `make up` started and remove its data
	@$(SERVICES_PYTHON) -m embedded down

status: .python-is-new-enough ## what of `make up` runs
	@$(SERVICES_PYTHON) -m embedded status

check: .python-is-new-enough .venv/installed .static-checks ## seconds: format, lint, types, imports, generated files, unit tests
	$(BIN)/pytest tests/unit -q

test: NEEDED := --servers --examples
test: setup .static-checks ## everything: what `check` does, and all tests on real servers
	$(BIN)/pytest

bench: setup ## the measurements, in turns with a plain echo and other frameworks; writes docs/performance.md
	@$(BIN)/python -m bench

wheel: .python-is-new-enough .venv/installed ## build the installable package into dist/
	$(BIN)/python -m pip wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .

lock: .python-is-new-enough ## choose newer dependencies within pyproject.toml's bounds and write requirements.lock
	@$(PYTHON) -m embedded.system_packages
	$(PYTHON) -m venv .venv/lock
	.venv/lock/bin/pip install --quiet uv
	.venv/lock/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-annotate \
		--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" \
		--extra demo --group build --group dev --output-file requirements.lock pyproject.toml
	for peer in nameko celery faststream; do \
		.venv/lock/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
			--no-annotate --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" \
			--output-file bench/peers/requirements-$$peer.txt bench/peers/requirements-$$peer.in || exit 1; \
	done

format: .venv/installed ## let ruff format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean: ## remove what can be made again (not the services' data: that is `make down`)
	rm -rf .venv dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

.PHONY: .python-is-new-enough .servers .static-checks
NEEDED := --servers
.servers: .python-is-new-enough
	@$(PYTHON) -m embedded.system_packages $(NEEDED)

.static-checks: .venv/installed
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/broker-config generate --check
	$(BIN)/python -m contracts generate --check

.python-is-new-enough:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "error: $(PYTHON) is older than Python 3.11; name a newer one: make PYTHON=python3.11 ..." >&2; exit 1; }

# Made again when the locked versions or the project's own description change.
.venv/installed: requirements.lock pyproject.toml
	@$(PYTHON) -m embedded.system_packages
	@$(PYTHON) -m venv .venv
	@echo "installing the locked dependencies into .venv"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@
