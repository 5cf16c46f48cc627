"""What the runner and the report share: reading, judging and writing a notebook."""

import os
import re
import tempfile
from pathlib import Path

import nbformat
from nbformat import NotebookNode

ESCAPES = re.compile(r"\x1b\[[0-9;]*m")


class Refused(Exception):
    """A notebook that is not as it should be; the message names it and the cell."""


def read(path: Path) -> NotebookNode:
    try:
        return nbformat.read(path, as_version=4)
    except FileNotFoundError:
        raise Refused(f"{path}: no such file") from None
    except (nbformat.reader.NotJSONError, nbformat.ValidationError) as error:
        raise Refused(f"{path}: not a notebook ({str(error).splitlines()[0]})") from None


def code_cells(notebook: NotebookNode) -> list[NotebookNode]:
    """The cells that run; an empty one does not and gets no number."""
    return [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]


def is_tagged(cell: NotebookNode, tag: str) -> bool:
    return tag in cell.metadata.get("tags", [])


def describe(number: int, cell: NotebookNode) -> str:
    """`cell 3 (let x = 1;)`, with the number that the notebook shows in brackets."""
    return f"cell {number} ({cell.source.strip().splitlines()[0]})"


def problem(cell: NotebookNode) -> str | None:
    """The cell's error outputs and everything on stderr; evcxr reports a panic and a failing `?` only there."""
    texts = []
    for output in cell.outputs:
        if output.output_type == "error":
            texts += [output.evalue, *output.traceback]
        elif output.output_type == "stream" and output.name == "stderr":
            texts.append(output.text.removesuffix("\n"))  # each line comes by itself
    return ESCAPES.sub("", "\n".join(texts)).strip() or None if texts else None


def write_text(path: Path, text: str) -> None:
    """Writes the whole file or leaves the old one; an unchanged file keeps its date."""
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(name, path.stat().st_mode if path.exists() else 0o644)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise
