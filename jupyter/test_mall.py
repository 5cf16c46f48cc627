"""The names of malls: one for each file, also for files that are called alike, and nothing left under a name given back."""

import tempfile
import unittest
from pathlib import Path
from unittest import mock

import mall

NOTEBOOK = Path("Model.ipynb")


class MallTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        patch = mock.patch.object(mall, "PROJECT", Path(folder.name))
        patch.start()
        self.addCleanup(patch.stop)

    def write_all(self, name: str) -> list[Path]:
        for path in mall.written(NOTEBOOK, name):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(name)
        return mall.written(NOTEBOOK, name)

    def test_mall_is_called_as_its_file_time_and_again(self) -> None:
        csv = Path("/a/my mall.v2.csv")
        self.assertEqual([mall.claim(csv), mall.claim(csv), mall.name_of(csv)], ["my mall.v2"] * 3)

    def test_files_that_are_called_alike_get_names_of_their_own(self) -> None:
        folders = ["/a", "/b", "/c", "/a", "/b"]
        names = [mall.claim(Path(folder) / "x.csv") for folder in folders]
        self.assertEqual(names, ["x", "x-2", "x-3", "x", "x-2"])
        self.assertEqual(mall.claim(Path("/a/x-2.csv")), "x-2-2")

    def test_other_ending_is_another_file(self) -> None:
        self.assertEqual([mall.claim(Path("/a/x.csv")), mall.claim(Path("/a/x.txt"))], ["x", "x-2"])

    def test_name_of_the_projects_own_file_is_only_its_own(self) -> None:
        self.assertEqual(mall.claim(Path("/downloads/Mall_Customers.csv")), "Mall_Customers-2")
        self.assertEqual(mall.claim(mall.DATA), "Mall_Customers")

    def test_no_report_is_called_as_the_edition_without_code_of_another(self) -> None:
        names = [mall.claim(Path("/a/x.csv")), mall.claim(Path("/a/x-no-code.csv"))]
        x, other = (set(mall.written(NOTEBOOK, name)) for name in names)
        self.assertEqual(x & other, set())

    def test_all_that_is_written_bears_the_name(self) -> None:
        written = [path.relative_to(mall.PROJECT).as_posix() for path in mall.written(NOTEBOOK, "x")]
        for path in ["target/csv/Model-x.ipynb", "reports/segments-x.json", "reports/Model-x.html", "reports/Model-x-no-code.html"]:
            self.assertIn(path, written)

    def test_name_given_back_is_free_and_nothing_is_left_under_it_but_all_under_the_others(self) -> None:
        mall.claim(Path("/a/x.csv"))
        mall.claim(Path("/b/x.csv"))
        gone, kept = self.write_all("x"), self.write_all("x-2")
        mall.release([NOTEBOOK], "x")
        self.assertEqual([path for path in gone if path.exists()], [])
        self.assertEqual([path for path in kept if not path.exists()], [])
        self.assertIsNone(mall.name_of(Path("/a/x.csv")))
        self.assertEqual(mall.claim(Path("/b/x.csv")), "x-2", "a file keeps its name while there is anything under it")
        self.assertEqual(mall.claim(Path("/c/x.csv")), "x")


if __name__ == "__main__":
    unittest.main()
