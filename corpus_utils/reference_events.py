"""The reference chronology: names for events known from outside, and series of exercises under their many names."""

import re
import tomllib
from collections.abc import Collection
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from corpus_utils.calendars import last_day, opening_day

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


def name_of(
    start: str | None, end: str | None, kinds: Collection[str], entities: Collection[str], place: str | None
) -> Fact | None:
    """Find the one fact that a reported event can be: dates that meet, a kind in common, an entity in common.

    A named exercise of the report must be the fact's own. Where several facts fit, the one that shares most entities
    and the place is taken; where that leaves two, none is: the chronology names an event, it never makes one.

    >>> name_of("1992-05-15", "1992-05-15", ["document", "founding"], ["Collective Security Treaty"], None).name
    'Signing of the Collective Security Treaty'
    """
    if not start:
        return None
    first, last, named = opening_day(start), last_day(end or start), set(entities)
    if first[:4] != last[:4]:
        return None  # a span of years says too little of one event
    rated = []
    for fact in load_facts():
        near = fact.kind == "summit" and (place in fact.places or not fact.places) and ORGANISATION in named
        common = len(fact.entities & named) or int(near)
        if fact.first <= last and first <= fact.last and common and fact.kind in kinds:
            rated.append((common + 2 * bool(place and place in fact.places), fact))
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
