"""Dated happenings of the CSTO in one article: which sentences tell of them, when they were, and how that is known."""

from collections.abc import Iterator, Sequence

from corpus_utils.calendars import Extent
from corpus_utils.event_context import find_undated
from corpus_utils.event_dates import Told, find_dates_told, parts
from corpus_utils.event_merging import merge_events
from corpus_utils.event_rows import row
from corpus_utils.event_words import is_csto, reach_of
from corpus_utils.reference_events import find_series
from corpus_utils.schema import BODY_KINDS, Dating, Event, Mention, Sentence, Time

__all__ = ["find_events", "merge_events"]

NEVER = 1_000_000  # sentences: the CSTO has not been named yet


def find_events(
    text: str, sentences: Sequence[Sentence], mentions: Sequence[Mention], times: Sequence[Time], dating: Dating
) -> list[Event]:
    """Find the dated happenings of the CSTO that an article tells, one row a sentence and date, sorted by place.

    A sentence of the body counts when it names the CSTO, a body, force, treaty or exercise of it (``mentions``), or
    goes on about one named shortly before, and holds a date (``times``) or an exercise named with its year. Decisions
    take the date of the meeting told before. Lane ``statement``: what the article itself dates, namely the sentence
    that says where its source spoke, the session it reports, and an operation known to be under way. Questions of an
    interview, datelines, ends of periods ("until 2025") and dates as vague as "recently" give no row. Method: rules
    over ``resources/events.toml``.
    """
    told = list(tell(text, sentences, mentions))
    events = [event for one in told for event in dated(one, times, dating)]
    events += find_undated(told, events, times, dating)
    rows = sorted(events, key=lambda e: (e.start, e.date_start or "", e.lane))
    first: dict[tuple[str, str | None, str | None, str], Event] = {}
    for event in rows:  # a page may hold its text twice
        first.setdefault((event.text, event.date_start, event.date_end, event.lane), event)
    return list(first.values())


def tell(text: str, sentences: Sequence[Sentence], mentions: Sequence[Mention]) -> Iterator[Told]:
    """Join the sentences of the body with their names."""
    last, rest = -NEVER, iter([*sorted(mentions, key=lambda m: m.start), None])
    mention = next(rest)
    for number, sentence in enumerate(s for s in sentences if s.kind in BODY_KINDS):
        inside = []
        while mention and mention.start < sentence.end:
            if mention.start >= sentence.start:
                inside.append(mention)
            mention = next(rest)
        words = text[sentence.start : sentence.end]
        inside = with_series(words, sentence.start, inside)
        named = any(is_csto(m.entity) for m in inside)
        last = number if named else last
        csto = named or number - last <= reach_of(words)
        yield Told(sentence, words, sentence.start, sentence.end, inside, csto)


def with_series(words: str, offset: int, mentions: list[Mention]) -> list[Mention]:
    """Add the exercises named with their year, in place of shorter names at the same spot."""
    named = [
        Mention(offset + a, offset + b, words[a:b], entity, "EVENT", "name", "series")
        for a, b, entity in find_series(words)
    ]
    others = [m for m in mentions if not any(n.start < m.end and m.start < n.end for n in named)]
    return sorted([*others, *named], key=lambda m: m.start)


def dated(told: Told, times: Sequence[Time], dating: Dating) -> list[Event]:
    """Give one row for each date in a sentence on the CSTO; of two dates where one holds the other, the finer."""
    if not told.csto or told.sentence.kind == "question":
        return []
    kept = find_dates_told(told, times)
    rows = {
        when: row(part, when, f"“{' '.join(time.text.split())}” ({time.rule})", "event", dating)
        for (time, when), part in zip(reversed(kept), reversed(parts(told, [t for t, _ in kept])), strict=True)
    }
    return [*reversed(rows.values())] or named_with_year(told, dating)


def named_with_year(told: Told, dating: Dating) -> list[Event]:
    """Date a sentence without a date by the year in the name of its exercise ("Rubezh-2021")."""
    named = [m for m in told.mentions if m.rule == "series"]
    years = dict.fromkeys(m.entity[-4:] for m in named)
    how = "the year in the name “{}”"
    return [
        row(told, Extent(year, year, "year"), how.format(named[0].text), "event", dating)
        for year in years
        if len(years) == 1
    ]
