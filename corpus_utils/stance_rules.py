"""Stance by word list: counts the words that blame or credit, and abstains where they are missing or at odds."""

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

NEGATION_REACH = 30  # characters before a cue in which a negation turns it, about five words
NEAR, FAR = 25, 60  # characters from the target: a near cue counts twice, one beyond FAR not at all
MANY = 3  # cues of one kind beyond which more say nothing new
ENOUGH = 2  # score from which the word list decides; 0.9 of what it then says is right on the NATO labels
POLARITY = {"negative": -1, "neutral": 0, "positive": 1}


class Cue(NamedTuple):
    """One word of the list, found in a sentence."""

    start: int
    end: int
    text: str
    polarity: int
    group: str


def compile_words(words: Sequence[str]) -> re.Pattern[str]:
    r"""Return one pattern for a list of words; ``*`` stands for any ending, a blank for any white space.

    >>> compile_words(["threat*", "arms race"]).findall("Threats of an arms  race")
    ['Threats', 'arms  race']
    """
    parts = [
        re.escape(w).replace(r"\*", r"[\w’'-]*").replace(r"\ ", r"\s+") for w in sorted(words, key=len, reverse=True)
    ]
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)", re.IGNORECASE)


@cache
def load_lexicon() -> tuple[list[tuple[str, int, re.Pattern[str]]], dict[str, re.Pattern[str]]]:
    """Return the groups (name, polarity, pattern) and the patterns of the flags."""
    table = tomllib.loads((files("corpus_utils") / "resources" / "stance.toml").read_text(encoding="utf-8"))
    groups = [
        (name, polarity, compile_words(group["words"]))
        for kind, polarity in POLARITY.items()
        for name, group in table[kind].items()
    ]
    return groups, {name: compile_words(words) for name, words in table["flags"].items()}


def find_cues(sentence: str, targets: Sequence[tuple[int, int]] = ()) -> list[Cue]:
    """Return the cue words outside the target's own names, a negated one with its polarity turned.

    >>> [(c.text, c.polarity) for c in find_cues("It is not a threat, it is reliable.")]
    [('threat', 1), ('reliable', 1)]
    """
    groups, flags = load_lexicon()
    cues = [
        Cue(m.start(), m.end(), m.group(), turned(sentence, m.start(), polarity, flags["negation"]), name)
        for name, polarity, pattern in groups
        for m in pattern.finditer(sentence)
        if all(m.end() <= a or m.start() >= b for a, b in targets)
    ]
    return sorted(cues)


def turned(sentence: str, start: int, polarity: int, negation: re.Pattern[str]) -> int:
    """Return the polarity, turned when a negation stands shortly before in the same clause."""
    clause = re.split(r"[,;:.]", sentence[max(0, start - NEGATION_REACH) : start])[-1]
    return -polarity if negation.search(clause) else polarity


def find_flags(sentence: str) -> list[str]:
    """Return which of negation, rebuttal and irony the sentence shows.

    >>> find_flags("He denied that the so-called partners had helped.")
    ['irony', 'rebuttal']
    """
    return sorted(name for name, pattern in load_lexicon()[1].items() if pattern.search(sentence))


def judge(cues: Sequence[Cue], targets: Sequence[tuple[int, int]]) -> int | None:
    """Return the stance that the cues near the target add up to; None where they say too little.

    >>> sentence = "They blame NATO for the arms race."
    >>> judge(find_cues(sentence, [(11, 15)]), [(11, 15)])
    -1
    >>> judge([], [(11, 15)]) is None
    True
    """
    near = [(c, distance(c, targets)) for c in cues]
    score = sum(c.polarity * (2 if d <= NEAR else 1) for c, d in near if d <= FAR)
    if abs(score) >= ENOUGH:
        return 1 if score > 0 else -1
    only_names = [d for _, d in near if d <= NEAR] and all(c.polarity == 0 for c, d in near if d <= FAR)
    return 0 if only_names else None


def count_cues_by_distance(cues: Sequence[Cue], targets: Sequence[tuple[int, int]]) -> list[list[int]]:
    """Return the negative and the positive cues near the target, farther, and beyond, at most three each.

    >>> count_cues_by_distance(find_cues("They blame NATO.", [(11, 15)]), [(11, 15)])
    [[1, 0, 0], [0, 0, 0]]
    """
    counts = {-1: [0, 0, 0], 1: [0, 0, 0]}
    for cue in cues:
        if cue.polarity:
            away = distance(cue, targets)
            zone = 0 if away <= NEAR else 1 if away <= FAR else 2
            counts[cue.polarity][zone] = min(counts[cue.polarity][zone] + 1, MANY)
    return [counts[-1], counts[1]]


def distance(cue: Cue, targets: Sequence[tuple[int, int]]) -> int:
    """Return the characters between a cue and the nearest target."""
    return min(max(a - cue.end, cue.start - b, 0) for a, b in targets)
