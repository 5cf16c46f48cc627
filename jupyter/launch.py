"""Starts the Rust kernel of one notebook in a build directory that is its own.

Usage (from the kernelspec): launch.py EVCXR_JUPYTER ARGUMENT...

Two kernels in one build directory mix up each other's cells, so every kernel holds a lock on its
directory, and a directory in use is never shared. Jupyter names the notebook in JPY_SESSION_NAME:
the same notebook finds its dependencies compiled the next time.

evcxr compiles the cells as a package named `ctx`. By itself it would take the newest versions of
all dependencies; as a member of a small workspace that also holds `versions`, which depends on
`helpers`, it takes those of the project's Cargo.lock. Cargo then reads the profile from the workspace, and
not what evcxr writes into `ctx`'s own manifest.
"""

import ctypes
import fcntl
import itertools
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import zlib
from pathlib import Path

import mall
from mall import PROJECT


def without_blanks(directory: Path) -> Path:
    """The directory, or one for temporary files: evcxr tells the process that runs the cells a path, which ends at a blank."""
    if not re.search(r"\s", str(directory)):
        return directory
    return Path(tempfile.gettempdir()) / f"evcxr-{os.getuid()}-{zlib.crc32(os.fsencode(directory)):08x}"


BUILD = without_blanks(PROJECT / "target" / "evcxr")
SOURCES = ["core", "alloc", "std"]
PR_SET_PDEATHSIG = 1  # <linux/prctl.h>
RESTART_SECONDS = 3.0  # how long a kernel that is being restarted may still hold its lock

WORKSPACE = """\
[workspace]
members = ["ctx", "versions"]
resolver = "3"

# How the crates are optimised stands in evcxr.toml.
[profile.dev]
debug = false
strip = "debuginfo"
rpath = true
# No edits are expected, and without them `helpers` compiles sooner.
incremental = false

# Optimising a cell takes longer than running it, and so does splitting it up; what is worth optimising is in `helpers`.
[profile.dev.package.ctx]
opt-level = 0
codegen-units = 1
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
    BUILD.mkdir(mode=0o700, parents=True, exist_ok=True)
    if BUILD.stat().st_uid not in (os.getuid(), PROJECT.stat().st_uid):
        sys.exit(f"{BUILD} belongs to another user: remove it")
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


def sources(directory: Path) -> Path:
    """Links to what rust-analyzer needs of the standard library to infer types; with all of it, a kernel starts 2 s later.

    Where the sources are not installed, an empty `core` keeps rust-analyzer from asking the network for them at each load.
    """
    library, links = installed_sources(), directory / "library"
    shutil.rmtree(links, ignore_errors=True)
    links.mkdir()
    if library is None:
        return no_sources(links)
    for crate in SOURCES:
        (links / crate).symlink_to(library / crate)
    return links


def installed_sources() -> Path | None:
    """The standard library's sources of the toolchain in use."""
    try:
        answer = subprocess.run(["rustc", "--print", "sysroot"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None  # evcxr itself says that Rust is missing
    library = Path(answer.stdout.strip()) / "lib/rustlib/src/rust/library"
    return library if all((library / crate).is_dir() for crate in SOURCES) else None


def no_sources(directory: Path) -> Path:
    """A standard library without content: types from it are not inferred, and a kernel starts faster still."""
    (directory / "core").mkdir(parents=True, exist_ok=True)
    return directory


def end_with_parent() -> None:
    """Linux ends the kernel when whoever started it is killed: nobody would, and it would keep its lock and its gigabyte."""
    parent = os.getppid()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            sys.exit("whoever started this kernel has ended")


def mall_name() -> str:
    """The name for what the notebook writes: the runner's, else, in JupyterLab or another editor, that of its file."""
    if "MALL" in os.environ:
        return os.environ["MALL"]
    csv = os.environ.get("CSV")
    return mall.claim(Path(csv).resolve()) if csv else mall.DATA.stem


if __name__ == "__main__":
    end_with_parent()
    session = os.environ.get("JPY_SESSION_NAME", "")
    directory = claim(notebook_name(session))
    prepare(directory, features_of(session))
    os.environ["EVCXR_TMPDIR"] = str(directory / "ctx")
    os.environ["EVCXR_CONFIG_DIR"] = str(directory)  # the user's own settings could name a shared directory
    os.environ["MALL"] = mall_name()
    if "RUST_SRC_PATH" not in os.environ:
        os.environ["RUST_SRC_PATH"] = str(sources(directory))
    os.execv(sys.argv[1], sys.argv[1:])
