"""One row of the table of reports: kind, modality, participants and place from the words that belong to a date."""

import re

from corpus_utils.calendars import Extent
from corpus_utils.event_dates import Told
from corpus_utils.event_words import is_csto
from corpus_utils.schema import Event

MEETINGS = ("summit", "meeting")
GATHERING = re.compile(r"Meeting|Seminar|Conference|Summit|Session|Exercise|Drill")  # what a model may take for a body
LOCATIVE = re.compile(
    r"\b(?:in|at|near|hosted by)(?:\s+(?:the|capital|city|town|north|south|east|west|of|[A-Z][\w’'-]+)){0,4}\s*$"
)


def fill(told: Told, when: Extent, how: str, lane: str, kind: str, modality: str = "happened") -> Event:
    """Fill one row with the names that belong to a date."""
    place = place_of(told)
    names = (m.entity for m in told.mentions if m.type != "MEDIA" and m.entity != place)
    extent = told.sentence.start, told.sentence.end, told.words, when.start, when.end, when.precision
    return Event(*extent, kind, modality, lane, "; ".join(dict.fromkeys(names)), place, how)


def place_of(told: Told) -> str | None:
    """Name the first place that follows "in", "at" or "near"; none where each exercise named has its own."""
    if sum(m.rule == "series" for m in told.mentions) > 1 and len(told.mentions) and not one_place(told):
        return None
    places = [m for m in told.mentions if m.type == "PLACE" and m.form == "name" and told.start <= m.start < told.end]
    return next((m.entity for m in places if LOCATIVE.search(told.part, 0, m.start - told.start)), None)


def one_place(told: Told) -> bool:
    """Say whether no place stands between the exercises that a sentence names."""
    series = [m.start for m in told.mentions if m.rule == "series"]
    return not any(m.type == "PLACE" and min(series) < m.start < max(series) for m in told.mentions)


def without_names(told: Told, start: int | None = None, end: int | None = None) -> str:
    """Blank the names of bodies and treaties, whose words ("treaty", "council") say nothing of an event's kind.

    ``start`` and ``end`` are offsets within the sentence; without them it is the part.
    """
    first = told.start - told.sentence.start if start is None else start
    last = told.end - told.sentence.start if end is None else end
    words = told.words
    for m in told.mentions:
        if m.type == "TREATY" or (m.type == "ORG" and (is_csto(m.entity) or not GATHERING.search(m.text))):
            at = m.start - told.sentence.start
            words = words[:at] + "_" * len(m.text) + words[at + len(m.text) :]
    return words[first:last]
