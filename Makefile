# make run    make .venv, install, open the window
# make test   make .venv, install what the checks need, run lint, types and all tests headless
# make fuzz   try damaged files and messages on every reader (SECONDS=60, SEED=0, ONLY=png)
# make soak   run window and engine under random deeds for an hour (SECONDS=… to change that)
# make claims hold all numbers that texts tell of the program against what it gives; make pages writes their tables
# make docs   build the pages in docs/ into build/docs; whatever is wrong in them, such as a link, ends it
# make size   how much code there is, and how entangled it is: classes, circles, types (ARGS=--list names them)
# make schema write down what a model's card may say, as JSON schema
# make bench  measure start-up, drag latency, heartbeat, engine round trip and memory

VENV := .venv
CORE := .venv-core
BIN := $(VENV)/bin
PIP_QUIET := --quiet --disable-pip-version-check
# One thread per library: on few cores more of them make live work slower, not faster.
export OMP_NUM_THREADS := 1
export OPENBLAS_NUM_THREADS := 1
export QT_API := pyside6
# Containers often forbid bytecode; then each of the many processes of a test run compiles the program anew.
unexport PYTHONDONTWRITEBYTECODE

PYTHON ?= $(shell for python in python3.11 python3.12 python3.13 python3 python; do \
	"$$python" -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' \
	>/dev/null 2>&1 && echo "$$python" && break; done)

.PHONY: run test lint types test-core test-rest test-ui test-window fuzz claims pages docs schema size bench soak format clean

run: $(VENV)/installed
	@sh .ci/system-libraries run
	$(BIN)/playground

test: lint types docs test-core test-rest test-ui test-window

lint: $(VENV)/test-installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/python -m tests.size.words

types: $(VENV)/test-installed
	$(BIN)/mypy

# The foundation without Qt, torch and ONNX Runtime: an environment that has none of them.
test-core: $(CORE)/installed
	$(CORE)/bin/python -m pytest -q --foundation alone tests/core tests/gaussian tests/paradigms tests/faces

# Apart, since whoever runs tests loads all that one of them needs: those of the interface need no PyTorch.
test-rest test-ui: $(VENV)/test-installed
	@sh .ci/system-libraries test
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -q -rs -n logical --maxprocesses 4 --dist loadfile \
		--foundation apart $(TESTS) --ignore=tests/e2e --ignore=tests/bench
test-rest: TESTS := tests --ignore=tests/ui
test-ui: TESTS := tests/ui

# A real window in a virtual X server, driven by real mouse and keyboard events. A window and its engine want two
# cores; where there are more, there are several screens. What failed is run once more, alone: a machine that is
# kept busy may keep a test waiting in vain. Here alone pytest keeps what failed.
test-window: $(VENV)/test-installed
	@sh .ci/system-libraries test
	$(IN_WINDOW) $(SCREENS) tests/e2e || \
		$(IN_WINDOW) --last-failed --last-failed-no-failures none tests/e2e
SCREENS = $(shell cores=$$(getconf _NPROCESSORS_ONLN); \
	test $$cores -lt 4 || echo "-n $$((cores < 8 ? cores / 2 : 4)) --dist loadfile")
IN_WINDOW := QT_QPA_PLATFORM=xcb xvfb-run -a -s "-screen 0 1920x1200x24 -noreset" $(BIN)/python -m pytest -q -rs \
	-o addopts="--strict-markers --import-mode=importlib"

SECONDS := 60
SEED := 0
ONLY :=

# Damaged files and messages for every reader of the program, as long as one likes.
fuzz: $(VENV)/test-installed
	$(BIN)/python -m tests.fuzz --seconds $(SECONDS) --seed $(SEED) --only "$(ONLY)"

# Every number that a text tells of the program; what was found is kept until the program changes.
claims: $(VENV)/test-installed
	$(BIN)/python -m tests.claims --only "$(ONLY)"

pages: $(VENV)/test-installed
	$(BIN)/python -m tests.claims --write-pages

schema: $(VENV)/test-installed
	$(BIN)/playground models --schema > models/card.schema.json

docs: $(VENV)/docs-installed
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet

size: $(VENV)/test-installed
	@$(BIN)/python -m tests.size $(ARGS)

bench: $(VENV)/test-installed
	@sh .ci/system-libraries test
	QT_QPA_PLATFORM=xcb xvfb-run -a -s "-screen 0 1920x1200x24 -noreset" $(BIN)/python -m tests.bench

# Window and engine under random keys, clicks, kills and a full disk, with bounds on all that could leak.
soak: SECONDS := 3600
soak: $(VENV)/test-installed
	@sh .ci/system-libraries test
	QT_QPA_PLATFORM=xcb xvfb-run -a -s "-screen 0 1920x1200x24 -noreset" \
		$(BIN)/python -m tests.soak --seconds $(SECONDS) --seed $(SEED)

format: $(VENV)/test-installed
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf tests/fuzz/found $(VENV) $(CORE) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11, 3.12 or 3.13 with venv is needed, and none was found." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install $(PIP_QUIET) --upgrade pip

$(VENV)/installed: pyproject.toml $(BIN)/python
	$(BIN)/python -m pip install $(PIP_QUIET) --editable .
	@touch $@

$(VENV)/test-installed: pyproject.toml $(BIN)/python
	$(BIN)/python -m pip install $(PIP_QUIET) --editable '.[test]'
	# Oracles of flow matching and of normalizing flows; of what they ask for only the solver of optimal
	# transport is used here beside torch.
	$(BIN)/python -m pip install $(PIP_QUIET) --no-deps torchcfm 'pot>=0.9' 'zuko>=1.4'
	@touch $@ $(VENV)/installed

$(VENV)/docs-installed: pyproject.toml $(BIN)/python
	$(BIN)/python -m pip install $(PIP_QUIET) --editable '.[docs]'
	@touch $@ $(VENV)/installed

$(CORE)/installed: pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11, 3.12 or 3.13 with venv is needed, and none was found." >&2; exit 1; }
	$(PYTHON) -m venv $(CORE)
	$(CORE)/bin/python -m pip install $(PIP_QUIET) numpy scipy msgspec platformdirs pillow tokenizers tomli tomli-w \
		pytest pytest-timeout hypothesis
	$(CORE)/bin/python -m pip install $(PIP_QUIET) --no-deps --editable .
	@touch $@
