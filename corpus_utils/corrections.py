"""What an analyst corrects of an article: its date, title, outlet, the kind of a block; kept in ``overrides.csv``.

The file stands beside the folder of articles or in it. Rows with a ``field`` are read here; the others correct the
stance ledger (``overrides``). They reach the article as metadata, so that every later step, and every rerun, has them.
"""

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from corpus_utils.dates import find_dates
from corpus_utils.decoding import Unreadable, decode
from corpus_utils.schema import BODY_KINDS, Article, Audit

NAME = "overrides.csv"
MARK = "analyst:"  # what the names of such metadata begin with
KIND = f"{MARK}kind:"
ITEM = "/item-"  # between the name of a page and the number of another item on it
KINDS = (
    "title", *BODY_KINDS, "heading", "byline", "dateline", "caption", "related", "tags", "navigation", "clock",
    "other item", "source note", "foreign", "metadata",
)  # fmt: skip
FIELDS = ("published", "title", "outlet", "kind")


class Correction(NamedTuple):
    """One row of the file."""

    row: int  # of the file, the names of the columns being row 1
    article: str
    field: str
    value: str
    text: str  # for a kind: how the block begins
    lost: str = ""  # why its article cannot take it


def find_file(folder: Path) -> Path | None:
    """Return the corrections of a folder of articles: in it, or beside it."""
    return next((path for path in (folder / NAME, folder.parent / NAME) if path.is_file()), None)


def read_corrections(path: Path) -> tuple[list[Correction], list[tuple[int, str]]]:
    """Return the usable rows, and row and problem of the others.

    Columns: ``article, field, value``, and ``text`` for the field ``kind``. Rows without a field are not looked at.
    """
    try:
        lines = decode(path.read_bytes())[0].splitlines()
    except (OSError, Unreadable) as error:
        return [], [(1, f"cannot be read: {error}")]
    rows, problems = [], []
    for number, record in enumerate(csv.DictReader(lines), start=2):
        cells = {
            key.strip(): (value or "").strip()
            for key, value in record.items()
            if isinstance(key, str) and isinstance(value, str)
        }
        if not cells.get("field"):
            continue
        row = Correction(number, *(cells.get(name, "") for name in ("article", "field", "value", "text")))
        if problem := _problem(row):
            problems.append((number, problem))
        else:
            rows.append(row)
    return rows, problems


def _problem(row: Correction) -> str:
    if row.field not in FIELDS:
        return f"field is {row.field!r}; expected {', '.join(FIELDS)}"
    if row.field == "kind" and (row.value not in KINDS or not row.text):
        return (
            f"kind is {row.value!r} for the block {row.text!r}; expected one of {', '.join(KINDS)}, and its first words"
        )
    if row.field == "published" and row.value and not row.value[:4].isdigit() and not list(find_dates(row.value)):
        return f"published is {row.value!r}; expected YYYY-MM-DD, YYYY-MM, YYYY or nothing"
    return ""


def rows_by_article(folder: Path, alone: bool) -> tuple[list[Audit], dict[str, list[Correction]]]:
    """Return audit rows for the analyst's file, and its corrections by article; ``alone``: one file was asked for."""
    path = find_file(folder)
    if path is None:
        return [], {}
    rows, problems = read_corrections(path)
    by_article: dict[str, list[Correction]] = {}
    for row in rows:
        by_article.setdefault(row.article, []).append(row)
    size = 0 if alone or path.parent != folder else path.stat().st_size  # none of the bytes that were asked for
    told = f"{len(rows)} corrections by the analyst" + " for the whole folder" * alone
    return [Audit(NAME, None, "read", told, size, "", None), *(_left_out(*problem) for problem in problems)], by_article


def correct(article: Article, rows: dict[str, list[Correction]]) -> Article:
    """Return the article with its corrections in its metadata; those that it cannot take are left in ``rows``."""
    given = rows.pop(article.article, [])
    words = " ".join(article.text.split()) if any(row.field == "kind" for row in given) else ""
    lost = [row for row in given if row.field == "kind" and " ".join(row.text.split()) not in words]
    if lost:
        rows[article.article] = [row._replace(lost=f"{row.text!r} is not in {row.article!r}") for row in lost]
    own = as_metadata(row for row in given if row not in lost)
    return article._replace(metadata={**article.metadata, **own}) if own else article


def tell_unused(rows: Mapping[str, list[Correction]], items: bool) -> list[Audit]:
    """Return an audit row for each correction whose article was not read; ``items``: those of pages are articles."""
    told = []
    for row in (row for own in rows.values() for row in own):
        unasked = ITEM in row.article and not items
        hint = "its name has changed or is misspelt; look it up in the audit"
        hint = "the items of a page are articles only with --items" if unasked else hint
        told.append(_left_out(row.row, row.lost or f"no article {row.article!r}: {hint}"))
    return told


def _left_out(row: int, reason: str) -> Audit:
    return Audit(NAME, row, "left out", reason, 0, "", None)


def as_metadata(rows: Iterable[Correction]) -> dict[str, str]:
    """Return the metadata that carry the corrections of one article.

    >>> as_metadata([Correction(2, "a", "published", "2016-09-08", "")])
    {'analyst:published': '2016-09-08'}
    """
    found: dict[str, str] = {}
    for row in rows:
        key = f"{KIND}{' '.join(row.text.split())}" if row.field == "kind" else f"{MARK}{row.field}"
        found[key] = row.value
        if row.field in ("title", "outlet"):
            found[row.field] = row.value
    return found


def kinds_of(metadata: Mapping[str, str]) -> dict[str, str]:
    """Return the kinds that the analyst gave to blocks, by the first words of the block."""
    return {key.removeprefix(KIND): value for key, value in metadata.items() if key.startswith(KIND)}
