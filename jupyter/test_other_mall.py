"""The Model notebook and its report of other malls: with segments, without, with untidy files, and with many customers."""

import csv
import html
import json
import re
import subprocess
import sys
import tempfile
import unittest
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from nbconvert.filters import markdown2html

import mall
import report
from mall import PROJECT
from nbfile import is_tagged, read
from page import anchor
from reader import visible_text, words_of_programmers
from test_reader import MODEL

MOST_BYTES = 1_500_000
NAMES = ["older, low income, middle spending", "high income, low spending", "young, low income, high spending"]
UNTIDY = ["Spending Score (1-100)", "CustomerID", "Genre", "Annual Income (k$)", "Age", "Shop"]


@dataclass
class Run:
    """What a run with a mall wrote: the executed notebook, the pages with code and without, the saved segments."""

    name: str
    notebook: Path
    pages: list[Path]
    segments: Path

    def texts(self) -> list[str]:
        return [visible_text(page.read_text(encoding="utf-8")) for page in self.pages]

    def outputs(self) -> dict[str, str]:
        return {cell.id: json.dumps(cell.get("outputs"), ensure_ascii=False) for cell in read(self.notebook).cells}


def generated(kind: str, n: int, seed: int = 7) -> str:
    command = ["cargo", "run", "-q", "--locked", "--profile", "test", "-p", "helpers", "--all-features", "--example", "malls", "--"]
    return output([*command, kind, str(n), str(seed)])


def untidy(tidy: str) -> str:
    """With other columns in another order, a missing age and a customer who stands there twice."""
    customers = list(csv.reader(tidy.splitlines()))[1:]
    rows = [[score, number, gender, income, age, "north"] for number, gender, age, income, score in customers]
    rows[10][4] = ""
    return "\ufeff" + "\r\n".join(",".join(row) for row in [UNTIDY, *rows, rows[20]])


def output(command: list[str]) -> str:
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True)
    assert done.returncode == 0, f"{' '.join(command)}: {done.stderr}"
    return done.stdout


@cache
def run_of(kind: str, n: int) -> Run:
    """As `make report CSV=FILE` does it, once for all tests; nothing of it is left afterwards."""
    folder = tempfile.TemporaryDirectory()
    unittest.addModuleCleanup(folder.cleanup)
    path = Path(folder.name).resolve() / f"{kind} {n}.csv"
    path.write_text(untidy(generated("three-apart", n)) if kind == "untidy" else generated(kind, n), encoding="utf-8")
    run = [sys.executable, "jupyter/run.py"]
    output([*run, "--csv", str(path), MODEL.name])
    unittest.addModuleCleanup(mall.release, [MODEL], mall.name_of(path))
    notebook = Path(output([*run, "--executed", str(path), MODEL.name]).strip())
    output([sys.executable, "jupyter/report.py", "reports", str(notebook)])
    pages = [PROJECT / "reports" / f"{notebook.stem}{edition}.html" for edition in ["", mall.NO_CODE]]
    name = mall.name_of(path)
    return Run(name, notebook, pages, PROJECT / "reports" / f"segments-{name}.json")


def headings(page: Path) -> list[str]:
    return re.findall(r'<h2 id="([^"]*)"', page.read_text(encoding="utf-8").partition("<main>")[2])


def rendered(cell: dict) -> list[str]:
    """The cell's lines as a page shows them; the short ones may stand anywhere."""
    lines = cell.source.splitlines()
    shown = map(markdown2html if cell.cell_type == "markdown" else html.escape, lines)
    texts = [visible_text(text).rstrip("¶ ") for text in shown]
    return [text for text in texts if len(text) > 25]


def squeezed(text: str) -> str:
    return "".join(text.split())


def lines_of_the_original() -> list[str]:
    cells = read(MODEL).cells
    others = squeezed(" ".join(line for cell in cells if not is_tagged(cell, "original") for line in rendered(cell)))
    lines = [line for cell in cells if is_tagged(cell, "original") for line in rendered(cell)]
    return [line for line in map(squeezed, lines) if line not in others]


class OtherMall(unittest.TestCase):
    def check(self, run: Run) -> None:
        """What is true of every mall."""
        for path in [run.notebook, *run.pages]:
            self.assertTrue(path.exists(), path)
            self.assertIn(run.name, path.name)
        for page in run.pages:
            self.assertLess(page.stat().st_size, MOST_BYTES, page.name)
        prose = " ".join(cell.source for cell in read(run.notebook).cells)
        for word in ["original", "published", "Kaggle", "200 customers"]:
            self.assertNotIn(word, prose, "what speaks of the project's own customers is left out")
        written = [prose, *run.texts(), run.segments.read_text(encoding="utf-8") if run.segments.exists() else ""]
        shown = squeezed(" ".join(written))
        self.assertEqual([line for line in lines_of_the_original() if line in shown], [])

    def check_summary(self, run: Run) -> None:
        heading = next(cell.source for cell in read(run.notebook).cells if is_tagged(cell, "in-short"))
        for page in run.pages:
            self.assertEqual(headings(page)[0], anchor(heading.lstrip("# ").splitlines()[0]), page.name)
        self.assertEqual(words_of_programmers(run.pages[1].read_text(encoding="utf-8")), [])

    def check_three_segments(self, run: Run) -> None:
        outputs = run.outputs()
        self.assertIn("not shown to be related", outputs["permutation"])
        for name in NAMES:
            self.assertIn(name, outputs["segments-table"])

    def test_untidy_file_with_gaps_and_duplicates_in_three_groups(self) -> None:
        run = run_of("untidy", 5000)
        self.check(run)
        self.check_three_segments(run)
        for count in ["5001", "5000", "4999"]:
            self.assertIn(f"<td>{count}</td>", run.outputs()["duplicates"])

    def test_customers_without_segments_get_a_report_too(self) -> None:
        self.check(run_of("one-gaussian", 500))

    def test_it_says_that_there_are_no_segments(self) -> None:
        for text in run_of("one-gaussian", 500).texts():
            self.assertIn("No segments", text)

    def test_every_mall_is_told_in_short_at_the_head_and_in_plain_words(self) -> None:
        for kind, n in [("three-apart", 50_000), ("untidy", 5000), ("one-gaussian", 500)]:
            with self.subTest(kind):
                self.check_summary(run_of(kind, n))

    def test_saved_segments_bear_the_malls_name(self) -> None:
        for kind, n in [("three-apart", 50_000), ("untidy", 5000)]:
            self.assertTrue(run_of(kind, n).segments.exists())

    def test_fifty_thousand_customers_in_three_groups_make_no_larger_report(self) -> None:
        run = run_of("three-apart", 50_000)
        self.check(run)
        self.check_three_segments(run)

    def test_lines_of_the_original_would_be_found(self) -> None:
        own = squeezed(visible_text(report.html(read(MODEL), MODEL, True)))
        lines = lines_of_the_original()
        self.assertGreater(len(lines), 50)
        self.assertEqual([line for line in lines if line not in own], [])


if __name__ == "__main__":
    unittest.main()
