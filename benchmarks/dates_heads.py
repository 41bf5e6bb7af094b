"""Publication dates on short page heads in our own words: day or month first, clocks, teasers, zones, missing years.

The set, ``gold/date_heads.jsonl``, is ours: one page head a line with the date a careful reader concludes (null where
none can be had). Compared with htmldate, which reads the same text wrapped as a bare HTML page.
"""

import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import htmldate

from benchmarks.common import emit, parse
from corpus_utils.cleaning import find_blocks
from corpus_utils.dating import date_article

SURE = ("high", "medium")  # a wrong date of such confidence is a confident error


def main() -> None:
    args = parse(Path(__file__).parent / "gold" / "date_heads.jsonl", str(__doc__))
    rows = [json.loads(line) for line in args.data.read_text(encoding="utf-8").splitlines() if line.strip()]
    if not rows:
        sys.exit(f"{args.data} is empty: expected one JSON object a line.")
    results = [(row, date_article(row["text"], find_blocks(row["text"]), row["metadata"])) for row in rows]
    wrong = [
        (row, dating) for row, dating in results if dating.published != row["published"] or not _bounded(row, dating)
    ]
    confident = [d for row, d in wrong if d.published and d.published != row["published"] and d.confidence in SURE]
    figures: dict[str, Any] = {
        "heads": len(rows),
        "right": 1 - len(wrong) / len(rows),
        "confident errors": len(confident),
    }
    by_kind = defaultdict(list)
    for row, dating in results:
        by_kind[row["kind"]].append(dating.published == row["published"])
    figures |= {f"right: {kind}": sum(hits) / len(hits) for kind, hits in by_kind.items()}
    figures["htmldate alone"] = sum(_htmldate(row["text"]) == row["published"] for row in rows) / len(rows)
    if not args.json:
        for row, dating in wrong:
            found = f"{dating.published} ({dating.confidence})"
            print(f"{row['kind']:<10} expected {row['published']}, found {found}: {row['text'][:90]!r}")
            print(f"           {dating.reason}; {dating.conflicts}")
    emit(figures, args)


def _bounded(row: dict[str, Any], dating: Any) -> bool:
    return all(row.get(key) is None or getattr(dating, key) == row[key] for key in ("not_before", "not_after"))


def _htmldate(text: str) -> str | None:
    lines = "".join(f"<p>{line}</p>" for line in text.splitlines())
    return htmldate.find_date(f"<html><body>{lines}</body></html>", original_date=True)


if __name__ == "__main__":
    main()
