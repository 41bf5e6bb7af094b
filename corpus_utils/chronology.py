"""What the content says of the day it was written: events told as past, and named events called "last month"."""

import re
import tomllib
from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from importlib import resources
from typing import NamedTuple

from corpus_utils.dates import find_dates
from corpus_utils.schema import BODY_KINDS, Block

PAST = re.compile(
    r"\b(?:was|were|had|took|held|met|signed|said|told|began|became|came|went|gave|left|made|spoke|sent|won|[a-z]{2,}ed)\b"
)
FUTURE = re.compile(
    r"\b(?:will|would|shall|plans?|planned|scheduled|expected|due|upcoming|next|until|deadline|to be held|intends?"
    r"|by (?:the end of )?(?=\d))\b",
    re.I,
)
THIS_YEAR = re.compile(r"\b(?:this|the current) year\b", re.I)
SENTENCE = re.compile(r"[^.!?…\n]+(?:[.!?…](?=\S)[^.!?…\n]*)*[.!?…]*")


class Window(NamedTuple):
    """The days in which an article was published, both ends included."""

    start: date
    end: date
    reason: str
    at: tuple[int | None, int | None] = (None, None)

    @classmethod
    def of(cls, value: str) -> "Window":
        """Return the window of YYYY, YYYY-MM or YYYY-MM-DD."""
        parts = [int(part) for part in value.split("-")]
        year, month, day = parts[0], parts[1] if len(parts) > 1 else None, parts[2] if len(parts) > 2 else None
        last = month or 12
        return cls(date(year, month or 1, day or 1), date(year, last, day or monthrange(year, last)[1]), "")

    def meets(self, other: "Window") -> bool:
        """Whether the two have a day in common."""
        return self.start <= other.end and other.start <= self.end

    def value(self) -> tuple[str | None, str | None]:
        """Return the ISO value that names the window and its precision; None where it spans more than a year."""
        if self.start == self.end:
            return self.start.isoformat(), "day"
        if (self.start.year, self.start.month) == (self.end.year, self.end.month):
            return f"{self.start:%Y-%m}", "month"
        return (f"{self.start:%Y}", "year") if self.start.year == self.end.year else (None, None)

    def __str__(self) -> str:
        """Say the days and why, for a reader."""
        return f"{self.start} to {self.end}: {self.reason}" if self.reason else f"{self.start} to {self.end}"


class Named(NamedTuple):
    """One event of ``resources/named_events.toml``."""

    pattern: re.Pattern[str]
    start: date
    end: date


@cache
def load_chronology() -> tuple[Named, ...]:
    """Return the named, dated events of ``resources/named_events.toml``."""
    source = resources.files("corpus_utils").joinpath("resources/named_events.toml").read_text(encoding="utf-8")
    return tuple(
        Named(re.compile(r"\b(?:" + "|".join(e["names"]) + r")\b"), e["start"], e["end"])
        for e in tomllib.loads(source)["event"]
    )


def _sentences(text: str, blocks: Sequence[Block]) -> Iterator[tuple[int, str]]:
    for block in blocks:
        if block.kind in BODY_KINDS:
            for match in SENTENCE.finditer(text, block.start, block.end):
                yield match.start(), match.group()


class Past(NamedTuple):
    """A dated event that the text tells as past; without a year it is of the year of the article."""

    year: int | None
    month: int
    day: int
    text: str

    def on(self, year: int | None) -> date:
        """Return its day, in the given year where it has none of its own."""
        return date(
            self.year or year or 1, self.month, min(self.day, monthrange(self.year or year or 1, self.month)[1])
        )


def find_past(text: str, blocks: Sequence[Block]) -> list[Past]:
    """Return the dated events that the text tells as past: full dates, and days of "this year".

    >>> find_past("The treaty was signed on 15 May 1992.", [Block(0, 37, "body", "", 0, None)])
    [Past(year=1992, month=5, day=15, text='15 May 1992')]
    """
    found = []
    for _, sentence in _sentences(text, blocks):
        if PAST.search(sentence) and not FUTURE.search(sentence):
            this_year = bool(THIS_YEAR.search(sentence))
            for expression in find_dates(sentence):
                year, month, day = expression.readings[0]
                if month and day and len(expression.readings) == 1 and (year or this_year):
                    found.append(Past(year, month, day, expression.text))
    return found


def bound_by_content(text: str, blocks: Sequence[Block]) -> Window | None:
    """Return the days that sentences on named, dated events leave for the article; None if they say nothing.

    "X, which took place last month" puts the article in the month after X; events are those of
    ``resources/named_events.toml``. Sentences that contradict one another bound nothing.
    """
    window: Window | None = None
    for start, sentence in _sentences(text, blocks):
        for event in load_chronology():
            name = event.pattern.search(sentence)
            found = relate(sentence, event, name.group()) if name else None
            if found and name:
                found = found._replace(
                    at=(start + found.at[0], start + found.at[1])
                    if found.at[0] is not None and found.at[1] is not None
                    else found.at
                )
                if window and not window.meets(found):
                    return None
                window = (
                    found
                    if window is None
                    else Window(max(window.start, found.start), min(window.end, found.end), found.reason, found.at)
                )
    return window


def relate(sentence: str, event: Named, name: str) -> Window | None:
    """Return the days on which a sentence can have called this event "last month", "this week" and so on."""
    for phrase, days in RELATIONS:
        match = re.search(phrase, sentence, re.I)
        if match and len(set(re.findall(r"\b\w+[- ](?:19|20)\d\d\b", sentence))) <= 1:
            start, end = days(event)
            span = sentence.find(name)
            reason = f"{name} was on {event.start} to {event.end}, and the text says {match.group()!r}"
            return Window(start, end, reason, (min(span, match.start()), max(span + len(name), match.end())))
    return None


def _month(day: date, shift: int) -> tuple[date, date]:
    index = day.year * 12 + day.month - 1 + shift
    year, month = divmod(index, 12)
    return date(year, month + 1, 1), date(year, month + 1, monthrange(year, month + 1)[1])


def _monday(day: date, weeks: int) -> date:
    return day - timedelta(days=day.weekday()) + timedelta(weeks=weeks)


RELATIONS = (
    (r"\blast month\b", lambda e: (_month(e.start, 1)[0], _month(e.end, 1)[1])),
    (r"\b(?:earlier )?this month\b", lambda e: (e.start, _month(e.end, 0)[1])),
    (r"\bnext month\b", lambda e: (_month(e.start, -1)[0], _month(e.start, -1)[1])),
    (r"\blast week\b", lambda e: (_monday(e.start, 1), _monday(e.end, 1) + timedelta(days=6))),
    (r"\b(?:earlier )?this week\b", lambda e: (_monday(e.start, 0), _monday(e.end, 0) + timedelta(days=6))),
    (r"\bnext week\b", lambda e: (_monday(e.start, -1), _monday(e.start, -1) + timedelta(days=6))),
    (r"\byesterday\b", lambda e: (e.start + timedelta(days=1), e.end + timedelta(days=1))),
    (r"\blast year\b", lambda e: (date(e.start.year + 1, 1, 1), date(e.start.year + 1, 12, 31))),
)
