"""What the merged events add up to: activity by year, gaps, days of publication, findings in words."""

from typing import TYPE_CHECKING

import pandas as pd

from corpus_utils.calendars import last_day

if TYPE_CHECKING:
    from corpus_utils.corpus import Corpus

# Groups of kinds, few enough to be told apart by colour
KINDS = {
    "summit": "summits, meetings",
    "meeting": "summits, meetings",
    "exercise": "exercises",
    "operation": "operations, deployments",
    "deployment": "operations, deployments",
    "founding": "founding, documents, accession",
    "document": "founding, documents, accession",
    "accession": "founding, documents, accession",
    "statement": "statements, plans",
    "plan": "statements, plans",
}
ENOUGH_EVENTS = 3  # events below which nothing is said of kinds and gaps
LONG_GAP = 2  # full years without an event that are called a gap
WELL_SUPPORTED = 2  # independent sources from which an event is called well supported


def read_happenings(events: pd.DataFrame) -> pd.DataFrame:
    """Return the merged events without the statements that only their article dates; ``summary`` is the name."""
    return events[events["lane"] == "event"].assign(summary=events["name"]).reset_index(drop=True)


def read_statements(events: pd.DataFrame) -> pd.DataFrame:
    """Return the statements that are dated by their article."""
    return events[events["lane"] == "statement"].assign(summary=events["name"]).reset_index(drop=True)


def count_years(events: pd.DataFrame) -> pd.DataFrame:
    """Return one row a year from the first event to the last: ``year`` and the number of events of each group of kinds.

    An event counts in the year it begins; years without an event are rows of zeros; decades are left out.

    >>> frame = pd.DataFrame({"date_start": ["2013", "2015-08"], "kind": ["exercise", "summit"]})
    >>> count_years(frame.assign(precision="month")).to_dict("records")[1]
    {'year': '2014', 'exercises': 0, 'summits, meetings': 0}
    """
    dated = events[events["precision"] != "decade"]
    if dated.empty:
        return pd.DataFrame(columns=["year"])
    years = dated["date_start"].str[:4].astype(int)
    table = pd.crosstab(years, dated["kind"].map(KINDS)).reindex(range(years.min(), years.max() + 1), fill_value=0)
    table.index = table.index.astype(str)
    return table.rename_axis(index="year", columns=None).reset_index()


def find_gaps(events: pd.DataFrame) -> pd.DataFrame:
    """Return the runs of at least two full years, between the first and the last event, in which no event falls.

    Columns ``first, last`` (years), ``years`` (their number). A span of years fills all its years.

    >>> frame = pd.DataFrame({"date_start": ["1992-05-15", "2002-10-07"], "date_end": ["1992-05-15", "2002-10-07"]})
    >>> find_gaps(frame).to_dict("records")
    [{'first': '1993', 'last': '2001', 'years': 9}]
    """
    spans = sorted(
        (int(a[:4]), int(last_day(b)[:4])) for a, b in zip(events["date_start"], events["date_end"], strict=True)
    )
    rows, reached = [], spans[0][1] if spans else 0
    for first, last in spans:
        if first - reached > LONG_GAP:
            rows.append({"first": str(reached + 1), "last": str(first - 1), "years": first - reached - 1})
        reached = max(reached, last)
    return pd.DataFrame(rows, columns=["first", "last", "years"])


def publication_dates(articles: pd.DataFrame) -> pd.DataFrame:
    """Return the days on which articles were published, in the form of the timeline figure; some have no date.

    These are days of writing, not of events: they belong in a strip of their own.
    """
    return pd.DataFrame(
        {
            "article": articles["article"],
            "date_start": articles["published"],
            "date_end": articles["published"],
            "precision": articles["precision"],
            "kind": "published",
            "modality": "happened",
            "summary": articles["title"].fillna(articles["article"]),
        }
    )


def describe_events(corpus: "Corpus") -> list[str]:
    """Say in Markdown what the timeline shows, with its numbers and their n; of little, that it is too little."""
    events, n = corpus.events, len(corpus.articles)
    found, statements = read_happenings(events), read_statements(events)
    if found.empty:
        return [
            f"The {n} articles tell of no dated event of the CSTO: there is nothing to draw.",
            *_on_statements(statements),
        ]
    first, last = found["date_start"].min()[:4], found["date_end"].map(last_day).max()[:4]
    told = len(corpus.reports[corpus.reports["lane"] == "event"])
    lines = [
        f"**{_many(len(found), 'dated event')}** of the CSTO, of {first} to {last}, told in {_many(told, 'report')} "
        f"of {n} articles.",
        _on_precision(found),
    ]
    if len(found) < ENOUGH_EVENTS:
        return [*lines, f"{len(found)} events are too few to speak of kinds or gaps.", *_on_statements(statements)]
    kinds = found["kind"].value_counts()
    lines.append("By kind: " + ", ".join(f"{kind} {count}" for kind, count in kinds.items()) + ".")
    return [*lines, _on_support(found), *_on_gaps(found), *_on_modality(found), *_on_statements(statements)]


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}" + ("" if count == 1 else "s")


def _on_precision(found: pd.DataFrame) -> str:
    exact = int((found["precision"] == "day").sum())
    named = int(found["source"].notna().sum())
    return f"{exact} of {len(found)} are dated to a day or days; {named} bear a name from the reference chronology."


def _on_support(found: pd.DataFrame) -> str:
    """Name the best-supported event, and how many have more than one independent source."""
    well = found[found["sources"] >= WELL_SUPPORTED]
    if well.empty:
        return (
            f"No event has more than one independent source (n = {len(found)}): none is confirmed within this corpus."
        )
    best = well.sort_values(["sources", "date_start"], ascending=[False, True]).iloc[0]
    disputed = int((found["conflicts"] != "").sum())
    return (
        f"Events with two or more independent sources: {len(well)} of {len(found)}, most of all *{best['name']}* "
        f"({best['date_start']}, {best['sources']} sources). Events on whose date sources differ: {disputed}."
    )


def _on_gaps(found: pd.DataFrame) -> list[str]:
    gaps = find_gaps(found)
    if gaps.empty:
        return []
    longest = gaps.sort_values("years", ascending=False, kind="stable").iloc[0]
    return [
        f"Nothing is told of {longest['first']} to {longest['last']} ({longest['years']} years, the longest of "
        f"{_many(len(gaps), 'gap')}): a gap of this corpus, not of the CSTO."
    ]


def _on_modality(found: pd.DataFrame) -> list[str]:
    counts = found["modality"].value_counts()
    later = int((found["announced"] & (found["modality"] == "happened")).sum())
    planned, denied = int(counts.get("planned", 0)), int(counts.get("denied", 0))
    if not (planned or denied or later):
        return []
    return [f"{planned} only announced, {later} announced and then reported, {denied} denied or called off."]


def _on_statements(statements: pd.DataFrame) -> list[str]:
    if statements.empty:
        return []
    return [f"{_many(len(statements), 'statement')} dated by the article alone, in a lane of their own."]
