"""Compares this crate with linfa-clustering, scikit-learn and oneDAL on the same customers.

Usage: compare.py [--rounds N] [--rows N] [--only mall|widths], from the project's directory after `cargo build --release --example peers`.

Every measurement is a process of its own. Each round runs all of them, a peer next to ours, so that whatever else the
machine does falls on both alike: ratios are taken within a round.
"""

import argparse
import json
import os
import platform
import re
import statistics
import subprocess
import sys
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from time import sleep

import numpy as np
import scipy
import sklearn
from sklearn.metrics import adjusted_rand_score

import wide

DATA = Path("target/peers")
OURS = ["target/release/examples/peers", str(DATA)]
SCIKIT_LEARN = [sys.executable, str(Path(__file__).with_name("scikit_learn.py")), str(DATA)]
WIDE_PEERS = [sys.executable, str(Path(__file__).with_name("wide_peers.py")), str(DATA)]
N_CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()

COMMANDS = {
    "iteration f32": [*OURS, "iteration", "f32"],
    "scikit-learn iteration f64": [*SCIKIT_LEARN, "iteration", "f64"],
    "iteration f64": [*OURS, "iteration", "f64"],
    "scikit-learn iteration f32": [*SCIKIT_LEARN, "iteration", "f32"],
    "iteration f16": [*OURS, "iteration", "f16"],
    "fit f32": [*OURS, "fit", "f32"],
    "scikit-learn fit": [*SCIKIT_LEARN, "fit"],
    "fit f64": [*OURS, "fit", "f64"],
    "linfa-clustering fit": [*OURS, "linfa"],
    "predict f32": [*OURS, "predict", "f32"],
    "scikit-learn predict": [*SCIKIT_LEARN, "predict"],
    "predict f64": [*OURS, "predict", "f64"],
    "mall": [*OURS, "mall"],
    "scikit-learn mall": [*SCIKIT_LEARN, "mall"],
    "grid": [*OURS, "grid"],
    "one thread f32": [*OURS, "iteration", "f32", "full", "1"],
    "one thread f64": [*OURS, "iteration", "f64", "full", "1"],
    "tied": [*OURS, "iteration", "f32", "tied"],
    "diagonal": [*OURS, "iteration", "f32", "diagonal"],
    "spherical": [*OURS, "iteration", "f32", "spherical"],
}

# What, ours, against, the ratio to reach.
COMPARISONS = [
    ("one EM iteration, f32", "iteration f32", "scikit-learn iteration f64", 45),
    ("one EM iteration, f32", "iteration f32", "scikit-learn iteration f32", 25),
    ("one EM iteration, f64", "iteration f64", "scikit-learn iteration f64", 20),
    ("whole fit, f32", "fit f32", "scikit-learn fit", 20),
    ("whole fit, f64", "fit f64", "scikit-learn fit", 20),
    ("whole fit, f32", "fit f32", "linfa-clustering fit", 80),
    ("whole fit, f64", "fit f64", "linfa-clustering fit", 80),
    ("predict, f32", "predict f32", "scikit-learn predict", 15),
    ("predict, f64", "predict f64", "scikit-learn predict", 15),
    ("the mall's 200, 5 starts, one thread", "mall", "scikit-learn mall", 50),
    (f"{N_CORES} threads, f32", "iteration f32", "one thread f32", 1.6),
    (f"{N_CORES} threads, f64", "iteration f64", "one thread f64", 1.6),
    ("tied, f32", "tied", "iteration f32", 1),
    ("diagonal, f32", "diagonal", "iteration f32", 1),
    ("spherical, f32", "spherical", "iteration f32", 1),
    ("f16 storage", "iteration f16", "iteration f32", None),
]


def run(command):
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def measure(commands, n_rounds):
    """For each command, its report of each round."""
    reports = {name: [] for name in commands}
    for number in range(n_rounds):
        for name, command in commands.items():
            print(f"\rround {number + 1} of {n_rounds}: {name:30}", end="", file=sys.stderr)
            reports[name].append(run(command))
    print(f"\r{'':60}\r", end="", file=sys.stderr)
    return reports


def table(header, rows):
    rule = ["---", "---"] + ["---:"] * (len(header) - 2)
    return "\n".join("| " + " | ".join(cells) + " |" for cells in [header, rule, *rows])


def time(seconds):
    return f"{seconds:.2f} s" if seconds >= 1 else f"{1000 * seconds:.3g} ms"


