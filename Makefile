# make demo     set up and show the whole chain once
# make test     set up and run every check
# make bench    set up and print the comparison with the peers
# make torture  kill hundreds of processes that share an outbox, and count what arrives

PYTHON ?= python3
VENV := .venv
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif
WHEEL_ENV := .venvs/wheel
JOBS ?= 2
PYTEST := python -m pytest --numprocesses $(JOBS) --dist worksteal

.PHONY: demo test lint types layers check wheel bench torture clean
.DELETE_ON_ERROR:

demo: $(VENV)/.dev
	@$(BIN)/python examples/demo.py

test: lint types layers check wheel

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/ootb-events generate --check
	$(BIN)/ootb-events lock --check

types: $(VENV)/.dev
	$(BIN)/mypy

layers: $(VENV)/.dev
	$(BIN)/lint-imports

check: $(VENV)/.dev
	$(BIN)/$(PYTEST)

# The same tests against the built wheel, in an environment that has never seen the checkout's code.
# What Hypothesis searches, it has searched in the checkout; here it looks for what packing changes.
wheel: $(VENV)/.dev
	rm -rf dist $(WHEEL_ENV)
	$(BIN)/python -m build --installer pip --outdir dist .
	$(PYTHON) -m venv $(WHEEL_ENV)
	$(WHEEL_ENV)/$(notdir $(BIN))/python -m pip install --quiet --upgrade pip
	$(WHEEL_ENV)/$(notdir $(BIN))/python -m pip install --quiet --group test "ootb-events[http,sandbox,testing,zst] @ file://$(CURDIR)/$$(ls dist/*.whl)"
	HYPOTHESIS_PROFILE=brief OOTB_EVENTS_TEST_WHEEL=1 $(WHEEL_ENV)/$(notdir $(BIN))/$(PYTEST)

bench: $(VENV)/.bench
	$(BIN)/python -m benchmarks

torture: $(VENV)/.dev
	PYTHONPATH=tests $(BIN)/python tests/torture.py --kills 500 --seed 1

clean:
	rm -rf $(VENV) .venvs dist

$(VENV)/.dev: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --group dev -e ".[http,sandbox,testing,zst]"
	touch $@

$(VENV)/.bench: $(VENV)/.dev
	$(BIN)/python -m pip install --quiet --group bench
	touch $@
