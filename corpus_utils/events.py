"""Dated happenings of the CSTO in one article: which sentences tell of them, when they were, and how that is known."""

import re
from collections.abc import Iterator, Sequence

from corpus_utils.calendars import Extent
from corpus_utils.event_context import find_undated
from corpus_utils.event_dates import (
    Told,
    clause_of,
    dates_inside,
    fill,
    find_dates_told,
    meant_for,
    parts,
    without_names,
)
from corpus_utils.event_merging import merge_events
from corpus_utils.event_words import (
    HIGHEST,
    chairs,
    find_series,
    has,
    is_csto,
    is_other,
    kind_of,
    modality_of,
    reach_of,
    reports_speech,
)
from corpus_utils.schema import BODY_KINDS, Dating, Event, Mention, Sentence, Time

__all__ = ["find_events", "merge_events"]

NEVER = 1_000_000  # sentences: the CSTO has not been named yet
LASTING = ("operation", "exercise")  # kinds that can take more than a year
NO_DATE = Extent("", "", "")
NEXT = 3  # characters between a name and the clause on it: a comma, a bracket
COUNCIL = re.compile(r"Council|Committee|Assembly")
TITLE = re.compile(r"\b[Tt]he (?:Treaty|Organi[sz]ation)\b")  # short for the name: the CSTO goes on
OFFICE = re.compile(r"\b(?:chair(?:man|person|woman)?|head|president|member) of (?:the )?$", re.I)
RULES = re.compile(r"\bthe (?:treaty|charter)\b", re.I)  # which other organisations have as well


def find_events(
    text: str, sentences: Sequence[Sentence], mentions: Sequence[Mention], times: Sequence[Time], dating: Dating
) -> list[Event]:
    """Find the dated happenings of the CSTO that an article tells, one row a sentence and date, sorted by place.

    A sentence of the body counts when it names the CSTO, a body, force, treaty or exercise of it (``mentions``), or
    goes on about one named shortly before, and holds a date (``times``) with a word for what happened, or an exercise
    named with its year. Decisions take the date of the meeting told before. Lane ``statement``: what the article itself
    dates, namely the sentence that says where its source spoke, the session it reports, and an operation known to be
    under way. Lane ``undated``: a row without date for what "yesterday" dates in an article of no known day; it is
    counted, and merged into no event. Questions of an interview, datelines, ends of periods ("until 2025"), years that
    something is meant for ("the budget for 2017") and dates as vague as "recently" give no row. Method: rules over
    ``resources/events.toml``.
    """
    told = list(tell(text, sentences, mentions))
    events = [event for one in told for event in dated(one, times, dating)]
    events += find_undated(told, events, times, dating)
    taken = {event.start for event in events}
    events += [event for one in told if one.start not in taken for event in unresolved(one, times, dating)]
    rows = sorted(events, key=lambda e: (e.start, e.date_start or "", e.lane))
    first: dict[tuple[str, str | None, str | None, str], Event] = {}
    for event in rows:  # a page may hold its text twice
        first.setdefault((event.text, event.date_start, event.date_end, event.lane), event)
    return list(first.values())


def tell(text: str, sentences: Sequence[Sentence], mentions: Sequence[Mention]) -> Iterator[Told]:
    """Join the sentences of the body with their names."""
    last, others, rest = -NEVER, False, iter([*sorted(mentions, key=lambda m: m.start), None])
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
        goes_on = number - last <= reach_of(words, inside, sentence.start) and not (others and RULES.search(words))
        named = named or (goes_on and bool(TITLE.search(words)))
        last, others = (number, False) if named else (last, others)
        others = others or any(is_other(m.entity) for m in inside)
        yield Told(sentence, words, sentence.start, sentence.end, inside, named or goes_on)


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
    rows: dict[Extent, Event] = {}
    for (time, when), part in zip(reversed(kept), reversed(parts(told, [t for t, _ in kept])), strict=True):
        judged = judge(part, time, when, dating)
        if judged:
            how = f"“{' '.join(time.text.split())}” ({time.rule})"
            rows[when] = fill(part, when, how, "event", *judged)
    return [*reversed(rows.values())] or ([] if kept else named_with_year(told, dating))


