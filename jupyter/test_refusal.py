"""Other customers that cannot be segmented: what is said, and what is left of the run, without a kernel."""

import contextlib
import io
import os
import tempfile
import unittest
from pathlib import Path
from unittest import mock

from nbformat.v4 import new_code_cell, new_output

import mall
import run
from nbfile import Refused

NOTEBOOK = Path("Model.ipynb")


def failed_cell(text: str, kind: str = "stream") -> dict:
    outputs = {
        "stream": lambda: new_output("stream", name="stderr", text=text),
        "error": lambda: new_output("error", ename="Error", evalue=text, traceback=[]),
    }
    return new_code_cell("load()?", outputs=[outputs[kind]()])


class RefusalTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name).resolve()
        patch = mock.patch.object(mall, "PROJECT", self.folder / "project")
        patch.start()
        self.addCleanup(patch.stop)

    def file(self, name: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        return path

    def runner(self, csv: Path, work: object) -> tuple[int, str]:
        """Runs with `work` in the place of the notebook."""
        errors = io.StringIO()
        with mock.patch.object(run, "run", work), contextlib.redirect_stderr(errors):
            code = run.main(["--csv", str(csv), str(NOTEBOOK)])
        return code, errors.getvalue()

    def written(self, csv: Path) -> list[Path]:
        name = mall.name_of(csv)
        return [path for path in mall.written(NOTEBOOK, name) if path.exists()] if name else []

    def test_missing_file_and_folder_are_said_before_a_kernel_starts(self) -> None:
        work = mock.Mock()
        for path, said in [(self.folder / "absent.csv", "there is no such file"), (self.folder, "is a folder")]:
            code, errors = self.runner(path, work)
            self.assertEqual(code, 1)
            self.assertRegex(errors, rf"^REFUSED {path}.* {said}; .*\n$")
        work.assert_not_called()

    @unittest.skipIf(os.geteuid() == 0, "root may read everything")
    def test_file_that_may_not_be_read_is_said_before_a_kernel_starts(self) -> None:
        self.file("secret.csv").chmod(0)
        code, errors = self.runner(self.folder / "secret.csv", mock.Mock())
        self.assertEqual((code, "cannot be read (Permission denied)" in errors), (1, True))

    def test_refused_run_leaves_nothing_new_and_nothing_old_of_its_mall_but_all_of_the_others(self) -> None:
        mine, other = self.file("a/x.csv"), self.file("b/x.csv")
        for csv in [mine, other]:
            self.assertEqual(self.runner(csv, write_all), (0, ""))
        kept = self.written(other)
        left = mall.written(NOTEBOOK, mall.name_of(mine))
        code, errors = self.runner(mine, write_all_and_refuse)
        self.assertEqual((code, errors), (1, "REFUSED no segments here\n"))
        self.assertEqual([path for path in left if path.exists()], [])
        self.assertEqual(self.written(other), kept)
        self.assertGreater(len(kept), 3)

    def test_interrupted_run_leaves_nothing_either(self) -> None:
        csv = self.file("x.csv")
        self.runner(csv, write_all)
        left = self.written(csv)
        code, _ = self.runner(csv, mock.Mock(side_effect=KeyboardInterrupt))
        self.assertEqual((code, [path for path in left if path.exists()]), (run.INTERRUPTED, []))

    def test_nothing_old_is_left_while_it_runs(self) -> None:
        csv = self.file("x.csv")
        self.runner(csv, write_all)
        self.assertEqual(self.runner(csv, lambda *_: self.assertEqual(self.written(csv), [])), (0, ""))

    def test_file_that_is_gone_takes_its_old_outputs_with_it(self) -> None:
        csv = self.file("x.csv")
        self.runner(csv, write_all)
        left = self.written(csv)
        csv.unlink()
        self.assertEqual(self.runner(csv, write_all)[0], 1)
        self.assertEqual([path for path in left if path.exists()], [])

    def test_what_was_written_is_asked_of_the_runner(self) -> None:
        self.runner(self.file("a/x.csv"), write_all)
        csv = self.file("b/x.csv")
        self.assertEqual(self.asked(csv)[0], 1)
        self.runner(csv, write_all)
        self.assertEqual(self.asked(csv), (0, f"{mall.PROJECT}/target/csv/Model-x-2.ipynb\n"))

    def asked(self, csv: Path) -> tuple[int, str]:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(io.StringIO()):
            code = run.main(["--executed", str(csv), str(NOTEBOOK)])
        return code, printed.getvalue()

    def test_error_of_the_file_is_told_as_it_is(self) -> None:
        csv, said = Path("/a/x.csv"), '/a/x.csv, line 3, column "Age": "abc" is not an age; correct the cell'
        self.assertEqual(run.in_readers_words(csv, failed_cell(said), "cell 2 failed"), said)

    def test_error_that_does_not_name_the_file_gets_its_name(self) -> None:
        told = run.in_readers_words(Path("/a/x.csv"), failed_cell("too few customers; add some"), "cell 2 failed")
        self.assertEqual(told, "/a/x.csv cannot be segmented: too few customers; add some")

    def test_panic_and_dead_kernel_are_no_fault_of_the_file(self) -> None:
        for cell in [failed_cell("thread panicked at src/lib.rs"), failed_cell("mismatched types", "error"), new_code_cell("x")]:
            told = run.in_readers_words(Path("/a/x.csv"), cell, "Model.ipynb: cell 2 failed")
            self.assertIn("the program failed", told)
            self.assertIn("Model.ipynb: cell 2 failed", told)


def write_all(notebook: Path, options: object) -> None:
    for path in mall.written(notebook, options.mall):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def write_all_and_refuse(notebook: Path, options: object) -> None:
    write_all(notebook, options)
    raise Refused("no segments here")


if __name__ == "__main__":
    unittest.main()
