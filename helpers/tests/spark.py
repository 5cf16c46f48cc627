"""Fits and assigns customers in a Spark cluster by `segments`, and checks both: `make spark-test`, not part of `make test`.

A standalone cluster of a master and two workers on this machine, the customers as Parquet, and a session to which each query
goes. The fit is compared with scikit-learn's from the same start, the segments with those of `segments assign`.
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
from pyspark.sql import SparkSession
from sklearn.mixture import GaussianMixture

ROOT = Path(__file__).parents[2]
MODEL = ROOT / "helpers/tests/fixtures/saved_model.json"
PROGRAM = ROOT / "target/release/segments"
HEADINGS = ["Age", "Annual Income (k$)", "Spending Score (1-100)"]
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
        commands += [["org.apache.spark.deploy.worker.Worker", "--host", "127.0.0.1", "-c", "1", "-m", "2g", address]] * 2
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


def check_fit(fitted: dict, model: dict, table: pyarrow.Table) -> tuple[int, float, float]:
    """The number of iterations and seconds that scikit-learn takes, and the largest difference of a parameter."""
    mixture, scaler = model["mixture"], model["scaler"]
    scaled = (np.column_stack([table[name] for name in HEADINGS]) - scaler["mean"]) / scaler["std"]
    reference = GaussianMixture(len(mixture["weights"]), tol=TOLERANCE, reg_covar=FLOOR, max_iter=500, weights_init=mixture["weights"],
                                means_init=mixture["means"], precisions_init=np.linalg.inv(mixture["covariances"]["values"]))
    begun = time.monotonic()
    reference.fit(scaled)
    seconds, found = time.monotonic() - begun, fitted["mixture"]
    pairs = [(found["weights"], reference.weights_), (found["means"], reference.means_), (found["covariances"]["values"], reference.covariances_)]
    worst = max(np.abs(np.array(ours) - theirs).max() for ours, theirs in pairs)
    assert worst < 1e-9, worst
    return reference.n_iter_, seconds, worst


def check_segments(session: SparkSession, model: Path, table: pyarrow.Table, folder: Path) -> float:
    """Segments by Spark and by `segments assign` are the same; the seconds that Spark took."""
    pyarrow.csv.write_csv(table, folder / "customers.csv")
    subprocess.run([PROGRAM, "assign", model, folder / "customers.csv", "-o", folder / "assigned.csv"], check=True)
    query = subprocess.run([PROGRAM, "sql", model, "--dialect", "spark", "--table", "customers"], check=True, capture_output=True, text=True).stdout
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


def run(n: int, folder: Path, master: str) -> None:
    table = customers(n)
    (folder / "customers").mkdir()
    for part in range(PARTS):
        first, end = part * n // PARTS, (part + 1) * n // PARTS
        pyarrow.parquet.write_table(table.slice(first, end - first), folder / "customers" / f"{part}.parquet")
    builder = SparkSession.builder.master(master).config("spark.ui.enabled", "false").config("spark.ui.showConsoleProgress", "false").config("spark.log.level", "ERROR")
    session = builder.getOrCreate()
    try:
        session.read.parquet(str(folder / "customers")).createOrReplaceTempView("customers")
        client, (begin, model) = folder / "client.py", start(folder)
        client.write_text(CLIENT.format(port=serve(session)))
        output = folder / "fitted.json"
        options = ["--resume", begin, "--reg-covariance", FLOOR, "--tolerance", TOLERANCE, "--max-n-iterations", 500, "-o", output]
        command = [PROGRAM, "fit-sql", "--exec", f"'{sys.executable}' '{client}'", "--dialect", "spark", "--table", "customers", *options]
        begun = time.monotonic()
        told = subprocess.run([*map(str, command)], check=True, stderr=subprocess.PIPE, text=True).stderr
        seconds = time.monotonic() - begun
        n_iterations, of_peer, worst = check_fit(json.loads(output.read_text()), model, table)
        assert f"converged at iteration {n_iterations}\n" in told, told
        of_segments = check_segments(session, output, table, folder)
    finally:
        session.stop()
    print(f"{n} customers, {n_iterations} iterations, parameters within {worst:.1e} of scikit-learn's, all segments equal")
    print(f"fit in Spark {seconds:.1f} s, {seconds / (n_iterations + 2):.2f} s a query; scikit-learn {of_peer:.1f} s; segments in Spark {of_segments:.1f} s")


def main() -> None:
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000
    with tempfile.TemporaryDirectory() as folder, Cluster() as master:
        run(n, Path(folder), master)


if __name__ == "__main__":
    main()
