"""Fits and assigns customers in a Spark cluster by `segments`, and checks both: `make spark-test`, not part of `make test`.

A standalone cluster of a master and two workers on this machine, the customers as Parquet, and a session to which each query
goes. The fit is compared with the crate's from the same start, the segments with those of `segments assign`; beside both stands
Spark's own mixture, which draws its start itself.
"""

import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import numpy as np
import pyarrow
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet
import pyspark
from pyspark.ml.clustering import GaussianMixture
from pyspark.ml.feature import VectorAssembler
from pyspark.sql import DataFrame, SparkSession

from databases import BUILT, HEADINGS, ROOT, build, printed, segments

MODEL = ROOT / "helpers/tests/fixtures/saved_model.json"
FLOOR, TOLERANCE = 1e-3, 1e-5
PARTS = 8

# What `segments fit-sql` runs: it hands a query to the session and prints the answer.
CLIENT = """
import socket, sys
with socket.create_connection(("127.0.0.1", {port})) as connection:
    connection.sendall(sys.stdin.buffer.read())
    connection.shutdown(socket.SHUT_WR)
    answer = b"".join(iter(lambda: connection.recv(65536), b""))
if answer.startswith(b"error"):
    sys.exit(answer.decode())
sys.stdout.buffer.write(answer)
"""


def customers(n: int) -> pyarrow.Table:
    """Customers of the stored model's mixture with their numbers."""
    model = json.loads(MODEL.read_text())
    random, mixture, scaler = np.random.default_rng(11), model["mixture"], model["scaler"]
    labels = random.choice(len(mixture["weights"]), n, p=mixture["weights"])
    scaled = random.standard_normal((n, 3)) * np.sqrt(np.array(mixture["covariances"]["values"]))[labels]
    values = (scaled + np.array(mixture["means"])[labels]) * scaler["std"] + scaler["mean"]
    values = values.clip([0, 0, 1], [130, 1e9, 100])
    return pyarrow.table({"CustomerID": np.arange(n), **{name: values[:, i] for i, name in enumerate(HEADINGS)}})


class Cluster:
    """A master and two workers, as long as the block lasts."""

    def __enter__(self) -> str:
        home, self.processes = Path(pyspark.__file__).parent, []
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        master, address = "org.apache.spark.deploy.master.Master", f"spark://127.0.0.1:{port}"
        commands = [[master, "--host", "127.0.0.1", "--port", str(port), "--webui-port", "0"]]
        commands += [["org.apache.spark.deploy.worker.Worker", "--host", "127.0.0.1", "-c", "1", "-m", "3g", address]] * 2
        self.log = tempfile.TemporaryFile()
        for command in commands:
            command = [str(home / "bin/spark-class"), *command]
            environment = {**os.environ, "SPARK_HOME": str(home)}
            self.processes.append(subprocess.Popen(command, env=environment, stdout=self.log, stderr=self.log, cwd=tempfile.gettempdir()))
            time.sleep(5)
        return address

    def __exit__(self, *_) -> None:
        for process in reversed(self.processes):
            process.terminate()
            process.wait()


def serve(session: SparkSession) -> int:
    """Answers each connection's query as CSV; gives the port."""
    server = socket.create_server(("127.0.0.1", 0))

    def answer(query: str) -> str:
        rows = session.sql(query.rstrip(";\n"))
        lines = [rows.columns, *rows.collect()]
        return "".join(",".join("" if cell is None else str(cell) for cell in line) + "\n" for line in lines)

    def loop() -> None:
        while True:
            connection, _ = server.accept()
            with connection:
                query = b"".join(iter(lambda: connection.recv(65536), b"")).decode()
                try:
                    text = answer(query)
                except Exception as error:  # whatever it is, the client has to hear of it
                    text = f"error: {error}"
                connection.sendall(text.encode())

    threading.Thread(target=loop, daemon=True).start()
    return server.getsockname()[1]


def start(folder: Path) -> tuple[Path, dict]:
    """A model to start from, a little off the customers'."""
    model = json.loads(MODEL.read_text())
    variances = 1.5 * np.array(model["mixture"]["covariances"]["values"])
    model["mixture"]["covariances"] = {"type": "full", "values": [np.diag(row).tolist() for row in variances]}
    model["training"]["n_samples"] = 1  # of other customers
    path = folder / "start.json"
    path.write_text(json.dumps(model))
    return path, model


def in_spark(begin: Path, folder: Path, port: int) -> tuple[dict, float, str]:
    """What `segments fit-sql` fits, in how many seconds, and what it tells."""
    client, output = folder / "client.py", folder / "fitted.json"
    client.write_text(CLIENT.format(port=port))
    options = ["--resume", begin, "--reg-covariance", FLOOR, "--tolerance", TOLERANCE, "--max-n-iterations", 500, "-o", output]
    begun = time.monotonic()
    run = segments("fit-sql", "--exec", f"'{sys.executable}' '{client}'", "--dialect", "spark", "--table", "customers", *options)
    assert run.returncode == 0, run.stderr
    return json.loads(output.read_text()), time.monotonic() - begun, run.stderr


def by_the_crate(begin: Path, model: dict, table: pyarrow.Table, folder: Path) -> dict:
    scaler = model["scaler"]
    scaled = (np.column_stack([table[name] for name in HEADINGS]) - scaler["mean"]) / scaler["std"]
    scaled.astype("<f8").tofile(folder / "rows")
    command = [BUILT / "examples/fit_from", begin, folder / "rows", FLOOR, TOLERANCE, 500]
    return json.loads(subprocess.run([*map(str, command)], check=True, capture_output=True, text=True).stdout)


