"""Kills what runs, fills the disk, takes the network away: nothing half-written may be taken for whole, the next run must succeed.

    faults.py [--moments N] [--seed N] [FAULT...]

Works on a copy of the project in a folder with blanks and letters beyond ASCII; prints a table. Full disk, read-only checkout
and no network need root, for they mount and unshare; else they are said to be left out.
"""

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
N_ROWS = 1_000_000
PATIENCE = 3600
REPORT = ["make", "report"]
BUILD = ["cargo", "build", "--release", "--locked", "-p", "helpers", "--features", "cli", "--bin", "segments"]
END = "</html>"


class Failed(Exception):
    """What must not happen."""


class Copy:
    """A copy of the project, what runs in it, and what is left there."""

    def __init__(self, scratch: Path) -> None:
        self.scratch, self.root = scratch, scratch / "Kunden – é ü" / "my project"
        self.root.mkdir(parents=True)
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True)
        for name in filter(None, listed.stdout.split("\0")):
            target = self.root / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target)
        self.environment = os.environ | {"PATH": f"{self.kernel()}:{os.environ['PATH']}"}

    def kernel(self) -> Path:
        """A folder with the kernel that this project has, so that it need not be built."""
        folder, built = self.scratch / "kernel", ROOT / ".venv/bin/evcxr_jupyter"
        folder.mkdir()
        if built.exists():
            (folder / built.name).symlink_to(built)
        return folder

    def kernels(self) -> list[str]:
        """The kernels of the copy that are there."""
        listed = subprocess.run(["ps", "-eo", "args="], capture_output=True, text=True, check=True).stdout
        return [line for line in listed.splitlines() if line.startswith(str(self.root / ".venv/bin/evcxr_jupyter"))]

    def start(self, command: list, **options) -> subprocess.Popen:
        log = (self.scratch / "log").open("w+")
        options = {"cwd": self.root, "env": self.environment, "stdout": log, "stderr": log, "start_new_session": True} | options
        return subprocess.Popen(command, **options)

    def run(self, command: list, **options) -> int:
        process = self.start(command, **options)
        try:
            return process.wait(timeout=PATIENCE)
        finally:
            kill(process)

    def said(self) -> str:
        return (self.scratch / "log").read_text(errors="replace")

    def must(self, command: list, **options) -> None:
        """Runs what has to succeed."""
        if code := self.run(command, **options):
            raise Failed(f"{' '.join(map(str, command))} ended with {code}:\n{self.said()[-1500:]}")

    def must_refuse(self, command: list, **options) -> None:
        """Runs what cannot succeed, and has to say why in words."""
        if not self.run(command, **options):
            raise Failed(f"{' '.join(map(str, command))} succeeded")
        if "Traceback" in self.said() or "panicked" in self.said():
            raise Failed(self.said()[-1500:])

    def is_whole(self) -> None:
        """Whatever stands in the reports' folder or was executed is complete."""
        for report in self.root.glob("reports/*.html"):
            if not report.read_text().rstrip().endswith(END):
                raise Failed(f"{report.name} is half a report")
        for executed in self.root.glob("target/executed/*.ipynb"):
            cells = json.loads(executed.read_text())["cells"]
            if any(cell["cell_type"] == "code" and cell["execution_count"] is None for cell in cells):
                raise Failed(f"{executed.name} is half a run")
        for model in self.root.glob("reports/*.json"):
            json.loads(model.read_text())

    def forget(self) -> None:
        """Whoever runs `make report` next has everything to do: make asks for no run where the reports are there."""
        for folder in ["target/executed", "reports"]:
            shutil.rmtree(self.root / folder, ignore_errors=True)

    def report_anew(self) -> None:
        self.forget()
        self.must(REPORT)
        self.is_whole()
        if len(list(self.root.glob("reports/*.html"))) < 4:
            raise Failed("reports are missing")


