"""The query of `segments sql`, run by DuckDB, DataFusion, SQLite and PostgreSQL, gives every customer what `segments assign` gives.

Needs jupyter/requirements-sql.txt, cargo and Debian's package postgresql: python -m unittest helpers/tests/test_sql.py
"""

import csv
import io
import json
import math
import os
import shutil
import sqlite3
import subprocess
import tempfile
import unittest
from pathlib import Path

import datafusion
import duckdb
import numpy as np
import pyarrow
import pyarrow.csv

ROOT = Path(__file__).parents[2]
MODEL = ROOT / "helpers/tests/fixtures/saved_model.json"
MALL = ROOT / "Mall_Customers.csv"
PROGRAM = ["cargo", "run", "--release", "--quiet", "--locked", "-p", "helpers", "--features", "cli", "--bin", "segments", "--"]
HEADINGS = ["Age", "Annual Income (k$)", "Spending Score (1-100)"]
# Two components are one segment, and no sign in a name may end it.
NAMES = ["it's \"a\" ; -- \\", "high\nhigh", "${high} $1 low", "low`low", "high\nhigh"]
TABLE = 'cu"st;o --mers'
LEVELS = ["North's", "So\\uth"]
COLUMNS = ["CustomerID", "Gender", *HEADINGS, "Reg\"ion"]
SAMPLED = 100_000
CORRELATION = np.array([[1, 0.5, -0.3], [0.5, 1, 0.2], [-0.3, 0.2, 1]])


def segments(*arguments: str) -> str:
    return subprocess.run([*PROGRAM, *arguments], cwd=ROOT, check=True, capture_output=True, text=True).stdout


def quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def covariances(kind: str, variances: np.ndarray) -> np.ndarray:
    """Covariances of a type, near those of the stored model."""
    full = CORRELATION * np.sqrt(variances[:, :, None] * variances[:, None, :])
    return {"full": full, "tied": full.mean(0), "diagonal": variances, "spherical": variances.mean(1)}[kind]


class Case:
    """A model and customers, with the answers of `assign` and of numpy."""

    def __init__(self, folder: Path, kind: str) -> None:
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
        self.customers = folder / f"{kind}.csv"
        self.write_customers(np.random.default_rng(7))
        self.rows = list(csv.reader(io.StringIO(self.customers.read_text())))[1:]
        self.assigned = list(csv.DictReader(io.StringIO(segments("assign", str(self.path), str(self.customers)), newline="")))
        self.probabilities, self.log_densities = self.by_numpy()

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

    def write_customers(self, random: np.random.Generator) -> None:
        """The mall's, sampled ones, and some that are far off or not wholly known."""
        mixture, (mean, std) = self.model["mixture"], self.scales()
        labels = random.choice(len(NAMES), SAMPLED, p=mixture["weights"])
        noise = np.einsum("nij,nj->ni", np.linalg.cholesky(self.matrices())[labels], random.standard_normal((len(labels), 3)))
        sampled = (np.array(mixture["means"])[labels] + noise) * std + mean
        if self.is_mixed:
            sampled[:, 1] = np.expm1(sampled[:, 1])
        sampled = sampled.clip([0, 0, 1], [130, 1e9, 100]).tolist()
        mall = list(csv.reader(io.StringIO(MALL.read_text())))[1:]
        rows = [*mall, *([f"s{i}", "Male", *map(repr, row)] for i, row in enumerate(sampled))]
        rows += [["far", "", 30, 1e9, 50], ["off", "", 130, 26_198_977, 1], ["unknown", "", "", 60, 50], ["alone", "", 30, "", ""]]
        rows += [["two", "", 25, 20, ""], ["nobody", "", "", "", ""]]
        regions = random.choice([*LEVELS, "West", ""], len(rows), p=[0.5, 0.48, 0.01, 0.01])
        with self.customers.open("w", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(COLUMNS)
            writer.writerows([*row, region] for row, region in zip(rows, regions))

    def by_numpy(self) -> tuple[np.ndarray, np.ndarray]:
        """The segments' probabilities and the log-density of what is known of each customer."""
        mixture, (mean, std) = self.model["mixture"], self.scales()
        values = np.array([[float(cell or "nan") for cell in row[2:5]] for row in self.rows])
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
                log[:, [row[5] == name for row in self.rows]] += of_levels[:, [level]]
        highest = log.max(0)
        log_densities = highest + np.log(np.exp(log - highest).sum(0))
        of_components = np.exp(log - log_densities)
        names = list(dict.fromkeys(NAMES))
        probabilities = [sum(p for p, of in zip(of_components, NAMES) if of == name) for name in names]
        return np.array(probabilities).T, log_densities


CASES: dict[str, Case] = {}


def setUpModule() -> None:
    folder = Path(tempfile.mkdtemp())
    unittest.addModuleCleanup(shutil.rmtree, folder)
    CASES.update({kind: Case(folder, kind) for kind in ("full", "tied", "diagonal", "spherical", "mixed")})


class Queries(unittest.TestCase):
    def check(self, dialect: str, run) -> None:
        """Runs the query for each model by `run`, which gives the headings and rows of the answer."""
        for kind, case in CASES.items():
            with self.subTest(kind):
                query = segments("sql", str(case.path), "--dialect", dialect, "--table", TABLE)
                headings, rows = run(query, case)
                self.compare(case, list(headings), rows)

    def compare(self, case: Case, headings: list[str], rows: list) -> None:
        """Columns and rows are those of the table, and what is added is what `assign` and numpy say."""
        probabilities = [f"probability_{i}" for i in range(4)]
        added = ["segment", "segment_number", "probability", *probabilities, "log_density", "unlike_training"]
        self.assertEqual(headings, [*COLUMNS, *added])
        found = {row[0]: dict(zip(headings, row)) for row in rows}
        self.assertEqual(len(rows), len(case.rows))
        worst = 0.0
        for row, assigned, expected, density in zip(case.rows, case.assigned, case.probabilities, case.log_densities):
            answer = found[row[0]]
            self.assertEqual(answer["segment"], assigned["segment"], row)
            self.assertEqual(list(dict.fromkeys(NAMES))[int(answer["segment_number"])], answer["segment"])
            unlike = {"true": "true", "t": "true", "1": "true", "none": "", "": ""}.get(str(answer["unlike_training"]).lower(), "false")
            self.assertEqual(unlike, assigned["unlike_training"], row)
            of_segments = [float(answer[name]) for name in probabilities]
            self.assertEqual(float(answer["probability"]), max(of_segments))
            worst = max(worst, *np.abs(np.array(of_segments) - expected))
            self.assertAlmostEqual(float(answer["log_density"]) / density, 1, delta=1e-9)
        self.assertLess(worst, 1e-9)
        self.assertEqual(float(found["far"]["Annual Income (k$)"]), 1e9)

class EmbeddedTest(Queries):
    def test_duckdb(self) -> None:
        def run(query: str, case: Case):
            with duckdb.connect() as connection:
                quoted = quote(TABLE)
                connection.execute(f"CREATE TABLE {quoted} AS FROM read_csv('{case.customers}', types = {{'CustomerID': 'VARCHAR'}})")
                answer = connection.execute(query)
                return [column[0] for column in answer.description], answer.fetchall()

        self.check("duckdb", run)

    def test_datafusion(self) -> None:
        def run(query: str, case: Case):
            options = pyarrow.csv.ConvertOptions(column_types={"CustomerID": pyarrow.string()})
            table = pyarrow.csv.read_csv(case.customers, convert_options=options)
            context = datafusion.SessionContext()
            context.from_arrow(table, name=quote(TABLE))
            answer = pyarrow.Table.from_batches(context.sql(query).collect())
            return answer.column_names, list(zip(*(column.to_pylist() for column in answer.columns)))

        self.check("datafusion", run)

    def test_sqlite(self) -> None:
        def run(query: str, case: Case):
            quoted = quote(TABLE)
            with sqlite3.connect(":memory:") as connection:
                for name, function in [("ln", math.log), ("exp", math.exp)]:
                    try:
                        connection.execute(f"SELECT {name}(1.0)")
                    except sqlite3.OperationalError:  # built without mathematical functions
                        connection.create_function(name, 1, lambda x, f=function: None if x is None else f(x))
                # text, as the shell's .import makes of every cell
                connection.execute(f'CREATE TABLE {quoted} ({", ".join(f"{quote(name)} TEXT" for name in COLUMNS)})')
                connection.executemany(f'INSERT INTO {quoted} VALUES (?, ?, ?, ?, ?, ?)', case.rows)
                answer = connection.execute(query)
                return [column[0] for column in answer.description], answer.fetchall()

        self.check("sqlite", run)


POSTGRES = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))


