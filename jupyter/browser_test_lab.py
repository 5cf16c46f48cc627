"""The notebooks in JupyterLab, as a user meets them after cloning: look, run all, restart, run again."""

import time
import unittest

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route

import nbfile
from browser import NOTEBOOKS, PROJECT, BrowserTest
from lab_server import lab

OPEN_MS = 60_000
RUN_MS = 240_000
SCREEN = {"width": 1280, "height": 900}
FIGURES = {"Customer_Segmentation_Model.ipynb": ["-0.659716", "655.961933"]}

OUTPUT = ".jp-OutputArea-output"
IDLE = ".jp-Notebook-ExecutionIndicator[data-status=idle]"
PROBLEMS = f"{OUTPUT}[data-mime-type*=stderr], {OUTPUT}[data-mime-type*=error]"
PROMPTS = "[...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')].map(prompt => prompt.innerText)"
BUSY = f"{PROMPTS}.includes('[*]:')"
LOADED = f"[...document.querySelectorAll('{OUTPUT} img')].filter(image => image.complete && image.naturalWidth).length"
SCROLLING = f"""[...document.querySelectorAll('{OUTPUT}, .jp-mod-outputsScrolled')]
    .filter(box => box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 1)
    .map(box => box.innerText.slice(0, 80))"""


def refuse_writing(route: Route) -> None:
    """The stored notebooks stay as they are, whatever a test does."""
    route.abort() if route.request.method in ("PUT", "PATCH", "DELETE") else route.continue_()


class LabTest(BrowserTest):
    def open(self, page: Page, url: str, number: int) -> None:
        page.route("**/api/contents/**", refuse_writing)
        page.goto(f"{url}lab/workspaces/test-{number}/tree/{NOTEBOOKS[number].name}")
        page.wait_for_selector(f".jp-Notebook {OUTPUT} img", timeout=OPEN_MS)
        page.wait_for_selector(IDLE, timeout=OPEN_MS)

    def check_stored_outputs_show(self, page: Page, name: str) -> None:
        cells = nbfile.code_cells(nbfile.read(PROJECT / name))
        stored = [output.data.get("text/html", "") for cell in cells for output in cell.outputs if "data" in output]
        plots, tables = (sum(html.count(tag) for html in stored) for tag in ("<img", "<table"))
        self.assertGreater(plots * tables, 0)
        page.wait_for_function(f"{LOADED} == {plots}", timeout=OPEN_MS)
        self.assertEqual(page.locator(f"{OUTPUT} table").count(), tables)
        self.assertEqual(page.evaluate(SCROLLING), [])

    def check_run(self, page: Page, name: str) -> None:
        self.assertEqual(page.locator(PROBLEMS).all_inner_texts(), [])
        numbers = [prompt for prompt in page.evaluate(PROMPTS) if prompt.strip()]
        self.assertEqual(len(numbers), len(nbfile.code_cells(nbfile.read(PROJECT / name))))
        self.assertNotIn("[ ]:", numbers, "every cell ran")
        texts = [text.strip() for text in page.locator(OUTPUT).all_inner_texts()]
        self.assertNotIn("()", texts)
        for figure in FIGURES.get(name, []):
            self.assertIn(figure, "\n".join(texts))
        self.check_stored_outputs_show(page, name)

    def test_untrusted_notebooks_show_everything_run_at_once_and_run_again_after_a_restart(self) -> None:
        before = [path.read_bytes() for path in NOTEBOOKS]
        with lab(PROJECT) as url, self.pages(len(NOTEBOOKS), viewport=SCREEN) as pages:
            foreign = []
            for number, page in enumerate(pages):
                page.on("request", lambda request: foreign.append(request.url) if is_foreign(request.url, url) else None)
                self.open(page, url, number)
            opened = [(page, path.name) for page, path in zip(pages, NOTEBOOKS)]
            for page, name in opened:
                self.check_stored_outputs_show(page, name)
                self.assertEqual(page.locator(".jp-Dialog").count(), 0, "no question is asked")
            self.run_all(opened, "Run All Cells")
            self.run_all(opened[:1], "Restart Kernel and Run All Cells…")
            self.assertEqual(foreign, [])
        self.assertEqual([path.read_bytes() for path in NOTEBOOKS], before)

    def test_model_notebook_alone_with_its_kernel_up_tells_its_time(self) -> None:
        with lab(PROJECT) as url, self.pages(viewport=SCREEN) as (page,):
            self.open(page, url, 0)
            self.run_all([(page, NOTEBOOKS[0].name)], "Run All Cells")

    def run_all(self, opened: list[tuple[Page, str]], entry: str) -> None:
        started = {}
        for page, name in opened:
            page.wait_for_selector(IDLE, timeout=OPEN_MS)
            page.get_by_role("menuitem", name="Run", exact=True).click()
            started[name] = time.monotonic()
            page.get_by_role("menuitem", name=entry, exact=True).click()
            if entry.startswith("Restart"):
                page.get_by_role("button", name="Confirm Kernel Restart").click()
            page.wait_for_function(BUSY, timeout=OPEN_MS)
        for page, name in opened:
            page.wait_for_function(f"!({BUSY})", timeout=RUN_MS)
            print(f"\n{entry}: {name} in {time.monotonic() - started[name]:.1f} s", flush=True)
            self.check_run(page, name)

    def test_outputs_are_legible_in_the_dark_theme(self) -> None:
        with lab(PROJECT, "JupyterLab Dark") as url:
            for number in range(len(NOTEBOOKS)):
                with self.pages(viewport=SCREEN) as (page,):
                    self.open(page, url, number)
                    dark = page.evaluate("document.body.dataset.jpThemeLight")
                    self.assertEqual(dark, "false")
                    contrast = {"runOnly": ["color-contrast"]}
                    violations = Axe().run(page, context=".jp-OutputArea", options=contrast).response["violations"]
                    self.assertEqual([rule["nodes"][0]["html"] for rule in violations], [])
                    backgrounds = f"[...document.querySelectorAll('{OUTPUT} img')].map(i => getComputedStyle(i).backgroundColor)"
                    self.assertEqual(set(page.evaluate(backgrounds)), {"rgb(255, 255, 255)"})


def is_foreign(address: str, server: str) -> bool:
    return not address.startswith((server, server.replace("http", "ws", 1), "data:", "blob:"))


if __name__ == "__main__":
    unittest.main()