def kill(process: subprocess.Popen) -> None:
    """Ends a process and all of its session's first group."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()


def kernels_of(process: subprocess.Popen) -> list[int]:
    """The kernels below a process."""
    listed = subprocess.run(["ps", "-eo", "pid=,ppid=,comm="], capture_output=True, text=True, check=True).stdout
    rows = [line.split(None, 2) for line in listed.splitlines()]
    below, found = {process.pid}, []
    for _ in rows:
        more = {int(pid) for pid, parent, _ in rows if int(parent) in below} - below
        if not more:
            break
        below |= more
    found = [int(pid) for pid, _, name in rows if int(pid) in below and name.startswith("evcxr")]
    return found


def killed_report(copy: Copy, moment: float) -> None:
    copy.forget()
    process = copy.start(REPORT)
    time.sleep(moment)
    kill(process)
    time.sleep(1)
    if copy.kernels():
        raise Failed("a kernel lives on")
    copy.is_whole()


def killed_setup(copy: Copy, moment: float) -> None:
    shutil.rmtree(copy.root / ".venv", ignore_errors=True)
    process = copy.start(["make", "setup"])
    time.sleep(moment)
    kill(process)
    copy.must(["make", "setup"])
    copy.must([copy.root / ".venv/bin/python", "-m", "pip", "check"])


def killed_kernel(copy: Copy, moment: float) -> None:
    copy.forget()
    process = copy.start(REPORT)
    time.sleep(moment)
    kernels = kernels_of(process)
    for kernel in kernels:
        os.kill(kernel, signal.SIGKILL)
    code = process.wait(timeout=PATIENCE)
    kill(process)
    copy.is_whole()
    if kernels and not code and "kernel" not in copy.said():
        raise Failed("a dead kernel was no failure")


def customers(copy: Copy) -> Path:
    """Many rows, so that there is time to kill."""
    path = copy.scratch / "many.csv"
    if not path.exists():
        header, *rows = (copy.root / "Mall_Customers.csv").read_text().splitlines()
        with path.open("w") as file:
            file.write(header + "\n")
            file.writelines(f"{rows[i % len(rows)]}\n" for i in range(N_ROWS))
    return path


def assigning(copy: Copy) -> list:
    copy.must(BUILD, cwd=ROOT)
    model = copy.root / "helpers/tests/fixtures/saved_model.json"
    return [ROOT / "target/release/segments", "assign", model, customers(copy), "-o", copy.scratch / "out/assigned.csv"]


def killed_assign(copy: Copy, moment: float) -> None:
    """The file is the old one or the new one, to the last row."""
    command, output = assigning(copy), copy.scratch / "out/assigned.csv"
    output.parent.mkdir(exist_ok=True)
    output.write_text("old\n")
    process = copy.start(command)
    time.sleep(moment)
    kill(process)
    if output.read_text() != "old\n" and output.read_text().count("\n") != N_ROWS + 1:
        raise Failed("half a file stands under the name")
    copy.must(command)
    if output.read_text().count("\n") != N_ROWS + 1:
        raise Failed("rows are missing")


def killed_fit_sql(copy: Copy, moment: float) -> None:
    """The model is the old one or a whole one, and what was left unfinished can be gone on from."""
    copy.must(BUILD, cwd=ROOT)
    folder = copy.scratch / "fitted"
    folder.mkdir(exist_ok=True)
    database, output, unfinished = folder / "shop.db", folder / "model.json", folder / "model.json.unfinished"
    unfinished.unlink(missing_ok=True)
    if not database.exists():
        copy.must(["sqlite3", database, f""".import --csv "|head -n 100001 '{customers(copy)}'" customers"""])
    output.write_text("{}")
    common = ["--exec", f"sqlite3 -csv -header '{database}'", "--dialect", "sqlite", "--table", "customers", "-o", output]
    program = [ROOT / "target/release/segments", "fit-sql", *common, "--max-n-iterations", "3", "--tolerance", "1e-12"]
    new = ["--features", "Age,Annual Income (k$)", "--n-clusters", "3", "--covariance-type", "full"]
    process = copy.start([*program, *new])
    time.sleep(moment)
    kill(process)
    for file in filter(Path.exists, [output, unfinished]):
        json.loads(file.read_text())
    copy.must([*program, *(["--resume", unfinished] if unfinished.exists() else new)])
    if unfinished.exists() or "mixture" not in json.loads(output.read_text()):
        raise Failed("no model")


def full_disk(copy: Copy) -> None:
    """A disk of 4 MB for what `segments assign` writes, then one of 2 MB for the reports."""
    command = assigning(copy)
    for folder, size, command in [(copy.scratch / "out", "4m", command), (copy.root / "reports", "2m", REPORT)]:
        copy.forget()
        folder.mkdir(exist_ok=True)
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], check=True)
        try:
            if command is REPORT:
                (folder / "full").write_bytes(bytes((2 << 20) - (64 << 10)))
            copy.must_refuse(command)
            if any(name.suffix != ".tmp" and name.name != "full" for name in folder.iterdir() if command is not REPORT):
                raise Failed(f"left behind: {[name.name for name in folder.iterdir()]}")
            copy.is_whole()
        finally:
            subprocess.run(["umount", folder], check=True)
        copy.forget()
        copy.must(command)


def two_reports(copy: Copy) -> None:
    """Both run at the same time; none may spoil the other's."""
    copy.forget()
    other = copy.start(REPORT)
    try:
        copy.must(REPORT)
        if code := other.wait(timeout=PATIENCE):
            raise Failed(f"the other ended with {code}")
    finally:
        kill(other)
    copy.is_whole()


