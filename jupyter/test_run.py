"""The runner against notebooks that fail in every way evcxr can fail, and against changed outputs."""

import contextlib
import io
import tempfile
import unittest
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

import run

HTML = r'println!("EVCXR_BEGIN_CONTENT text/html\n<p>7</p>\nEVCXR_END_CONTENT");'
CLOCK = "println!(\"{:?}\", std::time::SystemTime::now());"
KILL_KERNEL = (
    'std::process::Command::new("kill").arg("-9")'
    ".arg(std::os::unix::process::parent_id().to_string()).status();"
)


class RunnerTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def write(self, name: str, *sources: str) -> Path:
        path = self.folder / name
        cells = [new_markdown_cell("# A notebook")] + [new_code_cell(source) for source in sources]
        nbformat.write(new_notebook(cells=cells), path)
        return path

    def runner(self, *arguments: object) -> tuple[int, str]:
        """The exit code and what was printed to stderr."""
        errors = io.StringIO()
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(errors):
            code = run.main([str(argument) for argument in arguments])
        return code, errors.getvalue()

    def assert_refused(self, source: str, message: str) -> None:
        path = self.write("bad.ipynb", "let before = 1;", source, "let after = 2;")
        stored = path.read_bytes()
        code, errors = self.runner(path)
        self.assertEqual(code, 1)
        self.assertIn(f"bad.ipynb: cell 2 ({source})", errors)
        self.assertIn(message, errors)
        self.assertEqual(path.read_bytes(), stored, "a refused notebook stays as it was")
        self.assertEqual(list(self.folder.iterdir()), [path], "nothing is left behind")

    def test_panic_is_refused(self) -> None:
        self.assert_refused('panic!("out of customers");', "out of customers")

    def test_failing_question_mark_is_refused(self) -> None:
        self.assert_refused('let n: u32 = "many".parse::<u32>()?;', "invalid digit found in string")

    def test_cell_that_does_not_compile_is_refused(self) -> None:
        self.assert_refused('let n: u32 = "many";', "mismatched types")

    def test_exit_of_the_process_is_refused(self) -> None:
        self.assert_refused("std::process::exit(3);", "exit status: 3")

    def test_abort_is_refused(self) -> None:
        self.assert_refused("std::process::abort();", "Subprocess terminated")

    def test_killed_kernel_is_refused(self) -> None:
        self.assert_refused(KILL_KERNEL, "the kernel died")

    def test_stderr_is_refused(self) -> None:
        self.assert_refused('eprintln!("a warning");', "a warning")

    def test_missing_file_and_broken_file_are_refused(self) -> None:
        broken = self.folder / "broken.ipynb"
        broken.write_text('{"cells": [')
        code, errors = self.runner(self.folder / "absent.ipynb", broken)
        self.assertEqual(code, 1)
        self.assertIn("absent.ipynb: no such file", errors)
        self.assertIn("broken.ipynb: not a notebook", errors)

    def test_run_stores_outputs_and_check_compares_them(self) -> None:
        path = self.write("good.ipynb", "let seven = 7;", 'println!("a"); println!("{seven}");', "seven", HTML, CLOCK)
        self.assertEqual(self.runner(path), (0, ""))
        self.assert_stored_form(path)

        stored = nbformat.read(path, as_version=4)
        stored.cells[5].metadata["tags"] = ["timing"]
        nbformat.write(stored, path)
        unchanged = path.read_bytes()
        self.assertEqual(self.runner("--check", path), (0, ""))

        stored.cells[2].outputs[0].text = "a\n8\n"
        stored.cells[4].outputs[0].data["text/html"] = "<p>9</p>"
        del stored.cells[5].metadata["tags"]
        nbformat.write(stored, path)
        changed = path.read_bytes()
        code, errors = self.runner("--check", path)
        self.assertEqual(code, 1)
        for line in ["cell 2 (", "-8", "+7", "cell 4 (", "-<p>9</p>", "+<p>7</p>", "cell 5 ("]:
            self.assertIn(line, errors)
        self.assertNotIn("cell 3 (", errors)
        self.assertEqual(path.read_bytes(), changed, "--check writes nothing")
        self.assertNotEqual(changed, unchanged)

    def assert_stored_form(self, path: Path) -> None:
        notebook = nbformat.read(path, as_version=4)
        code = [cell for cell in notebook.cells if cell.cell_type == "code"]
        self.assertEqual([cell.execution_count for cell in code], [1, 2, 3, 4, 5])
        self.assertEqual([len(cell.outputs) for cell in code], [0, 1, 1, 1, 1])
        self.assertEqual(code[1].outputs[0].text, "a\n7\n")
        self.assertEqual(code[2].outputs[0].execution_count, 3)
        self.assertEqual(code[3].outputs[0].data["text/html"].strip(), "<p>7</p>")
        self.assertEqual(notebook.metadata.kernelspec.name, "rust")
        self.assertEqual(notebook.metadata.language_info.file_extension, ".rs")
        self.assertEqual(list(code[0].metadata), [], "no times in the metadata")


if __name__ == "__main__":
    unittest.main()
