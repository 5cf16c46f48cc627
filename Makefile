# Customer segmentation: `make report`, `make test`, `make lab`. Every target may be repeated.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# The kernel is registered with absolute paths: a project that was moved registers it again.
KERNEL := $(VENV)/kernel-$(shell pwd | cksum | cut -d' ' -f1).stamp
NOTEBOOKS := $(wildcard Customer_Segmentation_*.ipynb)
REPORTS := $(NOTEBOOKS:%.ipynb=reports/%.html)
SOURCES := Cargo.toml Cargo.lock evcxr.toml Mall_Customers.csv helpers/Cargo.toml \
	$(shell find helpers/src -type f) jupyter/run.py jupyter/nbfile.py
TEMPLATE := jupyter/report.py $(wildcard jupyter/templates/report/*)

# Our kernel and packages, also where the user has others installed.
export JUPYTER_PREFER_ENV_PATH := 1
export PYTHONDONTWRITEBYTECODE := 1
unexport PYTHONPATH

.DELETE_ON_ERROR:
.SECONDARY:
.PHONY: help report test lab bench setup clean

help:
	@echo 'make report   run the notebooks, write reports/*.html'
	@echo 'make test     format, lints, documentation, all tests, notebooks against their stored outputs'
	@echo 'make lab      open JupyterLab on this project'
	@echo 'make bench    time the engine, and compare it with linfa-clustering and scikit-learn'
	@echo 'make setup    what the others need: .venv with Jupyter and the Rust kernel'
	@echo 'make clean    remove reports and build output (.venv stays)'

report: $(REPORTS)

reports/%.html: target/executed/%.stamp $(TEMPLATE)
	@echo '== Report: $@'
	@$(BIN)/python jupyter/report.py reports $*.ipynb

# The runner writes the notebook itself, so the stamp tells whether it is newer than its sources.
target/executed/%.stamp: %.ipynb $(SOURCES) $(KERNEL)
	@echo '== Notebook: $*'
	@$(BIN)/python jupyter/run.py $*.ipynb
	@mkdir -p $(@D) && touch $@

test: setup
	@echo '== Format'
	cargo fmt --all --check
	@echo '== Lints'
	cargo clippy --workspace --all-targets --locked -- -D warnings
	@echo '== Documentation'
	RUSTDOCFLAGS='-D warnings' cargo doc --workspace --no-deps --locked
	@echo '== Notebooks against their stored outputs'
	$(if $(NOTEBOOKS),$(BIN)/python jupyter/run.py --check $(NOTEBOOKS))
	@echo '== Runner and report'
	$(BIN)/python -m unittest discover -s jupyter
	@echo '== Crate'
	cargo test --workspace --locked

lab: setup
	$(BIN)/python -m jupyterlab

bench: $(VENV)/bench.stamp
	@echo '== Engine'
	cargo bench --package helpers --bench mixture --locked
	@echo '== Peers'
	cargo build --release --package helpers --example peers --locked
	$(BIN)/python helpers/benches/peers/compare.py

setup: $(KERNEL)

$(VENV)/requirements.stamp: jupyter/requirements.txt
	@echo '== Python packages'
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' || { \
	  echo 'Python 3.10 or newer is needed, "$(PYTHON)" is not: make PYTHON=/path/to/python3 ...'; exit 1; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV) || { \
	  echo 'Python cannot make a virtual environment (on Debian: apt install python3-venv)'; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r $< || { \
	  echo 'Packages are missing (see above; the first set-up needs the network): run make again'; exit 1; }
	@touch $@

$(VENV)/bench.stamp: jupyter/requirements-bench.txt $(VENV)/requirements.stamp
	@echo '== Python packages of the comparison'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r $< || { \
	  echo 'Packages are missing (see above; this needs the network): run make again'; exit 1; }
	@touch $@

$(KERNEL): $(VENV)/requirements.stamp jupyter/install_kernel.py
	@echo '== Rust kernel'
	@$(BIN)/python jupyter/install_kernel.py
	@touch $@

clean:
	rm -rf reports target
