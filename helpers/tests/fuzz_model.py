"""Saved models for the fuzzer: damaged ones, and random ones whose SQL DuckDB runs."""

import csv
import io
import json
import math
from pathlib import Path
from random import Random

import duckdb
import numpy as np

import fuzz_csv

MALL_PATH = Path(__file__).parent / "fixtures/saved_model.json"
MALL_MODEL = MALL_PATH.read_text()
NAMES = ["low", "high", "it's", '"q" ; --', "<script>", "${x}", "\\", "two\nlines", "né", "{0}", "EVCXR_END_CONTENT"]
HEADINGS = ["x", "Income (k$)", 'a "b"', "é", "select", "_l0", "_sum", "Spend [EUR]", "a,b", "rowid", "x.y"]
LEVELS = ["North", "South's", "Łódź", "<script>", 'a "b"', "x,y", "\\n", "1"]
ODD = [None, True, [], {}, "", "x", "1", -1, 0, 1, 2, 0.5, 1e308, -1e308, 5e-324, 1e400, 2**63, 2**64, 10**30, "a" * 10_000, "\0", "\ud800"]

# a log-density of which the last digit is a millionth of a probability
LARGE = 1e9


def places(value, path=()) -> list[tuple]:
    """Where a JSON document has values."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else []
    return [path, *(place for key, of in inner for place in places(of, (*path, key)))]


def at(value, path: tuple):
    for key in path:
        value = value[key]
    return value


def damaged(random: Random) -> bytes:
    """A model, whose values, lists or bytes were changed."""
    model = json.loads(MALL_MODEL) if random.random() < 0.5 else random_model(random)
    for _ in range(random.choice([0, 1, 1, 1, 2, 4])):
        change(random, model)
    text = bytearray(json.dumps(model).encode())
    if random.random() < 0.3:
        for _ in range(random.choice([1, 1, 3])):
            fuzz_csv.change_bytes(random, text, random.randrange(len(text) + 1))
    if random.random() < 0.02:
        depth = random.choice([100, 127, 128, 100_000])
        return b'{"format_version":1,"features":' + b"[" * depth + b"]" * random.choice([0, depth]) + b"}"
    return bytes(text)


def change(random: Random, model: dict) -> None:
    path = random.choice(places(model))
    if not path:
        return
    parent, key = at(model, path[:-1]), path[-1]
    value = parent[key]
    if isinstance(value, float | int) and random.random() < 0.5:
        parent[key] = random.choice([value * 1e150, -value, value * 1e-200, value + 1e-7, 0, value * (1 + 1e-12), 1e308, 1e-308])
    elif isinstance(value, list) and random.random() < 0.7:
        if value and random.random() < 0.5:
            value.pop(random.randrange(len(value)))
        else:
            value.extend(value[-1:] or [1.0])
    elif isinstance(parent, dict) and random.random() < 0.4:
        parent[random.choice(["new", "checksums", "format_version"])] = parent.pop(key)
    else:
        parent[key] = random.choice(ODD)


def spread(random: np.random.Generator, d: int) -> np.ndarray:
    """A covariance of any scale."""
    root = random.standard_normal((d, d)) * 10 ** random.uniform(-2, 1, (d, 1))
    return root @ root.T + np.eye(d) * 10 ** random.uniform(-6, 0)


def random_model(random: Random) -> dict:
    numbers = np.random.default_rng(random.randrange(2**32))
    n_numbers, k = random.choice([1, 1, 2, 3, 4, 7]), random.choice([1, 2, 3, 5, 9])
    n_categories = random.choice([0, 0, 1, 2])
    headings = random.sample(HEADINGS, n_numbers + n_categories)
    weights = numbers.dirichlet(np.ones(k)) if random.random() < 0.8 else np.eye(k)[0] * 0.999 + 0.001 / k
    full = [spread(numbers, n_numbers) for _ in range(k)]
    kind, values = random.choice([
        ("full", full), ("tied", full[0]), ("diagonal", [np.diag(of) for of in full]), ("spherical", [of[0, 0] for of in full])])
    entries = [entry(heading, random.random() < 0.3 and i < n_numbers) for i, heading in enumerate(headings)]
    categories = [category(random, numbers, heading, k) for heading in headings[n_numbers:]]
    mean, std = numbers.normal(0, 50, n_numbers), 10 ** numbers.uniform(-2, 3, n_numbers)
    log = [of["logarithm"] for of in entries[:n_numbers]]
    return {
        "format_version": 1,
        "features": entries,
        "scaler": {"mean": [*np.where(log, 2, mean), *[0.0] * n_categories], "std": [*np.where(log, 1, std), *[1.0] * n_categories]},
        "mixture": {
            "weights": (weights / weights.sum()).tolist(),
            "means": numbers.normal(0, 2, (k, n_numbers)).tolist(),
            "covariances": {"type": kind, "values": np.array(values).tolist()},
            "categories": categories,
        },
        "segments": [random.choice(NAMES) for _ in range(k)],
        "training": {"n_samples": 9, "log_likelihood": -1.0, "aic": 1.0, "bic": 1.0, "icl": 1.0, "log_density_threshold": -5.0},
    }


def entry(heading: str, logarithm: bool) -> dict:
    unit = {"Income (k$)": "k$", "Spend [EUR]": "EUR"}.get(heading, "")
    return {"name": heading, "unit": unit, "logarithm": logarithm}


def category(random: Random, numbers: np.random.Generator, heading: str, k: int) -> dict:
    levels = random.sample(LEVELS, random.randint(1, 4))
    return {"heading": heading, "levels": levels, "probabilities": numbers.dirichlet(np.ones(len(levels)), k).tolist()}


def cell(random: Random, mean: float, std: float, logarithm: bool) -> str:
    match random.randrange(20):
        case 0:
            return ""
        case 1:
            return random.choice(["0", "1e99", "1e20", "5e-324", "1e-300"] + [] if logarithm else ["-1e99", "1e99", "-0", "-1e15"])
    z = random.gauss(0, random.choice([1, 1, 3, 50]))
    return repr(math.expm1(min(abs(z), 100)) if logarithm else float(mean + std * z))


def customers(random: Random, model: dict) -> bytes:
    """Customers with all of a model's columns, some far off, some with gaps."""
    categories = {of["heading"]: of["levels"] for of in model["mixture"].get("categories", [])}
    mean, std = model["scaler"]["mean"], model["scaler"]["std"]
    output = io.StringIO()
    writer = csv.writer(output, lineterminator="\n")
    writer.writerow(["n", *(of["name"] for of in model["features"])])
    for n in range(30):
        row = [
            random.choice([*categories[of["name"]], "other", ""]) if of["name"] in categories
            else cell(random, mean[i], std[i], of.get("logarithm", False))
            for i, of in enumerate(model["features"])]
        writer.writerow([n, *row])
    return output.getvalue().encode()


