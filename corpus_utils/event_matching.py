"""Which reports tell of one happening: joined by name, by the reference chronology, by days, by wording."""

import re
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterator, Sequence
from typing import Any, NamedTuple

import pandas as pd

from corpus_utils.calendars import last_day, opening_day
from corpus_utils.event_words import ORGANISATION, Fact, is_csto, is_exercise, load_facts

# Kinds that reports of one happening may differ in: one calls a summit what the other calls a meeting.
GROUPS = {
    "summit": "gathering",
    "meeting": "gathering",
    "operation": "operation",
    "deployment": "operation",
    "founding": "act",
    "document": "act",
}
ORDER = ("article", "start", "date_start", "date_end", "kind", "place", "participants")  # whatever that of the frame
COMPARED = 50  # reports before it in a year and group that a report is compared with: keeps the work linear
ALIKE, LONG_WORD = 0.4, 5  # share of the shorter sentence's words of so many letters that makes two sentences alike
SAME_SAYING = 2  # names beside the organisation's that two statements of one day share


class Report(NamedTuple):
    """One report with what it is joined by."""

    row: Any  # of the frame of reports
    origin: str  # its reprint group, else its article: one independent source
    group: str
    names: frozenset[str]  # exercises and operations with their year
    bodies: frozenset[str]  # bodies, forces and treaties of the CSTO, without the organisation itself
    fact: Fact | None
    alone: bool  # its sentence tells of no other date or exercise

    @property
    def dates(self) -> tuple[str, str]:
        """First and last date as told."""
        return self.row.date_start, self.row.date_end or self.row.date_start

    @property
    def days(self) -> tuple[str, str]:
        """First and last day."""
        return opening_day(self.dates[0]), last_day(self.dates[1])


def join_reports(events: pd.DataFrame, reprints: pd.DataFrame) -> dict[int, list[Report]]:
    """Group reports by the event they tell of: number of an event to its reports.

    A sentence that names several exercises is a report of each.
    """
    origin = {
        a: f"group {g}" for side in ("article", "other") for a, g in zip(reprints[side], reprints["group"], strict=True)
    }
    known = events[events["date_start"].notna()].astype(object)
    known = known.where(known.notna(), None).sort_values([c for c in ORDER if c in known], key=lambda c: c.astype(str))
    told = known.groupby(["article", "start"])["date_start"].transform("nunique") if len(known) else known["end"]
    rows = zip(known.itertuples(), told, strict=True)
    reports = [report for row, count in rows for report in _reports(row, origin, count == 1)]
    cluster = _Clusters(reports)
    keys: dict[Hashable, int] = {}
    for number, report in enumerate(reports):
        for key in _keys_of(report):
            cluster.unite(number, keys.setdefault(key, number))
    _unite_same(reports, cluster)
    _unite_coarse(reports, cluster)
    joined: dict[int, list[Report]] = defaultdict(list)
    for number, report in enumerate(reports):
        joined[cluster.root(number)].append(report)
    return joined


class _Clusters:
    """Reports united into events, each of one place, one name of an exercise, and days that all its reports allow."""

    def __init__(self, reports: Sequence[Report]) -> None:
        self.parent = list(range(len(reports)))
        self.places = [{r.row.place} - {None} for r in reports]
        self.names = [set(r.names) for r in reports]
        self.days = [r.days for r in reports]

    def root(self, number: int) -> int:
        while self.parent[number] != number:
            self.parent[number] = self.parent[self.parent[number]]
            number = self.parent[number]
        return number

    def unite(self, one: int, other: int) -> None:
        first, second = sorted((self.root(one), self.root(other)))
        self.parent[second] = first
        self.places[first] |= self.places[second]
        self.names[first] |= self.names[second]
        (a, b), (c, d) = self.days[first], self.days[second]
        self.days[first] = max(a, c), min(b, d)

    def agree(self, one: int, other: int) -> bool:
        """Say whether no place, no name of an exercise and no day tells two events apart."""
        one, other = self.root(one), self.root(other)
        (a, b), (c, d) = self.days[one], self.days[other]
        return max(a, c) <= min(b, d) and all(
            not s[one] or not s[other] or s[one] & s[other] for s in (self.places, self.names)
        )


def _reports(row: Any, origin: dict[str, str], alone: bool) -> Iterator[Report]:
    entities = [name for name in row.participants.split("; ") if name]
    exercises = [name for name in entities if is_exercise(name)] if row.kind == "exercise" else []
    bodies = frozenset(name for name in entities if is_csto(name) and name != ORGANISATION and not is_exercise(name))
    group = GROUPS.get(row.kind, row.kind)
    kinds = {kind for kind in (*GROUPS, row.kind) if GROUPS.get(kind, kind) == group}
    for name in exercises or [None]:
        own = [e for e in entities if e not in exercises or e == name]
        fact = name_of(row, kinds, own)
        names = frozenset({name} - {None})
        yield Report(
            row, origin.get(row.article, row.article), group, names, bodies, fact, alone and len(exercises) < 2
        )


