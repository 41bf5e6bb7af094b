# `make` lists the targets. Needs Python 3.11 or later, make, and access to a package index for the first run.
PYTHON ?= python3
CORPUS ?= data/articles
OUT ?= reports
export CORPUS_CACHE ?= $(CURDIR)/.cache
export PIP_DISABLE_PIP_VERSION_CHECK = 1
BIN := .venv/bin

.PHONY: help report test check bench model lab clean lock
help:  ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

.venv/ready: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or later is needed, this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

report: .venv/ready  ## analyse CORPUS (default data/articles) and write reports/index.html
	$(BIN)/corpus report $(CORPUS) --out $(OUT)

test: .venv/ready  ## run the tests
	$(BIN)/python -m pytest

check: .venv/ready  ## lint, format, types, stripped notebooks, lock, environment and digests in step
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/nbstripout --verify notebooks/*.ipynb
	$(BIN)/python -m pytest tests/test_packaging.py tests/test_data.py
	@if [ -f ../shared/tools/borrowed_text.py ]; then $(BIN)/python ../shared/tools/borrowed_text.py; \
	else echo "../shared is not at hand: shared wording was not looked for"; fi

bench: .venv/ready  ## measure accuracy and speed beside the peers, write benchmarks/RESULTS.md
	$(BIN)/python -m pip install --quiet --requirement benchmarks/requirements.txt
	PYTHONPATH=. $(BIN)/python benchmarks/run.py

MODEL := .cache/stance
model: .venv/ready  ## rebuild both models from the labelled sets in ../shared (hours on two cores)
	$(BIN)/python -m pip install --quiet --requirement training/requirements.txt
	$(BIN)/python -m training.contents
	$(BIN)/python -m training.train --stage teacher --out $(MODEL)
	$(BIN)/python -m training.train --stage news --out $(MODEL)
	$(BIN)/python -m training.train --stage invented --out $(MODEL)
	$(BIN)/python -m training.train --stage final --out $(MODEL)
	$(BIN)/python -m training.train --stage cv --out $(MODEL)
	$(BIN)/python -m training.export --weights $(MODEL)/final.pt
	cp $(MODEL)/cv.json training/cv.json
	$(BIN)/python -m training.calibrate

lab: .venv/ready  ## open JupyterLab on the notebooks
	$(BIN)/jupyter lab --notebook-dir notebooks

clean:  ## remove what was made: .venv, caches, reports
	rm -rf .venv .cache reports .pytest_cache .mypy_cache .ruff_cache

lock:
	uv pip compile --universal --generate-hashes --python-version 3.11 --extra dev pyproject.toml --output-file requirements.lock