def compare_sql(content: bytes, answer: dict) -> str:
    """What DuckDB finds else than the crate."""
    if not isinstance(answer["query"], str):
        return f"no query: {answer['query']}"
    header, *rows = csv.reader(io.StringIO(content.decode(), newline=""))
    quoted = ['"' + heading.replace('"', '""') + '"' for heading in header]
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE customers ({', '.join(f'{name} VARCHAR' for name in quoted)})")
        cells = [[cell or None for cell in row] for row in rows]
        connection.executemany(f"INSERT INTO customers VALUES ({', '.join('?' * len(header))})", cells)
        try:
            found = connection.execute(f"SELECT n, segment, segment_number, probability, unlike_training, log_density FROM ({answer['query']}) ORDER BY n::INTEGER")
        except duckdb.Error as error:
            return f"DuckDB refuses the query: {error}"[:1500]
        found = found.fetchall()
    if len(found) != len(answer["scores"]):
        return f"{len(found)} rows out of {len(answer['scores'])}"
    for row, (segment, probability, unlike), (_, name, number, of_sql, unlike_of_sql, density) in zip(rows, answer["scores"], found):
        if name is None and sum(not cell for cell in row) > 1:
            continue  # many numbers are missing
        if density is not None and abs(density) > LARGE and 0 <= of_sql <= 1 + 1e-9:
            continue  # the components' differences are lost in rounding
        is_near = of_sql is not None and abs(of_sql - probability) < 1e-6
        is_tie = is_near and number != segment and probability < 0.5 + 1e-6
        if not is_near or (number != segment and not is_tie) or unlike_of_sql != unlike or name != answer["segments"][number]:
            return f"{row}: ({segment}, {probability}, {unlike}) of the crate, ({number}, {of_sql}, {unlike_of_sql}) of DuckDB, {name!r}"
    return ""
