"""The Model notebook runs on another mall: other customers, another structure, gaps and duplicates."""

import csv
import json
import random
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
HEADER = ["Spending Score (1-100)", "CustomerID", "Genre", "Annual Income (k$)", "Age", "Shop"]
# Share, then mean and standard deviation of age, income and score.
GROUPS = [(0.5, (30, 4), (40, 8), (75, 8)), (0.3, (55, 6), (90, 10), (45, 7)), (0.2, (40, 5), (120, 9), (15, 5))]


def customer(number: int, chance: random.Random) -> list:
    _, age, income, score = chance.choices(GROUPS, [group[0] for group in GROUPS])[0]
    draw = lambda feature, low, high: min(max(round(chance.gauss(*feature)), low), high)
    gender = chance.choice(["Male", "Female"])
    return [draw(score, 1, 100), number, gender, draw(income, 1, 500), draw(age, 18, 100), "north"]


def write_mall(path: Path, n: int) -> None:
    chance = random.Random(7)
    rows = [customer(number, chance) for number in range(n)]
    rows[10][4] = ""
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        csv.writer(file).writerows([HEADER, *rows, rows[20]])


class OtherMall(unittest.TestCase):
    def test_five_thousand_customers_in_three_groups(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "other mall.csv"
            write_mall(path, 5000)
            command = [sys.executable, "jupyter/run.py", "--csv", str(path), "Customer_Segmentation_Model.ipynb"]
            result = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True)
        self.assertEqual(result.returncode, 0, result.stderr)
        notebook = json.loads((PROJECT / "target/csv/Customer_Segmentation_Model-other mall.ipynb").read_text())
        texts = {cell["id"]: json.dumps(cell.get("outputs")) for cell in notebook["cells"]}
        for count in ["5001", "5000", "4999"]:
            self.assertIn(f"<td>{count}</td>", texts["duplicates"])
        prose = " ".join(cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"]) for cell in notebook["cells"])
        for word in ["original", "published", "Kaggle", "200"]:
            self.assertNotIn(word, prose, "what speaks of the project's own customers is left out")
        self.assertIn("not shown to be related", texts["permutation"])
        names = ["young, low income, high spending", "older, high income, middle spending", "high income, low spending"]
        for name in names:
            self.assertIn(name, texts["segments-table"])


if __name__ == "__main__":
    unittest.main()
