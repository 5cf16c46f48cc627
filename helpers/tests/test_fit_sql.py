"""`segments fit-sql` fits a table in DuckDB or SQLite as scikit-learn, and so this crate, fits its rows.

Needs jupyter/requirements-sql.txt, jupyter/requirements-bench.txt and cargo: python -m unittest helpers/tests/test_fit_sql.py
"""

import csv
import json
import shlex
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import duckdb
import numpy as np
from sklearn.mixture import GaussianMixture

ROOT = Path(__file__).parents[2]
MODEL = ROOT / "helpers/tests/fixtures/saved_model.json"
MALL = ROOT / "Mall_Customers.csv"
PROGRAM = ["cargo", "run", "--release", "--quiet", "--locked", "-p", "helpers", "--features", "cli", "--bin", "segments", "--"]
HEADINGS = ["Age", "Annual Income (k$)", "Spending Score (1-100)"]
TABLE = 'cu"st;o --mers'
SAMPLED = 100_000
FLOOR, TOLERANCE = 1e-3, 1e-5
TYPES = {"full": "full", "tied": "tied", "diagonal": "diag", "spherical": "spherical"}

# A database's shell: SQL on the standard input, CSV on the standard output.
SHELL = """
import csv, math, sys, {engine}
connection = {engine}.connect({path!r})
if {engine!r} == "sqlite3":
    for name in ["ln", "exp"]:  # it may be built without
        function = math.log if name == "ln" else math.exp
        connection.create_function(name, 1, lambda x, f=function: None if x is None else f(x))
answer = connection.execute(sys.stdin.read())
writer = csv.writer(sys.stdout)
writer.writerow(column[0] for column in answer.description)
writer.writerows(answer.fetchall())
"""


def fit_sql(*arguments) -> subprocess.CompletedProcess:
    return subprocess.run([*PROGRAM, "fit-sql", *map(str, arguments)], cwd=ROOT, capture_output=True, text=True)


def sampled() -> np.ndarray:
    """Customers of the stored model's mixture, in the features' units."""
    model = json.loads(MODEL.read_text())
    random, mixture, scaler = np.random.default_rng(11), model["mixture"], model["scaler"]
    labels = random.choice(len(mixture["weights"]), SAMPLED, p=mixture["weights"])
    scales = np.sqrt(np.array(mixture["covariances"]["values"]))
    scaled = np.array(mixture["means"])[labels] + scales[labels] * random.standard_normal((SAMPLED, 3))
    return (scaled * scaler["std"] + scaler["mean"]).clip([0, 0, 1], [130, 1e9, 100])


class FitTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.folder = Path(tempfile.mkdtemp())
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        with MALL.open() as file:
            mall = np.array([[float(row[name]) for name in HEADINGS] for row in csv.DictReader(file)])
        cls.tables = {"mall": mall, "sampled": sampled()}

    def program(self, engine: str, rows: list) -> str:
        """A command that queries a new database of these rows."""
        path = self.folder / f"{self.id()}-{engine}-{len(list(self.folder.iterdir()))}"
        columns = ", ".join(f'"{name}" DOUBLE' for name in HEADINGS)
        table = TABLE.replace('"', '""')
        create = f'CREATE TABLE "{table}" ({columns})'
        if engine == "duckdb":
            rows_csv = path.with_suffix(".csv")
            with rows_csv.open("w", newline="") as file:
                csv.writer(file).writerows([*row] for row in rows)
            with duckdb.connect(str(path)) as connection:
                connection.execute(create)
                connection.execute(f'COPY "{table}" FROM \'{rows_csv}\' (HEADER false, NULLSTR \'\')')
        else:
            with sqlite3.connect(path) as connection:
                connection.execute(create)
                connection.executemany(f'INSERT INTO "{table}" VALUES (?, ?, ?)', rows)
        script = path.with_suffix(".py")
        script.write_text(SHELL.format(engine=engine, path=str(path)))
        return f"{shlex.quote(sys.executable)} {shlex.quote(str(script))}"

    def start(self, kind: str) -> tuple[Path, dict]:
        """A model to start from: the stored one's with covariances of a type, a little off."""
        model = json.loads(MODEL.read_text())
        variances = 1.5 * np.array(model["mixture"]["covariances"]["values"])
        full = np.array([np.diag(row) for row in variances])
        values = {"full": full, "tied": full.mean(0), "diagonal": variances, "spherical": variances.mean(1)}[kind]
        model["mixture"]["covariances"] = {"type": kind, "values": values.tolist()}
        model["training"]["n_samples"] = 1  # of other customers
        path = self.folder / f"start-{kind}.json"
        path.write_text(json.dumps(model))
        return path, model

    def expected(self, start: dict, rows: np.ndarray, kind: str) -> GaussianMixture:
        mixture, scaler = start["mixture"], start["scaler"]
        covariances = np.array(mixture["covariances"]["values"])
        precisions = np.linalg.inv(covariances) if kind in ("full", "tied") else 1 / covariances
        model = GaussianMixture(len(mixture["weights"]), covariance_type=TYPES[kind], tol=TOLERANCE, reg_covar=FLOOR, max_iter=500,
                                weights_init=mixture["weights"], means_init=mixture["means"], precisions_init=precisions)
        return model.fit((rows - scaler["mean"]) / scaler["std"])

    def fit(self, program: str, engine: str, *options) -> subprocess.CompletedProcess:
        self.output = self.folder / f"{self.id()}.json"
        return fit_sql("--exec", program, "--dialect", engine, "--table", TABLE, "-o", self.output, *options)

    def check(self, engine: str, dialect: str, tables: tuple = ("mall", "sampled")) -> None:
        for name in tables:
            rows = self.tables[name]
            program = self.program(engine, [*rows.tolist(), [None, 1.0, 2.0]])
            for kind in TYPES:
                with self.subTest(table=name, kind=kind):
                    path, start = self.start(kind)
                    options = ["--resume", path, "--reg-covariance", FLOOR, "--tolerance", TOLERANCE, "--max-n-iterations", 500]
                    run = self.fit(program, dialect, *options)
                    self.assertEqual(run.returncode, 0, run.stderr)
                    self.compare(run.stderr, self.expected(start, rows, kind), len(rows))

    def compare(self, told: str, expected: GaussianMixture, n_rows: int) -> None:
        """The same number of iterations, parameters, and log-likelihood; the row with a gap is left out and counted."""
        self.assertIn(f"{n_rows} customers", told)
        self.assertIn("1 with a missing feature", told)
        self.assertIn(f"converged at iteration {expected.n_iter_}\n", told)
        model = json.loads(self.output.read_text())
        mixture = model["mixture"]
        for found, wanted in [(mixture["weights"], expected.weights_), (mixture["means"], expected.means_),
                              (mixture["covariances"]["values"], expected.covariances_)]:
            self.assertLess(np.abs(np.array(found) - wanted).max(), 1e-9)
        self.assertEqual(model["training"]["n_samples"], n_rows)
        self.assertFalse(self.output.with_name(self.output.name + ".unfinished").exists())

    def test_duckdb_fits_as_from_a_matrix(self) -> None:
        self.check("duckdb", "duckdb")

    def test_sqlite_fits_as_from_a_matrix(self) -> None:
        self.check("sqlite3", "sqlite", ("mall",))  # 100,000 rows take it a minute

    def test_a_new_fit_chooses_by_the_sample_and_finds_the_mall_s_segments(self) -> None:
        program = self.program("duckdb", self.tables["mall"].tolist())
        run = self.fit(program, "duckdb", "--features", ",".join(HEADINGS))
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertIn("Gaussian mixture: ", run.stderr)
        described = subprocess.run([*PROGRAM, "describe", str(self.output)], cwd=ROOT, capture_output=True, text=True)
        self.assertIn("fitted to 200 customers", described.stdout)

    def test_a_fit_whose_engine_died_is_resumed_as_if_it_had_not(self) -> None:
        program, count = self.program("duckdb", self.tables["mall"].tolist()), self.folder / "queries"
        path, start = self.start("full")
        options = ["--reg-covariance", FLOOR, "--tolerance", TOLERANCE, "--max-n-iterations", 500]
        dies = f"echo >> {count}; test $(wc -l < {count}) -lt 6 && {program} || {{ echo it is gone >&2; exit 3; }}"
        run = self.fit(dies, "duckdb", "--resume", path, *options)
        self.assertEqual(run.returncode, 1)
        self.assertIn("it is gone", run.stderr)
        self.assertIn("--resume", run.stderr)
        self.assertFalse(self.output.exists())
        unfinished = self.output.with_name(self.output.name + ".unfinished")
        run = self.fit(program, "duckdb", "--resume", unfinished, *options)
        self.assertEqual(run.returncode, 0, run.stderr)
        expected = self.expected(start, self.tables["mall"], "full")
        self.assertIn(f"converged at iteration {expected.n_iter_ - 4}\n", run.stderr)
        found = json.loads(self.output.read_text())["mixture"]
        self.assertLess(np.abs(np.array(found["covariances"]["values"]) - expected.covariances_).max(), 1e-9)

    def test_a_table_that_changes_meanwhile_is_noticed(self) -> None:
        table = TABLE.replace('"', '""')
        program = self.program("sqlite3", self.tables["mall"].tolist())
        script = Path(shlex.split(program)[1])
        script.write_text(script.read_text() + f"""
connection.execute('UPDATE "{table}" SET "Age" = "Age" + 1 WHERE rowid = 1')
connection.commit()
""")
        run = self.fit(program, "sqlite", "--resume", self.start("full")[0], "--reg-covariance", FLOOR)
        self.assertEqual(run.returncode, 1)
        self.assertIn("the table changed while it was fitted", run.stderr)
        self.assertIn("--resume", run.stderr)

    def test_what_cannot_be_asked_is_refused_in_words(self) -> None:
        program = self.program("sqlite3", [[None, 1.0, 2.0]])
        run = self.fit(program, "sqlite", "--features", "Age")
        self.assertEqual(run.returncode, 1)
        self.assertIn("no customers", run.stderr)
        run = self.fit(self.program("duckdb", [[None, 1.0, 2.0]]), "duckdb", "--features", "Height")
        self.assertEqual(run.returncode, 1)
        self.assertIn("the query of a sample", run.stderr)
        self.assertEqual(self.fit("no-such-program", "sqlite", "--features", "Age").returncode, 1)
        self.assertEqual(self.fit(program, "sqlite").returncode, 2)


if __name__ == "__main__":
    unittest.main()
