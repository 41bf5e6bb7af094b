"""What is known beforehand: the words that tell of an event, its kind and whether it happened; the chronology."""

import re
import tomllib
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from corpus_utils.calendars import last_day, opening_day
from corpus_utils.schema import Mention

ORGANISATION = "Collective Security Treaty Organization"
HIGHEST = "CSTO Collective Security Council"  # its meetings are the summits
REACH = 4  # sentences over which "the operation" still speaks of the CSTO named before
WEAK_REACH = 2  # the same for words that others use as well, such as "the charter"
YEAR_OF_NAME = r"[\"”’']?\s?[-–— ]\s?(?P<year>20[0-4]\d)(?!\d)"
STAR = r"[\w’'-]*"  # the ending that "*" stands for at the end of a word
STEM = r"\w{3,}"  # the beginning that "*" stands for
OF = re.compile(r"\s+of\s+(?:the\s+)?")
GAP = r"(?:\W+\w+){0,4}?\W+"  # up to four words that "*" stands for between two


@cache
def load_words() -> dict[str, dict[str, re.Pattern[str]]]:
    """Read ``resources/events.toml``; each list of words becomes one pattern (once a process)."""
    table = tomllib.loads((files("corpus_utils") / "resources/events.toml").read_text("utf-8"))
    return {group: {name: any_of(words) for name, words in lists.items()} for group, lists in table.items()}


def any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Compile a list of words: ``*`` is any beginning or ending of a word, between words up to four words.

    >>> [bool(any_of(["at the*summit", "*ed"]).search(text)) for text in ("At the informal summit", "red")]
    [True, False]
    """
    parts = ((word.startswith("*"), word.strip("*").split("*"), word.endswith("*")) for word in words)
    patterns = (
        STEM * begins + GAP.join(re.escape(piece).replace(r"\ ", r"\s+") for piece in pieces) + STAR * ends
        for begins, pieces, ends in parts
    )
    return re.compile(r"(?<!\w)(?:" + "|".join(patterns) + r")(?!\w)", re.I)


@cache
def is_csto(entity: str) -> bool:
    """Say whether a canonical name is the CSTO, a body, force, treaty, exercise or operation of it.

    >>> is_csto("CSTO Collective Security Council"), is_csto("Rubezh-2021"), is_csto("UN Security Council")
    (True, True, False)
    """
    csto = load_words()["csto"]
    return bool(csto["names"].search(entity) or csto["series"].match(entity))


@cache
def is_other(entity: str) -> bool:
    """Say whether a canonical name is that of another international organisation or a body of it.

    >>> is_other("UN General Assembly"), is_other("Ministry of Defence of Kyrgyzstan"), is_other("CSTO Secretariat")
    (True, False, False)
    """
    return bool(load_words()["csto"]["others"].match(entity)) and not is_csto(entity)


def is_exercise(entity: str) -> bool:
    """Say whether a name is that of an exercise with its year ("Rubezh-2021"); operations are none."""
    return bool(load_words()["csto"]["series"].match(entity)) and not entity.startswith(("Operation", "Channel"))


def kind_of(words: str, entities: Collection[str] = ()) -> str | None:
    """Name the kind of event by the first list that has a word, and by the bodies named; None where nothing happens.

    >>> kind_of("The drills took place near the lake."), kind_of("The Charter was signed."), kind_of("It rained.")
    ('exercise', 'document', None)
    """
    if has(words, "continuing", "preparing"):
        return "meeting"
    if any(is_exercise(name) for name in entities):
        return "exercise"
    kinds = load_words()["kinds"]
    found = next((kind for kind, pattern in kinds.items() if pattern.search(words)), None)
    return "summit" if HIGHEST in entities and found == "meeting" else found


def modality_of(words: str, start: str | None, published: str | None) -> str:
    """Say whether an event happened, is planned, or was denied: by its words, and by its date beside the article's.

    >>> modality_of("The summit will open on 23 November.", "2022-11-23", "2022-11-20")
    'planned'
    >>> modality_of("The drills of 2022 were cancelled.", "2022", "2022-10-09")
    'denied'
    """
    modality = load_words()["modality"]
    if modality["denied"].search(words):
        return "denied"
    if start and published and start[: len(published)] > published[: len(start)]:
        return "planned"
    told = bool(start and published and start[: len(published)] < published[: len(start)])
    return "planned" if modality["planned"].search(words) and not told else "happened"


def reach_of(words: str, mentions: Sequence[Mention] = (), start: int = 0) -> int:
    """Give over how many sentences one goes on about the CSTO named before, without its name; -1 where it does not.

    Words that a name claims for itself ("Russian peacekeepers", "the summit of the CIS") do not count; ``mentions``
    are those of the sentence, which begins at ``start``.

    >>> reach_of("The operation ended."), reach_of("Serbia is an observer."), reach_of("The lake is deep.")
    (4, 2, -1)
    """
    more = load_words()["continuing"]
    taken = [(m.start - start, m.end - start, m.type) for m in mentions if not is_csto(m.entity)]
    for name, reach in (("nominals", REACH), ("weak", WEAK_REACH)):
        for found in more[name].finditer(words):
            after = OF.match(words, found.end())
            ends = after.end() if after else -1
            if not any(found.start() - 1 <= b <= found.end() or (a == ends and kind == "ORG") for a, b, kind in taken):
                return reach
    return -1


def has(words: str, group: str, name: str) -> bool:
    """Say whether a sentence has a word of a list of ``resources/events.toml``."""
    return bool(load_words()[group][name].search(words))


def last_of(words: str, name: str) -> int:
    """Give where the last word of a list of ``continuing`` stands; -1 where there is none."""
    return max((m.start() for m in load_words()["continuing"][name].finditer(words)), default=-1)


def decides_more(words: str) -> bool:
    """Say whether a sentence adds decisions to those of a meeting told before ("were also approved").

    >>> decides_more("The plan was also approved."), decides_more("The plan was approved.")
    (True, False)
    """
    more = load_words()["continuing"]
    return bool(more["additive"].search(words) and more["decided"].search(words))


def on_occasion(words: str) -> bool:
    """Say whether a sentence names the meeting at which something was said ("during the session")."""
    return bool(load_words()["speaking"]["occasions"].search(words))


def speaks(words: str) -> int:
    """Rate how well a sentence dates a statement: 3 it names where someone spoke, 2 the meeting, 1 only that one spoke.

    >>> speaks("She told the paper in an interview."), speaks("The lake is deep.")
    (3, 0)
    """
    speaking = load_words()["speaking"]
    if not speaking["verbs"].search(words) and not speaking["venues"].search(words):
        return 0
    return 3 if speaking["venues"].search(words) else 2 if on_occasion(words) else 1


def reports_speech(clause: str) -> bool:
    """Say whether a clause tells that someone spoke, and not at which meeting.

    >>> reports_speech("he said on Sunday"), reports_speech("he said at the summit on Sunday")
    (True, False)
    >>> reports_speech("the slogan announced by him in May")
    False
    """
    spoken = (m.end() for m in load_words()["speaking"]["verbs"].finditer(clause))
    return any(not clause.startswith(" by ", end) for end in spoken) and not on_occasion(clause)


def chairs(words: str) -> bool:
    """Say whether a clause tells who chairs or will chair the organisation.

    >>> chairs("Serbia takes over in 2030."), chairs("The lake is deep.")
    (True, False)
    """
    return bool(load_words()["modality"]["chairing"].search(words))


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
