"""Runs notebooks in a fresh Rust kernel and stores their outputs, or checks the stored ones.

    run.py NOTEBOOK...            run each notebook and write it back with its outputs
    run.py --check NOTEBOOK...    run, write nothing, compare with the stored outputs

A notebook is refused at the first cell that shows an error or writes to stderr, and stays as it was.
Cells tagged `timing` may differ from run to run: --check runs them, but does not compare them.
"""

import argparse
import asyncio
import base64
import copy
import difflib
import os
import queue
import re
import sys
import time
from pathlib import Path

import nbformat
from jupyter_client.kernelspec import NoSuchKernel
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from nbfile import Refused, code_cells, describe, problem, read, write_text

CELL_SECONDS = 900  # a first `:dep` compiles everything; nothing else comes near
QUIET_SECONDS = 0.1  # stderr may arrive after its cell has ended: wait for this much silence
DIFF_LINES = 40
INLINE_SVG = re.compile(r"data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)")


async def execute(notebook: NotebookNode, path: Path) -> None:
    """Runs every cell in a fresh kernel; refuses the notebook at the first problem."""
    folder = {"metadata": {"path": str(path.parent)}}
    client = NotebookClient(
        notebook, kernel_name="rust", timeout=CELL_SECONDS, record_timing=False, resources=folder
    )
    environment = os.environ | {"JPY_SESSION_NAME": str(path)}  # as Jupyter's server does
    cells = code_cells(notebook)
    try:
        async with client.async_setup_kernel(env=environment):
            reply = await client.kc.kernel_info(reply=True, timeout=60)
            notebook.metadata.language_info = reply["content"]["language_info"]
            for number, cell in enumerate(cells, start=1):
                begin = time.monotonic()
                failure = await execute_cell(client, cell)
                seconds = time.monotonic() - begin
                print(f"  {number:3}/{len(cells)}  {seconds:6.2f} s  {describe(number, cell)}", flush=True)
                if failure:
                    raise Refused(f"{path.name}: {describe(number, cell)} failed:\n{failure}")
    except NoSuchKernel:
        raise Refused("the Rust kernel is not installed: run `make setup`") from None
    except RuntimeError as error:
        client.create_kernel_manager()  # nbclient cleans up once more at exit and expects one
        remedy = "see above; if the kernel is damaged, remove .venv and run `make setup`"
        raise Refused(f"{path.name}: the Rust kernel does not start ({error}): {remedy}") from None


async def execute_cell(client: NotebookClient, cell: NotebookNode) -> str | None:
    """Runs one cell; returns what went wrong."""
    try:
        await client.async_execute_cell(cell, client.nb.cells.index(cell))
    except CellTimeoutError:
        return f"no result within {CELL_SECONDS} seconds"
    except DeadKernelError:
        return "the kernel died"
    except CellExecutionError as error:
        return problem(cell) or str(error)
    await collect_late_output(client, cell)
    return problem(cell)


async def collect_late_output(client: NotebookClient, cell: NotebookNode) -> None:
    """Adds what the kernel prints after it has reported the cell as done."""
    while True:
        try:
            message = await client.kc.get_iopub_msg(timeout=QUIET_SECONDS)
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
        if "timing" in old.metadata.get("tags", []):
            continue
        lines = list(difflib.unified_diff(readable(old), readable(new), "stored", "fresh run", n=1, lineterm=""))
        if len(lines) > DIFF_LINES:
            lines[DIFF_LINES:] = [f"... and {len(lines) - DIFF_LINES} lines more"]
        if lines:
            reports.append("\n".join([f"{path.name}: {describe(number, old)} differs:", *lines]))
    if reports:
        reports.append(f"{path.name}: if the fresh outputs are right, store them with run.py (`make report`)")
        raise Refused("\n".join(reports))


def run(path: Path, check: bool) -> None:
    """Runs one notebook, then stores or compares its outputs."""
    print(f"{'Checking' if check else 'Running'} {path.name}", flush=True)
    begin = time.monotonic()
    stored = read(path)
    fresh = copy.deepcopy(stored)
    asyncio.run(execute(fresh, path))
    tidy(fresh)
    if check:
        tidy(stored)
        compare(stored, fresh, path)
    else:
        write_text(path, nbformat.writes(fresh) + "\n")
    print(f"{path.name}: {len(code_cells(fresh))} cells in {time.monotonic() - begin:.1f} s", flush=True)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("notebooks", nargs="+", type=Path, metavar="NOTEBOOK")
    parser.add_argument("--check", action="store_true", help="write nothing, compare with the stored outputs")
    options = parser.parse_args(arguments)
    refused = 0
    for path in options.notebooks:
        try:
            run(path.resolve(), options.check)
        except Refused as error:
            print(f"REFUSED {error}", file=sys.stderr, flush=True)
            refused += 1
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
