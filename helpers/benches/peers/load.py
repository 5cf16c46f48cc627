"""Times reading 10 million customers by helpers, pandas and polars, in turn, each in a process of its own.

    pip install pandas polars; cargo build --release --example load; python helpers/benches/peers/load.py
"""

import random
import subprocess
import sys
import tempfile
from pathlib import Path

N_ROWS, ROUNDS = 10_000_000, 3
HEADER = "CustomerID,Gender,Age,Annual Income (k$),Spending Score (1-100)\n"
PEER = """
import resource, sys, time
begin = time.perf_counter()
import {name}
begin = time.perf_counter()
rows = len({name}.read_csv(sys.argv[1]))
seconds = time.perf_counter() - begin
print(rows, f"{{seconds:.3f}}", f"{{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.3f}}")
"""


def write(path: Path) -> None:
    """Rows as the mall's, their numbers drawn at random."""
    draw = random.Random(42).choices
    with path.open("w") as file:
        file.write(HEADER)
        for start in range(1, N_ROWS, 100_000):
            rows = zip(draw(["Male", "Female"], k=100_000), *(draw(range(*ends), k=100_000) for ends in [(18, 71), (15, 138), (1, 100)]))
            file.writelines(f"{start + i},{gender},{age},{income},{score}\n" for i, (gender, age, income, score) in enumerate(rows))


def main() -> None:
    commands = {"helpers": ["target/release/examples/load"]}
    commands |= {name: [sys.executable, "-c", PEER.format(name=name)] for name in ["pandas", "polars"]}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "customers.csv"
        write(path)
        for _ in range(ROUNDS):
            for name, command in commands.items():
                rows, seconds, gigabytes = subprocess.check_output([*command, str(path)], text=True).split()
                print(f"{name:8} {rows} rows  {seconds} s  {gigabytes} GB", flush=True)


if __name__ == "__main__":
    main()
