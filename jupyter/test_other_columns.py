"""The Model notebook and its report of customers with other columns than a mall's: named, and not named."""

import os
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import mall
from mall import PROJECT
from nbfile import read
from reader import visible_text, words_of_programmers
from test_reader import MODEL

PENGUINS = PROJECT / "helpers" / "tests" / "fixtures" / "penguins.csv"
NAMED = {"FEATURES": "bill_length_mm,bill_depth_mm,flipper_length_mm,body_mass_g", "CATEGORIES": "island,sex"}
OF_A_MALL = re.compile(r"\b(income|spending|women|k\$|dollars|mall)\b", re.IGNORECASE)


class OtherColumns(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.csv = Path(folder.name).resolve() / "penguins of others.csv"
        self.csv.write_bytes(PENGUINS.read_bytes())
        self.addCleanup(self.release)

    def release(self) -> None:
        name = mall.name_of(self.csv)
        if name:  # a run that was refused has none
            mall.release([MODEL], name)

    def run_with(self, **columns: str) -> subprocess.CompletedProcess:
        command = [sys.executable, "jupyter/run.py", "--csv", str(self.csv), MODEL.name]
        return subprocess.run(command, cwd=PROJECT, env=os.environ | columns, capture_output=True, text=True)

    def test_named_columns_become_a_report_that_speaks_of_them_alone(self) -> None:
        done = self.run_with(**NAMED)
        self.assertEqual(done.returncode, 0, done.stderr)
        notebook = mall.executed(MODEL, mall.name_of(self.csv))
        subprocess.run([sys.executable, "jupyter/report.py", "reports", str(notebook)], cwd=PROJECT, check=True)
        outputs = {cell.id: str(cell.get("outputs")) for cell in read(notebook).cells}
        self.assertIn("The customers fall into 6 segments", outputs["verdict"])
        for name in ["bill_length_mm", "Commonest island", "Commonest sex"]:
            self.assertIn(name, outputs["segments-table"])
        self.assertIn("it is not known what the columns mean", outputs["recommendations"])
        for edition in ["", mall.NO_CODE]:
            page = PROJECT / "reports" / f"{notebook.stem}{edition}.html"
            text = visible_text(page.read_text(encoding="utf-8")).replace("Mall_Customers.csv", "")
            told = [line for line in text.splitlines() if OF_A_MALL.search(line) and "simulated malls" not in line]
            self.assertEqual([line for line in told if "let everybody" not in line], [], edition)
            if edition:
                self.assertEqual(words_of_programmers(page.read_text(encoding="utf-8")), [])

    def test_columns_that_nobody_named_are_told_with_the_command_to_type(self) -> None:
        done = self.run_with()
        self.assertEqual(done.returncode, 1)
        self.assertNotIn("\n\n\n", done.stderr)
        self.assertIn("bill_depth_mm      decimals", done.stderr)
        command = next(line for line in done.stderr.splitlines() if line.strip().startswith("make report"))
        self.assertIn(f'CSV="{self.csv}" FEATURES="bill_length_mm,bill_depth_mm', command)
        self.assertIn('CATEGORIES="species,island,sex,year"', command)
        self.assertIsNone(mall.name_of(self.csv))

    def test_a_column_that_is_not_there_is_named(self) -> None:
        done = self.run_with(**NAMED | {"FEATURES": "wing_length_mm"})
        self.assertEqual(done.returncode, 1)
        self.assertIn('no column "wing_length_mm"', done.stderr)


if __name__ == "__main__":
    unittest.main()
