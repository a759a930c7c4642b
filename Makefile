# Every target does its own set-up. `make` alone lists them.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help demo test check serve devnet consortium consortium-test contracts bench verify-contracts faults faults-long lock setup setup-dev clean

help: ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 18

demo: setup ## the main job: five offices' applicants become verified identifiers (ARGS="--exit --json demo.json")
	@$(BIN)/gid demo $(ARGS)

test: setup-dev ## everything: unit, contract, chain, browser, documentation and architecture tests
	@$(BIN)/python -m pytest $(ARGS)

check: setup-dev ## format, then all that `make test` does
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix . && $(BIN)/python -m pytest

serve: setup ## API and console over the pilot's data, without running the demo again
	@$(BIN)/gid serve $(ARGS)

devnet: setup ## a local chain with five pilot offices, left running (`gid devnet stop` ends it)
	@$(BIN)/gid devnet start $(ARGS)

consortium: setup ## four real execution nodes that check one another, left running (ARGS=stop ends them)
	@$(BIN)/python -m devnet.consortium $(or $(ARGS),start)

consortium-test: setup-dev ## offices register while nodes are killed, cut off and lied to (npm; two minutes)
	@$(BIN)/python -m pytest -m consortium tests/devnet/test_consortium.py

contracts: setup-dev ## compile the Solidity into node/abi/ (ARGS=--check compares only)
	@$(BIN)/python contracts/compile.py $(ARGS)

bench: setup-dev ## gas and node figures, each with its baseline; accuracy and speed of matching: benchmarks/README.md
	@for name in gas node; do $(BIN)/python -m benchmarks.$$name $(ARGS) || exit 1; done

verify-contracts: setup-dev ## tests, fuzzing, proofs, planted bugs and linters of the contracts (ARGS=--long for the full counts)
	@$(BIN)/python -m benchmarks.verify_contracts $(ARGS)

faults: setup-dev ## kill, reorganise, cut off, damage: prints seed, trials and result of every fault
	@$(BIN)/python -m tests.faults $(ARGS)

faults-long: setup-dev ## the same with as many trials as we claim; an hour
	@$(BIN)/python -m tests.faults --long $(ARGS)

lock: setup-dev ## resolve pyproject.toml again into the two lock files
	@$(BIN)/python -m pip install --quiet uv
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --extra build pyproject.toml -o requirements.lock
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --extra build --extra dev pyproject.toml -o requirements-dev.lock

clean: ## remove the environment, the chain tools and the pilot's data
	@if [ -x $(BIN)/gid ]; then $(BIN)/gid devnet stop >/dev/null 2>&1 || true; $(BIN)/python -m devnet.consortium stop >/dev/null 2>&1 || true; fi
	rm -rf .venv contracts/node_modules devnet/consortium/node_modules .gid

setup:
	@$(PYTHON) devnet/setup.py
setup-dev:
	@$(PYTHON) devnet/setup.py --dev
