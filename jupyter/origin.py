"""Where outputs come from: the date of the run, the data file, the versions."""

import datetime
import hashlib
import os
import re
import subprocess
from pathlib import Path

from mall import DATA, PROJECT
from nbfile import Refused


def record(csv: Path | None, kernel: str) -> dict[str, object]:
    """What the report tells of a run, written when it is made."""
    csv = csv or DATA
    details = {
        "Data": f"{csv.name}, SHA-256 {digest(csv)}",
        "Crate": f"helpers {crate_version()}",
        "Kernel": f"evcxr {kernel}",
        "Compiler": compiler(),
    }
    return {"date": date(), "data": csv.name, "details": details}


def date() -> str:
    """Today, or the day that SOURCE_DATE_EPOCH names."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    day = datetime.datetime.fromtimestamp(int(epoch), datetime.timezone.utc) if epoch else datetime.date.today()
    return f"{day.day} {day:%B %Y}"


def digest(csv: Path) -> str:
    try:
        return hashlib.sha256(csv.read_bytes()).hexdigest()
    except OSError as error:
        raise Refused(f"{csv}: {error.strerror}") from None


def crate_version() -> str:
    manifest = (PROJECT / "Cargo.toml").read_text(encoding="utf-8")
    return re.search(r'^version = "(.*)"', manifest, re.MULTILINE)[1]


def compiler() -> str:
    try:
        answer = subprocess.run(["rustc", "--version"], capture_output=True, text=True, check=True, cwd=PROJECT)
    except (OSError, subprocess.CalledProcessError):
        return "rustc of unknown version"
    return answer.stdout.strip()
