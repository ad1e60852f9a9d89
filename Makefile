# Two commands: `make run` starts the service, `make test` runs every check. Both set up .venv first, from requirements.txt.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test check bench year soak kills floors lock clean
.DEFAULT_GOAL := run

.venv/ready: requirements.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "newswatch needs Python 3.11 or later: set PYTHON=")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

newswatch.toml: | .venv/ready
	$(BIN)/newswatch init

run: .venv/ready newswatch.toml
	$(BIN)/newswatch run

# a file's tests stay in one process, since they share what is set up; long files stand early in their order
test: check
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

check: .venv/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

floors: .venv/ready
	$(BIN)/python -m tests.floors.reading
	$(BIN)/python -m tests.floors.topics
	$(BIN)/python -m tests.floors.copies
	$(BIN)/python -m tests.floors.changes
	$(BIN)/python -m tests.floors.headlines
	$(BIN)/python -m tests.floors.refetches
	$(BIN)/python -m tests.floors.stories
	$(BIN)/python -m tests.floors.polling
	$(BIN)/python -m tests.floors.silence

bench: .venv/ready
	$(BIN)/python -m tests.bench
	$(BIN)/python -m tests.bench.digests
	$(BIN)/python -m tests.bench.growth
	$(BIN)/python -m tests.bench.web
	$(BIN)/python -m tests.bench.web_fuzz
	$(BIN)/python -m tests.bench.readers
	$(BIN)/python -m tests.bench.paint

# a simulated year of polls: the better part of an hour on two processors
year: .venv/ready
	$(BIN)/python -m tests.bench.year

# 2,000 polls of a bad press: five minutes; `python -m tests.bench.soak --hours 24` goes on
soak: .venv/ready
	$(BIN)/python -m tests.bench.soak

# 200 kills while a press changes: twenty minutes
kills: .venv/ready
	$(BIN)/python -m tests.bench.kills

lock: .venv/ready
	$(BIN)/uv pip compile pyproject.toml --extra dev --universal --generate-hashes --no-header --upgrade --output-file requirements.txt

clean:
	rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
