"""Which reports tell of one happening: joined by name, by the reference chronology, by days, by wording."""

import re
from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from typing import Any, NamedTuple

import pandas as pd

from corpus_utils.calendars import last_day, opening_day
from corpus_utils.event_words import is_csto, is_exercise
from corpus_utils.reference_events import ORGANISATION, Fact, name_of

# Kinds that reports of one happening may differ in: one calls a summit what the other calls a meeting.
GROUPS = {
    "summit": "gathering",
    "meeting": "gathering",
    "exercise": "exercise",
    "operation": "operation",
    "deployment": "operation",
    "founding": "act",
    "document": "act",
    "accession": "act",
    "statement": "statement",
    "plan": "plan",
}
COMPARED = 50  # reports before it in a span of dates that a report is compared with: keeps the work linear
ALIKE, LONG_WORD = 0.4, 5  # share of the shorter sentence's words of so many letters that makes two sentences alike


class Report(NamedTuple):
    """One report with what it is joined by."""

    row: Any  # of the frame of reports
    origin: str  # its reprint group, else its article: one independent source
    group: str
    names: frozenset[str]  # exercises and operations with their year
    bodies: frozenset[str]  # bodies, forces and treaties of the CSTO, without the organisation itself
    fact: Fact | None

    @property
    def dates(self) -> tuple[str, str]:
        """First and last date as told."""
        return self.row.date_start, self.row.date_end or self.row.date_start


def join_reports(events: pd.DataFrame, reprints: pd.DataFrame) -> dict[int, list[Report]]:
    """Group reports by the event they tell of: number of an event to its reports."""
    origin = {
        a: f"group {g}" for side in ("article", "other") for a, g in zip(reprints[side], reprints["group"], strict=True)
    }
    known = events[events["date_start"].notna()].astype(object)
    known = known.where(known.notna(), None)
    reports = [_report(row, origin) for row in known.itertuples()]
    parent = list(range(len(reports)))
    keys: dict[Hashable, int] = {}
    for number, report in enumerate(reports):
        for key in _keys_of(report):
            _unite(parent, number, keys.setdefault(key, number))
    _unite_days(reports, parent)
    _unite_same_span(reports, parent)
    _unite_coarse(reports, parent)
    joined: dict[int, list[Report]] = defaultdict(list)
    for number, report in enumerate(reports):
        joined[_root(parent, number)].append(report)
    return joined


def _report(row: Any, origin: dict[str, str]) -> Report:
    entities = [name for name in row.participants.split("; ") if name]
    names = frozenset(name for name in entities if is_exercise(name))
    bodies = frozenset(name for name in entities if is_csto(name) and name != ORGANISATION) - names
    group = GROUPS.get(row.kind, row.kind)
    if row.lane == "statement" and not (group == "gathering" and bodies):
        return Report(row, origin.get(row.article, row.article), "statement", names, bodies, None)
    kinds = [kind for kind, its_group in GROUPS.items() if its_group == group]
    fact = name_of(row.date_start, row.date_end, kinds, entities, row.place)
    return Report(row, origin.get(row.article, row.article), group, names, bodies, fact)


def _keys_of(report: Report) -> Iterator[Hashable]:
    """Give what alone makes two reports one event."""
    row = report.row
    if report.group == "statement" and row.lane == "statement":
        yield "statement", report.origin, report.dates
        return
    for name in report.names:
        yield "name", name
    if report.fact:
        yield "fact", report.fact.name, report.fact.start


def _unite_days(reports: Sequence[Report], parent: list[int]) -> None:
    """Join reports of one group on the same days, unless they name different places or different exercises."""
    same: dict[Hashable, list[int]] = defaultdict(list)
    for number, report in enumerate(reports):
        if _is_happening(report) and report.row.precision == "day":
            same[(report.group, report.dates)].append(number)
    for numbers in same.values():
        places = {reports[n].row.place for n in numbers if reports[n].row.place}
        names = {name for n in numbers for name in reports[n].names}
        if len(names) > 1:
            continue
        for number in numbers:
            mates = [m for m in numbers if len(places) < 2 or reports[m].row.place == reports[number].row.place]
            _unite(parent, number, mates[0])


def _unite_same_span(reports: Sequence[Report], parent: list[int]) -> None:
    """Join reports of one group with the same coarse dates: by wording, or where nothing tells them apart."""
    same: dict[Hashable, list[int]] = defaultdict(list)
    for number, report in enumerate(reports):
        if _is_happening(report) and report.row.precision != "day" and not report.names:
            same[(report.group, report.dates)].append(number)
    for numbers in same.values():
        for at, number in enumerate(numbers):
            for mate in numbers[max(0, at - COMPARED) : at]:
                one, other = reports[number], reports[mate]
                if _compatible(one, other) and (one.row.precision == "month" or _alike(one.row.text, other.row.text)):
                    _unite(parent, number, mate)


def _compatible(one: Report, other: Report) -> bool:
    """Say whether neither place nor bodies tell two reports apart."""
    place = not (one.row.place and other.row.place) or one.row.place == other.row.place
    return place and (not (one.bodies and other.bodies) or bool(one.bodies & other.bodies))


def _alike(text: str, other: str) -> bool:
    """Say whether two sentences share enough of their longer words."""
    words, others = (
        frozenset(w for w in re.findall(r"\w+", t.casefold()) if len(w) >= LONG_WORD) for t in (text, other)
    )
    return len(words & others) >= ALIKE * max(1, min(len(words), len(others)))


def _unite_coarse(reports: Sequence[Report], parent: list[int]) -> None:
    """Join a report dated by month or year to the only finer event it can be, if a body or place agrees."""
    fine: dict[Hashable, list[int]] = defaultdict(list)
    for number, report in enumerate(reports):
        if _is_happening(report) and report.row.precision == "day" and report.dates[0][:4] == report.dates[1][:4]:
            fine[(report.group, report.dates[0][:4])].append(number)
    for number, report in enumerate(reports):
        if not _is_happening(report) or report.row.precision not in ("month", "year") or report.names:
            continue
        found = fine.get((report.group, report.dates[0][:4]), [])
        fits = [n for n in found if _meet(report, reports[n]) and _agree(report, reports[n])]
        if len({_root(parent, n) for n in fits}) == 1:
            _unite(parent, number, fits[0])


def _is_happening(report: Report) -> bool:
    """Say whether a report tells of more than words: an event, or a session of a body that its article dates."""
    return report.row.lane == "event" or report.group != "statement"


def _meet(one: Report, other: Report) -> bool:
    """Say whether the dates of two reports have a day in common."""
    (a, b), (c, d) = one.dates, other.dates
    return opening_day(a) <= last_day(d) and opening_day(c) <= last_day(b)


def _agree(one: Report, other: Report) -> bool:
    """Say whether two reports share a body or a place, and no place speaks against it."""
    if one.row.place and other.row.place and one.row.place != other.row.place:
        return False
    return bool(one.bodies & other.bodies or (one.row.place and one.row.place == other.row.place))


def _root(parent: list[int], number: int) -> int:
    while parent[number] != number:
        parent[number] = parent[parent[number]]
        number = parent[number]
    return number


def _unite(parent: list[int], one: int, other: int) -> None:
    roots = sorted((_root(parent, one), _root(parent, other)))
    parent[roots[1]] = roots[0]
