"""What long steps show: the compilers' output goes to a file, and a line now and then tells how far it is."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LOGS = Path(__file__).resolve().parent.parent / "target" / "log"
SECONDS = 30.0
LAST_LINES = 20


def log_file(name: str) -> Path:
    LOGS.mkdir(parents=True, exist_ok=True)
    return LOGS / f"{name}.log"


@contextmanager
def reporting(log: Path) -> Iterator[None]:
    """Every half minute, says how long it takes, and which crates are compiled meanwhile, as cargo tells in `log`."""
    done, before = threading.Event(), len(crates(log))

    def report() -> None:
        seconds = 0.0
        while not done.wait(SECONDS):
            seconds += SECONDS
            begun = crates(log)[before:]
            print(f"  ... {seconds:.0f} s" + (f", compiling crate {len(begun)}, {begun[-1]}" if begun else ""), flush=True)

    reporter = threading.Thread(target=report, daemon=True)
    reporter.start()
    try:
        yield
    finally:
        done.set()
        reporter.join()


def crates(log: Path) -> list[str]:
    return re.findall(r" Compiling (\S+)", log.read_text(errors="replace"))


def tail(log: Path) -> str:
    """The log's last lines, and where the rest is."""
    lines = log.read_text(errors="replace").splitlines()[-LAST_LINES:]
    return "\n".join([*lines, f"(all of it: {log})"])
