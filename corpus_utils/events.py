"""Dated happenings of the CSTO: found in sentences, merged over articles."""

import calendar
import re
import tomllib
from collections.abc import Iterable, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

import pandas as pd

from corpus_utils.schema import BODY_KINDS, Dating, Event, Mention, Sentence, Time

SEASONS = {"SP": (3, 5), "SU": (6, 8), "FA": (9, 11), "WI": (12, 2)}
REACH = 4  # sentences over which "the operation" or "our countries" still speaks of the CSTO
REFERENCES = ("PRESENT_REF", "PAST_REF", "FUTURE_REF")


class Extent(NamedTuple):
    """First and last day (or month, or year) of a date value."""

    start: str
    end: str
    precision: str  # day | month | year | decade


def extent(value: str | None) -> Extent | None:
    """Turn a TIMEX3 date value into its first and last day, month or year; None for what is no calendar date.

    >>> extent("2019-W26")
    Extent(start='2019-06-24', end='2019-06-30', precision='day')
    >>> extent("2018-05/2018-06")
    Extent(start='2018-05', end='2018-06', precision='month')
    >>> extent("P17Y") is None
    True
    """
    if value is None or value in REFERENCES:
        return None
    if "/" in value:
        first, last = (extent(part) for part in value.split("/", 1))
        return Extent(first.start, last.end, last.precision) if first and last else None
    value = value.split("T")[0]
    if re.fullmatch(r"\d{4}-W\d\d", value):
        year, week = int(value[:4]), int(value[6:])
        days = [pd.Timestamp.fromisocalendar(year, week, d).date().isoformat() for d in (1, 7)]
        return Extent(days[0], days[1], "day")
    if re.fullmatch(r"\d{4}-(?:SP|SU|FA|WI)", value):
        return season_extent(int(value[:4]), *SEASONS[value[5:]])
    if re.fullmatch(r"\d{4}-Q[1-4]", value):
        year, last_month = int(value[:4]), 3 * int(value[6])
        return Extent(f"{year}-{last_month - 2:02d}", f"{year}-{last_month:02d}", "month")
    for form, precision in ((r"\d{4}-\d\d-\d\d", "day"), (r"\d{4}-\d\d", "month"), (r"\d{4}", "year")):
        if re.fullmatch(form, value):
            return Extent(value, value, precision)
    return Extent(f"{value}0", f"{value}9", "decade") if re.fullmatch(r"\d{3}", value) else None


def season_extent(year: int, first: int, last: int) -> Extent:
    """Give the first and last day of a season; winter runs into the next year."""
    end_year = year + (last < first)
    day = calendar.monthrange(end_year, last)[1]
    return Extent(f"{year}-{first:02d}-01", f"{end_year}-{last:02d}-{day:02d}", "month")


@lru_cache(maxsize=1)
def load_words() -> dict[str, dict[str, re.Pattern[str]]]:
    """Read ``resources/events.toml``; each list of words becomes one pattern."""
    table = tomllib.loads(files("corpus_utils").joinpath("resources/events.toml").read_text("utf-8"))
    return {group: {name: any_of(words) for name, words in lists.items()} for group, lists in table.items()}


