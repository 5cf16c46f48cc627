"""One measurement of oneDAL or scikit-learn with 4 to 32 features, in a process of its own; `compare.py` runs it.

Usage: wide_peers.py DIRECTORY oneDAL|scikit-learn f64|f32 N_FEATURES
"""

import json
import statistics
import sys
import time
from pathlib import Path

import numpy as np
from sklearn.cluster import KMeans

import scikit_learn

REG_COVARIANCE = scikit_learn.REG_COVARIANCE


def timed(work):
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def median_time(work, n_rounds=3):
    return statistics.median(timed(work)[0] for _ in range(n_rounds))


class OneDal:
    """Its mixture begins with given parameters; k-means gives them in a whole fit."""

    def __init__(self, records, means):
        import daal4py  # not made for every machine

        self.daal4py, self.records, self.means = daal4py, records, means
        self.k, self.d = means.shape
        self.precision = {"float64": "double", "float32": "float"}[str(records.dtype)]

    def mixture(self, n_iterations, tolerance, means, covariance):
        algorithm = self.daal4py.em_gmm(
            nComponents=self.k,
            fptype=self.precision,
            maxIterations=n_iterations,
            accuracyThreshold=tolerance,
            regularizationFactor=REG_COVARIANCE,
        )
        weights = np.full((1, self.k), 1 / self.k, self.records.dtype)
        result = algorithm.compute(self.records, weights, means, [covariance] * self.k)
        return int(np.ravel(result.nIterations)[0])

    def iteration(self):
        """What the iterations after the first one take: with a tolerance of 0 it still may stop early in f32."""
        unit = np.eye(self.d, dtype=self.records.dtype)
        self.mixture(1, 0.0, self.means, unit)
        slopes = []
        for _ in range(5):
            short, _ = timed(lambda: self.mixture(1, 0.0, self.means, unit))
            long, n_iterations = timed(lambda: self.mixture(6, 0.0, self.means, unit))
            slopes.append((long - short) / (n_iterations - 1))
        return statistics.median(slopes)

    def start(self):
        chosen = self.daal4py.kmeans_init(self.k, fptype=self.precision, method="plusPlusDense").compute(self.records)
        lloyd = self.daal4py.kmeans(self.k, 300, fptype=self.precision, accuracyThreshold=1e-4)
        return lloyd.compute(self.records, chosen.centroids).centroids

    def fit(self):
        covariance = np.cov(self.records, rowvar=False).astype(self.records.dtype)
        return self.mixture(100, 1e-3 * len(self.records), self.start(), covariance)  # of the sum over rows


class ScikitLearn:
    def __init__(self, records, means):
        self.records, self.means = records, means

    def estimator(self):
        return scikit_learn.GaussianMixture(len(self.means), reg_covar=REG_COVARIANCE, random_state=42)

    def iteration(self):
        model, (k, d) = self.estimator(), self.means.shape
        factors = np.stack([np.eye(d, dtype=self.records.dtype)] * k)
        scikit_learn.set_parameters(model, np.full(k, 1 / k, self.records.dtype), self.means, factors)

        def step():
            _, log_responsibilities = model._e_step(self.records)
            model._m_step(self.records, log_responsibilities)

        step()
        return median_time(step)

    def start(self):
        return KMeans(len(self.means), n_init=1, random_state=42).fit(self.records)

    def fit(self):
        return self.estimator().fit(self.records).n_iter_


def main():
    directory, name, precision, d = Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])
    dtype = {"f64": np.float64, "f32": np.float32}[precision]
    records, means = (scikit_learn.read(directory, f"wide-{d}{of}", dtype, d) for of in ("", "-means"))
    peer = {"oneDAL": OneDal, "scikit-learn": ScikitLearn}[name](records, means)
    iteration, start = peer.iteration(), median_time(peer.start)
    seconds, n_iterations = timed(peer.fit)
    print(json.dumps({"iteration": iteration, "start": start, "fit": seconds, "n_iterations": n_iterations}))


if __name__ == "__main__":
    main()
