"""The reports in Chromium, as a reader opens them: offline, from a file, on any screen, on paper."""

import contextlib
import io
import re
import tempfile
import unittest
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

import pdf
import report
from browser import NOTEBOOKS, BrowserTest
from chromium import find

WIDTHS = [400, 1280, 1920]
AXE_AT = [(400, "light"), (1280, "light"), (1280, "dark")]  # widths differ in layout, themes in contrast
A4_TEXT_PX = 672  # 178 mm between the margins
IMAGES = "[...document.images].map(image => [image.alt, image.complete && image.naturalWidth])"
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
CUT = """limit => [...document.querySelectorAll('main *')]
    .filter(element => element.getBoundingClientRect().right > limit + 1)
    .map(element => element.outerHTML.slice(0, 200))"""
SCROLLING = """[...document.querySelectorAll('main *')]
    .filter(element => element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).overflowX != 'visible')
    .map(element => element.className)"""


class ReportInBrowserTest(BrowserTest):
    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        with contextlib.redirect_stdout(io.StringIO()):
            code = report.main([folder.name, *map(str, NOTEBOOKS)])
        assert code == 0, "the stored notebooks export"
        cls.reports = sorted(Path(folder.name).glob("*.html"))

    @contextlib.contextmanager
    def each_report(self, path: Path, **options: object):
        with self.subTest(report=path.name, **options), self.pages(offline=True, **options) as (page,):
            requests, messages = [], []
            page.on("request", lambda request: requests.append(request.url))
            page.on("console", lambda message: messages.append(message.text))
            page.on("pageerror", lambda error: messages.append(str(error)))
            page.goto(path.as_uri())
            yield page
            self.assertEqual([url for url in requests if not url.startswith("data:")], [path.as_uri()])
            self.assertEqual(messages, [])

    def test_every_edition_is_there(self) -> None:
        self.assertEqual(len(self.reports), 2 * len(NOTEBOOKS))
        for path in self.reports:
            self.assertLess(path.stat().st_size, 1_000_000, path.name)

    def test_pages_fit_every_screen_in_both_themes_and_axe_finds_nothing(self) -> None:
        for path in self.reports:
            for width in WIDTHS:
                for theme in ["light", "dark"]:
                    screen = {"width": width, "height": 900}
                    with self.each_report(path, viewport=screen, color_scheme=theme) as page:
                        self.check_screen(page, width, theme)

    def check_screen(self, page: Page, width: int, theme: str) -> None:
        self.assertLessEqual(page.evaluate(OVERFLOW), 0, "the page scrolls sideways")
        self.assertLessEqual(set(page.evaluate(SCROLLING)), {"scroll"}, "only boxes scroll")
        if width >= 1280:
            self.assertEqual(page.evaluate(SCROLLING), [], "no box has to scroll")
        for short in page.locator(".scroll", has_text="The report in short").all():
            self.assertLessEqual(short.evaluate("box => box.scrollWidth - box.clientWidth"), 0, "the answer fits a telephone")
        background = page.evaluate("getComputedStyle(document.body).backgroundColor")
        self.assertEqual(sum(map(int, re.findall(r"\d+", background))) > 384, theme == "light", background)
        if (width, theme) not in AXE_AT:
            return
        violations = Axe().run(page).response["violations"]
        self.assertEqual([(rule["id"], rule["nodes"][0]["html"]) for rule in violations], [])

    def test_plots_are_loaded_described_and_white(self) -> None:
        for path in self.reports:
            with self.each_report(path, color_scheme="dark") as page:
                images = page.evaluate(IMAGES)
                self.assertGreater(len(images), 0)
                for alt, width in images:
                    self.assertGreater(width, 0, alt)
                    self.assertGreater(len(alt.split()), 5, f"says what it shows: {alt}")
                backgrounds = "[...document.images].map(image => getComputedStyle(image).backgroundColor)"
                self.assertEqual(set(page.evaluate(backgrounds)), {"rgb(255, 255, 255)"})

    def test_headings_are_in_order_and_the_contents_lead_to_them(self) -> None:
        for path in self.reports:
            with self.each_report(path) as page:
                levels = [int(tag[1]) for tag in page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(h => h.tagName)")]
                self.assertEqual(levels.count(1), 1)
                self.assertEqual(levels[0], 1)
                self.assertTrue(all(after <= before + 1 for before, after in zip(levels, levels[1:])), levels)
                links = page.evaluate("[...document.querySelectorAll('a[href^=\"#\"]')].map(a => decodeURIComponent(a.hash.slice(1)))")
                self.assertGreater(len(links), 0)
                missing = [name for name in links if not page.evaluate("id => document.getElementById(id) != null", name)]
                self.assertEqual(missing, [])

    def test_tables_have_captions_and_header_cells(self) -> None:
        for path in self.reports:
            with self.each_report(path) as page:
                bare = "[...document.querySelectorAll('table')].filter(t => !t.caption?.innerText.trim() || !t.querySelector('th[scope=col]')).map(t => t.innerText)"
                self.assertEqual(page.evaluate(bare), [])
                self.assertGreater(page.locator("table").count(), 0)

    def test_only_the_full_edition_shows_code_and_no_edition_shows_chatter(self) -> None:
        for path in self.reports:
            with self.each_report(path) as page:
                code = page.locator(".code").count()
                self.assertEqual(code == 0, path.stem.endswith("-no-code"), code)
                printed = page.locator("pre.printed").all_inner_texts()
                self.assertNotIn("()", [text.strip() for text in printed])
                self.assertTrue(all(text.strip() for text in printed), "no empty output")

    def test_nothing_is_cut_off_on_paper(self) -> None:
        for path in self.reports:
            with self.each_report(path, viewport={"width": A4_TEXT_PX, "height": 986}, color_scheme="dark") as page:
                page.emulate_media(media="print")
                self.assertEqual(page.evaluate(CUT, A4_TEXT_PX), [])
                self.assertEqual(page.evaluate("getComputedStyle(document.body).color"), "rgb(29, 34, 40)", "dark ink")
            made = pdf.pdf(find(), path)
            content = made.read_bytes()
            self.assertTrue(content.startswith(b"%PDF-"))
            self.assertIn(b"/Outlines", content)


if __name__ == "__main__":
    unittest.main()
