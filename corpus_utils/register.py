"""The register: the field's entities under all their names, and their matching in one pass over a text."""

import csv
import re
import tomllib
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import product
from pathlib import Path
from typing import NamedTuple

import ahocorasick

COLUMNS = ("entity", "type", "group", "wikidata", "aliases", "demonyms", "nominals", "russian", "near", "note")
TYPES = ("PERSON", "ORG", "PLACE", "EVENT", "TREATY", "MEDIA")
MOST_SPELLINGS = 64  # spellings kept of one name; the rules together never need more
# Characters that read alike, each one wide, so that offsets stay.
ALIKE = {
    "\u00a0": " ",
    "\u202f": " ",
    "\u2009": " ",
    "\n": " ",
    "\r": " ",
    "\t": " ",
    "’": "'",
    "‘": "'",
    "–": "-",
    "—": "-",
    "\u2011": "-",
}
SPACE_RUN = re.compile(r"  +")


class Entry(NamedTuple):
    """One entity of the register; lists are tuples."""

    entity: str
    type: str
    group: str
    wikidata: str
    aliases: tuple[str, ...]  # a name with "?" at its end counts only near a cue
    demonyms: tuple[str, ...]
    nominals: tuple[str, ...]
    russian: tuple[str, ...]
    near: tuple[str, ...]  # cues that decide for this entity when a name is ambiguous
    note: str


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


@dataclass
class Register:
    """All entries, and the automaton that finds their names.

    >>> register = load_register()
    >>> [(hit.start, hit.readings[0].entity) for hit in register.find("Nato? No: NATO's members.")]
    [(10, 'NATO')]
    """

    entries: dict[str, Entry]
    automaton: ahocorasick.Automaton = field(default_factory=ahocorasick.Automaton, repr=False)

    def __post_init__(self) -> None:
        """Build the automaton from every spelling of every name."""
        readings: dict[str, dict[Reading, None]] = defaultdict(dict)
        for entry in self.entries.values():
            for reading, name in _readings(entry):
                for spelling in spell(name, entry.type):
                    readings[spelling][reading] = None
        for spelling, found in readings.items():
            self.automaton.add_word(spelling, (len(spelling), tuple(found)))
        self.automaton.make_automaton()

    def find(self, text: str) -> list[Hit]:
        """Return the names in the text, longest first come, in order; none overlaps another."""
        folded, cuts = fold(text)
        size = len(folded)
        found = []
        for last, (length, readings) in self.automaton.iter(folded):
            start, end = last - length + 1, last + 1
            if (start == 0 or not folded[start - 1].isalnum()) and (end == size or not folded[end].isalnum()):
                found.append((start, -end, readings))
        found.sort(key=lambda hit: hit[:2])
        hits, reached = [], 0
        for start, minus_end, readings in found:
            if start >= reached:
                reached = -minus_end
                hits.append(Hit(unfold(start, cuts), unfold(reached - 1, cuts) + 1, readings))
        return hits


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
    entries |= {entry.entity: entry for entry in _bodies(entries)}
    for entry in read_entries(Path(extra)) if extra else ():
        known = entries.get(entry.entity)
        entries[entry.entity] = _join(known, entry) if known else entry
    return Register(entries)


def read_entries(path) -> Iterator[Entry]:  # type: ignore[no-untyped-def]
    """Read entries from a CSV file; lists stand in one cell, separated by ``;``."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), start=2):
            name, kind = (row.get("entity") or "").strip(), (row.get("type") or "").strip()
            if not name or kind not in TYPES:
                expected = f"expected an entity and a type of {', '.join(TYPES)}"
                raise ValueError(f"{path}, line {number}: {expected}; found {name!r}, {kind!r}. Mend the row.")
            cells = [(row.get(column) or "").strip() for column in COLUMNS[2:]]
            yield Entry(name, kind, *cells[:2], *map(_split, cells[2:7]), cells[7])


def _split(cell: str) -> tuple[str, ...]:
    return tuple(item.strip() for item in cell.split(";") if item.strip())


def _join(known: Entry, more: Entry) -> Entry:
    lists = {
        key: getattr(known, key) + getattr(more, key) for key in ("aliases", "demonyms", "nominals", "russian", "near")
    }
    return known._replace(**lists, wikidata=more.wikidata or known.wikidata, note=more.note or known.note)


def _bodies(entries: dict[str, Entry]) -> Iterator[Entry]:
    """Entries for the ministries and forces that every state has, from ``register_bodies.toml``."""
    rules = read_toml("register_bodies.toml")
    for state in [entry for entry in entries.values() if entry.group == "state"]:
        article = "the " if state.entity in rules["article"]["names"] else ""
        fill = {"state": state.entity, "the state": article + state.entity}
        fill["formal"] = rules["formal"].get(state.entity, fill["the state"])
        adjectives = state.demonyms + (("US", "U.S.") if state.entity == "United States" else ())
        for body in rules["body"]:
            names = [
                alias.format(**fill, demonym=adjective)
                for alias in body["aliases"]
                for adjective in adjectives or ("",)
            ]
            names += [f"{bare}?" for bare in body.get("bare", ())]
            entity = body["entity"].format(**fill)
            if entity not in entries:
                yield Entry(
                    entity,
                    "ORG",
                    "body",
                    "",
                    tuple(dict.fromkeys(names)),
                    (),
                    (),
                    (),
                    (state.entity, *state.demonyms),
                    "",
                )


@cache
def read_toml(name: str) -> dict:
    """Read one of the package's resource files."""
    return tomllib.loads((files("corpus_utils") / "resources" / name).read_text(encoding="utf-8"))


