"""scikit-learn, given a saved model, assigns every customer as `segments assign` does, and ONNX as scikit-learn.

Needs jupyter/requirements-bench.txt, jupyter/requirements-onnx.txt and cargo: python -m unittest helpers/tests/test_saved_model.py
"""

import contextlib
import csv
import io
import json
import re
import tempfile
import unittest
from pathlib import Path

import numpy as np
import onnxruntime

from helpers.python.saved_model import pipeline
from helpers.tests.databases import HEADINGS, ROOT, printed

MODEL = ROOT / "helpers/tests/fixtures/saved_model.json"
CUSTOMERS = ROOT / "Mall_Customers.csv"


class SavedModelTest(unittest.TestCase):
    def setUp(self) -> None:
        self.model = json.loads(MODEL.read_text())
        with CUSTOMERS.open(newline="") as file:
            self.customers = list(csv.DictReader(file))
        self.values = np.array([[float(row[name]) for name in HEADINGS] for row in self.customers])
        self.pipeline = pipeline(self.model)

    def test_scores_are_those_of_scikit_learn(self) -> None:
        scaler, mixture = self.pipeline
        training, scaled = self.model["training"], scaler.transform(self.values)
        log_densities = mixture.score_samples(scaled)
        for name, expected in [
            ("n_samples", len(scaled)),
            ("log_likelihood", log_densities.sum()),
            ("aic", mixture.aic(scaled)),
            ("bic", mixture.bic(scaled)),
            ("log_density_threshold", np.percentile(log_densities, 1)),
        ]:
            self.assertAlmostEqual(training[name], expected, delta=1e-9, msg=name)

    def test_every_customer_is_assigned_as_by_scikit_learn(self) -> None:
        assigned = list(csv.DictReader(io.StringIO(printed("assign", MODEL, CUSTOMERS))))
        self.assertEqual(len(assigned), 200)
        probabilities = self.pipeline.predict_proba(self.values)
        threshold = self.model["training"]["log_density_threshold"]
        unlike = self.pipeline.score_samples(self.values) < threshold
        for row, customer in enumerate(self.customers):
            label = probabilities[row].argmax()
            self.assertEqual({name: assigned[row][name] for name in customer}, customer)
            self.assertEqual(assigned[row]["segment"], self.model["segments"][label])
            self.assertAlmostEqual(float(assigned[row]["probability"]), probabilities[row, label], delta=1e-6)
            self.assertEqual(assigned[row]["unlike_training"], str(unlike[row]).lower())

    def test_the_readme_s_lines_make_the_same_of_it_in_onnx(self) -> None:
        lines = re.search(r"```python\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)[1]
        variances = np.array(self.model["mixture"]["covariances"]["values"])
        full = np.array([[[1, 0.5, -0.3], [0.5, 1, 0.2], [-0.3, 0.2, 1]] * np.sqrt(np.outer(row, row)) for row in variances])
        types = {"full": full, "tied": full.mean(0), "diagonal": variances, "spherical": variances.mean(1)}
        random = np.random.default_rng(2)
        customers = np.vstack([self.values, random.uniform([18, 0, 1], [90, 300, 100], (50_000, 3))])
        for kind, values in types.items():
            with self.subTest(kind), tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
                self.model["mixture"]["covariances"] = {"type": kind, "values": values.tolist()}
                path = Path(re.search(r'"(reports/.*?\.json)"', lines)[1])
                path.parent.mkdir()
                path.write_text(json.dumps(self.model))
                exec(lines, {})
                session = onnxruntime.InferenceSession("segments.onnx")
                labels, probabilities = session.run(None, {session.get_inputs()[0].name: customers})
                expected = pipeline(self.model).predict_proba(customers)
                np.testing.assert_array_equal(labels[:, 0], expected.argmax(1))
                self.assertLess(np.abs(probabilities - expected).max(), 1e-9)

    def test_a_model_that_scikit_learn_cannot_hold_is_refused(self) -> None:
        self.model["mixture"]["categories"] = [{"heading": "Region", "levels": ["a"], "probabilities": [[1.0]] * 5}]
        with self.assertRaisesRegex(ValueError, "no categories"):
            pipeline(self.model)


if __name__ == "__main__":
    unittest.main()
