# One word a task. PYTHON chooses the interpreter: make PYTHON=python3.12 run
PYTHON ?= python3
BIN := .venv/bin
SHARED ?= ../shared
q ?= what do you hold?

.PHONY: all run check test fix ask docs bench bench-reminders questions faults
.DEFAULT_GOAL := all

all: test

run: .venv/runtime  ## the bot: on Telegram with TELEGRAM_BOT_TOKEN, else in this terminal
	@$(BIN)/python bot.py

ask: export QUESTION = $(q)
ask: .venv/runtime  ## make ask q="who chairs telford?"
	@$(BIN)/python bot.py ask "$$QUESTION"

check: .venv/dev  ## format, lint, types, layers, and the knowledge itself
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m cspbot check

test: check  ## all checks, then the tests
	$(BIN)/python -m pytest -m "not faults" --numprocesses auto --dist loadfile

faults: .venv/dev  ## the long runs of random input and injected faults
	$(BIN)/python -m pytest -m "faults or hypothesis" --hypothesis-profile=faults

fix: .venv/dev  ## put the format right, and what ruff can mend
	$(BIN)/ruff check --fix --quiet .
	$(BIN)/ruff format --quiet .

docs: .venv/runtime  ## the generated pages and the schema
	$(BIN)/python bot.py docs

bench: .venv/dev  ## how long start and answers take
	$(BIN)/python -m tests.bench

bench-reminders: .venv/dev  ## ten thousand reminders due in one minute, in real time: six minutes
	$(BIN)/python -m tests.bench.flood

questions: .venv/runtime  ## grade the development questions
	$(SHARED)/tools/grade --cmd "$(BIN)/python bot.py ask --jsonl" $(SHARED)/questions/dev.jsonl

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "cspbot needs Python 3.11 or newer: make PYTHON=python3.12")'
	$(PYTHON) -m venv .venv || { rm -rf .venv; echo "On Debian and Ubuntu: apt install python3-venv"; exit 1; }

.venv/runtime: requirements.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/dev: requirements-dev.txt .venv/runtime
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@
