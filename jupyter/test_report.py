"""The report: what it refuses, and that the page needs nothing from anywhere."""

import contextlib
import io
import re
import tempfile
import unittest
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

import nbfile
import report


def executed_notebook() -> nbformat.NotebookNode:
    image = '<img alt="a dot" src="data:image/svg+xml;base64,PHN2Zy8+">'
    result = new_output("execute_result", data={"text/html": image}, execution_count=1)
    cell = new_code_cell("let dot = plot();", execution_count=1, outputs=[result])
    rust = {"name": "Rust", "file_extension": ".rs", "mimetype": "text/rust"}
    return new_notebook(cells=[new_markdown_cell("# Customers & co\n\nText."), cell], metadata={"language_info": rust})


class ReportTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.notebook = Path(folder.name) / "good.ipynb"
        self.reports = Path(folder.name) / "reports"

    def export(self, notebook: nbformat.NotebookNode) -> tuple[int, str]:
        nbformat.write(notebook, self.notebook)
        errors = io.StringIO()
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(errors):
            code = report.main([str(self.reports), str(self.notebook)])
        return code, errors.getvalue()

    def test_page_is_self_contained(self) -> None:
        self.assertEqual(self.export(executed_notebook()), (0, ""))
        page = (self.reports / "good.html").read_text(encoding="utf-8")
        self.assertNotIn("<script", page)
        self.assertIsNone(re.search(r"(src|href)=[\"']?(https?:)?//", page))
        self.assertIsNone(re.search(r"@import|url\([\"']?(https?:)?//", page))
        self.assertIn("<title>Customers &amp; co</title>", page)
        self.assertIn('alt="a dot"', page)
        self.assertIn('<span class="kd">let</span>', page, "highlighted as Rust")

    def test_notebook_that_was_never_run_is_refused(self) -> None:
        notebook = executed_notebook()
        notebook.cells.append(new_code_cell("let more = 1;"))
        code, errors = self.export(notebook)
        self.assertEqual(code, 1)
        self.assertIn("good.ipynb: cell 2 (let more = 1;) was never run", errors)
        self.assertFalse(self.reports.exists())

    def test_notebook_that_failed_is_refused(self) -> None:
        notebook = executed_notebook()
        notebook.cells[1].outputs = [new_output("stream", name="stderr", text="thread panicked")]
        code, errors = self.export(notebook)
        self.assertEqual(code, 1)
        self.assertIn("good.ipynb: cell 1 (let dot = plot();) failed:\nthread panicked", errors)
        self.assertFalse(self.reports.exists())

    def test_failed_write_leaves_the_old_page(self) -> None:
        page = self.reports / "good.html"
        nbfile.write_text(page, "old")
        with self.assertRaises(UnicodeEncodeError):
            nbfile.write_text(page, "new" * 100_000 + "\ud800")
        self.assertEqual(page.read_text(), "old")
        self.assertEqual(list(self.reports.iterdir()), [page])


if __name__ == "__main__":
    unittest.main()