def speed_rows(reports):
    for what, ours, peer, least in COMPARISONS:
        our_times, peer_times = ([report["seconds"] for report in reports[name]] for name in (ours, peer))
        ratios = [theirs / our for our, theirs in zip(our_times, peer_times)]
        yield [
            what,
            peer,
            time(statistics.median(our_times)),
            time(statistics.median(peer_times)),
            f"{statistics.median(ratios):.3g} ×",
            f"{min(ratios):.3g} – {max(ratios):.3g}",
            f"{min(peer_times) / min(our_times):.3g} ×",
            f"{least} ×" if least else "",
        ]


def fit_rows(reports):
    names = ["fit f32", "fit f64", "scikit-learn fit", "linfa-clustering fit"]
    peak = {name: statistics.median(report["peak_bytes"] or np.nan for report in reports[name]) for name in names}
    for name in names:
        report = reports[name][0]
        yield [
            name,
            str(report.get("n_iterations", "not told")),
            f"{report['score']:.6f}",
            f"{peak[name] / 1e6:.1f} MB",
            f"1/{peak['scikit-learn fit'] / peak[name]:.0f}",
        ]


def labels(name):
    return np.fromfile(DATA / f"{name}.labels", np.uint8)


def agreement():
    scores = run([*OURS, "same-parameters"])
    reference = labels("f64")
    yield f"Log-likelihood of the same parameters, a row: f32 − f64 = {scores['f32'] - scores['f64']:.1e}"
    for name in ["f32", "scikit-learn", "linfa"]:
        index = adjusted_rand_score(reference, labels(name))
        yield f"Adjusted Rand index of the fits' labels, f64 and {name}: {index:.5f}"


def machine():
    cpu = platform.processor() or platform.machine()
    if Path("/proc/cpuinfo").exists():
        cpu = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())[1]
    rustc = subprocess.run(["rustc", "--version"], check=True, text=True, stdout=subprocess.PIPE).stdout.split()[1]
    linfa = re.search(r'name = "linfa-clustering"\nversion = "(.*)"', Path("Cargo.lock").read_text())[1]
    one_dal = version("daal") if find_spec("daal4py") else "not there"
    return (
        f"{cpu}, {N_CORES} cores; rustc {rustc}, linfa-clustering {linfa}; Python {platform.python_version()}, "
        f"scikit-learn {sklearn.__version__}, oneDAL {one_dal}, numpy {np.__version__}, scipy {scipy.__version__}"
    )


def warn_if_busy():
    """Libraries whose threads wait for each other lose most where others compute, and the ratios with them."""
    stat = Path("/proc/stat")
    if not stat.exists():
        return
    before = cpu_ticks(stat)
    sleep(2)
    idle, total = np.subtract(cpu_ticks(stat), before)
    if idle < 0.9 * total:
        print(f"The machine is busy ({1 - idle / total:.0%}): ratios will flatter whoever waits least.", file=sys.stderr)


def cpu_ticks(stat):
    """Of all processors since they began: idle, and in all."""
    ticks = [int(field) for field in stat.read_text().splitlines()[0].split()[1:]]
    return ticks[3] + ticks[4], sum(ticks)


def of_the_mall(n_rounds, n_rows):
    reports = measure(COMMANDS, n_rounds)
    print(f"{n_rows:,} × 4, five components; medians of {n_rounds} rounds.\n")
    header = ["what", "against", "ours", "theirs", "ratio", "range", "best against best", "at least"]
    print(table(header, speed_rows(reports)), end="\n\n")
    header = ["fit", "iterations", "log-likelihood a row", "peak memory beyond the data", "of scikit-learn's"]
    print(table(header, fit_rows(reports)), end="\n\n")
    grid = statistics.median(report["seconds"] for report in reports["grid"])
    print(f"Grid of 4 covariance types × k = 1..10 × 100 starts on the mall's customers: {time(grid)}")
    print("\n".join(agreement()), end="\n\n")


def of_widths(n_rounds):
    peak = run([*OURS, "peak"])["fused_per_second"]
    reports = measure(wide.commands(OURS, WIDE_PEERS), n_rounds)
    print(f"4 to 32 features; medians of {n_rounds} rounds; {peak / 1e9:.0f} fused operations in f64 a nanosecond.\n")
    print(table(wide.HEADER, wide.rows(reports, peak, time)))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--only", choices=["mall", "widths"])
    arguments = parser.parse_args()
    warn_if_busy()
    run([*OURS, "generate", str(arguments.rows)])
    print(machine(), end="\n\n")
    if arguments.only != "widths":
        of_the_mall(arguments.rounds, arguments.rows)
    if arguments.only != "mall":
        of_widths(arguments.rounds)


if __name__ == "__main__":
    main()
