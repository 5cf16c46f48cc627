"""Runs notebooks in a fresh Rust kernel, or checks or renews the outputs that are stored in them.

    run.py NOTEBOOK...               run, write target/executed/NOTEBOOK.ipynb
    run.py --store NOTEBOOK...       store the outputs of that run in the notebook
    run.py --check NOTEBOOK...       run, write nothing, compare with the stored outputs
    run.py --csv FILE NOTEBOOK...    run with other customers, write target/csv/NOTEBOOK-MALL.ipynb
    run.py --executed FILE NOTEBOOK  run nothing, tell where the last run with these customers was written
    run.py --timings NOTEBOOK...     run, write nothing, tell where the time went
    run.py --warm NOTEBOOK...        run the cells tagged `setup` only: compiles what the notebook imports

A notebook is refused at the first cell that shows an error or writes to stderr, and stays as it was.
Cells tagged `timing` may differ from run to run: --check runs them, but does not compare them. Those tagged `original`
speak of the project's own customers: --csv leaves them out. Those tagged `mall` speak of a mall's columns: they are left out
too where FEATURES names others.

The kernel finds the file in the environment variable CSV and the name for what it writes (mall.py) in MALL. A run with
other customers that is refused leaves nothing under that name, neither of its own nor of an earlier one.
"""

import argparse
import asyncio
import base64
import copy
import difflib
import os
import queue
import re
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import nbformat
from jupyter_client.kernelspec import NoSuchKernel
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

import launch
import mall
import origin
from nbfile import Refused, code_cells, describe, is_tagged, problem, read, write_text
from progress import log_file, reporting, tail
from reader import INLINE_SVG
from timings import Timings, split_dependencies

COLUMNS = ["FEATURES", "CATEGORIES", "ID", "LOG"]  # which columns of other customers are read, and as what
INTERRUPTED = 130  # what shells report after Ctrl-C
CELL_SECONDS = 900  # a first `:dep` compiles everything; nothing else comes near
QUIET_SECONDS = 0.01  # stderr may arrive after its cell has ended: what comes later than this shows with the next cell
LAST_QUIET_SECONDS = 0.3  # the last cell has no next one
DIFF_LINES = 40
PANIC = "panicked at"
UNTYPED = re.compile(r"Couldn't automatically determine type|\[E0308\]")  # `let n = v.len();`: unknown, or taken for an i32


async def execute(notebook: NotebookNode, path: Path, options: argparse.Namespace, sources: bool = False) -> Timings:
    """Runs every cell in a fresh kernel, which knows the standard library's sources or not; refuses the notebook at the first problem."""
    folder = {"metadata": {"path": str(path.parent)}}
    client = NotebookClient(
        notebook, kernel_name="rust", timeout=CELL_SECONDS, record_timing=False, resources=folder
    )
    environment = os.environ | {"JPY_SESSION_NAME": str(path)}  # as Jupyter's server does
    for name in ["CSV", *COLUMNS]:
        environment.pop(name, None)
    environment["MALL"] = options.mall or mall.DATA.stem
    if options.csv:
        environment["CSV"] = str(options.csv)
        environment |= {name: os.environ[name] for name in COLUMNS if os.environ.get(name)}
    if not sources:
        environment["RUST_SRC_PATH"] = str(launch.no_sources(launch.BUILD / "no-sources"))
    cells = code_cells(notebook)
    begin = time.monotonic()
    log = log_file(mall.executed(path, options.mall).stem)
    try:
        with log.open("w") as output:
            async with client.async_setup_kernel(env=environment, stdout=output, stderr=output):
                stopped = stopped_by_signal()
                reply = await client.kc.kernel_info(reply=True, timeout=60)
                notebook.metadata.language_info = reply["content"]["language_info"]
                notebook.metadata.origin = origin.record(options.csv, reply["content"]["implementation_version"])
                timings = Timings(kernel=time.monotonic() - begin)
                for number, cell in enumerate(cells, start=1):
                    begin = time.monotonic()
                    with reporting(log):
                        failure = await execute_cell(client, cell, stopped)
                    seconds = time.monotonic() - begin
                    print(f"  {number:3}/{len(cells)}  {seconds:6.2f} s  {describe(number, cell)}", flush=True)
                    timings.cells.append((cell, seconds))
                    if failure:
                        failed = f"{path.name}: {describe(number, cell)} failed:\n{failure}"
                        raise Refused(in_readers_words(options.csv, cell, failed) if options.csv else failed)
                return timings
    except NoSuchKernel:
        raise Refused("the Rust kernel is not installed: run `make setup`") from None
    except RuntimeError as error:
        client.create_kernel_manager()  # nbclient cleans up once more at exit and expects one
        remedy = "if the kernel is damaged, remove .venv and run `make setup`"
        raise Refused(f"{path.name}: the Rust kernel does not start ({error}): {remedy}\n{tail(log)}") from None


