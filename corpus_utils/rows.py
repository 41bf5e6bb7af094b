"""Tables of articles: CSV, TSV, JSONL and JSON, a row at a time; the text column by its name or by its length."""

import csv
import json
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any, NamedTuple, TextIO

from corpus_utils.decoding import BOMS, DETECT_BYTES, Unreadable, decode

TEXT_COLUMNS = ("text", "body", "content", "article_text", "fulltext", "full_text", "article", "maintext", "story")
MIN_TEXT_COLUMN = 100  # characters: a guessed text column holds at least this on average, less is a title
GUESS_ROWS = 50  # rows read to guess the text column
MAX_JSON = 200_000_000  # bytes of a .json file that is one list; larger ones belong in JSONL, read line by line
PROBLEM = ""  # key under which a broken row carries its reason; no column has this name


class Row(NamedTuple):
    """One row of a table: its text, the other columns, or the reason why it has no text."""

    number: int  # 1-based
    text: str
    metadata: dict[str, str]
    problem: str


Record = dict[str, Any]


def read_table(path: Path) -> tuple[str, str, Iterator[Row]]:
    """Return the encoding of a table, how its text column was found, and its rows, read as they are asked for.

    Raises ``Unreadable`` when the file is not text, or no column holds articles.
    """
    with path.open("rb") as stream:
        head = stream.read(DETECT_BYTES)
    encoding = _encoding(head)
    read = _read_csv if path.suffix.lower() in (".csv", ".tsv") else _read_json
    how, rows = rows_of(read(path, encoding))
    return encoding, how, rows


def _encoding(head: bytes) -> str:
    name = decode(head[: head.rfind(b"\n") + 1] or head)[1]
    return next((encoding for bom, encoding in BOMS if head.startswith(bom)), name.split(" ")[0])


def _open(path: Path, encoding: str) -> TextIO:
    return path.open(encoding=encoding, errors="replace", newline="")


def _read_csv(path: Path, encoding: str) -> Iterator[Record]:
    """Yield the rows of a CSV or TSV file; the separator is the one its first line uses most."""
    csv.field_size_limit(2**31 - 1)
    with _open(path, encoding) as stream:
        separator = max(",;\t|", key=stream.readline().count)
        stream.seek(0)
        try:
            yield from csv.DictReader(stream, delimiter=separator)
        except csv.Error as error:
            yield {PROBLEM: f"not CSV: {error}"}


def _read_json(path: Path, encoding: str) -> Iterator[Record]:
    """Yield one mapping a line; a file that is one JSON list or object gives its items."""
    with _open(path, encoding) as stream:
        first = stream.read(1000).lstrip()[:1]
        stream.seek(0)
        if first == "[":
            yield from _whole_json(path, stream)
        else:
            lines = (line for line in stream if line.strip())
            yield from map(_json_line, lines)


def _json_line(line: str) -> Record:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        return {PROBLEM: f"not JSON: {error}"}
    return row if isinstance(row, dict) else {PROBLEM: "not a JSON object"}


def _whole_json(path: Path, stream: TextIO) -> list[Record]:
    if path.stat().st_size > MAX_JSON:
        raise Unreadable(f"one JSON list of more than {MAX_JSON // 10**6} MB: save it as JSONL, one object a line")
    try:
        items = json.loads(stream.read())
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"not JSON: {error}") from error
    return [item if isinstance(item, dict) else {PROBLEM: "not a JSON object"} for item in items]


def text_column(rows: Sequence[Record]) -> tuple[str, str]:
    """Return the text column of a table and how it was found; raise ``Unreadable`` when no column holds articles.

    >>> text_column([{"id": "1", "Body": "Talks were held."}])
    ('Body', "text column 'Body', by its name")
    """
    columns = [column for column in (rows[0] if rows else {}) if isinstance(column, str)]
    for wanted in TEXT_COLUMNS:
        for column in columns:
            if column.strip().lower() == wanted:
                return column, f"text column {column!r}, by its name"
    lengths = {c: sum(len(str(row.get(c) or "")) for row in rows) / max(1, len(rows)) for c in columns}
    best = max(lengths, key=lambda column: lengths[column], default="")
    if not best or lengths[best] < MIN_TEXT_COLUMN:
        raise Unreadable(f"no text column: found {columns}, expected one of {list(TEXT_COLUMNS)}")
    return best, f"text column {best!r}, guessed: the longest, {lengths[best]:.0f} characters on average"


def rows_of(records: Iterator[Record]) -> tuple[str, Iterator[Row]]:
    """Return how the text column was found, and the rows with their text and metadata."""
    head = list(islice(records, GUESS_ROWS))
    column, how = text_column([record for record in head if PROBLEM not in record] or head)
    return how, (_row(number, record, column) for number, record in enumerate(chain(head, records), start=1))


def _row(number: int, record: Record, column: str) -> Row:
    text = _cell(record.get(column))
    problem = "" if text.strip() else str(record.get(PROBLEM) or f"no text in column {column!r}")
    others = {
        key: _cell(value) for key, value in record.items() if isinstance(key, str) and key not in (PROBLEM, column)
    }
    return Row(number, text, {key: value for key, value in others.items() if value}, problem)


def _cell(value: Any) -> str:
    if value is None or (isinstance(value, float) and value != value):
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str).strip('"')
