"""Exports executed notebooks as self-contained HTML pages: report.py FOLDER NOTEBOOK...

A notebook that failed or was never run is refused.
"""

import sys
from pathlib import Path

from nbconvert import HTMLExporter
from nbformat import NotebookNode

from nbfile import Refused, code_cells, describe, problem, read, write_text

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


def html(notebook: NotebookNode, path: Path) -> str:
    notebook.metadata.title = title(notebook, path)
    exporter = HTMLExporter(template_name="report", extra_template_basedirs=[str(TEMPLATES)], embed_images=True)
    resources = {"metadata": {"name": path.stem, "path": str(path.parent)}}
    page, _ = exporter.from_notebook_node(notebook, resources)
    return page


def main(arguments: list[str]) -> int:
    if len(arguments) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    folder, *notebooks = map(Path, arguments)
    refused = 0
    for path in notebooks:
        try:
            notebook = read(path)
            require_executed(notebook, path)
            page = folder / f"{path.stem}.html"
            write_text(page, html(notebook, path))
            print(f"{page}: {page.stat().st_size / 1024:.0f} kB")
        except Refused as error:
            print(f"REFUSED {error}", file=sys.stderr)
            refused += 1
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
