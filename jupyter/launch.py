"""Starts the Rust kernel of one notebook in a build directory that is its own.

Usage (from the kernelspec): launch.py EVCXR_JUPYTER ARGUMENT...

Two kernels in one build directory mix up each other's cells, so every kernel holds a lock on its
directory, and a directory in use is never shared. Jupyter names the notebook in JPY_SESSION_NAME:
the same notebook finds its dependencies compiled the next time.

evcxr compiles the cells as a package named `ctx`. By itself it would take the newest versions of
all dependencies; as a member of a small workspace that also holds `versions`, which depends on
`helpers`, it takes those of the project's Cargo.lock. (Cargo then reads the profile from the workspace:
what evcxr writes into `ctx`'s own manifest and needs is repeated there.)
"""

import fcntl
import itertools
import os
import re
import shutil
import sys
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
BUILD = PROJECT / "target" / "evcxr"
RESTART_SECONDS = 3.0  # how long a kernel that is being restarted may still hold its lock

WORKSPACE = """\
[workspace]
members = ["ctx", "versions"]
resolver = "3"

[profile.dev]
debug = false
rpath = true
strip = "debuginfo"

# Optimising a cell takes longer than running it; what is worth optimising is in `helpers`.
[profile.dev.package.ctx]
opt-level = 0
"""

VERSIONS = """\
[package]
name = "versions"
version = "0.0.0"
edition = "2024"

[lib]
path = "lib.rs"

[dependencies]
helpers = {{ path = '{helpers}', features = [{features}] }}
"""


def notebook_name(session: str) -> str:
    """The notebook's path within the project; `unnamed` for anything else (consoles, other places)."""
    path = Path(session)
    if path.suffix == ".ipynb" and path.is_relative_to(PROJECT):
        return str(path.relative_to(PROJECT))
    return "unnamed"


def locked(directory: Path, patience: float) -> bool:
    """Locks the directory for as long as this process, and the kernel it becomes, lives."""
    directory.mkdir(parents=True, exist_ok=True)
    lock = os.open(directory / ".lock", os.O_CREAT | os.O_RDWR)
    deadline = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.set_inheritable(lock, True)
            return True
        except BlockingIOError:
            if time.monotonic() > deadline:
                os.close(lock)
                return False
            time.sleep(0.1)


def claim(name: str) -> Path:
    """The notebook's own directory; while another kernel is using that, a numbered one beside it."""
    if locked(BUILD / name, RESTART_SECONDS):
        return BUILD / name
    numbered = (BUILD / f"{name}.{number}" for number in itertools.count(2))
    return next(directory for directory in numbered if locked(directory, 0.0))


def features_of(session: str) -> str:
    """The features of `helpers` that the notebook's `:dep` line asks for, as they stand there."""
    path = Path(session)
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    asked = re.search(r":dep helpers = .*features = \[(.*?)\]", text)
    return asked[1].replace(r'\"', '"') if asked else ""


def prepare(directory: Path, features: str) -> None:
    """Writes the workspace around `ctx`, with the versions of the project's Cargo.lock."""
    versions = directory / "versions"
    versions.mkdir(exist_ok=True)
    (directory / "Cargo.toml").write_text(WORKSPACE)
    (versions / "Cargo.toml").write_text(VERSIONS.format(helpers=PROJECT / "helpers", features=features))
    (versions / "lib.rs").touch()
    if (PROJECT / "Cargo.lock").exists():
        shutil.copyfile(PROJECT / "Cargo.lock", directory / "Cargo.lock")


if __name__ == "__main__":
    session = os.environ.get("JPY_SESSION_NAME", "")
    directory = claim(notebook_name(session))
    prepare(directory, features_of(session))
    os.environ["EVCXR_TMPDIR"] = str(directory / "ctx")
    os.execv(sys.argv[1], sys.argv[1:])
