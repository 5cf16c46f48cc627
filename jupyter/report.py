"""Exports executed notebooks as self-contained HTML pages: report.py FOLDER NOTEBOOK...

Of each notebook there are two editions: NOTEBOOK.html with everything, and NOTEBOOK-no-code.html for readers who
do not program: no code, and no cells tagged `setup` or `developer`. Cells tagged `in-short` lead in both. A notebook that
failed or was never run is refused.
"""

import argparse
import copy
import sys
from pathlib import Path

from nbconvert import HTMLExporter
from nbformat import NotebookNode

from edition import cells_of
from mall import NO_CODE
from nbfile import Refused, code_cells, describe, problem, read, write_text
from page import arrange

TEMPLATES = Path(__file__).resolve().parent / "templates"


def require_executed(notebook: NotebookNode, path: Path) -> None:
    for number, cell in enumerate(code_cells(notebook), start=1):
        failure = problem(cell)
        if failure:
            raise Refused(f"{path.name}: {describe(number, cell)} failed:\n{failure}")
        if cell.execution_count is None:
            raise Refused(f"{path.name}: {describe(number, cell)} was never run: run the notebook first")


def title(notebook: NotebookNode, path: Path) -> str:
    """The first heading of the first level, else the file's name."""
    lines = (line for cell in notebook.cells if cell.cell_type == "markdown" for line in cell.source.splitlines())
    return next((line[2:].strip() for line in lines if line.startswith("# ")), path.stem)


def html(notebook: NotebookNode, path: Path, code: bool) -> str:
    notebook = copy.copy(notebook)
    notebook.cells = cells_of(notebook, code)
    notebook.metadata.title = title(notebook, path)
    notebook.metadata.edition = "" if code else "edition without code"
    exporter = HTMLExporter(
        template_name="report",
        extra_template_basedirs=[str(TEMPLATES)],
        embed_images=True,
        exclude_anchor_links=True,
        exclude_input=not code,
    )
    exporter.register_filter("arrange", arrange)
    resources = {"metadata": {"name": path.stem, "path": str(path.parent)}}
    page, _ = exporter.from_notebook_node(notebook, resources)
    return page


def export(folder: Path, path: Path) -> None:
    notebook = read(path)
    require_executed(notebook, path)
    for name, code in [(path.stem, True), (path.stem + NO_CODE, False)]:
        page = folder / f"{name}.html"
        write_text(page, html(notebook, path, code))
        page.touch()  # make compares dates, also where the text stayed
        print(f"{page}: {page.stat().st_size / 1000:.0f} kB, {'with' if code else 'without'} code")


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("notebooks", nargs="+", type=Path, metavar="NOTEBOOK")
    options = parser.parse_args(arguments)
    refused = 0
    for path in options.notebooks:
        try:
            export(options.folder, path)
        except Refused as error:
            print(f"REFUSED {error}", file=sys.stderr)
            refused += 1
        except OSError as error:
            print(f"REFUSED {path.name}: the report cannot be written ({error}): run it again", file=sys.stderr)
            refused += 1
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
