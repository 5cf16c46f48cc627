"""The programs that the tests in databases run: `segments`, and the databases' own shells, each with a table read from a CSV file.

A shell reads SQL on its standard input and prints CSV. PostgreSQL and sqlite3 are Debian's packages.
"""

import atexit
import csv
import functools
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
BUILT = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "debug"
POSTGRES = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
HEADINGS = ["Age", "Annual Income (k$)", "Spending Score (1-100)"]


@functools.cache
def build() -> None:
    """With the profile and the features of `cargo test`, so that the crate is compiled once for all tests."""
    command = ["cargo", "build", "--profile", "test", "--quiet", "--locked", "-p", "helpers", "--all-features"]
    subprocess.run([*command, "--bin", "segments", "--example", "fit_from"], cwd=ROOT, check=True)


def segments(*arguments) -> subprocess.CompletedProcess:
    build()
    return subprocess.run([BUILT / "segments", *map(str, arguments)], cwd=ROOT, capture_output=True, text=True)


def printed(*arguments) -> str:
    """What `segments` prints, if all goes well."""
    run = segments(*arguments)
    if run.returncode:
        raise RuntimeError(run.stderr)
    return run.stdout


def quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def headings(table: Path) -> list[str]:
    with table.open(newline="") as file:
        return next(csv.reader(file))


class Shell:
    """A database of its own; `command` runs its shell, as for `sh`."""

    command: str

    def run(self, query: str) -> str:
        run = subprocess.run(self.command, shell=True, input=query + ";\n", capture_output=True, text=True)
        if run.returncode or run.stderr:
            raise RuntimeError(run.stderr)
        return run.stdout

    def columns(self, rows: Path, numbers: list[str], number: str) -> str:
        """The columns of a table for the rows of a file."""
        return ", ".join(f"{quote(name)} {number if name in numbers else 'TEXT'}" for name in headings(rows))


class DuckDb(Shell):
    dialect = "duckdb"

    def __init__(self, folder: Path) -> None:
        program = shutil.which("duckdb", path=Path(sys.executable).parent)
        self.command = f"{shlex.quote(program)} {shlex.quote(str(folder / 'shop.duckdb'))} -csv"

    def load(self, table: str, rows: Path, numbers: list[str]) -> None:
        columns = self.columns(rows, numbers, "DOUBLE")
        self.run(f"CREATE TABLE {quote(table)} ({columns}); COPY {quote(table)} FROM '{rows}' (HEADER)")


class Sqlite(Shell):
    dialect = "sqlite"

    def __init__(self, folder: Path) -> None:
        self.path = folder / "shop.sqlite"
        self.command = f"sqlite3 -csv -header {shlex.quote(str(self.path))}"

    def load(self, table: str, rows: Path, numbers: list[str]) -> None:
        self.run(f"CREATE TABLE {quote(table)} ({self.columns(rows, numbers, 'REAL')})")
        self.run(f".import --skip 1 '{rows}' '{table}'\nSELECT 1")


class Postgres(Shell):
    """A server of its own in a temporary folder until the end; it does not run as root."""

    dialect = "postgres"

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        atexit.register(shutil.rmtree, self.folder)
        if os.getuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
        self.start()
        psql = [*self.as_user("psql"), "-X", "-q", "--csv", "-h", str(self.folder), "-d", "postgres"]
        self.command = f"cd / && {shlex.join(psql)}"

    def as_user(self, program: str) -> list[str]:
        user = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        return [*user, str(POSTGRES[-1].with_name(program))]

    def administer(self, program: str, *arguments) -> None:
        command = [*self.as_user(program), *map(str, arguments)]
        subprocess.run(command, cwd=self.folder, check=True, stdout=subprocess.DEVNULL)

    def start(self) -> None:
        data = self.folder / "data"
        self.administer("initdb", "--auth=trust", "--encoding=UTF8", "-D", data)
        options = f"-k {self.folder} -c listen_addresses= -c fsync=off"
        self.administer("pg_ctl", "-w", "-D", data, "-l", self.folder / "log", "-o", options, "start")
        atexit.register(self.administer, "pg_ctl", "-w", "-m", "immediate", "-D", data, "stop")

    def load(self, table: str, rows: Path, numbers: list[str]) -> None:
        columns = self.columns(rows, numbers, "float8")
        self.run(f"SET client_min_messages = error; DROP TABLE IF EXISTS {quote(table)}; CREATE TABLE {quote(table)} ({columns});\n"
                 f"COPY {quote(table)} FROM STDIN (FORMAT csv, HEADER);\n{rows.read_text()}\\.\nSELECT 1")


@functools.cache
def postgres() -> Postgres:
    return Postgres()
