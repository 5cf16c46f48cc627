"""CSV for the fuzzer: made, mutated, and read by another parser."""

import csv
import io
import re
from random import Random

csv.field_size_limit(1 << 30)

MALL = {"features": ["Age", "Annual Income (k$)", "Spending Score (1-100)"], "categories": ["Gender"], "id": "CustomerID"}
SCHEMAS = [
    None,
    {"features": ["x", "amount"], "categories": ["region"], "id": "client", "logarithms": ["amount"]},
    {"features": ["x"], "categories": [], "id": None, "logarithms": []},
    {"features": ["a \"b\", c"], "categories": ["é", "z"], "id": None, "logarithms": []},
]
# what Rust takes for blank
BLANK = " \t\n\x0b\x0c\r\x85\xa0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u2029\u202f\u205f\u3000"
MISSING = {"na", "n/a", "#n/a", "<na>", "nan", "null", "none", "-", "?"}
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
CELLS = ["", " ", "NA", "-", "?", "1e5", "-0", "+3", ".5", "5.", "1e400", "inf", "1_0", "0x10", "19,5", "1,000", "٣", "１",
         "1;2", "a\tb", "a|b", "=1+1", "<script>", "\ufeff", "\u200b", "\u2028", "\x85", "x" * 5000, "9" * 400, "\x1b[2J", "\u202e"]
PIECES = [b'"', b'""', b",", b";", b"\t", b"|", b"\r", b"\n", b"\r\n", b"\n\n", b"\xef\xbb\xbf", b"\0", b"\xff", b"\xc3", b"\xe2\x80",
          b" ", b'","', b'"\n"', b"\x1f\x8b", b"PK\x03\x04", b"'", b"\\", b"\x1a", b"NaN", b",,,,", b'"' * 7]


def headings(schema: dict | None) -> list[str]:
    schema = schema or MALL
    return [*([schema["id"]] if schema["id"] else []), *schema["features"], *schema["categories"]]


def quoted(random: Random, cell: str, separator: str) -> str:
    needs = any(sign in cell for sign in (separator, '"', "\n", "\r"))
    return '"' + cell.replace('"', '""') + '"' if needs or random.random() < 0.05 else cell


def value(random: Random, heading: str) -> str:
    if random.random() < 0.03:
        return random.choice(["", "NA", " ", "-"])
    if heading == "Gender":
        return random.choice(["Male", "Female", "f", " M "])
    if heading in ("region", "é", "z"):
        return random.choice(["North", "South's", "<script>", 'a "b"', "Łódź", "x,y", "two\nlines"])
    if heading == "client" or heading == "CustomerID":
        return random.choice(["0001", "a-7", "né", str(random.randrange(10**6)), '"', "x\r\ny"])
    return random.choice([str(random.randint(1, 100)), f"{random.uniform(1, 100):.3f}", "1e1", "42", " 7 "])


def plain(random: Random, schema: dict | None) -> list[list[str]]:
    """A table with the schema's columns and perhaps others, in any order."""
    names = headings(schema) + random.sample(["note", "town", "", "note"], random.randint(0, 2))
    random.shuffle(names)
    n_rows = random.choice([0, 1, 2, 5, 12, 60]) if random.random() < 0.995 else random.choice([5000, 60_000])
    rows = [[value(random, name) if name in headings(schema) else random.choice(["", "x", "Ulm"]) for name in names] for _ in range(n_rows)]
    return [names, *rows]


def written(random: Random, table: list[list[str]]) -> bytes:
    separator = random.choice([",", ",", ";", "\t", "|"])
    end = random.choice(["\n", "\n", "\r\n", "\r"])
    lines = [separator.join(quoted(random, cell, separator) for cell in row) for row in table]
    return (random.choice(["", "", "\ufeff"]) + end.join(lines) + random.choice([end, ""])).encode()


def mutated(random: Random, table: list[list[str]], _schema: dict | None) -> bytes:
    """Now and then odd cells, ragged rows, headings twice; then odd bytes anywhere."""
    if random.random() < 0.5:
        for _ in range(random.choice([1, 2, 5])):
            row = random.choice(table)
            change_row(random, row)
        if random.random() < 0.1:
            table.insert(random.randrange(len(table) + 1), random.choice([[], [""], [""] * len(table[0]), ["title"], list(table[0])]))
    content = bytearray(written(random, table))
    if random.random() < 0.5:
        for _ in range(random.choice([1, 1, 2, 4])):
            at = random.randrange(len(content) + 1)
            change_bytes(random, content, at)
    return bytes(content)


def change_row(random: Random, row: list[str]) -> None:
    at = random.randrange(len(row) + 1)
    match random.randrange(8):
        case 0:
            row.insert(at, random.choice(CELLS))
        case 1 if len(row) > 1:
            del row[min(at, len(row) - 1)]
        case _ if row:
            row[min(at, len(row) - 1)] = random.choice(CELLS)


