"""One measurement of scikit-learn, in a process of its own; `compare.py` runs it.

Usage: scikit_learn.py DIRECTORY iteration|fit|predict|mall [f64|f32]
"""

import json
import statistics
import sys
import time
from pathlib import Path

import numpy as np
from sklearn.mixture import GaussianMixture
from threadpoolctl import threadpool_limits

N_CLUSTERS = 5
REG_COVARIANCE = 1e-4


def estimator(**parameters):
    return GaussianMixture(N_CLUSTERS, reg_covar=REG_COVARIANCE, random_state=42, **parameters)


def read(directory, name, dtype=np.float64, n_features=4):
    return np.fromfile(directory / f"{name}.f64").reshape(-1, n_features).astype(dtype)


def set_parameters(model, weights, means, precision_factors):
    """Gives an estimator its parameters without the k-means that `fit` starts with."""
    model.weights_, model.means_, model.precisions_cholesky_ = weights, means, precision_factors


def iteration(records, directory):
    """E-step and M-step alone, from equal weights and unit covariances."""
    model = estimator()
    means = read(directory, "means", records.dtype)
    weights = np.full(N_CLUSTERS, 1 / N_CLUSTERS, records.dtype)
    set_parameters(model, weights, means, np.stack([np.eye(4, dtype=records.dtype)] * N_CLUSTERS))
    times = []
    for _ in range(6):
        start = time.perf_counter()
        _, log_responsibilities = model._e_step(records)
        model._m_step(records, log_responsibilities)
        times.append(time.perf_counter() - start)
    assert model.means_.dtype == records.dtype
    return {"seconds": statistics.median(times[1:])}


def fit(records, directory):
    model, seconds, peak_bytes = measure(lambda: estimator().fit(records))
    model.predict(records).astype(np.uint8).tofile(directory / "scikit-learn.labels")
    return {
        "seconds": seconds,
        "peak_bytes": peak_bytes,
        "n_iterations": model.n_iter_,
        "score": float(model.score(records)),
    }


def predict(records, directory):
    model = estimator().fit(read(directory, "mall", records.dtype))
    return {"seconds": measure(lambda: model.predict(records))[1]}


def mall(_, directory):
    """One thread: with more, scikit-learn is slower on so few rows, by far where the machine is busy."""
    records = read(directory, "mall")
    with threadpool_limits(1):
        model, seconds, _ = measure(lambda: estimator(n_init=5).fit(records))
    return {"seconds": seconds, "score": float(model.score(records))}


def measure(work):
    """The result of `work`, the median time of repeats within a second, and the memory that the first one added."""
    before = resident_bytes()
    begin = start = time.perf_counter()
    result = work()
    times = [time.perf_counter() - start]
    peak_bytes = before and status("VmHWM:") - before
    while time.perf_counter() - begin < 1:
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return result, statistics.median(times), peak_bytes


def resident_bytes():
    """The memory in use, from which on Linux counts the peak anew."""
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        return None
    return status("VmRSS:")


def status(key):
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(1024 * int(line.split()[1]) for line in lines if line.startswith(key))


if __name__ == "__main__":
    directory = Path(sys.argv[1])
    task = {"iteration": iteration, "fit": fit, "predict": predict, "mall": mall}[sys.argv[2]]
    records = read(directory, "crowd", {"f64": np.float64, "f32": np.float32}[(sys.argv + ["f64"])[3]])
    print(json.dumps(task(records, directory)))
