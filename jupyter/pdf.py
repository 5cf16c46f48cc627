"""Prints reports as PDF, beside them: pdf.py REPORT.html..."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from chromium import QUIET, find

SECONDS = 120


def pdf(chromium: str, report: Path) -> Path:
    """Writes the whole file or leaves the old one."""
    target = report.with_suffix(".pdf")
    with tempfile.TemporaryDirectory(dir=report.parent, prefix=".pdf.") as scratch:
        made = Path(scratch) / target.name
        profile = f"--user-data-dir={scratch}/profile"
        printing = ["--headless", "--no-pdf-header-footer", "--generate-pdf-document-outline", f"--print-to-pdf={made}"]
        command = [chromium, *QUIET, profile, *printing, report.resolve().as_uri()]
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS)
        if done.returncode or not made.exists():
            raise OSError(f"Chromium printed nothing: {done.stderr.strip()[-500:]}")
        os.replace(made, target)
    return target


def main(arguments: list[str]) -> int:
    chromium = find()
    if chromium is None:
        print("Chromium is needed to print a PDF (on Debian: apt install chromium)", file=sys.stderr)
        return 1
    for report in map(Path, arguments):
        try:
            target = pdf(chromium, report)
            print(f"{target}: {target.stat().st_size / 1000:.0f} kB")
        except (OSError, subprocess.TimeoutExpired) as error:
            print(f"REFUSED {report.name}: no PDF ({error}): run it again", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
