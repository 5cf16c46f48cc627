"""The notebooks read like sentences: short cells, prose around them, nothing built by hand."""

import statistics
import unittest
from pathlib import Path

import nbfile

PROJECT = Path(__file__).resolve().parent.parent
NOTEBOOKS = sorted(PROJECT.glob("Customer_Segmentation_*.ipynb"))
MOST_LINES, MOST_COLUMNS, MEDIAN_LINES = 8, 100, 2
BY_HAND = ["Table::new", "format!", ".to_vec()", ".expect(", ".unwrap()", ".0.", ".1."]


class Notebooks(unittest.TestCase):
    def test_cells_are_short_and_build_nothing_by_hand(self) -> None:
        for path in NOTEBOOKS:
            sources = [cell.source for cell in nbfile.code_cells(nbfile.read(path))]
            for source in sources:
                lines = source.splitlines()
                self.assertLessEqual(len(lines), MOST_LINES, source)
                self.assertLessEqual(max(map(len, lines)), MOST_COLUMNS, source)
                self.assertEqual([word for word in BY_HAND if word in source], [], source)
            self.assertLessEqual(statistics.median(len(source.splitlines()) for source in sources), MEDIAN_LINES)

    def test_prose_stands_before_or_after_nine_of_ten_cells(self) -> None:
        for path in NOTEBOOKS:
            kinds = ["code", *(cell.cell_type for cell in nbfile.read(path).cells), "code"]
            code = [i for i, kind in enumerate(kinds) if kind == "code"][1:-1]
            beside = [i for i in code if "markdown" in (kinds[i - 1], kinds[i + 1])]
            self.assertGreaterEqual(len(beside), 0.9 * len(code), path.name)


if __name__ == "__main__":
    unittest.main()
