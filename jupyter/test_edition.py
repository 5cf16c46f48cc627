"""What the editions show: what is in short comes first, and what is for developers stays out of the one without code."""

import unittest

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from edition import cells_of


def tagged(cell: dict, tag: str) -> dict:
    cell.metadata["tags"] = [tag]
    return cell


TITLE = [new_markdown_cell("# Mall"), tagged(new_markdown_cell("These are 200."), "original")]
BODY = [new_markdown_cell("## Customers\n\nText."), tagged(new_code_cell(":dep helpers"), "setup"), new_code_cell("rows")]
SHORT = [tagged(new_markdown_cell("## In short"), "in-short"), tagged(new_code_cell("verdict"), "in-short")]
BESIDE = [tagged(new_markdown_cell("Run `make lab`."), "developer"), new_markdown_cell("## The end")]


def shown(*cells: dict, code: bool) -> list[str]:
    return [cell.source for cell in cells_of(new_notebook(cells=list(cells)), code)]


class EditionTest(unittest.TestCase):
    def test_what_is_in_short_stands_behind_the_title_in_both_editions(self) -> None:
        cells = [*TITLE, *BODY, *BESIDE, *SHORT]
        for code in [True, False]:
            self.assertEqual(shown(*cells, code=code)[:5], ["# Mall", "These are 200.", "## In short", "verdict", BODY[0].source])

    def test_nothing_is_shown_twice_or_lost_with_code(self) -> None:
        cells = [*TITLE, *BODY, *BESIDE, *SHORT]
        self.assertEqual(sorted(shown(*cells, code=True)), sorted(cell.source for cell in cells))

    def test_developers_cells_are_left_out_without_code_only(self) -> None:
        self.assertEqual(shown(*TITLE, *BESIDE, *SHORT, code=False), ["# Mall", "These are 200.", "## In short", "verdict", "## The end"])
        self.assertIn("Run `make lab`.", shown(*TITLE, *BESIDE, *SHORT, code=True))

    def test_order_stays_where_nothing_is_in_short(self) -> None:
        cells = [*TITLE, *BODY, *BESIDE]
        self.assertEqual(shown(*cells, code=True), [cell.source for cell in cells])

    def test_notebook_that_begins_with_code_or_has_no_parts_has_it_too(self) -> None:
        self.assertEqual(shown(new_code_cell("x"), *SHORT, code=True), ["## In short", "verdict", "x"])
        self.assertEqual(shown(*TITLE, *SHORT, code=True), ["# Mall", "These are 200.", "## In short", "verdict"])


if __name__ == "__main__":
    unittest.main()