def read_only(copy: Copy) -> None:
    """Nothing can be written: said in words."""
    folder = copy.scratch / "read only"
    folder.mkdir(exist_ok=True)
    subprocess.run(["mount", "--bind", "-o", "ro", copy.root, folder], check=True)
    try:
        subprocess.run(["mount", "-o", "remount,bind,ro", folder], check=True)
        copy.forget()
        copy.must_refuse(REPORT, cwd=folder)
    finally:
        subprocess.run(["umount", folder], check=True)


def home_without_access(copy: Copy) -> None:
    """A home that nobody can write to; cargo and rustup are told theirs."""
    home = Path.home()
    tools = {"CARGO_HOME": home / ".cargo", "RUSTUP_HOME": home / ".rustup"}
    tools = {name: os.environ.get(name, str(folder)) for name, folder in tools.items()}
    copy.forget()
    copy.must(REPORT, env=copy.environment | tools | {"HOME": "/proc/1"})
    copy.is_whole()


def no_network(copy: Copy) -> None:
    """After one report, another needs none."""
    copy.must(REPORT)
    copy.forget()
    copy.must(["unshare", "--net", "sh", "-c", "ip link set lo up && make report"])
    copy.is_whole()


# What is killed at random moments, and within how many seconds.
KILLED = {killed_assign: 1.0, killed_fit_sql: 5.0, killed_report: 60.0, killed_kernel: 60.0, killed_setup: 60.0}
ONCE = [full_disk, two_reports, read_only, home_without_access, no_network]
ROOT_ONLY = [full_disk, read_only, no_network]


def moments(copy: Copy, fault: Callable, n: int) -> str:
    seconds = [random.uniform(0, KILLED[fault]) for _ in range(n)]
    for moment in seconds:
        fault(copy, moment)
    if fault in (killed_report, killed_kernel):
        copy.report_anew()
    return "killed after " + ", ".join(f"{moment:.1f}" for moment in seconds) + " s"


def outcome(copy: Copy, fault: Callable, n: int) -> tuple[str, str]:
    if fault in ROOT_ONLY and os.getuid():
        return "left out", "needs root"
    if fault is killed_fit_sql and not shutil.which("sqlite3"):
        return "left out", "needs sqlite3"
    try:
        if fault in KILLED:
            return "well", moments(copy, fault, n)
        fault(copy)
    except (Failed, ValueError, OSError, subprocess.SubprocessError) as failed:
        return "FAILED", str(failed)
    return "well", ""


def main() -> int:
    faults = {fault.__name__: fault for fault in [*KILLED, *ONCE]}
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--moments", type=int, default=20)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("faults", nargs="*", metavar="FAULT", help=", ".join(faults))
    options = parser.parse_args()
    random.seed(options.seed)
    failed = 0
    with tempfile.TemporaryDirectory() as scratch:
        copy = Copy(Path(scratch))
        for name in options.faults or faults:
            begin = time.monotonic()
            result, detail = outcome(copy, faults[name], options.moments)
            failed += result == "FAILED"
            print(f"{name:20} {result:8} {time.monotonic() - begin:6.0f} s  {detail}", flush=True)
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(main())