def unresolved(told: Told, times: Sequence[Time], dating: Dating) -> list[Event]:
    """Give a row without date for a sentence on the CSTO that only words date which nothing resolves."""
    if not told.csto or told.sentence.kind == "question":
        return []
    for time in dates_inside(told, times):
        judged = judge(told, time, NO_DATE, dating) if time.value is None else None
        if judged:
            how = f"“{' '.join(time.text.split())}” ({time.rule}): the day it counts from is not known"
            row = fill(told, NO_DATE, how, "undated", *judged)
            return [row._replace(date_start=None, date_end=None, precision=None)]
    return []


def judge(part: Told, time: Time, when: Extent, dating: Dating) -> tuple[str, str] | None:
    """Say of which kind an event at a date is and whether it happened; None where the date is of nothing of the CSTO's.

    The clause that the date stands in decides, then the rest of its part of the sentence.
    """
    first, last = clause_of(part, time)
    clause, purpose, offset = part.words[first:last], meant_for(part, time, when), part.sentence.start
    mentions = [m for m in part.mentions if not OFFICE.search(part.words, 0, m.start - offset)]
    names = {m.entity for m in mentions if first <= m.start - offset < last}
    antecedent = {m.entity for m in part.mentions if -NEXT <= m.end - offset - first <= 0}  # "the Treaty, signed by …"
    if is_of_others(clause, names | antecedent) or purpose == "scope":
        return None
    if reports_speech(clause) or has(clause, "modality", "calls_off"):
        return "statement", "happened"
    kind = kind_of(without_names(part, first, last), names)
    if kind is None and not chairs(clause):
        kind = kind_of(without_names(part), {m.entity for m in mentions})
        kind = None if kind == "statement" else kind
    modality = modality_of(part.part, when.start, dating.published)
    later = when.start > (dating.published or when.start)[: len(when.start)]
    if (kind in (None, "statement") and later and chairs(clause)) or (kind and purpose == "plan"):
        kind, modality = "plan", "planned"
    kind = kind or kind_otherwise(part, time, when, names)
    if when.start[:4] != when.end[:4] and kind not in LASTING:
        kind = next((k for k in LASTING if has(part.part, "kinds", k)), None)
    return (kind, modality) if kind else None


def kind_otherwise(part: Told, time: Time, when: Extent, names: set[str]) -> str | None:
    """Name the kind where no word tells what happened: a council on a day met, a treaty with its date was signed."""
    councils = [name for name in names if is_csto(name) and COUNCIL.search(name)]
    if councils and when.precision == "day":
        return "summit" if HIGHEST in councils else "meeting"
    offset = part.sentence.start
    between = (part.words[m.end - offset : time.start - offset] for m in part.mentions if m.type == "TREATY")
    return "document" if any(words.strip() == "of" for words in between) else None


def is_of_others(clause: str, names: set[str]) -> bool:
    """Say whether a clause is about another organisation, or about troops that are not the CSTO's."""
    if any(is_csto(name) for name in names):
        return False
    other = any(is_other(name) for name in names) and reach_of(clause) < 0
    return other or has(clause, "continuing", "foreign")


def named_with_year(told: Told, dating: Dating) -> list[Event]:
    """Date a sentence without a date by the year in the name of its exercise ("Rubezh-2021")."""
    named = [m for m in told.mentions if m.rule == "series"]
    years = {m.entity[-4:] for m in named}
    if len(years) != 1:
        return []
    (year,) = years
    modality = modality_by_year(told.words, year, dating.published)
    return [fill(told, Extent(year, year, "year"), "the year in its name", "event", "exercise", modality)]


def modality_by_year(words: str, year: str, published: str | None) -> str:
    """Say whether an exercise happened that only its year dates: in a text of that year only where the words say so."""
    told = modality_of(words, year, published)
    same_year = bool(published and published.startswith(year))
    return "planned" if told == "happened" and same_year and not has(words, "modality", "done") else told
