"""The query of `segments sql`, run by DuckDB, DataFusion, SQLite and PostgreSQL, gives every customer what `segments assign` gives.

Needs jupyter/requirements-sql.txt, cargo and Debian's package postgresql: python -m unittest helpers/tests/test_sql.py
"""

import csv
import io
import json
import math
import shutil
import sqlite3
import tempfile
import unittest
from pathlib import Path

import datafusion
import duckdb
import numpy as np
import pyarrow
import pyarrow.csv

from helpers.tests.databases import HEADINGS, POSTGRES, ROOT, postgres, printed, quote

MODEL = ROOT / "helpers/tests/fixtures/saved_model.json"
MALL = ROOT / "Mall_Customers.csv"
# Two components are one segment, and no sign in a name may end it.
NAMES = ["it's \"a\" ; -- \\", "high\nhigh", "${high} $1 low", "low`low", "high\nhigh"]
TABLE = 'cu"st;o --mers'
LEVELS = ["North's", "So\\uth"]
COLUMNS = ["CustomerID", "Gender", *HEADINGS, "Reg\"ion"]
SAMPLED = 100_000
CORRELATION = np.array([[1, 0.5, -0.3], [0.5, 1, 0.2], [-0.3, 0.2, 1]])


def covariances(kind: str, variances: np.ndarray) -> np.ndarray:
    """Covariances of a type, near those of the stored model."""
    full = CORRELATION * np.sqrt(variances[:, :, None] * variances[:, None, :])
    return {"full": full, "tied": full.mean(0), "diagonal": variances, "spherical": variances.mean(1)}[kind]


