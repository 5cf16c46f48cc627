# Customer segmentation: `make report`, `make test`, `make lab`. Every target may be repeated.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# The kernel is registered with absolute paths: a project that was moved registers it again.
KERNEL := $(VENV)/kernel-$(shell pwd | cksum | cut -d' ' -f1).stamp
NOTEBOOKS := $(wildcard Customer_Segmentation_*.ipynb)
REPORTS := $(NOTEBOOKS:%.ipynb=reports/%.html) $(NOTEBOOKS:%.ipynb=reports/%-no-code.html)
CRATE := Cargo.toml Cargo.lock evcxr.toml jupyter/launch.py helpers/Cargo.toml $(shell find helpers/src -type f)
SOURCES := $(CRATE) Mall_Customers.csv $(addprefix jupyter/,run.py nbfile.py mall.py origin.py reader.py)
TEMPLATE := $(addprefix jupyter/,report.py edition.py page.py) $(wildcard jupyter/templates/report/*)
CHROMIUM := $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)

# Our kernel and packages, also where the user has others installed.
export JUPYTER_PREFER_ENV_PATH := 1
export PYTHONDONTWRITEBYTECODE := 1
unexport PYTHONPATH

.DELETE_ON_ERROR:
.SECONDARY:
.PHONY: help report report-of-csv store pdf test crate-tests notebook-tests lint-test crate-test stored-test runner-test \
  saved-model-test sql-test spark-test peers-test browser-test lab-test lab fuzz faults bench verdict-study setup clean FORCE

help:
	@echo 'make report   run the notebooks, write reports/*.html; with CSV=FILE for other customers'
	@echo '              of other columns too: FEATURES=… CATEGORIES=… ID=… LOG=…, as CSV=FILE alone suggests'
	@echo 'make store    store the outputs that the reports show in the notebooks'
	@echo 'make pdf      the reports as PDF (needs Chromium)'
	@echo 'make test     format, lints, documentation, all tests, notebooks against their stored outputs; its steps:'
	@echo '              lint-test crate-test saved-model-test sql-test peers-test stored-test runner-test browser-test lab-test'
	@echo 'make fuzz     ten minutes of damaged and random files, and 2,000 problems beside scikit-learn; SECONDS=60 SEED=7'
	@echo 'make faults   kill what runs, fill disks, cut the network; MOMENTS=3 FAULTS="killed_assign no_network"'
	@echo 'make lab      open JupyterLab on this project'
	@echo 'make verdict-study   simulate malls with and without segments, count what the verdict says'
	@echo 'make spark-test   fit and assign 10 million customers in a Spark cluster (needs Java 17)'
	@echo 'make bench    time the engine, and compare it with linfa-clustering, scikit-learn and oneDAL'
	@echo 'make setup    what the others need: .venv with Jupyter and the Rust kernel'
	@echo 'make clean    remove reports and build output (.venv stays)'

ifdef CSV
ifneq ($(realpath $(CSV)),$(realpath Mall_Customers.csv))
OTHER := yes
endif
endif
ifneq ($(strip $(FEATURES)),)
OTHER := yes
CSV ?= Mall_Customers.csv
export FEATURES CATEGORIES ID LOG
endif
ifdef OTHER
export CSV # not where it is empty: kernels would look for a file without a name
report: report-of-csv
else
report: $(REPORTS)
endif
# What somebody's shell calls LOG or ID is not about columns.
ifneq ($(origin FEATURES),environment)
unexport PYTHONPATH $(foreach name,CATEGORIES ID LOG,$(if $(filter environment,$(origin $(name))),$(name)))
endif

reports/%.html reports/%-no-code.html: target/executed/%.ipynb $(TEMPLATE)
	@echo '== Report: $*'
	@$(BIN)/python jupyter/report.py reports $<

target/executed/%.ipynb: %.ipynb $(SOURCES) $(KERNEL)
	@echo '== Notebook: $*'
	@$(BIN)/python jupyter/run.py $*.ipynb

store: $(NOTEBOOKS:%=target/executed/%)
	@$(BIN)/python jupyter/run.py --store $(NOTEBOOKS)

# Other customers: a notebook and reports of their own, the stored outputs stay.
MODEL := Customer_Segmentation_Model
report-of-csv: $(KERNEL)
	@echo "== Notebook: $(MODEL) with $$CSV"
	@$(BIN)/python jupyter/run.py --csv="$$CSV" $(MODEL).ipynb
	@executed=$$($(BIN)/python jupyter/run.py --executed="$$CSV" $(MODEL).ipynb) && \
	  $(BIN)/python jupyter/report.py reports "$$executed"

pdf: $(REPORTS:%.html=%.pdf)

reports/%.pdf: reports/%.html jupyter/pdf.py
	@$(BIN)/python jupyter/pdf.py $<

# Two at a time, when the kernel is there: compilers and kernels use one processor for most of their time.
test: $(addprefix $(VENV)/,$(addsuffix .stamp,bench sql onnx $(if $(CHROMIUM),browser))) $(KERNEL)
	@echo '== Tests: each step is printed when it ends'
	@$(MAKE) --no-print-directory -j2 $(if $(filter output-sync,$(.FEATURES)),--output-sync) crate-tests notebook-tests

crate-tests:
	@$(MAKE) --no-print-directory lint-test
	@$(MAKE) --no-print-directory crate-test
	@$(MAKE) --no-print-directory saved-model-test
	@$(MAKE) --no-print-directory sql-test
	@$(MAKE) --no-print-directory peers-test
	@$(MAKE) --no-print-directory browser-test

# One after the other: two kernels of a notebook would compile the crate twice. The browser's reports need no kernel.
notebook-tests:
	@$(MAKE) --no-print-directory setup
	@$(MAKE) --no-print-directory stored-test
	@$(MAKE) --no-print-directory runner-test
	@$(MAKE) --no-print-directory lab-test

lint-test:
	@echo '== Format, lints, documentation'
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --all-features --locked -- -D warnings
	RUSTDOCFLAGS='-D warnings' cargo doc --workspace --no-deps --all-features --locked

crate-test:
	@echo '== Crate'
	cargo test --workspace --all-features --locked --lib --bins --tests
	cargo test --workspace --all-features --locked --doc

stored-test: $(KERNEL)
	@echo '== Notebooks against their stored outputs'
	$(if $(NOTEBOOKS),$(BIN)/python jupyter/run.py --check $(NOTEBOOKS))

runner-test: $(KERNEL)
	@echo '== Runner and report'
	$(BIN)/python -m unittest discover -s jupyter

# Another program reads the saved model: scikit-learn must assign the same segments.
saved-model-test: $(VENV)/bench.stamp $(VENV)/onnx.stamp
	@echo '== Saved model in scikit-learn and as ONNX'
	$(BIN)/python -m unittest helpers/tests/test_saved_model.py

# Databases assign the same segments by the query that the command line prints.
sql-test: $(VENV)/sql.stamp $(VENV)/bench.stamp
	@echo '== Saved model as SQL'
	@ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || \
	  echo '!! PostgreSQL is not installed: its queries were NOT tested (on Debian: apt install postgresql)'
	@command -v sqlite3 >/dev/null || echo '!! sqlite3 is not installed: no fit by it was tested (on Debian: apt install sqlite3)'
	$(BIN)/python -m unittest helpers/tests/test_sql.py helpers/tests/test_fit_sql.py

# A Spark cluster of a master and two workers (needs Java 17); for other sizes: make spark-test CUSTOMERS=100000
spark-test: target/spark/stamp
	@echo '== Fit and segments in Spark'
	target/spark/bin/python helpers/tests/spark.py $(CUSTOMERS)

target/spark/stamp: jupyter/requirements-spark.txt
	@echo '== Python packages of Spark (900 MB)'
	@$(PYTHON) -m venv --clear $(@D)
	@$(@D)/bin/python -m pip install --quiet --disable-pip-version-check -r $< || { $(NO_PACKAGES); }
	@touch $@

# 200 random problems; for others and more: make peers-test SEED=7 PROBLEMS=2000
peers-test: $(VENV)/bench.stamp
	@echo '== Random problems beside scikit-learn'
	$(BIN)/python -m unittest helpers/tests/test_peers.py

SECONDS ?= 600
MOMENTS ?= 20

# Files that are damaged or made at random; what fails is kept in target/fuzz.
fuzz: $(VENV)/sql.stamp $(VENV)/bench.stamp
	@echo '== Files that nobody meant'
	$(BIN)/python helpers/tests/fuzz.py $(SECONDS) $(SEED)
	@$(MAKE) --no-print-directory peers-test PROBLEMS=2000

# An hour and more on 2 cores; some of it needs root.
faults:
	@echo '== Faults'
	$(PYTHON) jupyter/faults.py --moments $(MOMENTS) $(FAULTS)

ifeq ($(CHROMIUM),)
browser-test lab-test:
	@echo '!! Chromium is not installed: reports and JupyterLab were NOT tested in a browser'
	@echo '!! (on Debian: apt install chromium, then make test again)'
else
browser-test: $(KERNEL) $(VENV)/browser.stamp
	@echo '== Reports in Chromium'
	$(BIN)/python -m unittest discover -s jupyter -p 'browser_test_report.py'

lab-test: setup $(VENV)/browser.stamp
	@echo '== JupyterLab in Chromium'
	$(BIN)/python -m unittest discover -s jupyter -p 'browser_test_lab.py'
endif

# In a container everybody is root, as whom JupyterLab starts only when told so.
lab: setup
	$(BIN)/python -m jupyterlab $(if $(filter 0,$(shell id -u)),--allow-root)

bench: $(VENV)/bench.stamp $(VENV)/onedal.stamp
	@echo '== Engine'
	cargo bench --package helpers --bench mixture --locked
	@echo '== Peers'
	cargo build --release --package helpers --example peers --locked
	$(BIN)/python helpers/benches/peers/compare.py

verdict-study:
	cargo run --release --locked -p helpers --example verdict_study

setup: $(KERNEL) $(NOTEBOOKS:%.ipynb=target/warm/%.stamp)

# Compiles ahead what the first cell of a notebook imports, in the directory where its kernel will look for it.
target/warm/%.stamp: $(CRATE) $(KERNEL) | %.ipynb
	@echo '== Compiling ahead: $*'
	@$(BIN)/python jupyter/run.py --warm $*.ipynb
	@mkdir -p $(@D) && touch $@

# Parts of the environment that somebody removed are made again.
UNLESS_THERE = $(if $(filter-out $(wildcard $(1)),$(1)),FORCE)
FORCE:
EVCXR := $(BIN)/evcxr_jupyter $(VENV)/share/jupyter/kernels/rust/kernel.json

$(VENV)/requirements.stamp: jupyter/requirements.txt $(call UNLESS_THERE,$(BIN)/python)
	@echo '== Python packages (half a minute)'
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' || { \
	  echo 'Python 3.10 or newer is needed, "$(PYTHON)" is not: make PYTHON=/path/to/python3 ...'; exit 1; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV) || { \
	  echo 'Python cannot make a virtual environment (on Debian: apt install python3-venv)'; exit 1; }
	@$(INSTALL) $< || { $(NO_PACKAGES); }
	@touch $@

$(VENV)/browser.stamp: jupyter/requirements-browser.txt $(VENV)/requirements.stamp
	@echo '== Python packages of the browser tests'
	@$(INSTALL) $< || { $(NO_PACKAGES); }
	@touch $@

$(VENV)/bench.stamp: jupyter/requirements-bench.txt $(VENV)/requirements.stamp
	@echo '== Python packages of the comparison'
	@$(INSTALL) $< || { $(NO_PACKAGES); }
	@touch $@

$(VENV)/sql.stamp: jupyter/requirements-sql.txt $(VENV)/requirements.stamp
	@echo '== Python packages of the databases'
	@$(INSTALL) $< || { $(NO_PACKAGES); }
	@touch $@

$(VENV)/onnx.stamp: jupyter/requirements-onnx.txt $(VENV)/bench.stamp
	@echo '== Python packages of ONNX'
	@$(INSTALL) $< || { $(NO_PACKAGES); }
	@touch $@

$(VENV)/onedal.stamp: jupyter/requirements-onedal.txt $(VENV)/bench.stamp
	@echo '== oneDAL'
	@$(INSTALL) $< || { $(NO_PACKAGES); }
	@touch $@

INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check -r
NO_PACKAGES = echo 'Packages are missing (see above; this needs the network and 500 MB of disk): run make again'; exit 1

$(KERNEL): $(VENV)/requirements.stamp jupyter/install_kernel.py jupyter/server_config.py $(call UNLESS_THERE,$(EVCXR))
	@echo '== Rust kernel'
	@$(BIN)/python jupyter/install_kernel.py
	@touch $@

clean:
	rm -rf reports target
