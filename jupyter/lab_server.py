"""JupyterLab on a free port of the loopback, as in a fresh clone: no settings, no trusted notebooks."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

START_SECONDS = 60
END_SECONDS = 10
SETTINGS = {
    # What the tests read must be in the page, also where nobody has scrolled to; nothing may be written back.
    "@jupyterlab/notebook-extension/tracker": {"windowingMode": "none"},
    "@jupyterlab/docmanager-extension/plugin": {"autosave": False},
    "@jupyterlab/apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
}


def write_settings(folder: Path, theme: str) -> None:
    themes = {"@jupyterlab/apputils-extension/themes": {"theme": theme}}
    for name, values in (SETTINGS | themes).items():
        path = folder / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values))


@contextmanager
def lab(project: Path, theme: str = "JupyterLab Light") -> Iterator[str]:
    """Starts the server; gives its address, ends it and its kernels."""
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        write_settings(home / "settings", theme)
        folders = {key: f"{home}/{key.lower()}" for key in ("JUPYTER_DATA_DIR", "JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR")}
        command = [
            *(sys.executable, "-m", "jupyterlab", "--no-browser", "--ip=127.0.0.1", "--port=0"),
            *("--IdentityProvider.token=", "--PasswordIdentityProvider.hashed_password="),
            *(f"--ServerApp.root_dir={project}", f"--LabApp.user_settings_dir={home}/settings"),
            *(f"--LabApp.workspaces_dir={home}/workspaces", "--ServerApp.allow_root=True"),
            f"--AsyncFileCheckpoints.checkpoint_dir={home}/checkpoints",
        ]
        log = home / "log"
        with log.open("w") as output:
            server = subprocess.Popen(
                command, cwd=project, env=os.environ | folders, stdout=output, stderr=subprocess.STDOUT
            )
        try:
            yield address(server, Path(folders["JUPYTER_RUNTIME_DIR"]), log)
        except BaseException:
            print(f"\nJupyterLab's log:\n{log.read_text()}")
            raise
        finally:
            end(server)


def end(server: subprocess.Popen) -> None:
    """Asks the server to end, then ends what is left of it and its kernels: they would keep their directories."""
    if server.poll() is not None:
        return
    started = [psutil.Process(server.pid), *psutil.Process(server.pid).children(recursive=True)]
    server.terminate()
    _, left = psutil.wait_procs(started, timeout=END_SECONDS)
    for process in left:
        process.kill()
    server.wait()


def address(server: subprocess.Popen, runtime: Path, log: Path) -> str:
    """The address that the server wrote down once it listened."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        for file in runtime.glob("jpserver-*.json"):
            try:
                return json.loads(file.read_text())["url"]
            except (json.JSONDecodeError, KeyError):
                pass  # it is just being written
        time.sleep(0.1)
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text()}")
