"""What the merged events add up to: activity by year, gaps, days of publication, findings in words."""

import re
from typing import TYPE_CHECKING

import pandas as pd

from corpus_utils.calendars import last_day
from corpus_utils.event_merging import say_dates
from corpus_utils.event_words import is_exercise
from corpus_utils.tables import count

if TYPE_CHECKING:
    from corpus_utils.corpus import Corpus

GROUPS = {  # of kinds, few enough to be told apart by colour
    "meetings": ("summit", "meeting"),
    "exercises": ("exercise",),
    "operations": ("operation", "deployment"),
    "documents, accession": ("founding", "document", "accession"),
    "statements, plans": ("statement", "plan"),
}
KINDS = {kind: group for group, kinds in GROUPS.items() for kind in kinds}
ENOUGH_EVENTS = 3  # events below which nothing is said of kinds and gaps
LONG_GAP = 2  # full years without an event that are called a gap
SHOWN = 5  # events that a finding names
EXTENT = re.compile(r"(\d{4}(?:-\d\d){0,2})(?: to (\d{4}(?:-\d\d){0,2}))?")
WELL_SUPPORTED = 2  # independent sources from which an event is called well supported


def read_happenings(events: pd.DataFrame) -> pd.DataFrame:
    """Return the events, named by ``summary``, that are more than words, or that the reference chronology knows."""
    return events.assign(summary=events["name"])[_happened(events)].reset_index(drop=True)


def read_statements(events: pd.DataFrame) -> pd.DataFrame:
    """Return what was said, and the meetings that only their article dates; ``summary`` is the name."""
    return events.assign(summary=events["name"])[~_happened(events)].reset_index(drop=True)


def read_undated(reports: pd.DataFrame) -> pd.DataFrame:
    """Return the reports that stand in no event: dated by words ("yesterday") that nothing resolves."""
    return reports[reports["lane"] == "undated"].reset_index(drop=True)


def _happened(events: pd.DataFrame) -> pd.Series:
    return (events["lane"] == "event") & ((events["kind"] != "statement") | events["source"].notna())


def list_events(events: pd.DataFrame) -> pd.DataFrame:
    """Return the events as a reader wants them: what and when, how sure, by how many; ``event`` leads to the evidence.

    Dates that sources, or the reference chronology, give otherwise stand beside the words that date the event.
    """
    told = events["modality"].where(events["kind"] != "plan", "happened")  # a plan is planned
    status = told.where(~(events["announced"] & (events["modality"] == "happened")), "announced, happened")
    return pd.DataFrame(
        {
            "event": events["event"],
            "kind": events["kind"] + status.map(lambda told: "" if told == "happened" else f" ({told})"),
            "sources": events["sources"],
            "date found by": events["how"] + _other_dates(events),
        }
    )


def _other_dates(events: pd.DataFrame) -> pd.Series:
    """Return what to add to each event: the dates that exclude its own."""
    said = events["conflicts"].str.replace(EXTENT, lambda found: say_dates(found[1], found[2]), regex=True)
    return said.map(lambda dates: f"; other dates: {dates}" if dates else "")


def count_years(events: pd.DataFrame) -> pd.DataFrame:
    """Return one row a year from the first event to the last: ``year`` and the number of events of each group of kinds.

    An event counts in the year it begins; years without an event are rows of zeros; decades are left out.

    >>> frame = pd.DataFrame({"date_start": ["2013", "2015-08"], "kind": ["exercise", "summit"]})
    >>> count_years(frame.assign(precision="month")).to_dict("records")[1]
    {'year': '2014', 'exercises': 0, 'meetings': 0}
    """
    dated = events[events["precision"] != "decade"]
    if dated.empty:
        return pd.DataFrame(columns=["year"])
    years = dated["date_start"].str[:4].astype(int)
    table = pd.crosstab(years, dated["kind"].map(KINDS)).reindex(range(years.min(), years.max() + 1), fill_value=0)
    table.index = table.index.astype(str)
    return table.rename_axis(index="year", columns=None).reset_index()


def title_years(years: pd.DataFrame) -> str:
    """State what the table of `count_years` shows: the year in which most events begin.

    >>> title_years(pd.DataFrame({"year": ["2021", "2022"], "exercises": [1, 2]}))
    'Most events begin in 2022 (2 of 3)'
    """
    if years.empty:
        return "No event is dated to a year"
    counts = years.set_index("year").sum(axis=1)
    return f"Most events begin in {counts.idxmax()} ({int(counts.max())} of {int(counts.sum())})"


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


def describe_events(corpus: "Corpus") -> list[str]:
    """Say in Markdown what the timeline shows, with its numbers and their n, and what it lacks for want of a date."""
    return [*_on_events(corpus), *_on_undated(read_undated(corpus.reports))]


def _on_events(corpus: "Corpus") -> list[str]:
    """Say what was found; of little, that it is too little."""
    found, statements = read_happenings(corpus.events), read_statements(corpus.events)
    articles = count(len(corpus.articles), "article")
    if found.empty:
        nothing = f"In {articles} no dated event of the CSTO is told: there is nothing to draw."
        return [nothing, *_on_statements(statements)]
    first, last = found["date_start"].min()[:4], found["date_end"].map(last_day).max()[:4]
    lines = [
        f"**{count(len(found), 'dated event')}** of the CSTO, {say_dates(first, last)}, told in "
        f"{count(int(found['reports'].sum()), 'report')} of {articles}.",
        _on_precision(found),
    ]
    if len(found) < ENOUGH_EVENTS:
        few = f"{count(len(found), 'event')}: too few to speak of kinds or gaps."
        return [*lines, few, *_on_statements(statements)]
    kinds = found["kind"].value_counts()
    lines.append("By kind: " + ", ".join(count(n, str(kind)) for kind, n in kinds.items()) + ".")
    lines += [*_on_support(found), *_on_conflicts(found), *_on_activity(found), *_on_exercises(found)]
    return [*lines, *_on_gaps(found), *_on_modality(found), *_on_statements(statements)]


