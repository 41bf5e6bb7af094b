"""Publication dates of our labelled digests from the page alone: the front matter, which gives the date, is withheld.

The set is ``data/gold``: one JSON an article, whose ``published_page`` is what a careful reader concludes from the page
without its metadata. Compared with htmldate, which reads the same text as a bare HTML page. A date given where the
reader has none counts as an error, and as a confident one where its confidence is high or medium.
"""

import json
import sys
from pathlib import Path
from typing import Any

import htmldate

from benchmarks.common import emit, parse
from corpus_utils.articles import front_matter
from corpus_utils.cleaning import find_blocks
from corpus_utils.dating import date_article

ROOT = Path(__file__).parents[1]
SURE = ("high", "medium")


def main() -> None:
    args = parse(ROOT / "data" / "gold", str(__doc__))
    labels = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(args.data.glob("*.json"))]
    labels = [label for label in labels if "published_page" in label]
    if not labels:
        sys.exit(f"{args.data}: no label with published_page.")
    rows = [_date(label, args.data.parent / "articles" / f"{label['article']}.txt") for label in labels]
    wrong = [row for row in rows if row["found"] != row["expected"]]
    if not args.json:
        for row in wrong:
            found = f"{row['found']} ({row['confidence']})"
            print(f"{row['article']:<36} expected {row['expected']}, found {found}: {row['reason']}")
    figures: dict[str, Any] = {
        "articles": len(rows),
        "right": 1 - len(wrong) / len(rows),
        "right where there is a date": _right([row for row in rows if row["expected"]], "found"),
        "invented": sum(row["found"] is not None and row["expected"] is None for row in rows),
        "confident errors": sum(row["found"] is not None and row["confidence"] in SURE for row in wrong),
        "htmldate alone": _right(rows, "htmldate"),
    }
    emit(figures, args)


def _right(rows: list[dict[str, Any]], column: str) -> float:
    return sum(row[column] == row["expected"] for row in rows) / len(rows)


def _date(label: dict[str, Any], path: Path) -> dict[str, Any]:
    raw = path.read_bytes().decode("utf-8")
    text = raw[front_matter(raw)[1] :]
    dating = date_article(text, find_blocks(text), {})
    html = "".join(f"<p>{line}</p>" for line in text.splitlines())
    return {
        "article": label["article"],
        "expected": label["published_page"]["date"],
        "found": dating.published,
        "confidence": dating.confidence,
        "reason": dating.reason,
        "htmldate": htmldate.find_date(f"<html><body>{html}</body></html>", original_date=True),
    }


if __name__ == "__main__":
    main()
