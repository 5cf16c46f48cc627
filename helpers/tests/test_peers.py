"""Random problems, each fitted by scikit-learn and by this crate from the same partition: both must end at the same numbers.

Needs jupyter/requirements-bench.txt and cargo: python -m unittest helpers/tests/test_peers.py. PROBLEMS and SEED in the
environment choose how many problems, and which ones.

Where rounding drives the two apart, EM in 80-bit numbers is the referee: this crate may not be farther from it than ten times
scikit-learn, or 1e-9.
"""

import json
import os
import subprocess
import unittest
import warnings
from collections import Counter
from pathlib import Path

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.mixture import GaussianMixture
from threadpoolctl import threadpool_limits

ROOT = Path(__file__).parents[2]
FIT = ["cargo", "run", "--profile", "test", "--quiet", "--locked", "-p", "helpers", "--all-features", "--example", "fit_problems"]
TYPES = ("full", "tied", "diag", "spherical")
CLOSE = 1e-9  # relative, of mean log-likelihoods
MORE_THAN_PEER = 10
FLAT = 1e-13  # variances, in units of all rows'


class FromPartition(GaussianMixture):
    """scikit-learn's mixture, started from its `partition`."""

    def _initialize_parameters(self, records, random_state, *args, **kwargs):
        self._initialize(records, np.eye(self.n_components)[self.partition])


def problem(random: np.random.Generator) -> dict:
    """Blobs of any size, width, scale and number, some of them flat."""
    n_rows = int(np.exp(random.uniform(np.log(2), np.log(5000))))
    n_features = int(np.exp(random.uniform(0, np.log(31))))
    n_clusters = int(random.integers(1, min(n_rows, 6) + 1))
    scale = 10.0 ** random.uniform(-6, 6)
    labels = np.concatenate([np.arange(n_clusters), random.integers(n_clusters, size=n_rows - n_clusters)])
    mixing = random.normal(size=(n_clusters, n_features, n_features)) / np.sqrt(n_features)
    centres = random.uniform(0, 6) * random.normal(size=(n_clusters, n_features))
    records = centres[labels] + np.einsum("nij,nj->ni", mixing[labels], random.normal(size=(n_rows, n_features)))
    records *= scale * 10.0 ** random.uniform(-1, 1, size=n_features)
    moved = random.random(n_rows) < 0.2
    partition = np.where(moved & (np.arange(n_rows) >= n_clusters), random.integers(n_clusters, size=n_rows), labels)
    return {
        "records": records.tolist(),
        "n_clusters": n_clusters,
        "covariance_type": str(random.choice(TYPES)),
        "reg_covar": float(records.var() * 10.0 ** random.uniform(-9, -2) * (random.random() < 0.8)),
        "tol": float(10.0 ** random.uniform(-6, -2)),
        "max_iter": 100,
        "partition": partition.tolist(),
    }


def by_peer(problem: dict) -> dict:
    settings = {name: problem[name] for name in ("covariance_type", "reg_covar", "tol", "max_iter")}
    records, model = np.array(problem["records"]), FromPartition(problem["n_clusters"], **settings)
    model.partition = np.array(problem["partition"])
    with warnings.catch_warnings(), threadpool_limits(1):  # threads cost more than such small matrices take
        warnings.simplefilter("ignore", ConvergenceWarning)
        try:
            model.fit(records)
        except ValueError as error:
            return {"error": str(error)}
    return {
        "n_iter": model.n_iter_,
        "score": model.score(records),
        "bic": model.bic(records),
        "weights": model.weights_.tolist(),
        "labels": model.predict(records).tolist(),
    }


def by_this_crate(problems: list[dict]) -> list[dict]:
    lines = "\n".join(json.dumps(problem) for problem in problems)
    run = subprocess.run(FIT, input=lines, capture_output=True, text=True, check=True, cwd=ROOT)
    return [json.loads(line) for line in run.stdout.splitlines()]


def cholesky(matrix: np.ndarray) -> np.ndarray:
    """The lower factor, in the matrix's own precision."""
    lower = np.zeros_like(matrix)
    for i in range(len(matrix)):
        lower[i, i] = np.sqrt(matrix[i, i] - lower[i, :i] @ lower[i, :i])
        lower[i + 1 :, i] = (matrix[i + 1 :, i] - lower[i + 1 :, :i] @ lower[i, :i]) / lower[i, i]
    return lower


def log_densities(records: np.ndarray, weights, means, covariances) -> np.ndarray:
    columns = []
    for weight, mean, covariance in zip(weights, means, covariances):
        lower, rest = cholesky(covariance), (records - mean).T.copy()
        for i in range(len(rest)):
            rest[i] = (rest[i] - lower[i, :i] @ rest[:i]) / lower[i, i]
        constant = len(mean) * np.log(2 * np.arctan2(np.longdouble(0), np.longdouble(-1)))
        peak = np.log(weight) - np.log(np.diag(lower)).sum() - constant / 2
        columns.append(peak - (rest * rest).sum(axis=0) / 2)
    return np.stack(columns, axis=1)


