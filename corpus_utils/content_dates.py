"""What the content says of the day it was written: events told as past, and named events called "last month"."""

import re
import tomllib
from bisect import bisect_left, bisect_right
from calendar import monthrange
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

from corpus_utils.dates import find_dates
from corpus_utils.schema import BODY_KINDS, Block

SENTENCE_REACH = 600  # characters to either side of a date in which its sentence may lie

PAST = re.compile(
    r"\b(?:was|were|had|took|held|met|signed|said|told|began|became|came|went|gave|left|made|spoke|sent|won|[a-z]{2,}ed)\b"
)
FUTURE = re.compile(
    r"\b(?:will|would|shall|plans?|planned|scheduled|expected|due|upcoming|next|until|deadline|to be held|intends?"
    r"|by (?:the end of )?(?=\d))\b",
    re.I,
)
THIS_YEAR = re.compile(r"\b(?:this|the current) year\b", re.I)
SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*\s+(?=[^a-z\s])|\n")
ABBREVIATION = re.compile(r"(?:\b(?:[A-Z]|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Mr|Mrs|Dr|Gen|Col|Lt|St|No))$")


class Window(NamedTuple):
    """The days in which an article was published, both ends included."""

    start: date
    end: date
    reason: str
    at: tuple[int | None, int | None] = (None, None)

    @classmethod
    def of(cls, value: str) -> "Window":
        """Return the window of YYYY, YYYY-MM or YYYY-MM-DD.

        >>> print(Window.of("2016-02"))
        2016-02-01 to 2016-02-29
        """
        parts = [int(part) for part in value.split("-")]
        first, last = [*parts, 1, 1][:3], [*parts, *(12, 31)[len(parts) - 1 :]][:3]
        return cls(date(*first), date(last[0], last[1], min(last[2], monthrange(last[0], last[1])[1])), "")

    def meets(self, other: "Window") -> bool:
        """Whether the two have a day in common."""
        return self.start <= other.end and other.start <= self.end

    def value(self) -> tuple[str | None, str | None]:
        """Return the ISO value that names the window and its precision; None where it reaches over two years."""
        if self.start == self.end:
            return self.start.isoformat(), "day"
        if (self.start.year, self.start.month) == (self.end.year, self.end.month):
            return f"{self.start:%Y-%m}", "month"
        return (f"{self.start:%Y}", "year") if self.start.year == self.end.year else (None, None)

    def __str__(self) -> str:
        """Say the days and why, for a reader."""
        return f"{self.start} to {self.end}: {self.reason}" if self.reason else f"{self.start} to {self.end}"


class Past(NamedTuple):
    """A dated event that the text tells as past; without a year it is of the year of the article."""

    year: int | None
    month: int
    day: int
    text: str

    def on(self, year: int | None) -> date:
        """Return its day, in the given year where it has none of its own."""
        known = self.year or year or date.min.year
        return date(known, self.month, min(self.day, monthrange(known, self.month)[1]))


class Named(NamedTuple):
    """An event known by its name."""

    pattern: re.Pattern[str]
    start: date
    end: date


@cache
def load_named_events() -> tuple[Named, ...]:
    """Return the exercises and the named, dated events of others of ``resources/chronology.toml``."""
    table = _load("chronology.toml")
    summits = table["nato_summits"]
    named = [(summits["names"].replace("{city}", e["city"]), e["start"], e["end"]) for e in summits["events"]]
    named += [(event["names"], event["start"], event["end"]) for event in table["other_exercises"]]
    return tuple(Named(re.compile(rf"\b(?:{names})\b"), start, end) for names, start, end in [*named, *_exercises()])


def _load(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files("corpus_utils").joinpath("resources", name).read_text(encoding="utf-8"))


def _exercises() -> Iterator[tuple[str, date, date]]:
    table = _load("chronology.toml")
    for fact in table["facts"]:
        editions = [re.fullmatch(r"([\w ]+)-(\d{4})", name) for name in {fact["name"], *fact["entities"]}]
        if fact["kind"] == "exercise" and any(editions):
            names = {name for e in editions if e for name in (e[1], *table["series"].get(e[1], []))}
            year = next(e[2] for e in editions if e)
            start, end = Window.of(fact["start"]).start, Window.of(fact.get("end", fact["start"])).end
            yield rf"(?:{'|'.join(sorted(names))})[- ]{year}", start, end


