# Two commands for a fresh clone, with nothing but Python 3.10+ and make:
#   make demo   the main job, end to end, with invented data
#   make test   everything that must hold before a change lands
PYTHON ?= python3
VENV   := .venv
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif
STAMP := $(VENV)/.ready

.PHONY: demo test lint types layers unit wheel everything bench lock docs texts clean

demo: $(STAMP)
	$(BIN)/python -m fieldkit demo

test: lint layers everything

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMP)
	$(BIN)/mypy

layers: $(STAMP)
	$(BIN)/lint-imports

unit: $(STAMP)
	$(BIN)/python scripts/run_tests.py

# unit with types and wheel beside it, for they leave a core free
everything: $(STAMP)
	$(BIN)/python scripts/run_tests.py types wheel

wheel: $(STAMP)
	$(BIN)/python scripts/smoke_wheel.py

bench: $(STAMP)
	$(BIN)/python -m benchmarks

docs: $(STAMP)
	$(BIN)/python scripts/exit_codes.py
	$(BIN)/python scripts/command_docs.py
	$(BIN)/python scripts/examples.py

texts: $(STAMP)
	$(BIN)/python scripts/catalogues.py update

lock:
	uv pip compile --universal --python-version 3.10 --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links pyproject.toml -o requirements/run.txt
	uv pip compile --universal --python-version 3.10 --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links --extra dev pyproject.toml -o requirements/dev.txt

$(STAMP): requirements/dev.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	$(BIN)/python -c "import pathlib; pathlib.Path('$(STAMP)').touch()"

clean:
	$(PYTHON) -c "import shutil; [shutil.rmtree(d, ignore_errors=True) for d in ('$(VENV)', 'dist', '.mypy_cache', '.pytest_cache', '.ruff_cache')]"
