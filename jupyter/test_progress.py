"""What long steps show: signs of life, and the end of a log."""

import contextlib
import io
import tempfile
import time
import unittest
from pathlib import Path
from unittest import mock

import progress


class ProgressTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.log = Path(folder.name) / "log"
        self.log.write_text("   Compiling before v1.0.0\n")

    def test_long_step_shows_its_seconds_and_the_crate_that_is_compiled(self) -> None:
        shown = io.StringIO()
        with mock.patch.object(progress, "SECONDS", 0.01), contextlib.redirect_stdout(shown):
            with progress.reporting(self.log):
                while "... 0 s\n" not in shown.getvalue():
                    time.sleep(0.01)
                self.log.write_text(self.log.read_text() + "   Compiling one v1.0.0\n   Compiling two v1.0.0\n")
                while ", compiling crate 2, two\n" not in shown.getvalue():
                    time.sleep(0.01)

    def test_short_step_shows_nothing(self) -> None:
        shown = io.StringIO()
        with contextlib.redirect_stdout(shown), progress.reporting(self.log):
            pass
        self.assertEqual(shown.getvalue(), "")

    def test_log_ends_with_its_place(self) -> None:
        self.log.write_text("\n".join(map(str, range(100))))
        lines = progress.tail(self.log).splitlines()
        self.assertEqual(lines, [*map(str, range(80, 100)), f"(all of it: {self.log})"])


if __name__ == "__main__":
    unittest.main()