class Customers:
    """The mall's, sampled ones, and some that are far off or not wholly known."""

    def __init__(self, folder: Path) -> None:
        random, model = np.random.default_rng(7), json.loads(MODEL.read_text())
        mixture, scaler = model["mixture"], model["scaler"]
        labels = random.choice(len(NAMES), SAMPLED, p=mixture["weights"])
        matrices = covariances("full", np.array(mixture["covariances"]["values"]))
        noise = np.einsum("nij,nj->ni", np.linalg.cholesky(matrices)[labels], random.standard_normal((len(labels), 3)))
        sampled = (np.array(mixture["means"])[labels] + noise) * scaler["std"] + scaler["mean"]
        sampled = sampled.clip([0, 0, 1], [130, 1e9, 100]).tolist()
        mall = list(csv.reader(io.StringIO(MALL.read_text())))[1:]
        rows = [*mall, *([f"s{i}", "Male", *map(repr, row)] for i, row in enumerate(sampled))]
        rows += [["far", "", 30, 1e9, 50], ["off", "", 130, 26_198_977, 1], ["unknown", "", "", 60, 50], ["alone", "", 30, "", ""]]
        rows += [["two", "", 25, 20, ""], ["nobody", "", "", "", ""]]
        regions = random.choice([*LEVELS, "West", "", f"\t{LEVELS[0]}\u00a0", f"\n {LEVELS[1]}"], len(rows), p=[0.5, 0.46, 0.01, 0.01, 0.01, 0.01])
        self.rows = [[str(cell) for cell in [*row, region]] for row, region in zip(rows, regions)]
        self.path = folder / "customers.csv"
        with self.path.open("w", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([COLUMNS, *self.rows])


class Case:
    """A model, with the answers of `assign` and of numpy."""

    def __init__(self, folder: Path, kind: str, customers: Customers) -> None:
        """Covariances of a type, or `mixed`: with a category and a logarithm."""
        self.is_mixed = kind == "mixed"
        model = json.loads(MODEL.read_text())
        mixture = model["mixture"]
        variances = np.array(mixture["covariances"]["values"])
        self.covariances = covariances("full" if self.is_mixed else kind, variances)
        mixture["covariances"] = {"type": "full" if self.is_mixed else kind, "values": self.covariances.tolist()}
        model["segments"] = NAMES
        if self.is_mixed:
            model["features"][1]["logarithm"] = True
            model["features"].append({"name": "Reg\"ion", "unit": ""})
            for name, row in {"mean": [38.85, 3.9, 50.2, 0.0], "std": [13.9, 0.6, 25.8, 1.0]}.items():
                model["scaler"][name] = row
            shares = [[0.7, 0.3], [0.1, 0.9], [0.5, 0.5], [0.4, 0.6], [0.9, 0.1]]
            mixture["categories"] = [{"heading": "Reg\"ion", "levels": LEVELS, "probabilities": shares}]
        self.model, self.path = model, folder / f"{kind}.json"
        self.path.write_text(json.dumps(model))
        assigned = csv.DictReader(io.StringIO(printed("assign", self.path, customers.path), newline=""))
        self.segments, self.unlike = map(np.array, zip(*((row["segment"], row["unlike_training"]) for row in assigned)))
        self.probabilities, self.log_densities = self.by_numpy(customers.rows)

    def matrices(self) -> np.ndarray:
        """The covariances `(k, d, d)`."""
        values, kind = self.covariances, self.model["mixture"]["covariances"]["type"]
        if kind == "diagonal":
            return np.array([np.diag(row) for row in values])
        if kind == "spherical":
            return values[:, None, None] * np.eye(3)
        return values if kind == "full" else np.array([values] * len(NAMES))

    def scales(self) -> np.ndarray:
        return np.array([self.model["scaler"]["mean"][:3], self.model["scaler"]["std"][:3]])

    def by_numpy(self, customers: list) -> tuple[np.ndarray, np.ndarray]:
        """The segments' probabilities and the log-density of what is known of each customer."""
        mixture, (mean, std) = self.model["mixture"], self.scales()
        values = np.array([[float(cell or "nan") for cell in row[2:5]] for row in customers])
        if self.is_mixed:
            values[:, 1] = np.log1p(values[:, 1])
        scaled = (values - mean) / std
        log = np.tile(np.log(mixture["weights"])[:, None], len(scaled))
        for pattern in np.unique(np.isnan(scaled), axis=0):
            rows, known = (np.isnan(scaled) == pattern).all(1), ~pattern
            for component, (center, matrix) in enumerate(zip(mixture["means"], self.matrices())):
                matrix = matrix[np.ix_(known, known)]
                whitened = np.linalg.solve(np.linalg.cholesky(matrix), (scaled[np.ix_(rows, known)] - np.array(center)[known]).T)
                log[component, rows] -= 0.5 * (np.linalg.slogdet(2 * math.pi * matrix)[1] + (whitened**2).sum(0))
        for category in mixture.get("categories", []):
            of_levels = np.log(category["probabilities"])
            for level, name in enumerate(category["levels"]):
                log[:, [row[5].strip() == name for row in customers]] += of_levels[:, [level]]
        highest = log.max(0)
        log_densities = highest + np.log(np.exp(log - highest).sum(0))
        of_components = np.exp(log - log_densities)
        names = list(dict.fromkeys(NAMES))
        probabilities = [sum(p for p, of in zip(of_components, NAMES) if of == name) for name in names]
        return np.array(probabilities).T, log_densities


def sqlite_in_memory() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    for name, function in [("ln", math.log), ("exp", math.exp)]:
        try:
            connection.execute(f"SELECT {name}(1.0)")
        except sqlite3.OperationalError:  # built without mathematical functions
            connection.create_function(name, 1, lambda x, f=function: None if x is None else f(x))
    return connection


class FewCustomersTest(unittest.TestCase):
    """Two components of one number, between which customers differ."""

    def assigned(self, centres: list, std: float, numbers: list, heading: str = "x", logarithm: bool = False) -> None:
        """SQLite and DuckDB give numbers that are stored as such what `assign` gives their text."""
        folder = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, folder)
        model = json.loads(MODEL.read_text())
        model["features"] = [{"name": heading, "unit": "", "logarithm": logarithm}]
        model["scaler"] = {"mean": [centres[0]], "std": [std]}
        means = [[(centre - centres[0]) / std] for centre in centres]
        model["mixture"] = {"weights": [0.5, 0.5], "means": means, "covariances": {"type": "spherical", "values": [1.0, 2.0]}}
        model["segments"] = ["first", "second"]
        self.path, rows = folder / "model.json", folder / "rows.csv"
        self.path.write_text(json.dumps(model))
        rows.write_text("\n".join([heading, *map(repr, numbers)]) + "\n")
        found = csv.DictReader(io.StringIO(printed("assign", self.path, rows)))
        expected = [(row["segment"], float(row["probability"])) for row in found]
        kind = "BIGINT" if isinstance(numbers[0], int) else "DOUBLE"
        for dialect, connection in [("sqlite", sqlite_in_memory()), ("duckdb", duckdb.connect())]:
            with self.subTest(dialect), connection:
                connection.execute(f"CREATE TABLE t ({quote(heading)} {kind})")
                connection.executemany("INSERT INTO t VALUES (?)", [[number] for number in numbers])
                rows = connection.execute(printed("sql", self.path, "--dialect", dialect, "--table", "t")).fetchall()
                self.assertEqual([row[:2] for row in rows], [(number, segment) for number, (segment, _) in zip(numbers, expected)])
                np.testing.assert_allclose([row[3] for row in rows], [probability for _, probability in expected], atol=1e-6)

    def test_whole_numbers_that_no_double_holds_count(self) -> None:
        self.assigned([1.7e18, 1.8e18], 1e17, [1_699_999_999_999_999_999, 1_812_345_678_901_234_567, 1_750_000_000_000_000_001])

    def test_the_logarithm_of_small_numbers_keeps_its_digits(self) -> None:
        self.assigned([1e-13, 3e-13], 1e-13, [0.0, 1.1e-13, 2.03e-13, 2.9e-13, 1.0], logarithm=True)

    def test_a_heading_may_be_rowid(self) -> None:
        self.assigned([1.0, 5.0], 1.0, [1.0, 5.0, 1.0, 2.0], heading="rowid")

    def test_a_view_in_sqlite_is_refused_in_words(self) -> None:
        self.assigned([1.0, 5.0], 1.0, [1.0, 5.0])
        with sqlite_in_memory() as connection:
            connection.executescript("CREATE TABLE t (x); INSERT INTO t VALUES (1.0); CREATE VIEW v AS SELECT * FROM t")
            with self.assertRaisesRegex(sqlite3.OperationalError, "a view has no row ids|no such column"):
                connection.execute(printed("sql", self.path, "--dialect", "sqlite", "--table", "v")).fetchall()


class QueriesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        folder = Path(tempfile.mkdtemp())
        cls.addClassCleanup(shutil.rmtree, folder)
        cls.customers = Customers(folder)
        cls.order = np.argsort([row[0] for row in cls.customers.rows])
        cls.cases = {kind: Case(folder, kind, cls.customers) for kind in ("full", "tied", "diagonal", "spherical", "mixed")}

    def check(self, dialect: str, run) -> None:
        """Runs the query for each model by `run`, which gives the headings and rows of the answer."""
        for kind, case in self.cases.items():
            with self.subTest(kind):
                query = printed("sql", case.path, "--dialect", dialect, "--table", TABLE)
                headings, rows = run(query)
                self.compare(case, list(headings), rows)

    def compare(self, case: Case, headings: list[str], rows: list) -> None:
        """Columns and rows are those of the table, and what is added is what `assign` and numpy say."""
        probabilities = [f"probability_{i}" for i in range(4)]
        added = ["segment", "segment_number", "probability", *probabilities, "log_density", "unlike_training"]
        self.assertEqual(headings, [*COLUMNS, *added])
        found = {name: np.array(column, dtype=object) for name, column in zip(headings, zip(*rows))}
        places, expected = np.argsort(found["CustomerID"].astype(str)), self.order
        ids = np.array([row[0] for row in self.customers.rows])[expected]
        np.testing.assert_array_equal(found["CustomerID"][places].astype(str), ids)
        answer = {name: column[places] for name, column in found.items()}
        np.testing.assert_array_equal(answer["segment"], case.segments[expected])
        names = np.array(list(dict.fromkeys(NAMES)))
        np.testing.assert_array_equal(names[answer["segment_number"].astype(int)], case.segments[expected])
        said = {"true": "true", "t": "true", "1": "true", "none": "", "": ""}
        unlike = [said.get(str(cell).lower(), "false") for cell in answer["unlike_training"]]
        np.testing.assert_array_equal(unlike, case.unlike[expected])
        of_segments = np.array([answer[name].astype(float) for name in probabilities])
        np.testing.assert_array_equal(answer["probability"].astype(float), of_segments.max(0))
        self.assertLess(np.abs(of_segments.T - case.probabilities[expected]).max(), 1e-9)
        np.testing.assert_allclose(answer["log_density"].astype(float), case.log_densities[expected], rtol=1e-9)
        self.assertEqual(float(answer["Annual Income (k$)"][ids == "far"][0]), 1e9)

    def test_duckdb(self) -> None:
        with duckdb.connect() as connection:
            read = f"read_csv('{self.customers.path}', types = {{'CustomerID': 'VARCHAR'}})"
            connection.execute(f"CREATE TABLE {quote(TABLE)} AS FROM {read}")

            def run(query: str):
                answer = connection.execute(query)
                return [column[0] for column in answer.description], answer.fetchall()

            self.check("duckdb", run)

    def test_datafusion(self) -> None:
        options = pyarrow.csv.ConvertOptions(column_types={"CustomerID": pyarrow.string()})
        context = datafusion.SessionContext()
        context.from_arrow(pyarrow.csv.read_csv(self.customers.path, convert_options=options), name=quote(TABLE))

        def run(query: str):
            answer = pyarrow.Table.from_batches(context.sql(query).collect())
            return answer.column_names, list(zip(*(column.to_pylist() for column in answer.columns)))

        self.check("datafusion", run)

    def test_sqlite(self) -> None:
        with sqlite_in_memory() as connection:
            # text, as the shell's .import makes of every cell
            connection.execute(f'CREATE TABLE {quote(TABLE)} ({", ".join(f"{quote(name)} TEXT" for name in COLUMNS)})')
            connection.executemany(f"INSERT INTO {quote(TABLE)} VALUES (?, ?, ?, ?, ?, ?)", self.customers.rows)

            def run(query: str):
                answer = connection.execute(query)
                return [column[0] for column in answer.description], answer.fetchall()

            self.check("sqlite", run)

    @unittest.skipUnless(POSTGRES, "PostgreSQL is not installed (on Debian: apt install postgresql)")
    def test_postgres(self) -> None:
        postgres().load(TABLE, self.customers.path, HEADINGS)

        def run(query: str):
            rows = list(csv.reader(io.StringIO(postgres().run(query), newline="")))
            return rows[0], rows[1:]

        self.check("postgres", run)


if __name__ == "__main__":
    unittest.main()