@unittest.skipUnless(POSTGRES, "PostgreSQL is not installed (on Debian: apt install postgresql)")
class PostgresTest(Queries):
    """A server of its own in a temporary folder; it does not run as root."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.server = Path(tempfile.mkdtemp())
        cls.addClassCleanup(shutil.rmtree, cls.server)
        if os.getuid() == 0:
            shutil.chown(cls.server, "postgres", "postgres")
        cls.postgres("initdb", "--auth=trust", "--encoding=UTF8", "-D", cls.server / "data")
        options = f"-k {cls.server} -c listen_addresses= -c fsync=off"
        cls.postgres("pg_ctl", "-w", "-D", cls.server / "data", "-l", cls.server / "log", "-o", options, "start")
        cls.addClassCleanup(cls.postgres, "pg_ctl", "-w", "-m", "immediate", "-D", cls.server / "data", "stop")

    @classmethod
    def postgres(cls, program: str, *arguments, text: str = "") -> str:
        user = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        command = [*user, str(POSTGRES[-1].with_name(program)), *map(str, arguments)]
        result = subprocess.run(command, input=text, cwd=cls.server, capture_output=True, text=True)
        if result.returncode:
            raise RuntimeError(result.stderr)
        return result.stdout

    def psql(self, text: str) -> str:
        return self.postgres("psql", "-h", self.server, "-d", "postgres", "-q", "--csv", "-v", "ON_ERROR_STOP=1", text=text)

    def test_postgres(self) -> None:
        def run(query: str, case: Case):
            quoted = quote(TABLE)
            columns = ", ".join(f'{quote(name)} {"float8" if name in HEADINGS else "text"}' for name in COLUMNS)
            self.psql(f'DROP TABLE IF EXISTS {quoted}; CREATE TABLE {quoted} ({columns});\n'
                      f'COPY {quoted} FROM STDIN (FORMAT csv, HEADER, FORCE_NOT_NULL ("CustomerID"));\n{case.customers.read_text()}\\.\n')
            rows = list(csv.reader(io.StringIO(self.psql(query + ";"), newline="")))
            return rows[0], rows[1:]

        self.check("postgres", run)


if __name__ == "__main__":
    unittest.main()