def apart(fitted: dict, reference: dict) -> float:
    """The largest difference of a parameter."""
    mixture = fitted["mixture"]
    pairs = [(mixture["weights"], "weights"), (mixture["means"], "means"), (mixture["covariances"]["values"], "covariances")]
    return max(np.abs(np.ravel(ours) - np.ravel(reference[name])).max() for ours, name in pairs)


def scaled_in_spark(rows: DataFrame, model: dict) -> DataFrame:
    """The standardised features as the vectors that Spark's own mixture takes."""
    scales = zip(HEADINGS, model["scaler"]["mean"], model["scaler"]["std"])
    columns = [((rows[name] - mean) / std).alias(f"z{i}") for i, (name, mean, std) in enumerate(scales)]
    return VectorAssembler(inputCols=["z0", "z1", "z2"], outputCol="features").transform(rows.select(columns)).select("features")


def by_spark_itself(session: SparkSession, model: dict, n_iterations: int, far: DataFrame) -> tuple[float, float, list]:
    """Seconds an iteration and log-likelihood a customer of as many iterations, and what becomes of customers far off."""
    rows, k = scaled_in_spark(session.table("customers"), model), len(model["mixture"]["weights"])
    begun = time.monotonic()
    fitted = GaussianMixture(k=k, maxIter=n_iterations, tol=0.0, seed=1).fit(rows)
    seconds, summary = time.monotonic() - begun, fitted.summary
    score = summary.logLikelihood / session.table("customers").count()
    probabilities = [row.probability.max() for row in fitted.transform(scaled_in_spark(far, model)).collect()]
    return seconds / summary.numIter, score, probabilities


def check_segments(session: SparkSession, model: Path, table: pyarrow.Table, folder: Path) -> float:
    """Segments by Spark and by `segments assign` are the same; the seconds that Spark took."""
    pyarrow.csv.write_csv(table, folder / "customers.csv")
    printed("assign", model, folder / "customers.csv", "-o", folder / "assigned.csv")
    query = printed("sql", model, "--dialect", "spark", "--table", "customers")
    begun = time.monotonic()
    session.sql(query).select("CustomerID", "segment", "probability").write.parquet(str(folder / "assigned"))
    seconds = time.monotonic() - begun
    by_spark = pyarrow.parquet.read_table(folder / "assigned").sort_by("CustomerID")
    assigned = pyarrow.csv.read_csv(folder / "assigned.csv").sort_by("CustomerID")
    assert len(by_spark) == len(assigned) == len(table)
    assert pc.all(pc.equal(by_spark["segment"], assigned["segment"])).as_py()
    apart = pc.max(pc.abs(pc.subtract(by_spark["probability"], assigned["probability"]))).as_py()
    assert apart < 1e-6, apart  # `assign` writes six decimals
    return seconds


def store(table: pyarrow.Table, folder: Path) -> float:
    """Writes the customers as Parquet; gives the bytes of the features for each."""
    folder.mkdir()
    n, n_bytes = len(table), 0
    for part in range(PARTS):
        first, end = part * n // PARTS, (part + 1) * n // PARTS
        path = folder / f"{part}.parquet"
        pyarrow.parquet.write_table(table.slice(first, end - first), path)
        groups = pyarrow.parquet.ParquetFile(path).metadata.to_dict()["row_groups"]
        columns = (column for group in groups for column in group["columns"])
        n_bytes += sum(column["total_compressed_size"] for column in columns if column["path_in_schema"] in HEADINGS)
    return n_bytes / n


def run(n: int, folder: Path, master: str) -> None:
    table = customers(n)
    n_bytes = store(table, folder / "customers")
    begin, model = start(folder)
    options = {"ui.enabled": "false", "ui.showConsoleProgress": "false", "log.level": "ERROR", "executor.memory": "3g"}
    builder = SparkSession.builder.master(master)
    for name, value in options.items():
        builder = builder.config(f"spark.{name}", value)
    session = builder.getOrCreate()
    try:
        session.read.parquet(str(folder / "customers")).createOrReplaceTempView("customers")
        fitted, seconds, told = in_spark(begin, folder, serve(session))
        reference = by_the_crate(begin, model, table, folder)
        n_iterations, worst = reference["n_iterations"], apart(fitted, reference)
        assert f"converged at iteration {n_iterations}\n" in told, told
        assert worst < 1e-9, worst
        of_segments = check_segments(session, folder / "fitted.json", table, folder)
        far = session.createDataFrame([(1e9, 50.0, 50.0), (40.0, 1e9, 50.0)], HEADINGS)
        far.createOrReplaceTempView("far")
        ours = [row.probability for row in session.sql(printed("sql", folder / "fitted.json", "--dialect", "spark", "--table", "far")).collect()]
        of_iteration, score, theirs = by_spark_itself(session, model, n_iterations, far)
    finally:
        session.stop()
    print(f"{n} customers, {n_iterations} iterations, parameters within {worst:.1e} of the crate's, all segments equal")
    print(f"seconds an iteration: fit-sql {seconds / (n_iterations + 2):.2f}, Spark ML {of_iteration:.2f}, the crate {reference['seconds'] / n_iterations:.4f}")
    print(f"log-likelihood a customer: fit-sql {fitted['training']['log_likelihood'] / n:.6f}, Spark ML {score:.6f}, the crate {reference['score']:.6f}")
    print(f"probability of far customers: segments sql {ours}, Spark ML {theirs}")
    print(f"segments of all in Spark {of_segments:.1f} s; {n_bytes:.1f} bytes of Parquet a customer and query")


def main() -> None:
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000
    build()
    with tempfile.TemporaryDirectory() as folder, Cluster() as master:
        run(n, Path(folder), master)


if __name__ == "__main__":
    main()
