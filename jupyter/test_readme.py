"""What the README shows is what the notebooks show."""

import base64
import json
import re
import unittest
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent


class Readme(unittest.TestCase):
    def test_the_picture_is_the_map_of_the_model_notebook(self) -> None:
        notebook = json.loads((PROJECT / "Customer_Segmentation_Model.ipynb").read_text(encoding="utf-8"))
        cell = next(cell for cell in notebook["cells"] if cell["id"] == "map")
        html = "".join(cell["outputs"][0]["data"]["text/html"])
        shown = base64.b64decode(re.search(r'base64,([^"]+)"', html)[1])
        stored = (PROJECT / "helpers" / "docs" / "segments.svg").read_bytes()
        self.assertEqual(stored, shown, "store the map's SVG as helpers/docs/segments.svg")


if __name__ == "__main__":
    unittest.main()