def any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Compile a list of words; ``*`` at the end of a word stands for any ending."""
    forms = [re.escape(w).replace(r"\*", r"\w*").replace(r"\ ", r"\s+") for w in words]
    return re.compile(r"(?<!\w)(?:" + "|".join(forms) + r")(?!\w)" if forms[0][-1] != "-" else "|".join(forms), re.I)


def is_csto(entity: str) -> bool:
    """Say whether a canonical name is the CSTO, its body, force, treaty or exercise."""
    csto = load_words()["csto"]
    return bool(csto["names"].search(entity) or any(entity.startswith(s) for s in load_series()))


@lru_cache(maxsize=1)
def load_series() -> tuple[str, ...]:
    """Read the names of series of exercises and operations."""
    table = tomllib.loads(files("corpus_utils").joinpath("resources/events.toml").read_text("utf-8"))
    return tuple(table["csto"]["series"])


def find_events(
    text: str, sentences: Sequence[Sentence], mentions: Sequence[Mention], times: Sequence[Time], dating: Dating
) -> list[Event]:
    """Find the dated happenings of the CSTO that an article tells, one row a sentence and date."""
    events, last = [], None
    for number, sentence in enumerate(sentences):
        if sentence.kind not in BODY_KINDS:
            continue
        inside = [m for m in mentions if sentence.start <= m.start < sentence.end]
        if any(is_csto(m.entity) for m in inside):
            last = number
        elif last is None or number - last > REACH or not continues(text, sentence):
            continue
        if sentence.kind == "question":
            continue
        for time in times:
            if sentence.start <= time.start < sentence.end and time.type in ("DATE", "TIME"):
                when = extent(time.value)
                if when:
                    how = f"“{time.text}” ({time.rule})"
                    events.append(describe(text, sentence, inside, when, how, "event"))
    statement = find_statement(text, sentences, mentions, dating, {e.start for e in events})
    return sorted(events + statement, key=lambda e: (e.start, e.date_start or ""))


def continues(text: str, sentence: Sentence) -> bool:
    """Say whether a sentence goes on about an event or the states named before."""
    return bool(load_words()["nominals"]["words"].search(text, sentence.start, sentence.end))


def describe(text: str, sentence: Sentence, inside: Sequence[Mention], when: Extent, how: str, lane: str) -> Event:
    """Fill one row from the sentence's words and names."""
    words = text[sentence.start : sentence.end]
    places = [m.entity for m in inside if m.type == "PLACE" and m.form == "name"]
    names = dict.fromkeys(m.entity for m in inside if m.type in ("ORG", "PERSON", "EVENT"))
    return Event(
        sentence.start,
        sentence.end,
        words,
        when.start,
        when.end,
        when.precision,
        kind_of(words, lane),
        modality_of(words),
        lane,
        "; ".join(names),
        places[-1] if places else None,
        how,
    )


def kind_of(words: str, lane: str = "event") -> str:
    """Name the kind of event by the first list that has a word in the sentence.

    >>> kind_of("The drills took place near the lake.")
    'exercise'
    """
    found = (kind for kind, pattern in load_words()["kinds"].items() if pattern.search(words))
    return next(found, "statement" if lane == "statement" else "meeting")


def modality_of(words: str) -> str:
    """Say whether a sentence tells of something past, planned or denied."""
    modality = load_words()["modality"]
    return next((m for m in ("denied", "planned") if modality[m].search(words)), "happened")


def find_statement(
    text: str, sentences: Sequence[Sentence], mentions: Sequence[Mention], dating: Dating, taken: set[int]
) -> list[Event]:
    """Find the sentence that says where its source spoke; it is dated by the article itself."""
    when = extent(dating.published)
    if when is None or not any(is_csto(m.entity) for m in mentions):
        return []
    venue = load_words()["venues"]["words"]
    for sentence in sentences:
        if sentence.kind == "body" and venue.search(text, sentence.start, sentence.end):
            if sentence.start in taken:
                return []
            inside = [m for m in mentions if sentence.start <= m.start < sentence.end]
            return [describe(text, sentence, inside, when, f"article of {dating.published}", "statement")]
    return []


def merge_events(events: pd.DataFrame, articles: pd.DataFrame, reprints: pd.DataFrame) -> pd.DataFrame:
    """Join the reports of one happening over articles; count each reprint group once."""
    group = {
        a: f"group {g}"
        for column in ("article", "other")
        for a, g in zip(reprints[column], reprints["group"], strict=True)
    }
    rows: list[dict[str, Any]] = []
    keys = ["lane", "kind", "date_start", "date_end"]
    for key, reports in events.groupby(keys, dropna=False, sort=True):
        sources = {group.get(a, a) for a in reports["article"]}
        rows.append(
            dict(zip(keys, key, strict=True))
            | {"precision": reports["precision"].iloc[0], "modality": reports["modality"].iloc[0]}
            | {"text": reports["text"].iloc[0], "reports": len(reports), "sources": len(sources)}
            | {"articles": "; ".join(sorted(set(reports["article"])))}
        )
    columns = [*keys, "precision", "modality", "text", "reports", "sources", "articles"]
    return pd.DataFrame(rows, columns=columns).sort_values(["date_start", "kind"], ignore_index=True)
