"""Hands mutated files to the crate: no panic, abort, hang, unbounded memory, nor a row lost or changed.

What is accepted is compared with other programs: a CSV with Python's csv in strict mode, `segments assign` with its input,
a model's SQL in DuckDB with the crate's scores. What fails is kept in target/fuzz.
Needs jupyter/requirements-sql.txt and cargo: python helpers/tests/fuzz.py [seconds [seed]]
"""

import json
import math
import resource
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from random import Random

import fuzz_csv
import fuzz_model

ROOT = Path(__file__).parents[2]
KEPT = ROOT / "target/fuzz"
CORPUS = ROOT / "helpers/tests/corpus"
MEMORY = 2 << 30
PATIENCE = 20
BUILD = ["cargo", "build", "--release", "--quiet", "--locked", "-p", "helpers", "--features", "cli", "--example", "fuzzed", "--bin", "segments"]


class Fault(Exception):
    """What must not happen."""


def limited() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


class Fuzzed:
    """The example `fuzzed`, started anew when it died."""

    def __init__(self) -> None:
        self.process: subprocess.Popen | None = None

    def ask(self, kind: str, parts: list[bytes], schema: dict | None = None) -> dict:
        if self.process is None:
            program = [ROOT / "target/release/examples/fuzzed"]
            self.errors = (KEPT / "stderr").open("w+")
            pipe = subprocess.PIPE
            self.process = subprocess.Popen(program, stdin=pipe, stdout=pipe, stderr=self.errors, preexec_fn=limited)
        header = {"kind": kind, "lengths": [len(part) for part in parts], "schema": schema}
        signal.alarm(PATIENCE)
        try:
            self.process.stdin.write(json.dumps(header).encode() + b"\n" + b"".join(parts))
            self.process.stdin.flush()
            answer = self.process.stdout.readline()
        except BrokenPipeError:
            answer = b""
        finally:
            signal.alarm(0)
        if not answer:
            code = self.process.wait()
            self.process = None
            self.errors.seek(0)
            raise Fault(f"ended with {code}: {self.errors.read()[-500:]}")
        answer = json.loads(answer)
        if "differs" in answer if isinstance(answer, dict) else False:
            raise Fault(f"differs: {answer['differs']}"[:2000])
        return answer if isinstance(answer, dict) else {"text": answer}

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


def hang(*_) -> None:
    raise Fault(f"no answer in {PATIENCE} s")


def csv_case(random: Random, fuzzed: Fuzzed, tried: dict) -> str:
    schema, content = fuzz_csv.made(random)
    tried.update(csv=content, schema=json.dumps(schema).encode())
    answer = fuzzed.ask("csv", [content], schema)
    verdict = fuzz_csv.compare(content, schema, answer)
    if verdict:
        raise Fault(verdict)
    return "refused" if "error" in answer else "accepted"


def columns_case(random: Random, fuzzed: Fuzzed, tried: dict) -> str:
    tried["csv"] = fuzz_csv.made(random)[1]
    return "refused" if "error" in fuzzed.ask("columns", [tried["csv"]]) else "accepted"


def model_case(random: Random, fuzzed: Fuzzed, tried: dict) -> str:
    """A damaged model is refused, or is a model like any other."""
    model = fuzz_model.damaged(random)
    customers = fuzz_model.customers(random, json.loads(fuzz_model.MALL_MODEL))
    tried.update(json=model, csv=customers)
    answer = fuzzed.ask("model", [model, customers])
    if "scores" in answer and isinstance(answer["scores"], list):
        wrong = [score for score in answer["scores"] if score[1] is None or not 0 <= score[1] <= 1 + 1e-9]
        if wrong:
            raise Fault(f"probabilities {wrong[:3]}")
    return "refused" if "error" in answer else "accepted"


def sql_case(random: Random, fuzzed: Fuzzed, tried: dict) -> str:
    """DuckDB finds the segments and probabilities that the crate does."""
    model = fuzz_model.random_model(random)
    customers = fuzz_model.customers(random, model)
    tried.update(json=json.dumps(model).encode(), csv=customers)
    answer = fuzzed.ask("model", [tried["json"], customers])
    if "error" in answer or not isinstance(answer["scores"], list):
        return "refused"
    verdict = fuzz_model.compare_sql(customers, answer)
    if verdict:
        raise Fault(verdict)
    return "accepted"


def assign_case(random: Random, _: Fuzzed, tried: dict) -> str:
    """`segments assign` gives back every row with three more cells, or refuses."""
    content = fuzz_csv.mutated(random, fuzz_csv.plain(random, None), None)
    tried["csv"] = content
    options = random.choice([[], ["--keep-bad"]])
    command = [ROOT / "target/release/segments", "assign", fuzz_model.MALL_PATH, "-", *options]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=PATIENCE, preexec_fn=limited)
    except subprocess.TimeoutExpired:
        hang()
    if done.returncode not in (0, 1):
        raise Fault(f"ended with {done.returncode}: {done.stderr.decode(errors='replace')[-500:]}")
    if done.returncode == 1:
        return "refused" if done.stderr else hang()
    verdict = fuzz_csv.compare_assigned(content, done.stdout)
    if verdict:
        raise Fault(verdict)
    return "accepted"


CASES = {csv_case: 60, columns_case: 10, model_case: 20, sql_case: 3, assign_case: 7}


def keep(name: str, parts: dict, message: str) -> None:
    for ending, content in parts.items():
        (KEPT / f"{name}.{ending}").write_bytes(content)
    print(f"!! {name}: {message}", flush=True)


def main() -> int:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 600.0
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else int(time.time())
    subprocess.run(BUILD, cwd=ROOT, check=True)
    KEPT.mkdir(parents=True, exist_ok=True)
    signal.signal(signal.SIGALRM, hang)
    fuzzed, counts, n_faults, n = Fuzzed(), Counter(), 0, 0
    end = time.monotonic() + seconds
    while time.monotonic() < end and n_faults < 20:
        random = Random(f"{seed} {n}")
        case = random.choices(list(CASES), list(CASES.values()))[0]
        tried: dict[str, bytes] = {}
        try:
            counts[case.__name__, case(random, fuzzed, tried)] += 1
        except Fault as fault:
            fuzzed.stop()
            n_faults += 1
            keep(f"{case.__name__}-{seed}-{n}", tried, str(fault))
        n += 1
    fuzzed.stop()
    for (case, outcome), count in sorted(counts.items()):
        print(f"{case:12} {outcome:8} {count:8}")
    print(f"seed {seed}: {n} files in {seconds:.0f} s, {n_faults} faults")
    return min(n_faults, 1)


if __name__ == "__main__":
    sys.exit(main())
