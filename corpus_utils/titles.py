"""Titles that stand for a person: "the minister", "the general", "the Belarusian leader"."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache

from corpus_utils.name_patterns import words
from corpus_utils.register import Register
from corpus_utils.schema import Mention
from corpus_utils.spans import Cover, Spans, span_of
from corpus_utils.spelling import read_toml

BEFORE, AFTER = 70, 90  # characters around a name in which its titles stand ("Ann Doe, deputy secretary of …")
REACH = 25  # sentences: a title farther from the person than this is not his


@cache
def _nouns() -> Mapping[str, Sequence[str]]:
    nouns: dict[str, list[str]] = read_toml("names.toml")["nouns"]
    return nouns


def find_titles(text: str, spans: Spans, mentions: Sequence[Mention], register: Register) -> list[Mention]:
    """Find titles with "the" and resolve each to the person last named who bears it.

    ``mentions`` are the article's, sorted by start. A person's titles are those right before or after his name in the
    article, and the offices that the register notes. With an adjective of place ("the Belarusian leader") that place
    must stand in the title too. Rows have form ``nominal`` and rule ``title``; they are no part of the table of
    mentions, in which nominals are those of NATO and the CSTO.

    >>> from corpus_utils.entities import find_mentions, load_register
    >>> from corpus_utils.schema import Sentence
    >>> page = "Gen. Ivan Testov spoke. Then the general left."
    >>> sentences = [Sentence(0, 23, 0, "body", None), Sentence(24, 46, 0, "body", None)]
    >>> spans = [(0, 23), (24, 46)]
    >>> names = find_mentions(page, sentences, None, load_register())
    >>> [(m.text, m.entity) for m in find_titles(page, spans, names, load_register())]
    [('the general', 'Ivan Testov')]
    """
    persons = [m for m in mentions if m.type == "PERSON"]
    titles = _titles_of(text, spans, persons, register)
    states = {text[m.start : m.end]: m.entity for m in mentions if m.form == "demonym"}
    cover, found = Cover(mentions), []
    for index, (first, last) in enumerate(spans):
        for match in _pattern().finditer(text, first, last):
            if not (match["the"] or match["whose"]) or match["whose"] in words("ranks") | words("titles"):
                continue
            if cover.touches(match.start("noun"), match.end()):
                continue
            reach = spans[max(0, index - REACH)][0]
            before = [p for p in persons if reach <= p.start < match.start()]
            whose = match["whose"] or ""
            meant = _nouns()[match["noun"].lower()]
            bearer = _bearer(before or persons, titles, meant, states.get(whose, whose).lower())
            if bearer:
                found.append(Mention(*match.span(), match.group(), bearer, "PERSON", "nominal", "title"))
    return found


@cache
def _pattern() -> re.Pattern[str]:
    """ "The (former) (North Korean | NATO | FBI) noun", with an article or with the word that says whose."""
    nouns = "|".join(sorted(_nouns(), key=len, reverse=True))
    capital = r"[A-Z][\w.]*\w\.?"
    return re.compile(
        rf"(?<![\w-])(?P<the>the\s+|The\s+)?(?:(?:former|current|new|then|top|ex)[\s-]+)?"
        rf"(?:(?P<whose>(?!The\b){capital}(?:\s{capital})?)\s+)?(?P<noun>(?i:{nouns}))(?![\w-]|\s+[A-Z]|['’]s\s+[A-Z])"
    )


def _bearer(persons: Sequence[Mention], titles: Mapping[str, str], meant: Sequence[str], whose: str) -> str | None:
    """Return the person named last whose titles hold one of the words, and the place or body where one is asked for."""
    for person in reversed(persons):
        held = titles.get(person.entity, "")
        if whose in held and any(_holds(held, word) for word in meant):
            return person.entity
    return None


def _holds(titles: str, word: str) -> bool:
    """Tell whether one of the titles is the word: "press secretary of the president" is no president."""
    own = " ; ".join(re.split(r"\s(?:of|to|for)\s", title)[0] for title in titles.split(";"))
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", own) is not None


def _titles_of(text: str, spans: Spans, persons: Sequence[Mention], register: Register) -> dict[str, str]:
    """Each person's titles in small letters: the words right before and after his names, and the register's note."""
    held: dict[str, list[str]] = defaultdict(list)
    for person in persons:
        first, last = spans[span_of(person.start, spans)]
        before = text[max(first, person.start - BEFORE) : person.start]
        after = text[person.end : min(last, person.end + AFTER)]
        held[person.entity].append(re.split(r"[,;:“”\"()]|\bsaid\b|\band\b", before)[-1])
        if apposition := re.match(r"\s?,\s(?:the\s|a\s)?([^,;:“”\"]+)", after):
            held[person.entity].append(apposition[1])
    for entity, found in held.items():
        if entity in register.entries:
            found.append(register.entries[entity].note)
    return {entity: _with_states(" ; ".join(found).lower(), register) for entity, found in held.items()}


def _with_states(titles: str, register: Register) -> str:
    """Add the state to its adjective, so that "Belarusian president" answers to Belarus."""
    states = [e.entity for e in register.entries.values() if any(d.lower() in titles for d in e.demonyms)]
    return " ; of ".join([titles, *states]).lower()
