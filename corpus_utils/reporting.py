"""The lexicon of reporting words: which words report, and in which frames."""

import re
import tomllib
from collections import defaultdict
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple


class Lexicon(NamedTuple):
    """Reporting words by form; frames are "clause", "infinitive", "object" or a preposition."""

    verbs: dict[str, str]  # inflected form: base form
    frames: dict[str, dict[str, str]]  # base form of a verb: its frames, each with its kind
    public: frozenset[str]  # base forms that introduce quotations
    parenthetical: frozenset[str]  # those of them that stand beside what is said: "…, he said"
    nouns: dict[str, frozenset[str]]  # singular or plural noun: "that" and prepositions
    adjectives: frozenset[str]
    framing: frozenset[str]
    things: frozenset[str]  # subjects that hold no view
    agents: frozenset[str]  # common nouns, singular and plural, that can
    first_person: frozenset[str]  # the speaker or writer, reporting no one else
    asking: frozenset[str]
    speaking: frozenset[str]


@cache
def load_resource() -> dict[str, Any]:
    """Return ``resources/reporting.toml`` as it is."""
    return tomllib.loads((files("corpus_utils") / "resources" / "reporting.toml").read_text(encoding="utf-8"))


@cache
def load_lexicon() -> Lexicon:
    """Return the reporting words with all their inflected forms."""
    raw = load_resource()
    frames = _frames(raw["verbs"])
    public = frozenset(raw["verbs"]["public"]["words"].split())
    nouns: dict[str, set[str]] = defaultdict(set)
    for frame, words in raw["nouns"].items():
        if frame != "framing":
            for noun in words.split():
                nouns[noun].add(frame)
                nouns[plural(noun)].add(frame)
    return Lexicon(
        _forms(frames, raw["verbs"]["forms"]),
        frames,
        public,
        public - set(raw["verbs"]["forms"]["introducing"].split()),
        {noun: frozenset(f) for noun, f in nouns.items()},
        frozenset(raw["adjectives"]["that"].split()),
        frozenset(raw["nouns"]["framing"].split()),
        frozenset(raw["things"]["words"].split()),
        _agents(raw),
        frozenset(raw["first_person"]["words"].split()),
        frozenset(raw["turns"]["asking"]),
        frozenset(raw["turns"]["speaking"]),
    )


def _agents(raw: dict[str, Any]) -> frozenset[str]:
    words = {*raw["agents"]["words"].split(), *raw["roles"]["names"].split()}
    return frozenset(words | {plural(w) for w in words} | {w[:-3] + "men" for w in words if w.endswith("man")})


def _frames(groups: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    frames: dict[str, dict[str, str]] = defaultdict(dict)
    for group in groups.values():
        lists = (
            {group["frame"]: group["words"]} if "frame" in group else {k: w for k, w in group.items() if k != "kind"}
        )
        for frame, words in lists.items():
            for verb in words.split():
                if "kind" in group:
                    frames[verb].setdefault(frame, group["kind"])
    return dict(frames)


def _forms(verbs: dict[str, dict[str, str]], rules: dict[str, str]) -> dict[str, str]:
    doubling = set(rules["doubling"].split())
    forms = {form: verb for verb in verbs for form in inflect(verb, verb in doubling)}
    irregular = (pair.split("=") for pair in rules["irregular"].split())
    return forms | {form: verb for form, verb in irregular if verb in verbs}


def inflect(verb: str, doubling: bool = False) -> list[str]:
    """Return the regular forms of a verb.

    >>> inflect("deny"), inflect("admit", doubling=True)
    (['deny', 'denies', 'denied', 'denying'], ['admit', 'admits', 'admitted', 'admitting'])
    """
    if doubling:
        return [verb, verb + "s", verb + verb[-1] + "ed", verb + verb[-1] + "ing"]
    if verb.endswith("e"):
        return [verb, verb + "s", verb + "d", verb[:-1] + "ing"]
    if re.search("[^aeiou]y$", verb):
        return [verb, verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"]
    return [verb, verb + ("es" if re.search("(s|sh|ch|x|z)$", verb) else "s"), verb + "ed", verb + "ing"]


def plural(noun: str) -> str:
    """Return the regular plural.

    >>> plural("testimony"), plural("view")
    ('testimonies', 'views')
    """
    return noun[:-1] + "ies" if re.search("[^aeiou]y$", noun) else noun + "s"
