"""What a reader sees, and that one who does not program meets no programmers' words in the report."""

import base64
import contextlib
import io
import tempfile
import unittest
from pathlib import Path

import report
from reader import visible_text, words_of_programmers

MODEL = Path(__file__).resolve().parent.parent / "Customer_Segmentation_Model.ipynb"


class ReaderTest(unittest.TestCase):
    def test_tags_and_styles_are_not_seen_but_texts_for_images_are(self) -> None:
        page = '<style>p { x: y }</style><p class="helpers">Two&nbsp;<b>segments</b></p><img alt="a {dot}" src="data:,">'
        self.assertEqual(visible_text(page), "Two segments a {dot}")

    def test_words_in_plots_are_seen(self) -> None:
        plot = base64.b64encode(b"<svg><defs><style>a{}</style></defs><text>BIC by n_clusters</text></svg>").decode()
        self.assertEqual(visible_text(f'<img alt="" src="data:image/svg+xml;base64,{plot}">'), "BIC by n_clusters")

    def test_programmers_words_are_found_with_their_surroundings(self) -> None:
        for word in ["let x", "{", "}", "make lab", "18182 bytes", "encoded", "helpers", ":dep", "x.ipynb", "reg_covariance", "n_clusters"]:
            [found, *_] = words_of_programmers(f"<p>Before <code>{word}</code> after</p>")
            self.assertIn("Before", found)

    def test_plain_words_that_only_contain_one_are_left_alone(self) -> None:
        self.assertEqual(words_of_programmers("<p>An outlet for kilobytes and a helper's leaflet to read</p>"), [])

    def test_edition_without_code_of_the_model_notebook_has_none(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            with contextlib.redirect_stdout(io.StringIO()):
                self.assertEqual(report.main([folder, str(MODEL)]), 0)
            page = (Path(folder) / f"{MODEL.stem}-no-code.html").read_text(encoding="utf-8")
        self.assertEqual(words_of_programmers(page), [])


if __name__ == "__main__":
    unittest.main()
