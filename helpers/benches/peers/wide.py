"""The comparison with oneDAL and scikit-learn with 4 to 32 features, and how near each comes to the arithmetic floor."""

import statistics
from importlib.util import find_spec

# Rows, features and components, as `wide.rs` generates them.
PROBLEMS = [(1_000_000, 4, 5), (500_000, 8, 8), (200_000, 16, 10), (100_000, 32, 10)]
HEADER = ["rows × features, components", "what", "against", "ours", "theirs", "ratio", "range", "floor", "of the floor"]
PEERS = {"f64": ["oneDAL f64", "scikit-learn f64"], "f32": ["oneDAL f32"]}
if not find_spec("daal4py"):  # not made for this machine
    PEERS = {"f64": ["scikit-learn f64"]}


def commands(ours, peers):
    """The commands to run in turn, by their names."""
    found = {}
    for _, d, _ in PROBLEMS:
        for precision, names in PEERS.items():
            found[f"{d} ours {precision}"] = [*ours, "wide", precision, str(d)]
            for name in names:
                found[f"{d} {name}"] = [*peers, *name.split(), str(d)]
    return found


def fused_operations(n, d, k):
    """Of an EM iteration, as `kernel/block/mod.rs` counts them."""
    distances = d + d * (d + 1) / 2 + d + 1
    moments = 2 * d + (d + 1) * (d + 2) / 2
    return n * k * (distances + 25 + moments)


def rows(reports, fused_per_second, time):
    for n, d, k in PROBLEMS:
        for precision, names in PEERS.items():
            floor = fused_operations(n, d, k) / fused_per_second / (2 if precision == "f32" else 1)
            for name in names:
                for what in ["iteration", "start", "fit"]:
                    own = [report[what] for report in reports[f"{d} ours {precision}"]]
                    theirs = [report[what] for report in reports[f"{d} {name}"]]
                    ratios = [peer / our for our, peer in zip(own, theirs)]
                    cells = [f"{n:,} × {d}, {k}", f"{what}, {precision}", name]
                    cells += [time(statistics.median(own)), time(statistics.median(theirs))]
                    cells += [f"{statistics.median(ratios):.3g} ×", f"{min(ratios):.3g} – {max(ratios):.3g}"]
                    yield cells + (
                        [time(floor), f"{min(own) / floor:.2f} ×"] if what == "iteration" else ["", ""]
                    )