def in_readers_words(csv: Path, cell: NotebookNode, failed: str) -> str:
    """What `helpers` has against the file, by itself; all else is an error of the program."""
    said = problem(cell)
    if said is None or PANIC in said or any(output.output_type == "error" for output in cell.outputs):
        return f"{csv}: the program failed with this file; that is an error of the program:\n{failed}"
    return said if str(csv) in said else f"{csv} cannot be segmented: {said}"


async def execute_typed(notebook: NotebookNode, path: Path, options: argparse.Namespace) -> Timings:
    """Without the standard library's sources, unless a variable's type turns out to come from there: that saves 5 s."""
    try:
        return await execute(notebook, path, options)
    except Refused as refused:
        if not UNTYPED.search(str(refused)):
            raise
    print("  no type is written there: once more, with the standard library's sources (slower)", flush=True)
    return await execute(notebook, path, options, sources=True)


def stopped_by_signal() -> asyncio.Event:
    """Lets a signal end the run in order; nbclient's own handler shuts the kernel down under the running cell."""
    stopped, task = asyncio.Event(), asyncio.current_task()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, lambda: (stopped.set(), task.cancel()))
    return stopped


async def execute_cell(client: NotebookClient, cell: NotebookNode, stopped: asyncio.Event) -> str | None:
    """Runs one cell; returns what went wrong."""
    try:
        await client.async_execute_cell(cell, client.nb.cells.index(cell))
    except CellTimeoutError:
        return f"no result within {CELL_SECONDS} seconds"
    except DeadKernelError:
        if stopped.is_set():  # nbclient takes every cancellation for a dead kernel
            raise asyncio.CancelledError from None
        return "the kernel died"
    except CellExecutionError as error:
        return problem(cell) or str(error)
    last = cell is code_cells(client.nb)[-1]
    await collect_late_output(client, cell, LAST_QUIET_SECONDS if last else QUIET_SECONDS)
    return problem(cell)


async def collect_late_output(client: NotebookClient, cell: NotebookNode, quiet: float) -> None:
    """Adds what the kernel prints after it has reported the cell as done."""
    while True:
        try:
            message = await client.kc.get_iopub_msg(timeout=quiet)
        except queue.Empty:
            return
        if message["msg_type"] == "stream":
            cell.outputs.append(nbformat.v4.output_from_msg(message))


def tidy(notebook: NotebookNode) -> None:
    """Makes the stored form independent of chance: numbers from 1, one stdout per cell, then the results."""
    notebook.metadata.kernelspec = {"display_name": "Rust", "language": "rust", "name": "rust"}
    for number, cell in enumerate(code_cells(notebook), start=1):
        cell.execution_count = number
        text = "".join(output.text for output in cell.outputs if output.output_type == "stream")
        results = [output for output in cell.outputs if output.output_type != "stream"]
        for result in results:
            if "execution_count" in result:
                result.execution_count = number
        printed = [nbformat.v4.new_output("stream", name="stdout", text=text)] if text else []
        cell.outputs = printed + results


def readable(cell: NotebookNode) -> list[str]:
    """The cell's outputs as lines: one HTML or SVG element a line, plots decoded."""
    lines = []
    for output in cell.outputs:
        shown = output.get("data") or {output.get("name", output.output_type): output.get("text", "")}
        for kind, text in sorted(shown.items()):
            text = INLINE_SVG.sub(lambda plot: base64.b64decode(plot[1]).decode(), str(text))
            if kind not in ("stdout", "text/plain"):
                text = text.replace("><", ">\n<")
            lines += [f"[{kind}]", *text.splitlines()]
    return lines


def compare(stored: NotebookNode, fresh: NotebookNode, path: Path) -> None:
    """Refuses the notebook when a cell that is not tagged `timing` shows anything else than stored."""
    reports = []
    for number, (old, new) in enumerate(zip(code_cells(stored), code_cells(fresh)), start=1):
        if is_tagged(old, "timing"):
            continue
        lines = list(difflib.unified_diff(readable(old), readable(new), "stored", "fresh run", n=1, lineterm=""))
        if len(lines) > DIFF_LINES:
            lines[DIFF_LINES:] = [f"... and {len(lines) - DIFF_LINES} lines more"]
        if lines:
            reports.append("\n".join([f"{path.name}: {describe(number, old)} differs:", *lines]))
    if reports:
        reports.append(f"{path.name}: if the fresh outputs are right, store them (`make store`)")
        raise Refused("\n".join(reports))