def change_bytes(random: Random, content: bytearray, at: int) -> None:
    match random.randrange(12):
        case 0:
            del content[at:at + random.choice([1, 3, 40])]
        case 1:
            content[at:at] = content[max(0, at - random.choice([5, 80])):at]
        case 2:
            content[at:at + 1] = bytes([random.randrange(256)])
        case 3 if random.random() < 0.02:
            content[at:at] = random.choice([b"x", b",", b"\n", b'"', b'""', b"1\n"]) * random.choice([70_000, 1_100_000])
        case 4:
            del content[at:]
        case _:
            content[at:at] = random.choice(PIECES)


def made(random: Random) -> tuple[dict | None, bytes]:
    schema = random.choice(SCHEMAS)
    return schema, mutated(random, plain(random, schema), schema)


def rows_of(content: bytes, separator: str) -> list[list[str]]:
    """All rows that hold anything, by Python's parser."""
    text = content.decode()
    while text.startswith("\ufeff"):
        text = text[1:]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    return [row for row in rows if any(cell.strip(BLANK) for cell in row)]


def number(cell: str, commas: bool) -> float | None:
    cell = cell.strip(BLANK)
    whole, comma, decimals = cell.partition(",")
    if comma and commas and (whole == "0" or len(decimals.encode()) not in (0, 3)):
        cell = f"{whole}.{decimals}"
    return float(cell) + 0.0 if NUMBER.fullmatch(cell) else None


def is_heading(found: str, heading: str) -> bool:
    def plain_text(text: str) -> str:
        return re.sub("[\u2010-\u2015\u2212]", "-", "".join(c for c in text if c not in BLANK + "\u200b\ufeff")).lower()

    return plain_text(found) == plain_text(heading) or heading == "Gender" and plain_text(found) == "genre"


def expected(row: list[str], at: int, heading: str, commas: bool) -> float | str | None:
    """What a cell means in its column."""
    cell = row[at].strip(BLANK)
    if not cell or cell.lower() in MISSING:
        return None
    if heading == "Gender":
        return {"f": "Female", "female": "Female", "m": "Male", "male": "Male"}.get(cell.lower(), f"no gender {cell!r}")
    return cell if heading in ("region", "é", "z") else number(cell, commas)


def compare(content: bytes, schema: dict | None, answer: dict) -> str:
    """What is wrong with an answer; nothing if all is well."""
    if "error" in answer:
        return "" if answer["error"].strip() else "refused without a word"
    separator = answer["separator"]
    try:
        header, *rows = rows_of(content, separator)
    except (csv.Error, UnicodeDecodeError, ValueError) as error:
        return f"accepted what Python's csv refuses: {error}"
    if rows != answer["rows"]:
        first = next((pair for pair in zip(rows, answer["rows"]) if pair[0] != pair[1]), None)
        return f"{len(answer['rows'])} rows instead of {len(rows)}; the first that differ: {first}"[:1500]
    return compare_columns(header, rows, schema or MALL, answer["content"], separator != ",")


def compare_columns(header: list[str], rows: list[list[str]], schema: dict, content: dict, commas: bool) -> str:
    columns = [(heading, values) for heading, values in zip([*schema["features"], *schema["categories"]], content["columns"])]
    for heading, values in columns:
        places = [i for i, found in enumerate(header) if is_heading(found, heading)]
        if len(places) != 1:
            return f"accepted {len(places)} columns {heading!r}"
        wanted = [expected(row, places[0], heading, commas) for row in rows]
        if wanted != values:
            at = next(i for i, pair in enumerate(zip(wanted, values)) if pair[0] != pair[1])
            return f"row {at}, {heading!r}: {rows[at]} was read as {values[at]!r}"
    if schema["id"] is None:
        return "" if content["ids"] == [str(i + 1) for i in range(len(rows))] else "rows are counted wrongly"
    place = next(i for i, found in enumerate(header) if is_heading(found, schema["id"]))
    ids = [row[place].strip(BLANK) for row in rows]
    return "" if ids == [found.strip(BLANK) for found in content["ids"]] else "identifiers differ"


def compare_assigned(content: bytes, output: bytes) -> str:
    """What is wrong with the rows that `segments assign` wrote."""
    last: Exception | None = None
    for separator in ",;\t|":
        try:
            given, found = rows_of(content, separator), rows_of(output, separator)
        except (csv.Error, UnicodeDecodeError) as error:
            last = error
            continue
        if given and found and found[0][-3:] == ["segment", "probability", "unlike_training"]:
            if [row[:-3] for row in found] != given:
                first = next((pair for pair in zip(given, found) if pair[0] != pair[1][:-3]), None)
                return f"{len(found)} rows out of {len(given)}; the first that differ: {first}"[:1500]
            return ""
    return f"what was written cannot be read: {last}"