def _named(events: pd.DataFrame, more: "pd.Series | str" = "") -> str:
    """Name events with their dates, and what more there is to say of each."""
    rows = events.assign(more=more)[["name", "date_start", "date_end", "more"]].itertuples(index=False)
    return "; ".join(f"*{name}* ({say_dates(start, end)}{added})" for name, start, end, added in rows)


def _on_precision(found: pd.DataFrame) -> str:
    exact = int((found["precision"] == "day").sum())
    named = int(found["source"].notna().sum())
    dated, bear = ("is" if exact == 1 else "are"), ("bears" if named == 1 else "bear")
    return (
        f"{exact} of {len(found)} {dated} dated to a day or days; {named} {bear} a name from the reference chronology."
    )


def _on_support(found: pd.DataFrame) -> list[str]:
    """Name the best-supported events, and say how many have more than one independent source."""
    well = found[found["sources"] >= WELL_SUPPORTED]
    if well.empty:
        return [f"No event has more than one independent source (n = {len(found)}): none is confirmed in this corpus."]
    best = well.sort_values(["sources", "date_start"], ascending=[False, True]).head(SHOWN)
    told = _named(best, best["sources"].map(", {} sources".format))
    return [f"Told by two or more independent sources: {len(well)} of {len(found)}, most of all {told}."]


def _on_conflicts(found: pd.DataFrame) -> list[str]:
    """Name the events on whose date sources differ, the better-supported date first."""
    differ = found[found["conflicts"] != ""]
    if differ.empty:
        return ["On no event do the dates told exclude one another."]
    return [f"Dates differ on {count(len(differ), 'event')}: {_named(differ[:SHOWN], _other_dates(differ[:SHOWN]))}."]


def _on_activity(found: pd.DataFrame) -> list[str]:
    """Name the year and the month in which most events begin."""
    dated = found[found["precision"] != "decade"]
    years = dated["date_start"].str[:4].value_counts().sort_index().sort_values(ascending=False, kind="stable")
    months = dated["date_start"][dated["date_start"].str.len() > len("2022")].str[: len("2022-01")].value_counts()
    most = years[years > 1].head(3)
    told = ", ".join(f"{year} ({n})" for year, n in most.items())
    lines = [f"Most events begin in {told}."] if len(most) else []
    if len(months) and months.iloc[0] >= ENOUGH_EVENTS and (months == months.iloc[0]).sum() == 1:
        month = str(months.index[0])
        dense = dated[dated["date_start"].str.startswith(month)]
        lines.append(f"The densest month is {say_dates(month)}, with {len(dense)} events: {_named(dense)}.")
    return lines


def _on_exercises(found: pd.DataFrame) -> list[str]:
    """Name the series of exercises and their years."""
    held = found[found["kind"] == "exercise"]
    years: dict[str, list[str]] = {}
    for name in sorted({n for told in held["participants"] for n in told.split("; ") if is_exercise(n)}):
        years.setdefault(name[: -len("-2014")], []).append(name[-len("2014") :])
    series = sorted(years.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    listed = "; ".join(f"{name} {', '.join(told)}" for name, told in series)
    return [f"{count(len(held), 'exercise')}, by series and year: {listed}."] if listed else []


def _on_gaps(found: pd.DataFrame) -> list[str]:
    gaps = find_gaps(found)
    if gaps.empty:
        return []
    longest = gaps.sort_values("years", ascending=False, kind="stable").iloc[0]
    of = "" if len(gaps) == 1 else f", the longest of {len(gaps)} gaps"
    return [
        f"Nothing is told of {longest['first']} to {longest['last']} ({longest['years']} years{of}): "
        "a gap of this corpus, not of the CSTO."
    ]


def _on_modality(found: pd.DataFrame) -> list[str]:
    modality = found["modality"]
    told = {
        "only announced": modality == "planned",
        "announced and then reported": found["announced"] & (modality == "happened"),
        "denied or called off": modality == "denied",
    }
    said = [f"{events.sum()} {what}" for what, events in told.items() if events.any()]
    return [", ".join(said) + "."] if said else []


def _on_statements(statements: pd.DataFrame) -> list[str]:
    if statements.empty:
        return []
    own = int((statements["lane"] == "event").sum())
    return [
        f"Apart from them {count(len(statements), 'statement or session', 'statements and sessions')}: {own} with a "
        f"date of {'its' if own == 1 else 'their'} own, {len(statements) - own} dated by the article alone."
    ]


def _on_undated(undated: pd.DataFrame) -> list[str]:
    if undated.empty:
        return []
    told = count(len(undated), "sentence tells", "sentences tell")
    words = undated["how"].str.extract("(“.*”)", expand=False).mode()[0]
    return [
        f"Left out for want of a date: {told} of something by words like {words}, in "
        f"{count(undated['article'].nunique(), 'article')} of which the day is not known."
    ]
