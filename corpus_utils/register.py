"""The register: the field's entities under all their names, and their matching in one pass over a text."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

import ahocorasick

from corpus_utils.spelling import CYRILLIC, fold, read_toml, spell

LISTS = ("aliases", "demonyms", "nominals", "russian", "near")
TYPES = ("PERSON", "ORG", "PLACE", "EVENT", "TREATY", "MEDIA")


class Entry(NamedTuple):
    """One entity of the register."""

    entity: str
    type: str
    group: str = ""  # state, city, body, person, outlet … : for reading and filtering
    wikidata: str = ""  # checked: a public source outside this list gives this id for this entity; else empty
    note: str = ""  # office and years, dates: for reading
    aliases: tuple[str, ...] = ()  # a name with "?" at its end counts only near a cue
    demonyms: tuple[str, ...] = ()
    nominals: tuple[str, ...] = ()  # common nouns that may stand for it; with "?" only if nothing better is at hand
    russian: tuple[str, ...] = ()
    near: tuple[str, ...] = ()  # cues that decide for this entity when a name is ambiguous
    state: str = ""  # the state whose body it is, for the bodies that every state has


class Reading(NamedTuple):
    """One entity that a name may stand for."""

    entity: str
    form: str  # name | demonym
    sure: bool  # False: needs a cue in the text


class Hit(NamedTuple):
    """A name of the register in a text, with its possible readings."""

    start: int
    end: int
    readings: tuple[Reading, ...]


class Register:
    """All entries, and the automata that find their names (Aho and Corasick 1975).

    >>> register = load_register()
    >>> [(hit.start, hit.readings[0].entity) for hit in register.find("Nato? No: NATO's members.")]
    [(10, 'NATO')]
    """

    def __init__(self, entries: Mapping[str, Entry]) -> None:
        """Build the automata from every spelling of every name."""
        self.entries = dict(entries)
        self.regions = {
            e.entity for e in self.entries.values() if e.group in ("region", "sea", "state", "former state")
        }
        readings: dict[str, dict[Reading, None]] = defaultdict(dict)
        wholes = {
            a: e.entity for e in self.entries.values() if e.group == "organisation" for a in e.aliases if a.isupper()
        }
        for entry in self.entries.values():
            for name, reading in _readings(entry, wholes):
                for spelling in spell(name, entry.type):
                    readings[fold(spelling).text][reading] = None
        # Two automata: a root with few children is what makes the search fast.
        self._latin, self._cyrillic = ahocorasick.Automaton(), ahocorasick.Automaton()
        for spelling, found in readings.items():
            automaton = self._cyrillic if CYRILLIC.search(spelling) else self._latin
            automaton.add_word(spelling, (len(spelling) - 1, tuple(found)))
        self._latin.make_automaton()
        self._cyrillic.make_automaton()

    def find(self, text: str) -> list[Hit]:
        """Return the names in the text, in order; of names that overlap the first wins, then the longest."""
        folded = fold(text)
        found = self._search(self._latin, folded.text)
        if not text.isascii() and CYRILLIC.search(folded.text):
            found += self._search(self._cyrillic, folded.text)
        found.sort(key=itemgetter(0, 1))
        hits, reached = [], 0
        for start, minus_end, readings in found:
            if start >= reached:
                reached = -minus_end
                hits.append(Hit(folded.raw(start), folded.raw(reached - 1) + 1, readings))
        return hits

    @staticmethod
    def _search(automaton: ahocorasick.Automaton, folded: str) -> list[tuple[int, int, tuple[Reading, ...]]]:
        """Whole words only: the space before is part of the key, the character after is looked at."""
        size = len(folded) - 1
        return [
            (last - length + 1, -last - 1, readings)
            for last, (length, readings) in automaton.iter(folded)
            if last == size or not folded[last + 1].isalnum()
        ]


def load_register(extra: Path | None = None) -> Register:
    """Read the register of the package, and an analyst's own file beside it.

    Parameters
    ----------
    extra
        CSV with the columns of ``resources/register.csv`` (``entity`` and ``type`` suffice). A row with a known
        entity adds its names to it; the other rows are new entities.

    Raises
    ------
    ValueError
        When a row of ``extra`` has no entity or an unknown type.

    """
    return _load(str(extra) if extra else None)


@cache
def _load(extra: str | None) -> Register:
    entries = {entry.entity: entry for entry in read_entries(files("corpus_utils") / "resources" / "register.csv")}
    entries |= {body.entity: body for body in _bodies(entries.values()) if body.entity not in entries}
    for entry in read_entries(Path(extra)) if extra else ():
        known = entries.get(entry.entity)
        entries[entry.entity] = _join(known, entry) if known else entry
    return Register(entries)


def read_entries(path: Path | Traversable) -> Iterator[Entry]:
    """Read entries from a CSV file; lists stand in one cell, separated by ``;``."""
    with path.open(encoding="utf-8-sig") as file:
        for number, row in enumerate(csv.DictReader(file), start=2):
            cells = {key: (row.get(key) or "").strip() for key in Entry._fields}
            if not cells["entity"] or cells["type"] not in TYPES:
                found = f"found entity {cells['entity']!r} of type {cells['type']!r}"
                raise ValueError(f"{path}, line {number}: expected an entity of type {', '.join(TYPES)}; {found}.")
            yield Entry._make(_split(cells[key]) if key in LISTS else cells[key] for key in Entry._fields)


def _split(cell: str) -> tuple[str, ...]:
    return tuple(item.strip() for item in cell.split(";") if item.strip())


def _join(known: Entry, more: Entry) -> Entry:
    lists = {key: getattr(known, key) + getattr(more, key) for key in LISTS}
    return known._replace(**lists, wikidata=more.wikidata or known.wikidata, note=more.note or known.note)


def _bodies(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Entries for the ministries and forces that every state has, from ``register_bodies.toml``."""
    rules = read_toml("register_bodies.toml")
    for state in [entry for entry in entries if entry.group == "state"]:
        long = ("the " if state.entity in rules["article"]["names"] else "") + state.entity
        formal = rules["formal"].get(state.entity, long)
        adjectives = state.demonyms + tuple(rules["adjectives"].get(state.entity, ()))
        for body in rules["body"]:
            fill = {"state": state.entity, "the state": long, "formal": formal}
            plain = [alias.format(**fill) for alias in body["aliases"] if "{demonym}" not in alias]
            own = [alias.format(**fill, demonym=each) for alias in body["aliases"] for each in adjectives]
            names = plain + own
            aliases = tuple(dict.fromkeys(names)) + tuple(f"{bare}?" for bare in body.get("bare", ()))
            entity = body["entity"].format(**fill)
            yield Entry(entity, "ORG", "body", aliases=aliases, state=state.entity)


def _readings(entry: Entry, wholes: Mapping[str, str]) -> Iterator[tuple[str, Reading]]:
    own = () if "(" in entry.entity else (entry.entity.removeprefix("the "),)  # "Rubezh (exercise)" is printed "Rubezh"
    state = (f"Republic of {entry.entity}",) if entry.group == "state" else ()
    names = [*own, *entry.aliases, *entry.russian, *state]
    longer = [each for name in names for each in _with_whole(name, wholes)]
    for name in dict.fromkeys(names + longer):
        yield name.removesuffix("?"), Reading(entry.entity, "name", not name.endswith("?"))
    for name in entry.demonyms:
        yield name.removesuffix("?"), Reading(entry.entity, "demonym", not name.endswith("?"))


def _with_whole(name: str, wholes: Mapping[str, str]) -> Iterator[str]:
    """Yield a body's name with its organisation written out, before and behind: "Secretariat of the CSTO"."""
    first, _, rest = name.partition(" ")
    if first in wholes and rest[:1].isupper() and "?" not in name:
        yield from (f"{wholes[first]} {rest}", f"{rest} of the {first}", f"{rest} of the {wholes[first]}")
