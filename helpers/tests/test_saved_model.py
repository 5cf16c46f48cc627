"""scikit-learn, given a saved model, assigns every customer as `segments assign` does.

Needs scikit-learn (jupyter/requirements-bench.txt) and cargo: python -m unittest helpers/tests/test_saved_model.py
"""

import csv
import json
import subprocess
import unittest
from pathlib import Path

import numpy as np
from sklearn.mixture import GaussianMixture

ROOT = Path(__file__).parents[2]
MODEL = ROOT / "helpers/tests/fixtures/saved_model.json"
CUSTOMERS = ROOT / "Mall_Customers.csv"
PROGRAM = ["cargo", "run", "--release", "--quiet", "--locked", "-p", "helpers", "--features", "cli", "--bin", "segments", "--"]
COVARIANCE_TYPES = {"full": "full", "tied": "tied", "diagonal": "diag", "spherical": "spherical"}


def mixture(model: dict) -> GaussianMixture:
    """scikit-learn's mixture with the parameters of the file."""
    parameters = model["mixture"]
    covariances = parameters["covariances"]
    covariance_type = COVARIANCE_TYPES[covariances["type"]]
    result = GaussianMixture(len(parameters["weights"]), covariance_type=covariance_type)
    result.weights_ = np.array(parameters["weights"])
    result.means_ = np.array(parameters["means"])
    result.covariances_ = np.array(covariances["values"])
    if covariance_type in ("diag", "spherical"):
        result.precisions_cholesky_ = 1 / np.sqrt(result.covariances_)
    else:
        result.precisions_cholesky_ = np.swapaxes(np.linalg.inv(np.linalg.cholesky(result.covariances_)), -2, -1)
    return result


class SavedModelTest(unittest.TestCase):
    def setUp(self) -> None:
        self.model = json.loads(MODEL.read_text())
        with CUSTOMERS.open(newline="") as file:
            self.customers = list(csv.DictReader(file))
        names = [feature["name"] for feature in self.model["features"]]
        values = np.array([[float(row[name]) for name in names] for row in self.customers])
        scaler = self.model["scaler"]
        self.scaled = (values - scaler["mean"]) / scaler["std"]
        self.mixture = mixture(self.model)

    def test_scores_are_those_of_scikit_learn(self) -> None:
        training = self.model["training"]
        log_densities = self.mixture.score_samples(self.scaled)
        for name, expected in [
            ("n_samples", len(self.scaled)),
            ("log_likelihood", log_densities.sum()),
            ("aic", self.mixture.aic(self.scaled)),
            ("bic", self.mixture.bic(self.scaled)),
            ("log_density_threshold", np.percentile(log_densities, 1)),
        ]:
            self.assertAlmostEqual(training[name], expected, delta=1e-9, msg=name)

    def test_every_customer_is_assigned_as_by_scikit_learn(self) -> None:
        command = [*PROGRAM, "assign", str(MODEL), str(CUSTOMERS)]
        output = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
        assigned = list(csv.DictReader(output.splitlines()))
        self.assertEqual(len(assigned), 200)
        probabilities = self.mixture.predict_proba(self.scaled)
        threshold = self.model["training"]["log_density_threshold"]
        unlike = self.mixture.score_samples(self.scaled) < threshold
        for row, customer in enumerate(self.customers):
            label = probabilities[row].argmax()
            self.assertEqual({name: assigned[row][name] for name in customer}, customer)
            self.assertEqual(assigned[row]["segment"], self.model["segments"][label])
            self.assertAlmostEqual(float(assigned[row]["probability"]), probabilities[row, label], delta=1e-6)
            self.assertEqual(assigned[row]["unlike_training"], str(unlike[row]).lower())


if __name__ == "__main__":
    unittest.main()
