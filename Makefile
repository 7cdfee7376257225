# `make help` lists what there is. A fresh machine needs Python 3.11 or newer, git and make.
#
#   PYTHON=3.11, PYTHON=/path/to/python   another interpreter, in an environment of its own
#   ARGS='...'                            further arguments for the command of the target
#   COVERAGE=                             `make test` without measuring coverage

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

ifdef PYTHON
INTERPRETER := $(shell tools/find-python '$(PYTHON)')
$(if $(INTERPRETER),,$(error no usable Python: $(PYTHON)))
VENV := .venv-$(shell '$(INTERPRETER)' -c 'import sys; print("%d.%d" % sys.version_info[:2])')
else
VENV := .venv
endif
CLIENTS := .venv-clients
BROWSER := .venv-browser
AGENTS := .agents
FUZZ := .venv-fuzz
COVERAGE ?= --cov --cov-report=term:skip-covered
BIN := $(VENV)/bin

# Touched when an environment is complete, so that it is made once and again after a change.
READY := $(VENV)/.complete
CLIENTS_READY := $(CLIENTS)/.complete
BROWSER_READY := $(BROWSER)/.complete
AGENTS_READY := $(AGENTS)/.complete
FUZZ_READY := $(FUZZ)/.complete

# atheris has an environment of its own, so that the suite never needs it; where it was made, the
# readers are fuzzed with it.
FUZZED_BY = $(if $(wildcard $(FUZZ_READY)),PYTHONPATH=$(wildcard $(FUZZ)/lib/python*/site-packages))

# What `make setup` cannot bring is looked for before anything is made: a line says what is missing.
needs = $(if $(filter $(1),$(MAKECMDGOALS)),$(if $(shell command -v $(2)),,$(error $(2) is missing: $(3))))
$(call needs,test-browser,chromium,Debian and Ubuntu have it in the package chromium)
$(call needs,test-browser,certutil,Debian and Ubuntu have it in the package libnss3-tools)
$(call needs,test-agents,node,Debian and Ubuntu have it in the package nodejs; 20 or newer)
$(call needs,test-agents,npm,Debian and Ubuntu have it in the package npm)
$(call needs,test-office,soffice,run tools/install-office as root for LibreOffice)

.PHONY: help
help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | while IFS="$$(printf '\t')" read -r name text; do \
	    printf '  make %-14s %s\n' "$$name" "$$text"; done

.PHONY: setup
setup: $(READY) ## make the virtual environment; the command is then .venv/bin/sekisho

$(READY): pyproject.toml constraints.txt tools/make-venv
	@tools/make-venv $(VENV) $(INTERPRETER)
	@touch $@
	@echo 'Ready: $(BIN)/sekisho'

.PHONY: clients
clients: $(CLIENTS_READY) ## make the environment with the vendors' SDKs, for tests

$(CLIENTS_READY): constraints-clients.txt tools/make-venv
	@tools/make-venv --only clients $(CLIENTS) $(INTERPRETER)
	@touch $@

$(BROWSER_READY): constraints-browser.txt tools/make-venv
	@tools/make-venv --only browser $(BROWSER) $(INTERPRETER)
	@touch $@

$(AGENTS_READY): tests/agents/package.json constraints-agents.txt tools/make-agents tools/make-venv
	@tools/make-agents $(AGENTS)
	@touch $@

.PHONY: run
run: $(READY) ## start the gate with the shipped allowlist.yaml
	@tools/next-steps $(BIN)
	@exec $(BIN)/sekisho serve --policy allowlist.yaml $(ARGS)

.PHONY: demo
demo: $(READY) ## show the whole thing on this machine, no account needed
	@exec $(BIN)/sekisho demo $(ARGS)

.PHONY: test
test: $(READY) $(CLIENTS_READY) ## run the whole suite, with coverage
	$(BIN)/python -m pytest $(COVERAGE) $(ARGS)

.PHONY: test-clients
test-clients: $(READY) $(CLIENTS_READY) ## run only the tests with the vendors' real SDKs
	$(BIN)/python -m pytest tests/clients $(ARGS)

.PHONY: test-browser
test-browser: $(READY) $(BROWSER_READY) ## run the tests with a real browser (needs chromium, certutil)
	$(BIN)/python -m pytest tests/browser -m browser $(ARGS)

.PHONY: test-agents
test-agents: $(READY) $(AGENTS_READY) ## run real coding agents behind the gate (needs Node.js; 2 GB)
	tools/loopback-only $(BIN)/python -m pytest tests/agents -m agents $(ARGS)

.PHONY: test-office
test-office: $(READY) ## read what LibreOffice writes (needs it: tools/install-office)
	$(BIN)/python -m pytest tests/content/documents -m office $(ARGS)

.PHONY: fuzz
fuzz: $(READY) ## run the laws (Hypothesis) with many more examples
	$(BIN)/python -m pytest -p tools.fuzz --hypothesis-profile=fuzz -m hypothesis $(ARGS)

.PHONY: fuzz-readers
fuzz-readers: $(READY) ## coverage-guided, each reader: TARGET='json forms' MINUTES=10
	$(FUZZED_BY) $(BIN)/python -m tests.fuzzing $(TARGET) --minutes $(or $(MINUTES),2) $(ARGS)

.PHONY: fuzz-engine
fuzz-engine: $(READY) $(FUZZ_READY) ## get libFuzzer for them (atheris; Linux on x86-64)

$(FUZZ_READY): constraints-fuzz.txt tools/make-venv
	@tools/make-venv --only fuzz $(FUZZ) $(INTERPRETER)
	@touch $@

.PHONY: attacks
attacks: $(READY) ## try every family of attacks over real sockets, and print the table
	$(BIN)/python -m pytest -p tests.kit.attacks tests/live $(ARGS)

.PHONY: soak
soak: $(READY) ## an hour of mixed load with faults; SOAK_MINUTES=5 for less
	$(BIN)/python -m pytest tests/soak -m soak -s $(ARGS)

.PHONY: lint
lint: $(READY) ## ruff and mypy, strict
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

.PHONY: bench
bench: $(READY) ## measure the gate against mitmproxy without it, as ratios
	$(BIN)/python -m bench $(ARGS)

.PHONY: eval
eval: $(READY) ## measure what is found, with goals; CASES=FILE.jsonl: your own labelled texts; INNOCENT=FOLDER: alarms in it
	$(BIN)/python -m $(if $(CASES),bench.evaluation.cases '$(CASES)',$(if $(INNOCENT),bench.evaluation.innocent_folder '$(INNOCENT)',bench.evaluation)) $(ARGS)

.PHONY: constraints
constraints: $(READY) ## renew the files of constraints
	@tools/constraints $(VENV)

.PHONY: clean
clean: ## remove the environments and everything that can be made again
	rm -rf .venv .venv-* .agents .fuzz .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage htmlcov dist build
	find gateway classifiers tests bench -name __pycache__ -type d -prune -exec rm -rf {} +
