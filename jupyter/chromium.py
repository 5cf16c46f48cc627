"""The system's Chromium, and the arguments that keep it to itself."""

import os
import shutil

NAMES = ["chromium", "chromium-browser", "google-chrome"]
QUIET = [
    *(["--no-sandbox"] if os.geteuid() == 0 else []),  # the sandbox refuses to run as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find() -> str | None:
    return next((path for path in map(shutil.which, NAMES) if path), None)