def m_step(kind: str, records: np.ndarray, responsibilities: np.ndarray, floor: float):
    counts = responsibilities.sum(axis=0) + 10 * np.finfo(float).eps
    means = responsibilities.T @ records / counts[:, None]
    centred = [records - mean for mean in means]
    scatters = np.array([(c * r[:, None]).T @ c for c, r in zip(centred, responsibilities.T)])
    # scikit-learn adds 10·eps to the counts only: where it subtracts squares of means, that leaves a trace
    traces = 10 * np.finfo(float).eps * np.einsum("ki,kj->kij", means, means)
    identity = np.eye(records.shape[1], dtype=records.dtype)
    if kind == "full":
        covariances = scatters / counts[:, None, None]
    elif kind == "tied":
        covariances = np.array([(scatters - traces).sum(axis=0) / counts.sum()] * len(counts))
    else:
        diagonals = np.einsum("kii->ki", scatters - traces) / counts[:, None]
        if kind == "spherical":
            diagonals[:] = (diagonals + floor).mean(axis=1)[:, None] - floor
        covariances = diagonals[:, :, None] * identity
    return counts / counts.sum(), means, covariances + floor * identity


def of_referee(problem: dict, n_iterations: int):
    """The covariances and the mean log-likelihood after each of so many iterations, in 80-bit numbers."""
    records = np.array(problem["records"], dtype=np.longdouble)
    responsibilities = np.eye(problem["n_clusters"], dtype=np.longdouble)[problem["partition"]]
    for _ in range(n_iterations + 1):
        parameters = m_step(problem["covariance_type"], records, responsibilities, problem["reg_covar"])
        densities = log_densities(records, *parameters)
        largest = densities.max(axis=1, keepdims=True)
        totals = largest + np.log(np.exp(densities - largest).sum(axis=1, keepdims=True))
        responsibilities = np.exp(densities - totals)
        yield parameters[2], float(totals.mean())


def is_flat(problem: dict, n_iterations: int) -> bool:
    """Whether some component has no spread in some direction, so that only rounding decides on its matrix."""
    widths = np.array(problem["records"]).std(axis=0)
    widths[widths == 0] = 1
    with np.errstate(all="ignore"):
        for covariances, _ in of_referee(problem, n_iterations):
            smallest = np.linalg.eigvalsh((covariances / np.outer(widths, widths)).astype(float)).min()
            if not smallest > FLAT:
                return True
    return False


def is_close(a: float, b: float) -> bool:
    return abs(a - b) <= CLOSE * max(1.0, abs(b))


def judged(problem: dict, ours: dict, peer: dict) -> str:
    """Agreed, or what the referee says."""
    if "error" in ours or "error" in peer:
        if "error" in ours and "error" in peer:
            return "refused by both"
        if "error" in ours and problem["reg_covar"] == 0 and is_flat(problem, peer["n_iter"]):
            return "known difference: a matrix without spread, of which rounding leaves some in scikit-learn"
        return "refused by one: " + ("ours: " + ours["error"] if "error" in ours else "scikit-learn: " + peer["error"])
    if ours["n_iter"] == peer["n_iter"] and is_close(ours["score"], peer["score"]):
        return "agreed" if ours["labels"] == peer["labels"] else "agreed, but for a label"
    scores = [list(of_referee(problem, found["n_iter"]))[-1][1] for found in (ours, peer)]
    apart = [abs(score - found["score"]) for score, found in zip(scores, (ours, peer))]
    if apart[0] <= max(MORE_THAN_PEER * apart[1], CLOSE * max(1.0, abs(ours["score"]))):
        return "the referee agrees with ours"
    return f"the referee disagrees: ours is {apart[0]:.1e} from it, scikit-learn {apart[1]:.1e}"


class PeersTest(unittest.TestCase):
    def test_random_problems_end_where_scikit_learn_ends(self) -> None:
        seed, n_problems = (int(os.environ.get(name, default)) for name, default in (("SEED", 1), ("PROBLEMS", 200)))
        random = np.random.default_rng(seed)
        problems = [problem(random) for _ in range(n_problems)]
        verdicts = Counter()
        for number, (asked, ours) in enumerate(zip(problems, by_this_crate(problems), strict=True)):
            verdict = judged(asked, ours, by_peer(asked))
            verdicts[verdict.split(":")[0]] += 1
            shape = f"{np.shape(asked['records'])}, k = {asked['n_clusters']}, {asked['covariance_type']}"
            with self.subTest(seed=seed, number=number, shape=shape):
                self.assertNotIn("disagrees", verdict)
                self.assertNotIn("by one", verdict)
        print(dict(verdicts))
        self.assertGreater(verdicts["agreed"], 0.9 * n_problems)

    def test_what_only_scikit_learn_fits_is_rounding(self) -> None:
        """Five rows in the unit square and one far off: where this crate's Cholesky stops and LAPACK's goes on, the referee is far
        from scikit-learn, and where it does not stop, near."""
        random, problems = np.random.default_rng(0), []
        for far in 10 ** random.uniform(6.5, 8, size=60):
            records = [*random.random((5, 2)).tolist(), [far, far]]
            settings = {"covariance_type": "full", "reg_covar": 1e-6, "tol": 1e-3, "max_iter": 100}
            problems.append({"records": records, "n_clusters": 1, "partition": [0] * 6, **settings})
        apart = {True: [], False: []}
        for asked, ours in zip(problems, by_this_crate(problems), strict=True):
            *_, (_, exact) = of_referee(asked, 1)
            peer = by_peer(asked)
            apart["error" in ours].append(abs(peer.get("score", -np.inf) - exact))
        self.assertGreater(np.median(apart[True]), 0.02)
        self.assertLess(max(apart[False]), 0.01)


if __name__ == "__main__":
    unittest.main()
