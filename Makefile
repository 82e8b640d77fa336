# Two commands do everything: `make demo` and `make test`. Both set up what they need in .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test lint bench floors weights clean

$(VENV)/.demo: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(VENV)/.test: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.[tables,postgres,warc,dev]'
	@touch $@ $(VENV)/.demo

$(VENV)/.training: $(VENV)/.test
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.[training]'
	@touch $@

demo: $(VENV)/.demo
	$(BIN)/onrecord demo

test: $(VENV)/.test lint
	@sh tests/browser.sh
	@sh tests/postgres.sh
	$(BIN)/python -m pytest

lint: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/mypy

bench: $(VENV)/.test
	$(BIN)/python -m bench.quality
	$(BIN)/python -m bench.throughput

floors: $(VENV)/.test
	$(BIN)/python -m bench.floors --write

weights: $(VENV)/.training
	$(BIN)/python -m training.reader.train .training/first --config '{"steps": 4800, "encoder_rate": 2e-4, "without": ["plv", "cameo"]}'
	$(BIN)/python -m training.reader.train .training/second --start .training/first/state.pt --config '{"steps": 3050, "encoder_rate": 1.2e-4, "head_rate": 7e-4}'
	$(BIN)/python -m training.reader.mean .training/full .training/first .training/second
	$(BIN)/python -m training.reader.crossval .training/full --final --config '{"first": 3, "epochs": 4}'
	$(BIN)/python -m training.reader.export .training/full
	$(BIN)/python -m training.reader.similar
	$(BIN)/python -m training.reader.calibrate --write
	$(BIN)/python -m training.antecedents
	$(BIN)/python -m training.scores

clean:
	rm -rf $(VENV) demo site .mypy_cache .ruff_cache .pytest_cache
