"""The table of times: stages that add up, slowest cells by number."""

import unittest

from nbformat.v4 import new_code_cell, new_markdown_cell

from timings import Timings, split_dependencies


class TimingsTest(unittest.TestCase):
    def test_dependencies_get_a_cell_of_their_own(self) -> None:
        cells = [new_markdown_cell(":dep in prose\nmore"), new_code_cell(":dep a\n:dep b\nuse a;\nlet x = 1;"), new_code_cell("x")]
        sources = [cell.source for cell in split_dependencies(cells)]
        self.assertEqual(sources, [":dep in prose\nmore", ":dep a\n:dep b", "use a;\nlet x = 1;", "x"])

    def test_stages_add_up_and_the_slowest_cell_leads(self) -> None:
        sources = {":dep a": 3.0, "use a;": 0.5, "use b;\nlet x = 1;": 4.0, "slow()": 9.0}
        table = Timings(2.0, [(new_code_cell(source), seconds) for source, seconds in sources.items()]).table("n.ipynb")
        for stage, seconds in {"kernel": 2, ":dep": 3, "first let": 4, "other cells": 9.5, "in all": 18.5}.items():
            self.assertRegex(table, rf"(?m)^  {stage} +{seconds:.2f} s$")
        self.assertIn("Slowest cells\n    9.00 s  cell 4 (slow())", table)

    def test_notebook_without_imports_and_variables_has_a_table_too(self) -> None:
        self.assertRegex(Timings(1.0, [(new_code_cell("1 + 1"), 2.0)]).table("n.ipynb"), r"in all +3\.00 s")


if __name__ == "__main__":
    unittest.main()
