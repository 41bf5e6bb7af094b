"""Generality check on dated news of four T17 topics: do the days that articles speak of lead to the day that matters?

No hand-made timelines come with the articles, so this is no score against labels. For each topic the days named in the
text (not the days of writing) are ranked by the number of articles that name them; the figure is the rank of a day that
every account of the topic holds for decisive. Beside it: its rank among days of publication, which is what a plot of
publication dates shows.
"""

import csv
import sys
from collections import Counter, defaultdict
from pathlib import Path

from benchmarks.common import emit, parse
from corpus_utils.calendars import extent
from corpus_utils.schema import Block
from corpus_utils.sentences import split_sentences
from corpus_utils.times import find_times

DECISIVE = {
    "haiti": "2010-01-12",  # the earthquake
    "mj": "2009-06-25",  # the death of Michael Jackson
    "finan": "2008-09-15",  # Lehman Brothers files for bankruptcy
    "h1n1": "2009-06-11",  # the WHO declares a pandemic
}
FIELD_LIMIT = 10_000_000  # characters of one article


def read_topic(path: Path) -> list[tuple[str, str]]:
    """Read date and text of a topic's articles."""
    csv.field_size_limit(FIELD_LIMIT)
    with path.open(encoding="utf-8", newline="") as file:
        return [(row["date"], row["text"]) for row in csv.DictReader(file)]


def days_named(written: str, text: str) -> tuple[set[str], int, int]:
    """Return the days that an article names, and how many of its date words are found and resolved."""
    sentences = split_sentences(text, [Block(0, len(text), "body", "t17", 0, None)])
    dates = [t for t in find_times(text, sentences, written) if t.type in ("DATE", "TIME")]
    extents = [when for t in dates if (when := extent(t.value))]
    days = {when.start for when in extents if when.start == when.end and when.precision == "day"}
    return days - {written}, len(dates), sum(t.value is not None for t in dates)


def rank(counts: Counter[str], day: str) -> int:
    """Return the place of a day among the most frequent, 1 the first; ties share the later place."""
    return sum(count >= counts[day] for count in counts.values()) if counts[day] else len(counts) + 1


def main() -> None:
    args = parse("timelines-t17", __doc__ or "")
    paths = sorted(args.data.rglob("*.csv")) if args.data.is_dir() else [args.data]
    if not paths:
        sys.exit(f"{args.data} holds no .csv file with the columns date and text: name one with --data PATH.")
    figures: dict[str, float | int | str] = {}
    for path in paths:
        topic, articles = path.parent.name, read_topic(path)
        named, totals = Counter[str](), defaultdict(int)
        for written, text in articles:
            days, found, resolved = days_named(written, text)
            named.update(days)
            totals["found"] += found
            totals["resolved"] += resolved
        figures[f"{topic}_articles"] = len(articles)
        figures[f"{topic}_dates_resolved_share"] = totals["resolved"] / max(1, totals["found"])
        if topic in DECISIVE:
            figures[f"{topic}_rank_of_decisive_day"] = rank(named, DECISIVE[topic])
            figures[f"{topic}_rank_by_publication"] = rank(Counter(d for d, _ in articles), DECISIVE[topic])
    emit(figures, args)


if __name__ == "__main__":
    main()