def run(path: Path, options: argparse.Namespace) -> None:
    """Runs one notebook, then writes it with its outputs, compares them or tells the times."""
    print(f"{'Checking' if options.check else 'Running'} {path.name}", flush=True)
    begin = time.monotonic()
    stored = read(path)
    fresh = copy.deepcopy(stored)
    if options.warm:
        fresh.cells = [cell for cell in fresh.cells if is_tagged(cell, "setup")]
    if options.csv:
        others = ["original", "mall"] if os.environ.get("FEATURES") else ["original"]
        fresh.cells = [cell for cell in fresh.cells if not any(is_tagged(cell, tag) for tag in others)]
    if options.timings:
        fresh.cells = split_dependencies(fresh.cells)
    timings = asyncio.run(execute_typed(fresh, path, options))
    tidy(fresh)
    if options.check:
        tidy(stored)
        compare(stored, fresh, path)
    elif options.timings:
        print(timings.table(path.name))
    elif not options.warm:
        write_notebook(mall.executed(path, options.mall), fresh)
    print(f"{path.name}: {len(code_cells(fresh))} cells in {time.monotonic() - begin:.1f} s", flush=True)


def store(path: Path, _: argparse.Namespace) -> None:
    """Puts the outputs of the last run into the notebook, without where and when that was."""
    executed = read(mall.executed(path, None))
    if [cell.source for cell in executed.cells] != [cell.source for cell in read(path).cells]:
        raise Refused(f"{path.name} is not as it was when it ran: run `make store`")
    del executed.metadata["origin"]
    write_notebook(path, executed)
    mall.executed(path, None).touch()  # make need not run it again
    print(f"{path.name}: outputs stored", flush=True)


def write_notebook(path: Path, notebook: NotebookNode) -> None:
    write_text(path, nbformat.writes(notebook) + "\n")
    path.touch()  # make compares dates, also where the text stayed


def arguments_of(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("notebooks", nargs="+", type=Path, metavar="NOTEBOOK")
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--store", action="store_true")
    mode.add_argument("--check", action="store_true")
    mode.add_argument("--timings", action="store_true")
    mode.add_argument("--warm", action="store_true")
    for name in ["--csv", "--executed"]:
        mode.add_argument(name, type=lambda name: Path(name).resolve(), metavar="FILE")
    parser.set_defaults(mall=None)
    return parser.parse_args(arguments)


def each(work: Callable[[Path, argparse.Namespace], None], options: argparse.Namespace) -> int:
    """Does the work for one notebook after the other; returns the exit code."""
    refused = 0
    for path in options.notebooks:
        try:
            work(path.resolve(), options)
        except Refused as error:
            print(f"REFUSED {error}", file=sys.stderr, flush=True)
            refused += 1
        except OSError as error:
            print(f"REFUSED {path.name}: {error}; it stays as it was: run it again", file=sys.stderr, flush=True)
            refused += 1
        except (KeyboardInterrupt, asyncio.CancelledError):
            print(f"Interrupted: {path.name} stays as it was; run it again", file=sys.stderr, flush=True)
            return INTERRUPTED
    return 1 if refused else 0


def each_with_csv(options: argparse.Namespace) -> int:
    """Runs the notebooks under the mall's name; nothing is left there of an earlier run, nor of this one if it is refused."""
    options.mall = mall.claim(options.csv)
    code = 1
    try:
        mall.remove(options.notebooks, options.mall)
        require_file(options.csv)
        code = each(run, options)
    except Refused as error:
        print(f"REFUSED {error}", file=sys.stderr, flush=True)
    finally:
        if code:
            mall.release(options.notebooks, options.mall)
    return code


def require_file(csv: Path) -> None:
    """Says what is wrong with the path before a kernel starts."""
    if csv.is_dir():
        raise Refused(f"{csv} is a folder; name a CSV file in it")
    try:
        csv.open("rb").close()
    except FileNotFoundError:
        raise Refused(f"{csv}: there is no such file; check the path") from None
    except OSError as error:
        raise Refused(f"{csv} cannot be read ({error.strerror}); check who may read it") from None


def show_executed(path: Path, options: argparse.Namespace) -> None:
    name = mall.name_of(options.executed)
    if name is None:
        raise Refused(f"{options.executed}: there is no run with it; run with --csv first")
    print(mall.executed(path, name))


def main(arguments: list[str]) -> int:
    options = arguments_of(arguments)
    if options.csv:
        return each_with_csv(options)
    return each(store if options.store else show_executed if options.executed else run, options)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
