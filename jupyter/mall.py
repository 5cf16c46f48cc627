"""Under which name a mall's files are written, and which files these are.

A mall is called as its file is, `customers`, unless another file is called so: then `customers-2` and so on.
As long as there is anything under a name, a link in target/csv/names leads to the file that has it.
"""

import itertools
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
DATA = PROJECT / "Mall_Customers.csv"
NO_CODE = "-no-code"  # the name of an edition ends so, hence no mall's


def claim(csv: Path) -> str:
    """The name that the file has already, else the first free one: taken for it, also from a run at the same time."""
    links().mkdir(parents=True, exist_ok=True)
    return name_of(csv) or next(name for name in candidates(csv) if linked(name, csv))


def name_of(csv: Path) -> str | None:
    """The name that the file has, if there is anything under it."""
    return next((link.name for link in links().glob("*") if leads_to(link, csv)), None)


def leads_to(link: Path, csv: Path) -> bool:
    try:
        return link.readlink() == csv
    except OSError:  # given back meanwhile
        return False


def candidates(csv: Path) -> Iterator[str]:
    names = itertools.chain([csv.stem], (f"{csv.stem}-{number}" for number in itertools.count(2)))
    return (name for name in names if not name.endswith(NO_CODE) and (name != DATA.stem or csv == DATA))


def linked(name: str, csv: Path) -> bool:
    try:
        (links() / name).symlink_to(csv)
    except FileExistsError:
        return False
    return True


def links() -> Path:
    return PROJECT / "target" / "csv" / "names"


def executed(notebook: Path, name: str | None) -> Path:
    """Where the executed notebook goes, so that the stored outputs stay; without a name, that of the project's own run."""
    return PROJECT / "target" / (f"csv/{notebook.stem}-{name}.ipynb" if name else f"executed/{notebook.name}")


def written(notebook: Path, name: str) -> list[Path]:
    """All that a run of the notebook and its report write under the name."""
    reports, stem = PROJECT / "reports", executed(notebook, name).stem
    pages = [reports / f"{stem}{edition}.{kind}" for edition in ["", NO_CODE] for kind in ["html", "pdf"]]
    return [executed(notebook, name), reports / f"segments-{name}.json", *pages]


def remove(notebooks: list[Path], name: str) -> None:
    """Removes what is written under the name, which stays taken."""
    for notebook in notebooks:
        for path in written(notebook, name):
            path.unlink(missing_ok=True)


def release(notebooks: list[Path], name: str) -> None:
    """Removes what is written under the name and gives it back."""
    remove(notebooks, name)
    (links() / name).unlink(missing_ok=True)