def _readings(entry: Entry) -> Iterator[tuple[Reading, str]]:
    for name in dict.fromkeys((entry.entity.removeprefix("the "), *entry.aliases, *entry.russian)):
        yield Reading(entry.entity, "name", not name.endswith("?")), name.removesuffix("?")
    for name in entry.demonyms:
        yield Reading(entry.entity, "demonym", not name.endswith("?")), name.removesuffix("?")


def spell(name: str, kind: str) -> list[str]:
    """Return the name in all its spellings, by rule.

    >>> spell("Organization of Islamic Cooperation", "ORG")[:2]
    ['Organization of Islamic Cooperation', 'Organisation of Islamic Cooperation']
    >>> spell("US", "PLACE")
    ['US']
    """
    if not any(char.islower() for char in name):
        return [name]
    rules = read_toml("spelling.toml")
    spellings = _swap([name], rules["english"]["pairs"])
    if kind == "PERSON":
        spellings = [" ".join(words) for each in spellings for words in product(*_person_words(each.split(), rules))]
    spellings = _cases(spellings, rules["common"]["words"])
    return [fold(each)[0] for each in dict.fromkeys(spellings)][:MOST_SPELLINGS]


def _swap(names: list[str], pairs: Iterable[list[str]]) -> list[str]:
    for one, other in pairs:
        names = (
            names
            + [name.replace(one, other) for name in names]
            + [name.replace(other, one) for name in names if one not in name]
        )
        names = list(dict.fromkeys(names))
    return names


def _person_words(words: list[str], rules: dict) -> Iterator[list[str]]:
    given = {name: group for group in rules["given"]["groups"] for name in group}
    for word in words[:-1]:
        yield given.get(word, [word])
    yield surname_spellings(words[-1])


@cache
def surname_spellings(surname: str) -> list[str]:
    """Return a surname in the transliterations that the press uses.

    >>> surname_spellings("Nurgaliev")
    ['Nurgaliev', 'Nurgaliyev']
    """
    found = [surname]
    for one, other in read_toml("spelling.toml")["surname"]["pairs"]:
        for name in list(found):
            if name.endswith(other) and (other != "ev" or name[-3:-2] in "aeiou"):
                found.append(name.removesuffix(other) + one)
            if name.endswith(one):
                found.append(name.removesuffix(one) + other)
    return list(dict.fromkeys(found))


def _cases(names: list[str], common: list[str]) -> list[str]:
    """As written; common nouns small; each word capital; all capitals where the name is long enough."""
    small = [" ".join([n.split()[0], *(w.lower() if w in common else w for w in n.split()[1:])]) for n in names]
    capital = [
        re.sub(r"(?<![\w'])(?!(?:of|the|and|for|in|on|to|de|von|der)\b)[a-z]", lambda m: m[0].upper(), n) for n in names
    ]
    first = [n[0].upper() + n[1:] for n in names]
    upper = [n.upper() for n in names if len(n) > 4]
    return names + small + first + capital + upper


def fold(text: str) -> tuple[str, list[tuple[int, int]]]:
    """Make characters that read alike the same and squeeze runs of spaces; the second part leads back to raw offsets.

    >>> fold("CSTO’s  Council")
    ("CSTO's Council", [(7, 1)])
    """
    for char, plain in ALIKE.items():
        text = text.replace(char, plain)
    if "  " not in text:
        return text, []
    cuts, parts, reached, removed = [], [], 0, 0
    for run in SPACE_RUN.finditer(text):
        parts.append(text[reached : run.start() + 1])
        reached = run.end()
        removed += run.end() - run.start() - 1
        cuts.append((run.end() - removed, removed))
    return "".join([*parts, text[reached:]]), cuts


def unfold(offset: int, cuts: list[tuple[int, int]]) -> int:
    """Return the raw offset of a folded one.

    >>> unfold(7, [(7, 1)])
    8
    """
    index = bisect_right(cuts, offset, key=lambda cut: cut[0]) - 1
    return offset + (cuts[index][1] if index >= 0 else 0)
