"""Spelling variants by rule: the forms in which one name is printed; characters that read alike made the same."""

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from itertools import product
from typing import NamedTuple

MOST_SPELLINGS = 64  # spellings kept of one name; the rules together never need more
SHORTEST_CAPITALS = (
    4  # letters: a shorter word in capitals is read as an acronym ("IRAN" is Iran, "MALI" too, "US" is not us)
)
# Characters that read alike; each is one wide, so that offsets stay. An empty line ends a name.
ALIKE = {"\n\n": "\0 ", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\n": " ", "\r": " ", "\t": " ", "’": "'"}
OPENING = '"“”«(‘[/-–—\u2011*_|>#@=+•·~{'  # read as a space, so that every name begins after one
SPACE_RUN = re.compile(r"  +")
SMALL_WORD = r"(?:of|the|and|for|in|on|to|de|von|der|di|al|bin|ut)\b"
CYRILLIC = re.compile(r"[А-яЁё]")
# Endings of Russian nouns and adjectives: nominative, then genitive, dative, accusative, instrumental, prepositional.
RUSSIAN_ENDINGS = (
    ("ия", "ии ии ию ией ии"),
    ("ая", "ой ой ую ой ой"),
    ("ое", "ого ому ое ым ом"),
    ("ие", "ия ию ие ием ии"),
    ("ые", "ых ым ые ыми ых"),
    ("ский", "ского скому ский ским ском"),
    ("ый", "ого ому ый ым ом"),
    ("ий", "ия ию ия ием ии"),
    ("а", "ы е у ой е"),
    ("я", "и е ю ей е"),
    ("о", "а у о ом е"),
    ("ь", "я ю я ем е"),
    ("й", "я ю я ем е"),
    ("ов", "ова ову ова овым ове"),
    ("ев", "ева еву ева евым еве"),
    ("ин", "ина ину ина иным ине"),
    ("", "а у а ом е"),
)


@cache
def read_toml(name: str) -> dict:
    """Read one of the package's resource files."""
    return tomllib.loads((files("corpus_utils") / "resources" / name).read_text(encoding="utf-8"))


def spell(name: str, kind: str) -> list[str]:
    """Return the name in all its spellings, by the rules of ``resources/spelling.toml``.

    ``kind`` is the entity's type; given names and surnames vary only for a PERSON. Acronyms do not vary.

    >>> spell("Organization of Islamic Cooperation", "ORG")[:2]
    ['Organization of Islamic Cooperation', 'Organisation of Islamic Cooperation']
    >>> spell("US", "PLACE")
    ['US']
    """
    if not any(char.islower() for char in name):
        return [name]
    if CYRILLIC.search(name):
        return decline(name)
    rules = read_toml("spelling.toml")
    spellings = _swap([name], rules["english"]["pairs"])
    if kind == "PERSON":
        spellings = [" ".join(words) for each in spellings for words in product(*_person_words(each.split(), rules))]
    return _cases(spellings, rules["common"]["words"])[:MOST_SPELLINGS]


def _swap(names: list[str], pairs: Iterable[list[str]]) -> list[str]:
    for one, other in pairs:
        names += [n.replace(one, other) for n in names if one in n] + [
            n.replace(other, one) for n in names if other in n
        ]
        names = list(dict.fromkeys(names))
    return names


def _person_words(words: list[str], rules: dict) -> Iterator[list[str]]:
    given = {name: group for group in rules["given"]["groups"] for name in group}
    for word in words[:-1]:
        yield [word, *(other for other in given.get(word, ()) if other != word)]
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
            if name.endswith(one):
                found.append(name.removesuffix(one) + other)
            elif name.endswith(other) and (other != "ev" or name[-3:-2] in "aeiou"):
                found.append(name.removesuffix(other) + one)
    return list(dict.fromkeys(found))


def _cases(names: list[str], common: list[str]) -> list[str]:
    """As written; common nouns small; the first letter and then every word capital; all capitals where long enough."""
    small = [" ".join([n.split()[0], *(w.lower() if w in common else w for w in n.split()[1:])]) for n in names]
    first = [n[0].upper() + n[1:] for n in names]
    capital = [re.sub(rf"(?<![\w'])(?!{SMALL_WORD})[a-z]", lambda m: m[0].upper(), n) for n in names]
    upper = [n.upper() for n in names if len(n) >= SHORTEST_CAPITALS]
    return list(dict.fromkeys(names + small + first + capital + upper))


def decline(name: str) -> list[str]:
    """Return a Russian name in its cases: the first word inflected, and the first two, and all.

    Acronyms do not vary. Endings that no noun has may be among the forms; no text holds them.

    >>> decline("Украина")
    ['Украина', 'Украины', 'Украине', 'Украину', 'Украиной']
    """
    words = name.split()
    found = [name]
    for case in range(5):
        forms = [_inflect(word, case) for word in words]
        found += [" ".join(forms[:count] + words[count:]) for count in sorted({1, min(2, len(words)), len(words)})]
    return list(dict.fromkeys(found))


def _inflect(word: str, case: int) -> str:
    if not word[-1:].islower():
        return word
    ending, cases = next(rule for rule in RUSSIAN_ENDINGS if word.endswith(rule[0]))
    return word.removesuffix(ending) + cases.split()[case]


class Folded(NamedTuple):
    """A text in which characters that read alike are the same, and the way back to its raw offsets."""

    text: str
    places: list[int]  # folded offsets from which on …
    shifts: list[int]  # … so many characters have to be added

    def raw(self, offset: int) -> int:
        """Return the raw offset of a folded one."""
        return offset + self.shifts[bisect_right(self.places, offset) - 1]


def fold(text: str) -> Folded:
    """Make characters that read alike the same, squeeze runs of spaces, and put one space in front.

    >>> folded = fold("CSTO’s  Anti-Drug plan")
    >>> folded.text, folded.raw(8)
    (" CSTO's Anti Drug plan", 8)
    """
    for char, plain in ALIKE.items():
        text = text.replace(char, plain)
    places, shifts, parts, reached = [0], [-1], [" "], 0
    if "  " in text:
        for run in SPACE_RUN.finditer(text):
            first, last = run.span()
            parts.append(text[reached : first + 1])
            reached = last
            shifts.append(shifts[-1] + last - first - 1)
            places.append(last - shifts[-1])
    folded = "".join([*parts, text[reached:]])
    for char in OPENING:
        if char in folded:
            folded = folded.replace(char, " ")
    return Folded(folded.replace(" '", "  "), places, shifts)
