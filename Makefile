# GNU make 3.81 (the one of macOS) is enough. Windows needs none of this: see README.md.
# PYTHON=/path/to/python3 chooses the interpreter; otherwise the newest of 3.11 to 3.13, or python3.

PYTHON ?=
UV ?= uv
PY = .venv/bin/python
PEERS ?= build/peers/bin/python
AGENTS ?= 1000
ROUNDS ?= 3

# Kernels start in half the time when they may keep their bytecode.
unexport PYTHONDONTWRITEBYTECODE
# A path or a home meant for another Python would be searched before ours.
unexport PYTHONPATH PYTHONHOME

.DEFAULT_GOAL := help
.PHONY: help demo test check bench lab lock words clean venv

help: ## show this list
	@echo "Usage: make TARGET [PYTHON=/path/to/python3]"
	@echo
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  \1|\2/p' Makefile | awk -F'|' '{printf "%-10s%s\n", $$1, $$2}'

demo: venv ## generate the sample engagement and write its report
	$(PY) -m cctoolkit demo

test: venv ## run every test (2 processes)
	$(PY) -m pytest -n 2 --dist loadfile

check: venv ## format, lint, import doors, translations and the fast tests, in about a minute
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -c "from importlinter.cli import lint_imports_command; lint_imports_command()"
	$(PY) -m cctoolkit.words.extract --check
	$(PY) -m pytest -n 2 --dist worksteal -m "not slow and not real" --hypothesis-profile quick -q

bench: venv ## compare with Polars, DuckDB and pandas (AGENTS=10000 ROUNDS=5: the full size)
	@test -x $(PEERS) || { $(PY) -m venv build/peers && $(PEERS) -m pip install -q -r benchmarks/requirements.txt; }
	$(PY) benchmarks/run.py --agents $(AGENTS) --rounds $(ROUNDS) --python $(PEERS)
	$(PY) benchmarks/small.py

lab: venv ## open JupyterLab on the notebooks
	$(PY) -m jupyterlab notebooks

lock: ## pin what pyproject.toml asks for (needs uv; UPGRADE=--upgrade moves every pin)
	@command -v $(UV) >/dev/null || { echo "make lock needs uv: $(PY) -m pip install uv, then make lock UV=.venv/bin/uv" >&2; exit 1; }
	$(UV) pip compile pyproject.toml --extra lab --extra dev --extra postgresql --universal \
		--generate-hashes --python-version 3.11 --no-header $(UPGRADE) -o requirements.lock

words: venv ## bring the translation catalogues in step with the code
	$(PY) -m cctoolkit.words.extract

clean: ## remove .venv, caches and builds (engagements and reports stay)
	rm -rf .venv build dist *.egg-info .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

venv:
	@sh .ci/venv $(if $(PYTHON),"$(PYTHON)")
