"""The two editions of a report: which cells of the executed notebook they show, and in which order."""

import re

from nbformat import NotebookNode

from nbfile import is_tagged

PART = re.compile(r"^## ", re.MULTILINE)
ONLY_WITH_CODE = ["setup", "developer"]


def cells_of(notebook: NotebookNode, code: bool) -> list[NotebookNode]:
    """With what is tagged `in-short`, computed at the notebook's end, moved up behind the title."""
    shown = [cell for cell in notebook.cells if code or not any(is_tagged(cell, tag) for tag in ONLY_WITH_CODE)]
    short = [cell for cell in shown if is_tagged(cell, "in-short")]
    others = [cell for cell in shown if not is_tagged(cell, "in-short")]
    end = title_end(others)
    return others[:end] + short + others[end:]


def title_end(cells: list[NotebookNode]) -> int:
    """The number of cells before the first part: prose without a heading of the second level."""
    parts = (i for i, cell in enumerate(cells) if cell.cell_type != "markdown" or PART.search(cell.source))
    return next(parts, len(cells))
