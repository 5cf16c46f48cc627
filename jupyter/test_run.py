"""The runner against notebooks that fail in every way evcxr can fail, and against changed outputs."""

import contextlib
import errno
import io
import os
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path
from unittest import mock

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

import mall
import run

HTML = r'println!("EVCXR_BEGIN_CONTENT text/html\n<p>7</p>\nEVCXR_END_CONTENT");'
CLOCK = "println!(\"{:?}\", std::time::SystemTime::now());"
ASKED = 'println!("{:?} {:?}", std::env::var("CSV"), std::env::var("MALL"));'
REFUSE = 'Err::<(), String>(format!("{} is empty; add customers", std::env::var("CSV").unwrap()))?;'
KILL_KERNEL = (
    'std::process::Command::new("kill").arg("-9")'
    ".arg(std::os::unix::process::parent_id().to_string()).status();"
)


class RunnerTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        project = tempfile.TemporaryDirectory()
        self.addCleanup(project.cleanup)
        self.executed = Path(project.name) / "target" / "executed"
        patch = mock.patch.object(mall, "PROJECT", Path(project.name))
        patch.start()
        self.addCleanup(patch.stop)

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
        self.assertFalse(self.executed.exists(), "nothing is written that a report could be made of")

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

    def test_run_leaves_the_notebook_and_says_when_with_what_it_was(self) -> None:
        path = self.write("good.ipynb", "let seven = 7;", "seven")
        stored = path.read_bytes()
        with mock.patch.dict(os.environ, {"SOURCE_DATE_EPOCH": "1700000000"}):
            self.assertEqual(self.runner(path), (0, ""))
        self.assertEqual(path.read_bytes(), stored)
        origin = nbformat.read(self.executed / "good.ipynb", as_version=4).metadata.origin
        self.assertEqual((origin.date, origin.data), ("14 November 2023", "Mall_Customers.csv"))
        for name, shown in {"Data": "SHA-256", "Crate": "helpers 0.", "Kernel": "evcxr 0.", "Compiler": "rustc 1."}.items():
            self.assertIn(shown, origin.details[name])

    def test_run_is_stored_on_demand_unless_the_notebook_was_changed(self) -> None:
        path = self.write("good.ipynb", "let seven = 7;", "seven")
        code, errors = self.runner("--store", path)
        self.assertEqual((code, "no such file" in errors), (1, True))
        self.runner(path)
        self.assertEqual(self.runner("--store", path), (0, ""))
        self.assertGreaterEqual((self.executed / path.name).stat().st_mtime, path.stat().st_mtime, "make need not run it again")
        changed = nbformat.read(path, as_version=4)
        self.assertNotIn("origin", changed.metadata)
        self.assertEqual(changed.cells[2].outputs[0].data["text/plain"], "7")
        changed.cells[2].source = "seven + 1"
        nbformat.write(changed, path)
        code, errors = self.runner("--store", path)
        self.assertEqual((code, "good.ipynb is not as it was when it ran" in errors), (1, True))
        self.assertEqual(nbformat.read(path, as_version=4).cells[2].source, "seven + 1")

    def test_variables_whose_type_is_not_written_are_kept_too(self) -> None:
        path = self.write("good.ipynb", "let v = vec![1.0];", "let n = v.len();", 'println!("{v:?} {n}");')
        self.assertEqual(self.runner(path), (0, ""))
        self.assertEqual(nbformat.read(self.executed / path.name, as_version=4).cells[3].outputs[0].text, "[1.0] 1\n")

    def test_stored_outputs_are_checked(self) -> None:
        path = self.write("good.ipynb", "let seven = 7;", 'println!("a"); println!("{seven}");', "seven", HTML, CLOCK)
        self.assertEqual(self.runner(path), (0, ""))
        self.assertEqual(self.runner("--store", path), (0, ""))
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

    def test_other_customers_go_to_files_of_their_own_name(self) -> None:
        path = self.write("good.ipynb", ASKED)
        stored = path.read_bytes()
        csv = self.folder / "other customers.csv"
        code, errors = self.runner("--csv", csv, path)
        self.assertEqual(code, 1)
        self.assertIn("other customers.csv: there is no such file", errors)
        csv.touch()
        self.assertEqual(self.runner("--csv", csv, path), (0, ""))
        self.assertEqual(path.read_bytes(), stored)
        made = nbformat.read(self.executed.parent / "csv/good-other customers.ipynb", as_version=4)
        self.assertEqual(made.metadata.origin.data, csv.name)
        self.assertEqual(made.cells[1].outputs[0].text, f'Ok("{csv.resolve()}") Ok("other customers")\n')

    def test_stored_outputs_never_come_from_other_customers(self) -> None:
        path = self.write("good.ipynb", ASKED)
        with mock.patch.dict(os.environ, {"CSV": "other.csv", "MALL": "other"}):
            self.assertEqual(self.runner(path), (0, ""))
        executed = nbformat.read(self.executed / path.name, as_version=4)
        self.assertEqual(executed.cells[1].outputs[0].text, 'Err(NotPresent) Ok("Mall_Customers")\n')

    def test_refusal_of_other_customers_is_one_message_in_the_readers_words(self) -> None:
        path = self.write("bad.ipynb", REFUSE)
        csv = self.folder / "other.csv"
        csv.touch()
        code, errors = self.runner("--csv", csv, path)
        self.assertEqual((code, errors), (1, f"REFUSED {csv.resolve()} is empty; add customers\n"))
        self.assertFalse((self.executed.parent / "csv/bad-other.ipynb").exists())

    def test_warming_runs_only_the_cells_tagged_setup_and_writes_nothing(self) -> None:
        path = self.write("good.ipynb", "let one = 1;", 'panic!("not set-up");')
        notebook = nbformat.read(path, as_version=4)
        notebook.cells[1].metadata["tags"] = ["setup"]
        nbformat.write(notebook, path)
        stored = path.read_bytes()
        self.assertEqual(self.runner("--warm", path), (0, ""))
        self.assertEqual(path.read_bytes(), stored)
        self.assertFalse(self.executed.exists())

    def test_full_disk_is_said_and_the_notebook_stays(self) -> None:
        path = self.write("good.ipynb", "let one = 1;")
        stored = path.read_bytes()
        with mock.patch("nbfile.os.replace", side_effect=OSError(errno.ENOSPC, "No space left on device")):
            code, errors = self.runner(path)
        self.assertEqual(code, 1)
        self.assertIn("REFUSED good.ipynb: [Errno 28] No space left on device", errors)
        self.assertEqual(path.read_bytes(), stored)
        self.assertEqual(list(self.executed.iterdir()), [], "nothing is left behind")

    def test_interrupted_run_is_said_and_leaves_the_notebook(self) -> None:
        sleep = 'std::thread::sleep(std::time::Duration::from_secs(600));'
        path = self.write("good.ipynb", "let one = 1;", sleep)
        stored = path.read_bytes()
        command = [sys.executable, run.__file__, str(path)]
        runner = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        while "1/2" not in runner.stdout.readline():
            self.assertIsNone(runner.poll())
        time.sleep(1)
        runner.send_signal(signal.SIGINT)
        _, errors = runner.communicate(timeout=60)
        self.assertEqual(runner.returncode, run.INTERRUPTED)
        self.assertIn("Interrupted: good.ipynb stays as it was; run it again", errors)
        self.assertEqual(path.read_bytes(), stored)

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