def find_past(text: str, blocks: Sequence[Block]) -> list[Past]:
    """Return the dated events that the text tells as past: full dates, and days of "this year".

    >>> find_past("The treaty was signed on 15 May 1992.", [Block(0, 37, "body", "", 0, None)])
    [Past(year=1992, month=5, day=15, text='15 May 1992')]
    """
    found = []
    for block in blocks:
        dates = list(find_dates(text, block.start, block.end)) if block.kind in BODY_KINDS else []
        bounds = _sentence_bounds(text, block) if dates else []
        for expression in dates:
            year, month, day = expression.readings[0]
            if month and day and len(expression.readings) == 1:
                first, last = _around(bounds, expression.start, expression.end)
                told = PAST.search(text, first, last) and not FUTURE.search(text, first, last)
                if told and (year or THIS_YEAR.search(text, first, last)):
                    found.append(Past(year, month, day, expression.text))
    return found


def _sentence_bounds(text: str, block: Block) -> list[int]:
    ends = (match for match in SENTENCE_END.finditer(text, block.start, block.end))
    inner = [m.end() for m in ends if not ABBREVIATION.search(text, max(block.start, m.start() - 6), m.start())]
    return [block.start, *inner, block.end]


def _around(bounds: Sequence[int], start: int, end: int) -> tuple[int, int]:
    """Return the sentence around a span; of one without end, what is near."""
    first, last = bounds[bisect_right(bounds, start) - 1], bounds[min(bisect_left(bounds, end), len(bounds) - 1)]
    return max(first, start - SENTENCE_REACH), min(last, end + SENTENCE_REACH)


def bound_by_content(text: str, blocks: Sequence[Block]) -> Window | None:
    """Return the days that sentences on named, dated events leave for the article; None if they say nothing.

    "X, which took place last month" puts the article in the month after X. Sentences that contradict one another
    bound nothing.
    """
    window: Window | None = None
    for block in blocks:
        relations = list(RELATION.finditer(text, block.start, block.end)) if block.kind in BODY_KINDS else []
        bounds = _sentence_bounds(text, block) if relations else []
        for relation in relations:
            found = _related(text, *_around(bounds, relation.start(), relation.end()), relation)
            if found and window and not window.meets(found):
                return None
            if found and window:
                found = found._replace(start=max(window.start, found.start), end=min(window.end, found.end))
            window = found or window
    return window


def _related(text: str, first: int, last: int, relation: re.Match[str]) -> Window | None:
    """Return the days on which a sentence can have called the one named event in it "last month" and so on."""
    if not MAY_BE_NAMED.search(text, first, last):
        return None
    named = [(event, name) for event in load_named_events() if (name := event.pattern.search(text, first, last))]
    if len(named) != 1:
        return None
    event, name = named[0]
    start, end = RELATIONS[" ".join(relation.group().lower().split())](event)
    reason = f"{name.group()} was on {event.start} to {event.end}, and the text says {relation.group()!r}"
    span = (min(name.start(), relation.start()), max(name.end(), relation.end()))
    return Window(start, end, reason, span)


def _month(day: date, shift: int) -> tuple[date, date]:
    year, month = divmod(day.year * 12 + day.month - 1 + shift, 12)
    return date(year, month + 1, 1), date(year, month + 1, monthrange(year, month + 1)[1])


def _week(day: date, shift: int) -> tuple[date, date]:
    monday = day - timedelta(days=day.weekday()) + timedelta(weeks=shift)
    return monday, monday + timedelta(days=6)


RELATIONS: dict[str, Callable[[Named], tuple[date, date]]] = {
    "last month": lambda event: (_month(event.start, 1)[0], _month(event.end, 1)[1]),
    "this month": lambda event: (_month(event.start, 0)[0], _month(event.end, 0)[1]),
    "next month": lambda event: _month(event.start, -1),
    "last week": lambda event: (_week(event.start, 1)[0], _week(event.end, 1)[1]),
    "this week": lambda event: (_week(event.start, 0)[0], _week(event.end, 0)[1]),
    "next week": lambda event: _week(event.start, -1),
    "last year": lambda event: (date(event.start.year + 1, 1, 1), date(event.end.year + 1, 12, 31)),
    "this year": lambda event: (date(event.start.year, 1, 1), date(event.end.year, 12, 31)),
    "next year": lambda event: (date(event.start.year - 1, 1, 1), date(event.start.year - 1, 12, 31)),
}
MAY_BE_NAMED = re.compile(r"[- ](?:19|20)?\d\d\b|summit", re.I)  # what the name of every event that is listed holds
RELATION = re.compile(r"\b(?:last|this|next)\s(?:month|week|year)\b", re.I)
