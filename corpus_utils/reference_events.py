"""The reference chronology: names for events known from outside, and series of exercises under their many names."""

import re
import tomllib
from collections.abc import Collection
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from corpus_utils.calendars import last_day, opening_day
from corpus_utils.event_words import is_csto

ORGANISATION = "Collective Security Treaty Organization"
YEAR_OF_NAME = r"[\"”’']?\s?[-–— ]\s?(?P<year>20[0-4]\d)(?!\d)"


class Fact(NamedTuple):
    """One dated fact of ``resources/chronology.toml``."""

    start: str
    end: str
    first: str  # first and last day
    last: str
    kind: str
    name: str
    places: frozenset[str]
    entities: frozenset[str]
    source: str
    words: re.Pattern[str] | None  # one of them must be told, if any are given
    once: bool  # another date of that year or the next is a conflict

    def meets(self, first: str, last: str) -> bool:
        """Say whether it has a day in common with an extent."""
        return self.first <= last and first <= self.last

    def is_near(self, day: str) -> bool:
        """Say whether it is of the year of a day, or the one before or after."""
        return abs(int(self.first[:4]) - int(day[:4])) <= 1


@cache
def load_table() -> dict[str, Any]:
    """Read ``resources/chronology.toml`` (once a process)."""
    return tomllib.loads((files("corpus_utils") / "resources/chronology.toml").read_text("utf-8"))


@cache
def load_facts() -> tuple[Fact, ...]:
    """Return the facts of the reference chronology, in the order of their dates."""
    rows = load_table()["facts"]
    return tuple(
        Fact(
            row["start"],
            row.get("end", row["start"]),
            opening_day(row["start"]),
            last_day(row.get("end", row["start"])),
            row["kind"],
            row["name"],
            frozenset(row.get("places", ())),
            frozenset(row["entities"]),
            row["source"],
            re.compile("|".join(row["words"]), re.I) if "words" in row else None,
            row.get("once", False),
        )
        for row in sorted(rows, key=lambda row: row["start"])
    )


@cache
def series_pattern() -> tuple[re.Pattern[str], dict[str, str]]:
    """Return the pattern of exercise names with their year, and each name's first form."""
    first = {alias: name for name, aliases in load_table()["series"].items() for alias in (name, *aliases)}
    names = "|".join(sorted(map(re.escape, first), key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?P<name>{names}){YEAR_OF_NAME}"), first


def find_series(words: str) -> list[tuple[int, int, str]]:
    """Find exercises and operations named with their year; give each its first name.

    >>> find_series("the drills Cooperation-2016 and Nerushimoye Bratstvo 2021")
    [(11, 27, 'Interaction-2016'), (32, 57, 'Unbreakable Brotherhood-2021')]
    """
    pattern, first = series_pattern()
    return [(m.start(), m.end(), f"{first[m['name']]}-{m['year']}") for m in pattern.finditer(words)]


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


def runs_in(month: str) -> bool:
    """Say whether a peacekeeping operation of the CSTO is known to have run in a month.

    >>> runs_in("2022-01"), runs_in("2016-09")
    (True, False)
    """
    first, last = opening_day(month), last_day(month)
    force = "CSTO Collective Peacekeeping Forces"
    return any(
        f.kind == "operation" and force in f.entities and f.first <= last and first <= f.last for f in load_facts()
    )
