"""Where the time of a notebook's run went, as a table."""

import copy
from dataclasses import dataclass, field

from nbformat import NotebookNode

from nbfile import describe

SLOWEST = 8
ORIGINAL = "2.5 to 3.1 s"  # the Python original's cells on 2 cores


@dataclass
class Timings:
    """Seconds until the kernel was ready, and seconds of each cell."""

    kernel: float
    cells: list[tuple[NotebookNode, float]] = field(default_factory=list)

    def table(self, name: str) -> str:
        """The run by stages, then its slowest cells."""
        first = self.first_variable()
        imports = sum(seconds for cell, seconds in self.cells if is_import(cell))
        variable = self.cells[first][1] if first is not None else 0.0
        total = sum(seconds for _, seconds in self.cells)
        stages = [
            ("kernel", self.kernel),
            (":dep", imports),
            ("first let", variable),
            ("other cells", total - imports - variable),
            ("in all", self.kernel + total),
        ]
        lines = [f"{name}", *(f"  {stage:<12} {seconds:6.2f} s" for stage, seconds in stages)]
        lines += [f"  {'Python':<12} {ORIGINAL} (the original)", "Slowest cells"]
        numbered = [(seconds, describe(number, cell)) for number, (cell, seconds) in enumerate(self.cells, start=1)]
        lines += [f"  {seconds:6.2f} s  {cell}" for seconds, cell in sorted(numbered, reverse=True)[:SLOWEST]]
        return "\n".join(lines)

    def first_variable(self) -> int | None:
        """The first cell that keeps a variable: for it rust-analyzer loads the dependencies' sources."""
        for number, (cell, _) in enumerate(self.cells):
            if any(line.startswith("let ") for line in cell.source.splitlines()):
                return number
        return None


def is_import(cell: NotebookNode) -> bool:
    return cell.source.startswith(":dep")


def split_dependencies(cells: list[NotebookNode]) -> list[NotebookNode]:
    """Gives the `:dep` lines that open a cell a cell of their own, so that their time shows."""
    split = []
    for cell in cells:
        lines = cell.source.splitlines()
        count = next((i for i, line in enumerate(lines) if not line.startswith(":dep")), len(lines))
        for part in (lines[:count], lines[count:]) if cell.cell_type == "code" and count else (lines,):
            split.append(copy.deepcopy(cell) | {"source": "\n".join(part)})
    return [NotebookNode(cell) for cell in split]
