"""Installs the Rust kernel, and what Jupyter's server is to know of it, into the virtual environment that runs this script.

An evcxr_jupyter of the pinned version that is already on this machine is copied; else it is built.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import KernelManager

import launch
from progress import log_file, reporting, tail

VERSION = "0.22.0"
VENV = Path(sys.prefix)
PROJECT = Path(__file__).resolve().parent.parent
SOURCES_SECONDS = 120
EVCXR = VENV / "bin" / "evcxr_jupyter"


def install_spec(evcxr: Path, data_directory: Path) -> Path:
    """Lets evcxr write its kernelspec and logos below `data_directory`; returns the kernel.json."""
    environment = os.environ | {"JUPYTER_PATH": str(data_directory)}
    subprocess.run([evcxr, "--install"], env=environment, check=True, capture_output=True)
    return data_directory / "kernels" / "rust" / "kernel.json"


def version_of(evcxr: Path) -> str:
    """Starts the kernel and asks it: evcxr_jupyter has no --version."""
    with tempfile.TemporaryDirectory() as scratch:
        try:
            install_spec(evcxr, Path(scratch))
        except (OSError, subprocess.CalledProcessError) as error:
            return f"not usable ({error})"
        specs = KernelSpecManager(kernel_dirs=[f"{scratch}/kernels"])
        manager = KernelManager(kernel_name="rust", kernel_spec_manager=specs)
        environment = os.environ | {"RUST_SRC_PATH": str(launch.no_sources(Path(scratch)))}
        manager.start_kernel(cwd=scratch, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        client = manager.client()
        client.start_channels()
        try:
            client.wait_for_ready(timeout=60)
            reply = client.kernel_info(reply=True, timeout=60)
            return reply["content"]["implementation_version"]
        except (RuntimeError, TimeoutError) as error:
            return f"not usable ({error})"
        finally:
            client.stop_channels()
            manager.shutdown_kernel(now=True)


def find() -> Path | None:
    """An evcxr_jupyter of the pinned version on this machine."""
    on_path = shutil.which("evcxr_jupyter")
    places = [EVCXR, Path(on_path or EVCXR), Path.home() / ".cargo" / "bin" / "evcxr_jupyter"]
    for place in dict.fromkeys(place.resolve() for place in places):
        if not place.exists():
            continue
        version = version_of(place)
        if version == VERSION:
            return place
        print(f"  {place} is {version}; the notebooks are tested with {VERSION}: not used")
    return None


def build() -> None:
    """Compiles evcxr_jupyter into the virtual environment."""
    if not shutil.which("cargo"):
        sys.exit("cargo is missing: install Rust from https://rustup.rs, then run `make setup` again")
    print(f"  building evcxr_jupyter {VERSION} (once; about 5 minutes on 2 cores)", flush=True)
    command = ["cargo", "install", "--locked", "--force", f"evcxr_jupyter@{VERSION}"]
    # A target directory of its own: an interrupted build goes on where it stopped.
    target, log = PROJECT / "target" / "evcxr-build", log_file("evcxr-build")
    with log.open("w") as output, reporting(log):
        done = subprocess.run([*command, "--root", VENV, "--target-dir", target], stdout=output, stderr=output)
    if done.returncode:
        sys.exit(
            f"{tail(log)}\nevcxr_jupyter could not be built (see above; the first set-up needs the network and"
            " 2 GB of disk): run `make setup` again, it goes on where it stopped"
        )
    shutil.rmtree(target)


def add_sources() -> None:
    """What the types of variables are inferred from; without it, everything else works."""
    if launch.installed_sources() or not shutil.which("rustup"):
        return
    print("  adding rust-src, from which types are inferred", flush=True)
    try:
        subprocess.run(["rustup", "component", "add", "rust-src"], check=True, capture_output=True, timeout=SOURCES_SECONDS)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        print("  not to be had now: cells must name the types of variables, until `rustup component add rust-src`")


def register() -> None:
    """Tells Jupyter of the kernel and its server of what it needs."""
    kernel = install_spec(EVCXR, VENV / "share" / "jupyter")
    spec = json.loads(kernel.read_text())
    spec["argv"] = [sys.executable, str(PROJECT / "jupyter" / "launch.py"), *spec["argv"]]
    kernel.write_text(json.dumps(spec, indent=2) + "\n")
    settings = VENV / "etc" / "jupyter" / "jupyter_server_config.py"
    settings.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(PROJECT / "jupyter" / "server_config.py", settings)


def main() -> None:
    found = find()
    if found is None:
        build()
    elif found != EVCXR.resolve():
        print(f"  taking {found}")
        shutil.copy2(found, EVCXR)
    add_sources()
    try:
        register()
    except (OSError, subprocess.CalledProcessError) as error:
        sys.exit(f"the kernel cannot be registered in {VENV} ({error}): is the folder one that may be written to?")
    print(f"  kernel `rust` is evcxr_jupyter {VERSION}")


if __name__ == "__main__":
    main()
