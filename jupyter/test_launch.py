"""The build directory of a kernel: one for each notebook, never shared, with the project's versions."""

import contextlib
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import launch


class LaunchTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.project = Path(folder.name)
        (self.project / "Cargo.lock").write_text("version = 4\n")
        for name, value in {"PROJECT": self.project, "BUILD": self.project / "b", "RESTART_SECONDS": 0.2}.items():
            patch = mock.patch.object(launch, name, value)
            patch.start()
            self.addCleanup(patch.stop)

    def test_notebooks_of_the_project_are_named_and_others_are_not(self) -> None:
        self.assertEqual(launch.notebook_name(str(self.project / "a" / "x.ipynb")), "a/x.ipynb")
        for session in ["", "/elsewhere/x.ipynb", str(self.project / "console-1")]:
            self.assertEqual(launch.notebook_name(session), "unnamed")

    def test_directory_in_use_is_not_shared_and_is_free_after_the_kernel_ends(self) -> None:
        kernel = self.kernel_in("x.ipynb")
        self.addCleanup(kernel.kill)
        self.assertEqual(launch.claim("x.ipynb").name, "x.ipynb.2")
        self.assertEqual(launch.claim("y.ipynb").name, "y.ipynb")
        kernel.kill()
        kernel.communicate()
        self.assertEqual(launch.claim("x.ipynb").name, "x.ipynb")

    def test_a_path_with_blanks_is_built_elsewhere(self) -> None:
        plain, blank = self.project / "é", self.project / "my project"
        with mock.patch.object(launch.tempfile, "gettempdir", lambda: str(self.project)):
            self.assertEqual(launch.without_blanks(plain), plain)
            self.assertNotIn(" ", str(launch.without_blanks(blank)))
            self.assertEqual(launch.without_blanks(blank), launch.without_blanks(blank))
            self.assertNotEqual(launch.without_blanks(blank), launch.without_blanks(blank / "x"))

    @unittest.skipUnless(sys.platform == "linux", "elsewhere nobody tells the kernel")
    def test_a_kernel_ends_with_whoever_started_it(self) -> None:
        kernel = "import os, launch; launch.end_with_parent(); os.execv('/bin/sh', ['sh', '-c', 'echo ready; exec sleep 60'])"
        script = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {kernel!r}])"
        folder = Path(launch.__file__).parent
        starter = subprocess.Popen([sys.executable, "-c", script], cwd=folder, stdout=subprocess.PIPE, text=True)
        self.assertEqual(starter.stdout.readline(), "ready\n")
        starter.kill()
        self.assertEqual(starter.communicate(timeout=20), ("", None), "the kernel's output has ended")

    def kernel_in(self, name: str) -> subprocess.Popen:
        """A process that claims the directory and then becomes another program, as the launcher does."""
        script = (
            f"import os, pathlib, launch; launch.BUILD = pathlib.Path({str(launch.BUILD)!r});"
            f"launch.claim({name!r}); os.execv('/bin/sh', ['sh', '-c', 'echo ready; read line'])"
        )
        folder = Path(launch.__file__).parent
        kernel = subprocess.Popen(
            [sys.executable, "-c", script], cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.assertEqual(kernel.stdout.readline(), "ready\n")
        return kernel

    def test_what_a_notebook_writes_bears_the_malls_name_also_without_the_runner(self) -> None:
        with mock.patch.object(launch.mall, "PROJECT", self.project):
            for csv, name in {"": "Mall_Customers", "/a/x.csv": "x", "/b/x.csv": "x-2"}.items():
                with mock.patch.dict("os.environ", {"CSV": csv}):
                    self.assertEqual(launch.mall_name(), name)
            with mock.patch.dict("os.environ", {"CSV": "/c/x.csv", "MALL": "said"}):
                self.assertEqual(launch.mall_name(), "said")
            self.assertIsNone(launch.mall.name_of(Path("/c/x.csv")), "the runner takes the names of its runs itself")

    def test_workspace_follows_the_lock_file(self) -> None:
        directory = launch.claim("x.ipynb")
        launch.prepare(directory, '"stock"')
        self.assertEqual((directory / "Cargo.lock").read_text(), "version = 4\n")
        (self.project / "Cargo.lock").write_text("version = 4 # updated\n")
        launch.prepare(directory, '"stock"')
        self.assertEqual((directory / "Cargo.lock").read_text(), "version = 4 # updated\n")

        self.assertIn('features = ["stock"]', (directory / "versions" / "Cargo.toml").read_text())

    def test_types_are_inferred_from_the_sources_of_the_toolchain_in_use(self) -> None:
        directory = launch.claim("x.ipynb")
        for toolchain in ["old", "new"]:
            library = self.project / toolchain / "lib/rustlib/src/rust/library"
            for crate in [*launch.SOURCES, "stdarch"]:
                (library / crate).mkdir(parents=True)
            (library / "core" / "lib.rs").write_text(toolchain)
            with self.toolchain(self.project / toolchain):
                links = launch.sources(directory)
            self.assertEqual((links / "core" / "lib.rs").read_text(), toolchain)
            self.assertEqual(sorted(link.name for link in links.iterdir()), sorted(launch.SOURCES))
        shutil.rmtree(self.project / "new" / "lib")
        with self.toolchain(self.project / "new"):
            links = launch.sources(directory)
        self.assertEqual(list(links.iterdir()), [links / "core"], "there, so that rust-analyzer does not fetch it")
        self.assertEqual(list((links / "core").iterdir()), [])
        self.assertEqual((self.project / "old/lib/rustlib/src/rust/library/core/lib.rs").read_text(), "old")

    def toolchain(self, sysroot: Path) -> contextlib.AbstractContextManager:
        answer = subprocess.CompletedProcess([], 0, stdout=f"{sysroot}\n")
        return mock.patch.object(launch.subprocess, "run", return_value=answer)

    def test_features_are_those_that_the_notebook_asks_for(self) -> None:
        notebook = self.project / "x.ipynb"
        for line, features in {
            r'":dep helpers = { path = \"helpers\", features = [\"stock\"] }\n"': '"stock"',
            r'":dep helpers = { path = \"helpers\" }\n"': "",
        }.items():
            notebook.write_text(line)
            self.assertEqual(launch.features_of(str(notebook)), features)
        self.assertEqual(launch.features_of("a console"), "")


if __name__ == "__main__":
    unittest.main()