def _keys_of(report: Report) -> Iterator[Hashable]:
    """Give what alone makes two reports one event."""
    if report.fact:
        yield "fact", report.fact.name, report.fact.start
    elif report.group == "statement":
        yield "statement", report.origin, report.dates
    for name in report.names:
        yield "name", name


def _unite_same(reports: Sequence[Report], cluster: _Clusters) -> None:
    """Join reports of one group that nothing tells apart: on the same days, or in the same month, or alike."""
    same: dict[Hashable, list[int]] = defaultdict(list)
    for number, report in enumerate(reports):
        same[(report.group, report.dates[0][:4])].append(number)
    for numbers in same.values():
        for at, number in enumerate(numbers):
            for mate in numbers[max(0, at - COMPARED) : at]:
                if _is_same(reports[number], reports[mate]) and cluster.agree(number, mate):
                    cluster.unite(number, mate)


def _is_same(one: Report, other: Report) -> bool:
    bodies = not (one.bodies and other.bodies) or bool(one.bodies & other.bodies)
    if one.group == "statement":
        shared = set(one.row.participants.split("; ")) & set(other.row.participants.split("; ")) - {ORGANISATION, ""}
        return one.dates == other.dates and one.row.precision == "day" and len(shared) >= SAME_SAYING
    if one.row.precision == other.row.precision == "day":
        told = one.row.lane == other.row.lane == "event"
        known = one.row.kind == other.row.kind == "summit" or _agree(one, other)
        return bodies and (one.dates == other.dates if told else known and _meet(one, other))
    alike = one.row.precision == "month" or _alike(one.row.text, other.row.text)
    return one.dates == other.dates and not one.names and bodies and alike


def _alike(text: str, other: str) -> bool:
    """Say whether two sentences share enough of their longer words."""
    words, others = (
        frozenset(w for w in re.findall(r"\w+", t.casefold()) if len(w) >= LONG_WORD) for t in (text, other)
    )
    return len(words & others) >= ALIKE * max(1, min(len(words), len(others)))


def _unite_coarse(reports: Sequence[Report], cluster: _Clusters) -> None:
    """Join a report dated by month or year to the only finer event it can be, if a body or place agrees."""
    fine: dict[Hashable, list[int]] = defaultdict(list)
    for number, report in enumerate(reports):
        if report.group != "statement" and report.row.precision == "day":
            fine[(report.group, report.dates[0][:4])].append(number)
    for number, report in enumerate(reports):
        if report.group == "statement" or report.row.precision not in ("month", "year") or report.names:
            continue
        found = fine.get((report.group, report.dates[0][:4]), [])
        fits = [n for n in found if _meet(report, reports[n]) and _agree(report, reports[n])]
        if len({cluster.root(n) for n in fits}) == 1:
            cluster.unite(number, fits[0])


def _meet(one: Report, other: Report) -> bool:
    """Say whether the dates of two reports have a day in common."""
    return one.days[0] <= other.days[1] and other.days[0] <= one.days[1]


def _agree(one: Report, other: Report) -> bool:
    """Say whether two reports share a body or a place, and no place speaks against it."""
    if one.row.place and other.row.place and one.row.place != other.row.place:
        return False
    return bool(one.bodies & other.bodies or (one.row.place and one.row.place == other.row.place))


def name_of(row: Any, kinds: Collection[str], entities: Collection[str]) -> Fact | None:
    """Find the one fact that a report (a row of the table ``reports``) can be; None where none or several fit.

    Dates must meet, the kind be one of ``kinds``, and an entity be shared beside the organisation itself, which alone
    is enough only where kinds are equal. A fact with ``words`` needs one of them instead of the kind, and where it is a
    document, of which there is one, another date of the same two years is a conflict. Where several facts fit, the one
    that shares most entities and the place is taken: the chronology names an event, it never makes one.
    """
    first, last, named = opening_day(row.date_start), last_day(row.date_end or row.date_start), set(entities)
    if first[:4] != last[:4]:
        return None  # a span of years says too little of one event
    rated = []
    for fact in load_facts():
        near = fits = False
        common = (fact.entities & named) - {ORGANISATION}
        if fact.words and "exercise" not in kinds:
            fits = bool(fact.words.search(row.text)) and (bool(common) or fact.meets(first, last))
            near = fact.meets(first, last) or (fact.once and fact.is_near(first))
        elif not fact.words:
            near = fact.meets(first, last) and (fact.kind in kinds) and row.kind != "statement"
            here = bool(row.place and row.place in fact.places)
            there = not row.place or not fact.places or here
            summit = row.kind == fact.kind == "summit" and (here or (row.precision == "day" and there))
            own = any(is_csto(name) for name in named)
            alone = fact.kind == row.kind and ORGANISATION in named & fact.entities
            fits = bool(common) or (own and (here or summit)) or alone
        if near and fits:
            place = 2 * bool(row.place and row.place in fact.places)
            rated.append((len(common) + place + 3 * bool(fact.words) + (fact.kind == row.kind), fact))
    best = [fact for rate, fact in rated if rate == max(r for r, _ in rated)]
    return best[0] if len(best) == 1 else None
