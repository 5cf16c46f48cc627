"""Chromium under test: pages of their own for each test, and a screenshot of every page on which one failed."""

import itertools
import unittest
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from chromium import QUIET, find

PROJECT = Path(__file__).resolve().parent.parent
SCREENSHOTS = PROJECT / "target" / "screenshots"
NOTEBOOKS = sorted(PROJECT.glob("Customer_Segmentation_*.ipynb"))


class BrowserTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        playwright = sync_playwright().start()
        cls.addClassCleanup(playwright.stop)
        cls.browser = playwright.chromium.launch(executable_path=find(), args=QUIET)
        cls.addClassCleanup(cls.browser.close)

    @contextmanager
    def pages(self, count: int = 1, **options: object) -> Iterator[list[Page]]:
        """New pages that share a browser context; a failure while they are open is photographed."""
        context = self.browser.new_context(**options)
        pages = [context.new_page() for _ in range(count)]
        try:
            yield pages
        except BaseException:
            self.photograph(pages)
            raise
        finally:
            context.close()

    def photograph(self, pages: list[Page]) -> None:
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        for page in pages:
            names = (SCREENSHOTS / f"{self._testMethodName}-{number}.png" for number in itertools.count(1))
            picture = next(name for name in names if not name.exists())
            page.screenshot(path=picture, full_page=True)
            print(f"\nScreenshot: {picture}")
