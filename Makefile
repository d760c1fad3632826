# Each target does its own set-up. What a newcomer needs: Python 3.11 or newer, git, make.

PYTHON ?= $(shell for it in python3.13 python3.12 python3.11 python3; do \
	if command -v $$it >/dev/null 2>&1 && $$it -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
	then echo $$it; break; fi; done)
VENV := .venv
BIN := $(VENV)/bin
# Older than the lock: the environment is brought up to date. The lock's copy beside it says what is installed.
STAMP := $(VENV)/.installed

.DEFAULT_GOAL := help
.PHONY: help env demo up test lint bench docs

help: ## this list
	@echo "Frontdesk. 'make <target>':"
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  %-7s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

env: $(STAMP) ## set up .venv from the lock file, when the lock has changed

$(STAMP): requirements-dev.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Frontdesk needs Python 3.11 or newer; install it, or name it: make PYTHON=/path/to/python3"; exit 1; }
	@test -x $(BIN)/python || { echo "==> making $(VENV) with $(PYTHON)"; $(PYTHON) -m venv $(VENV); }
	@cmp -s requirements-dev.lock $(VENV)/requirements-dev.lock || { \
		echo "==> installing what requirements-dev.lock names, checked by hash"; \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock \
		&& cp requirements-dev.lock $(VENV)/requirements-dev.lock; }
	@echo "==> installing frontdesk itself, editable"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: env ## a day at the desk, told by the running system
	@echo "==> frontdesk demo: a day at the desk"
	@$(BIN)/frontdesk demo

up: env ## start a broker and all five services here; Ctrl-C stops them
	@echo "==> frontdesk up: a broker and five services"
	@$(BIN)/frontdesk up

test: lint ## lint, then all tests
	@echo "==> pytest: all tests, against a real nats-server, SQLite and PostgreSQL"
	@$(BIN)/python -m pytest -n logical --dist loadscope

lint: env ## style, types and the direction of imports
	@echo "==> ruff: style"
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@echo "==> mypy: types"
	@$(BIN)/mypy
	@echo "==> import-linter: services -> chassis -> contracts"
	@$(BIN)/lint-imports

bench: env ## measure throughput and latency on this machine
	@echo "==> tests.bench: throughput and latency"
	@$(BIN)/python -m tests.bench

docs: env ## write again the documents that are generated from the code
	@echo "==> docs/event-map.md: who announces what, and who takes it up"
	@$(BIN)/python -m chassis.event_map --write
	@echo "==> docs/asyncapi: one AsyncAPI 3 document a service"
	@$(BIN)/python -m chassis.asyncapi --write
	@echo "==> docs/playbooks.md: every key of a playbook, and a worked desk"
	@$(BIN)/python -m contracts.playbook.reference --write
