"""`segments fit-sql` fits a table by a database's own shell as scikit-learn and this crate fit its rows.

Needs jupyter/requirements-sql.txt, jupyter/requirements-bench.txt and cargo; the shells of PostgreSQL and SQLite are Debian's:
python -m unittest helpers/tests/test_fit_sql.py
"""

import csv
import json
import shutil
import subprocess
import tempfile
import unittest
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from sklearn.mixture import GaussianMixture

from helpers.tests.databases import BUILT, HEADINGS, POSTGRES, ROOT, DuckDb, Shell, Sqlite, build, postgres, printed, quote, segments

MODEL = ROOT / "helpers/tests/fixtures/saved_model.json"
MALL = ROOT / "Mall_Customers.csv"
TABLE = 'cu"st;o --mers'
REGION = 'Region "of", übersee'
LEVELS = ["North's", "So\\uth", "true"]
SAMPLED = 100_000
FLOOR, TOLERANCE = 1e-3, 1e-5
OPTIONS = ["--reg-covariance", FLOOR, "--tolerance", TOLERANCE, "--max-n-iterations", 500]
TYPES = {"full": "full", "tied": "tied", "diagonal": "diag", "spherical": "spherical"}


def sampled() -> np.ndarray:
    """Customers of the stored model's mixture, in the features' units."""
    model = json.loads(MODEL.read_text())
    random, mixture, scaler = np.random.default_rng(11), model["mixture"], model["scaler"]
    labels = random.choice(len(mixture["weights"]), SAMPLED, p=mixture["weights"])
    scales = np.sqrt(np.array(mixture["covariances"]["values"]))
    scaled = np.array(mixture["means"])[labels] + scales[labels] * random.standard_normal((SAMPLED, 3))
    return (scaled * scaler["std"] + scaler["mean"]).clip([0, 0, 1], [130, 1e9, 100])


def start(kind: str) -> dict:
    """A model to start from: the stored one's with covariances of a type, a little off."""
    model = json.loads(MODEL.read_text())
    variances = 1.5 * np.array(model["mixture"]["covariances"]["values"])
    full = np.array([np.diag(row) for row in variances])
    values = {"full": full, "tied": full.mean(0), "diagonal": variances, "spherical": variances.mean(1)}[kind]
    model["mixture"]["covariances"] = {"type": kind, "values": values.tolist()}
    model["training"]["n_samples"] = 1  # of other customers
    return model


def with_region(model: dict) -> dict:
    """The model with a category, as its second feature."""
    model["features"].insert(1, {"name": REGION, "unit": ""})
    model["scaler"]["mean"].insert(1, 0.0)
    model["scaler"]["std"].insert(1, 1.0)
    shares = [[0.5, 0.3, 0.2], [0.2, 0.5, 0.3], [0.3, 0.3, 0.4], [0.3, 0.4, 0.3], [0.6, 0.2, 0.2]]
    model["mixture"]["categories"] = [{"heading": REGION, "levels": LEVELS, "probabilities": shares}]
    return model


class FitTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.folder = Path(tempfile.mkdtemp())
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        with MALL.open() as file:
            cls.mall = np.array([[float(row[name]) for name in HEADINGS] for row in csv.DictReader(file)])
        random = np.random.default_rng(3)
        cls.regions = [random.choice([*LEVELS, "West", ""], p=[0.4, 0.3, 0.2, 0.06, 0.04]) for _ in cls.mall]
        cls.duckdb = DuckDb(cls.folder)
        cls.load(cls.duckdb, "mall", cls.mall, cls.regions)

    @classmethod
    def load(cls, shell: Shell, name: str, rows: np.ndarray, regions: list) -> None:
        """Makes a table of the rows and of two that are left out: one with a gap, one with a number beyond all."""
        path = cls.folder / f"{name}.csv"
        with path.open("w", newline="") as file:
            csv.writer(file).writerow([*HEADINGS, REGION])
            csv.writer(file).writerows([*row, region] for row, region in zip(rows.tolist(), regions))
            csv.writer(file).writerows([["", 1.0, 2.0, LEVELS[0]], [1e101, 1.0, 2.0, LEVELS[0]]])
        shell.load(TABLE + name, path, HEADINGS)

    def fit(self, shell: Shell, table: str, *options) -> subprocess.CompletedProcess:
        return self.fit_by(shell.command, shell.dialect, TABLE + table, *options)

    def fit_by(self, program: str, dialect: str, table: str, *options) -> subprocess.CompletedProcess:
        self.output = self.folder / f"{self.id()}.json"
        self.output.unlink(missing_ok=True)
        return segments("fit-sql", "--exec", program, "--dialect", dialect, "--table", table, "-o", self.output, *options)

    def saved(self, model: dict) -> Path:
        path = self.folder / "start.json"
        path.write_text(json.dumps(model))
        return path

    def by_scikit_learn(self, model: dict, rows: np.ndarray) -> dict:
        mixture, scaler = model["mixture"], model["scaler"]
        covariances, kind = np.array(mixture["covariances"]["values"]), mixture["covariances"]["type"]
        precisions = np.linalg.inv(covariances) if kind in ("full", "tied") else 1 / covariances
        fitted = GaussianMixture(len(mixture["weights"]), covariance_type=TYPES[kind], tol=TOLERANCE, reg_covar=FLOOR, max_iter=500,
                                 weights_init=mixture["weights"], means_init=mixture["means"], precisions_init=precisions)
        fitted.fit((rows - scaler["mean"]) / scaler["std"])
        return {"n_iterations": fitted.n_iter_, "weights": fitted.weights_, "means": fitted.means_, "covariances": fitted.covariances_}

    def by_the_crate(self, model: dict, rows: np.ndarray, regions: list) -> dict:
        codes = [LEVELS.index(region) if region in LEVELS else np.nan for region in regions]
        scaler, matrix = model["scaler"], np.insert(rows, 1, codes, axis=1)
        path = self.folder / "rows"
        path.write_bytes(((matrix - scaler["mean"]) / scaler["std"]).astype("<f8").tobytes())
        command = [BUILT / "examples/fit_from", self.saved(model), path, FLOOR, TOLERANCE, 500]
        build()
        return json.loads(subprocess.run([*map(str, command)], check=True, capture_output=True, text=True).stdout)

    def compare(self, run: subprocess.CompletedProcess, expected: dict, n_rows: int) -> dict:
        """The same number of iterations, parameters, and log-likelihood; the rows with a gap are left out and counted."""
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertIn(f"{n_rows} customers", run.stderr)
        self.assertIn("2 with a missing feature", run.stderr)
        self.assertIn(f"converged at iteration {expected['n_iterations']}\n", run.stderr)
        model = json.loads(self.output.read_text())
        mixture = model["mixture"]
        for found, name in [(mixture["weights"], "weights"), (mixture["means"], "means"), (mixture["covariances"]["values"], "covariances")]:
            self.assertLess(np.abs(np.ravel(found) - np.ravel(expected[name])).max(), 1e-9, name)
        self.assertEqual(model["training"]["n_samples"], n_rows)
        self.assertFalse(self.output.with_name(self.output.name + ".unfinished").exists())
        return model

    def check_numbers(self, shell: Shell, table: str, rows: np.ndarray, kinds: Iterable[str] = TYPES) -> None:
        for kind in kinds:
            with self.subTest(kind):
                model = start(kind)
                run = self.fit(shell, table, "--resume", self.saved(model), *OPTIONS)
                self.compare(run, self.by_scikit_learn(model, rows), len(rows))

    def check_mixed(self, shell: Shell) -> None:
        """Customers without a level that the model knows are counted, and their numbers count."""
        for kind in ("full", "spherical"):
            with self.subTest(f"mixed, {kind}"):
                model = with_region(start(kind))
                expected = self.by_the_crate(model, self.mall, self.regions)
                run = self.fit(shell, "mall", "--resume", self.saved(model), *OPTIONS)
                found = self.compare(run, expected, len(self.mall))["mixture"]["categories"][0]["probabilities"]
                self.assertLess(np.abs(np.ravel(found) - expected["categories"][0]).max(), 1e-9)
                n_others = sum(region not in LEVELS for region in self.regions)
                self.assertIn(f"{n_others} of them have none of the model's levels of {REGION}", run.stderr)

    def test_duckdb_fits_as_from_a_matrix(self) -> None:
        self.check_numbers(self.duckdb, "mall", self.mall)
        self.check_mixed(self.duckdb)
        rows = sampled()
        self.load(self.duckdb, "sampled", rows, [""] * len(rows))
        self.check_numbers(self.duckdb, "sampled", rows, ["full"])

    @unittest.skipUnless(shutil.which("sqlite3"), "SQLite's shell is not installed (on Debian: apt install sqlite3)")
    def test_sqlite_fits_as_from_a_matrix(self) -> None:
        shell = Sqlite(self.folder)
        self.load(shell, "mall", self.mall, self.regions)
        self.check_numbers(shell, "mall", self.mall)
        self.check_mixed(shell)
        self.check_fresh(shell)

    @unittest.skipUnless(POSTGRES, "PostgreSQL is not installed (on Debian: apt install postgresql)")
    def test_postgres_fits_as_from_a_matrix(self) -> None:
        self.load(postgres(), "mall", self.mall, self.regions)
        self.check_numbers(postgres(), "mall", self.mall)
        self.check_mixed(postgres())
        self.check_fresh(postgres())
        run = self.fit(postgres(), "mall", "--features", "Height")
        self.assertEqual(run.returncode, 1)
        self.assertIn('column segments_input.Height does not exist', run.stderr)  # psql ends well all the same

    def fresh(self, shell: Shell, *options) -> dict:
        features, region = ",".join(HEADINGS), quote(REGION)  # SQL's quotes are those of CSV
        run = self.fit(shell, "mall", "--features", features, "--categories", region, "--log", HEADINGS[1], *options)
        self.assertEqual(run.returncode, 0, run.stderr)
        return json.loads(self.output.read_text())

    def check_fresh(self, shell: Shell) -> None:
        """The same seed gives the same sample and model, whatever the engine."""
        found, expected = self.fresh(shell, "--seed", 7, "--sample", 150), self.fresh(self.duckdb, "--seed", 7, "--sample", 150)
        self.assertEqual(found["segments"], expected["segments"])
        np.testing.assert_allclose(found["scaler"]["mean"], expected["scaler"]["mean"], rtol=1e-12)
        np.testing.assert_allclose(found["mixture"]["means"], expected["mixture"]["means"], atol=1e-9)

    def test_a_new_fit_chooses_by_the_sample_and_finds_the_mall_s_segments(self) -> None:
        self.fit(self.duckdb, "mall", "--features", ",".join(HEADINGS))
        self.assertIn("fitted to 200 customers", printed("describe", self.output))

    def test_a_new_fit_takes_categories_and_a_seed(self) -> None:
        model = self.fresh(self.duckdb, "--seed", 7)
        category = model["mixture"]["categories"][0]
        self.assertEqual((category["heading"], category["levels"]), (REGION, sorted([*LEVELS, "West"])))
        self.assertTrue(model["features"][1]["logarithm"])
        self.assertEqual(model, self.fresh(self.duckdb, "--seed", 7))
        samples = [self.fresh(self.duckdb, "--seed", seed, "--sample", 50)["scaler"] for seed in (1, 2)]
        self.assertNotEqual(*samples)

    def test_twelve_customers_under_headings_of_any_kind(self) -> None:
        names = ["Umsatz, netto", 'a "b"', "Größe  von 1—5"]
        path = self.folder / "twelve.csv"
        with path.open("w", newline="") as file:
            csv.writer(file).writerow(names)
            csv.writer(file).writerows(np.random.default_rng(5).normal(50, 10, (12, 3)).tolist())
        shells = [self.duckdb, *([postgres()] if POSTGRES else []), *([Sqlite(self.folder)] if shutil.which("sqlite3") else [])]
        for shell in shells:
            with self.subTest(shell.dialect):
                shell.load("twelve", path, names)
                run = self.fit_by(shell.command, shell.dialect, "twelve", "--features", ",".join(map(quote, names)))
                self.assertEqual(run.returncode, 0, run.stderr)
                self.assertRegex(run.stderr, r"9 of 10 components rest on the variance floor; --n-clusters asks for fewer\n12 customers")
                self.assertEqual([feature["heading"] for feature in json.loads(self.output.read_text())["features"]], names)

    def test_a_fit_whose_engine_died_is_resumed_as_if_it_had_not(self) -> None:
        count, model = self.folder / "queries", start("full")
        dies = f"echo >> {count}; test $(wc -l < {count}) -lt 6 && {self.duckdb.command} || {{ echo it is gone >&2; exit 3; }}"
        run = self.fit_by(dies, "duckdb", TABLE + "mall", "--resume", self.saved(model), *OPTIONS)
        self.assertEqual(run.returncode, 1)
        self.assertIn("it is gone", run.stderr)
        self.assertIn("--resume", run.stderr)
        self.assertFalse(self.output.exists())
        unfinished = self.output.with_name(self.output.name + ".unfinished")
        run = self.fit(self.duckdb, "mall", "--resume", unfinished, *OPTIONS)
        expected = self.by_scikit_learn(model, self.mall)
        expected["n_iterations"] -= 4
        self.compare(run, expected, len(self.mall))

    def test_a_table_that_changes_meanwhile_is_noticed(self) -> None:
        changes = {"a number": (HEADINGS[0], f"{quote(HEADINGS[0])} + 1"), "a level": (REGION, f"CASE {quote(REGION)} WHEN 'true' THEN 'West' ELSE 'true' END")}
        for what, (column, value) in changes.items():
            with self.subTest(what):
                table = f"changing {what}"
                self.duckdb.run(f"CREATE TABLE {quote(table)} AS FROM {quote(TABLE + 'mall')}")
                change = self.folder / "change.sql"
                change.write_text(f"UPDATE {quote(table)} SET {quote(column)} = {value} WHERE {quote(HEADINGS[1])} = 15;\n")
                program = f"{self.duckdb.command} && {self.duckdb.command} < {change} > {change}.said"
                run = self.fit_by(program, "duckdb", table, "--resume", self.saved(with_region(start("full"))), *OPTIONS)
                self.assertEqual(run.returncode, 1)
                self.assertIn("the table changed while it was fitted", run.stderr)
                self.assertIn("--resume", run.stderr)

    def test_what_cannot_be_asked_is_refused_in_words(self) -> None:
        path = self.folder / "gap.csv"
        path.write_text(f"{HEADINGS[0]}\n\"\"\n")
        self.duckdb.load("gap", path, HEADINGS)
        command = self.duckdb.command
        run = self.fit_by(command, "duckdb", "gap", "--features", "Age")
        self.assertEqual(run.returncode, 1)
        self.assertIn("no customers", run.stderr)
        run = self.fit_by(command, "duckdb", "gap", "--features", "Height")
        self.assertEqual(run.returncode, 1)
        self.assertIn("the query of a sample", run.stderr)
        if shutil.which("sqlite3"):  # which takes a name in quotes that no column has for a text
            shell = Sqlite(self.folder)
            shell.load("few", path, HEADINGS)
            run = self.fit_by(shell.command, "sqlite", "few", "--features", "Age", "--categories", "Regoin")
            self.assertIn("no such column: segments_input.Regoin", run.stderr)
        self.assertEqual(self.fit_by("no-such-program", "duckdb", "gap", "--features", "Age").returncode, 1)
        self.assertEqual(self.fit_by(command, "duckdb", "gap").returncode, 2)

    def test_of_a_long_complaint_the_beginning_is_shown(self) -> None:
        run = self.fit_by("printf 'no\\033[31m way' >&2; head -c 100000 /dev/zero | tr '\\0' x >&2; exit 3", "duckdb", "t", "--features", "Age")
        self.assertEqual(run.returncode, 1)
        self.assertIn("no[31m wayxxx", run.stderr)
        self.assertLess(len(run.stderr), 1500)


if __name__ == "__main__":
    unittest.main()
