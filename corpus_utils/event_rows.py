"""One row of the table of reports: kind, modality, participants and place from the words that belong to a date."""

import re

from corpus_utils.calendars import Extent
from corpus_utils.event_dates import Told
from corpus_utils.event_words import kind_of, modality_of, on_occasion
from corpus_utils.schema import Dating, Event

MEETINGS = ("summit", "meeting")
LOCATIVE = re.compile(
    r"\b(?:in|at|near|hosted by)(?:\s+(?:the|capital|city|town|north|south|east|west|of|[A-Z][\w’'-]+)){0,4}\s*$"
)


def row(told: Told, when: Extent, how: str, lane: str, dating: Dating, said: bool = False) -> Event:
    """Fill one row from the words and names that belong to a date; ``said``: what counts is that it was said."""
    place = place_of(told)
    names = (m.entity for m in told.mentions if m.type != "MEDIA" and m.entity != place)
    modality = modality_of(told.part, when.start, dating.published)
    treaty = any(m.type == "TREATY" for m in told.mentions)
    fallback = "document" if treaty else "plan" if modality == "planned" else "meeting"
    kind = kind_of(without_names(told), {m.entity for m in told.mentions}, fallback)
    if said and not (kind in MEETINGS and on_occasion(told.words)):
        kind = "statement"
    return Event(
        told.sentence.start,
        told.sentence.end,
        told.words,
        when.start,
        when.end,
        when.precision,
        kind,
        modality,
        lane,
        "; ".join(dict.fromkeys(names)),
        place,
        how,
    )


def place_of(told: Told) -> str | None:
    """Name the place that follows "in", "at" or "near"; of several the first."""
    places = [m for m in told.mentions if m.type == "PLACE" and m.form == "name" and told.start <= m.start < told.end]
    return next((m.entity for m in places if LOCATIVE.search(told.part, 0, m.start - told.start)), None)


def without_names(told: Told) -> str:
    """Blank the names of bodies and treaties, whose words ("treaty", "council") say nothing of an event's kind."""
    words = told.part
    for m in told.mentions:
        if m.type in ("ORG", "TREATY") and told.start <= m.start < told.end:
            words = words[: m.start - told.start] + "_" * len(m.text) + words[m.end - told.start :]
    return words
