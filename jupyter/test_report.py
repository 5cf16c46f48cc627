"""The report: what it refuses, and that the page needs nothing from anywhere."""

import contextlib
import errno
import io
import re
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

import nbfile
import report


ORIGIN = {"date": "14 November 2023", "data": "a&b.csv", "details": {"Data": "a&b.csv, SHA-256 0", "Compiler": "rustc 1.0"}}


def executed_notebook() -> nbformat.NotebookNode:
    image = '<img alt="a dot" src="data:image/svg+xml;base64,PHN2Zy8+">'
    result = new_output("execute_result", data={"text/html": image}, execution_count=1)
    cell = new_code_cell("let dot = plot();", execution_count=1, outputs=[result])
    rust = {"name": "Rust", "file_extension": ".rs", "mimetype": "text/rust"}
    metadata = {"language_info": rust, "origin": ORIGIN}
    return new_notebook(cells=[new_markdown_cell("# Customers & co\n\nText."), cell], metadata=metadata)


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

    def test_edition_without_code_has_no_code_and_no_setup_cells(self) -> None:
        notebook = executed_notebook()
        printed = new_output("stream", name="stdout", text="ready to go")
        setup = new_code_cell(":dep dots", execution_count=2, outputs=[printed], metadata={"tags": ["setup"]})
        notebook.cells.append(setup)
        self.assertEqual(self.export(notebook), (0, ""))
        full = (self.reports / "good.html").read_text(encoding="utf-8")
        short = (self.reports / "good-no-code.html").read_text(encoding="utf-8")
        for shown in ["ready to go", "dots", ">let</span>"]:
            self.assertIn(shown, full)
            self.assertNotIn(shown, short)
        self.assertIn('alt="a dot"', short)

    def test_date_data_and_versions_are_those_of_the_run(self) -> None:
        self.export(executed_notebook())
        page = (self.reports / "good.html").read_text(encoding="utf-8")
        for shown in ["14 November 2023 · Data: a&amp;b.csv", "a&amp;b.csv, SHA-256 0", "rustc 1.0"]:
            self.assertIn(shown, page)

    def test_stored_notebook_says_so_and_names_no_versions(self) -> None:
        notebook = executed_notebook()
        del notebook.metadata["origin"]
        self.export(notebook)
        page = (self.reports / "good.html").read_text(encoding="utf-8")
        self.assertIn("<p>Stored outputs</p>", page)
        self.assertNotIn("<footer>", page)

    def test_full_disk_is_said_and_leaves_the_old_pages(self) -> None:
        self.export(executed_notebook())
        old = (self.reports / "good.html").read_text(encoding="utf-8")
        full = OSError(errno.ENOSPC, "No space left on device")
        with mock.patch.object(report, "write_text", side_effect=full):
            code, errors = self.export(executed_notebook())
        self.assertEqual(code, 1)
        self.assertIn("REFUSED good.ipynb: the report cannot be written", errors)
        self.assertIn("No space left on device", errors)
        self.assertEqual((self.reports / "good.html").read_text(encoding="utf-8"), old)

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
