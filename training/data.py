"""Read the labelled sentences, NewsMTSC and the NATO labels, and mark their targets."""

import json
import random
import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from corpus_utils.stance_model import mark_targets

SHARED = Path(__file__).resolve().parents[2] / "shared"
NEWSMTSC = SHARED / "bench" / "stance-newsmtsc"
NATO_FILES = (SHARED / "gold" / "nato_stance_dev.jsonl", SHARED / "gold" / "nato_stance_train.jsonl")
INVENTED = Path(__file__).with_name("invented.jsonl")
NAME = re.compile(
    r"\bNATO\b|\b(?:the )?North[- ]Atlantic(?: (?:Treaty(?: Organi[sz]ation)?|Alliance|bloc|Pact|Council))?"
    r"(?: \[NATO\]| \(NATO\))?",
    re.IGNORECASE,
)
NOMINAL = re.compile(r"\b[Tt]he (?:military |Western |western )?(?:[Aa]lliance|bloc)\b")  # only beside a name
FOLDS = 5  # of the cross-validation; a collection is wholly in one of them
ALIASES = ("the alliance", "the bloc", "the North Atlantic Alliance", "the Western alliance", "the NATO bloc")
ALIAS_SHARE = 0.15  # of the NATO examples seen under another name, so that the model reads the words round it
DOUBTFUL_WEIGHT = 0.5  # in training, of labels that the annotators were not sure of; they are never scored
JOIN_SHARE = 0.2  # of the NewsMTSC examples joined to another one, so that the model learns whose words count
JOIN_LIMIT = 220  # characters of either sentence, beyond which the pair would not fit the model's window
JOINTS = (" ", "; ", ", while ", " But ", " and ")


class Example(NamedTuple):
    """One target in one sentence; ``label`` is 0 negative, 1 neutral, 2 positive."""

    sentence: str
    spans: tuple[tuple[int, int], ...]
    label: int
    group: str  # what cross-validation keeps together
    name: str = ""  # the row's own name in its file
    weight: float = 1.0


def read_lines(path: Path) -> list[dict]:
    """Return the rows of a JSON-lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def read_newsmtsc(part: str) -> list[Example]:
    """Return one example a target of ``train``, ``dev-rw`` or ``dev-mt``."""
    return read_newsmtsc_file(NEWSMTSC / f"{part}-flat.jsonl")


def read_newsmtsc_file(path: Path) -> list[Example]:
    """Return one example a target of a file in NewsMTSC's flat format."""
    rows = read_lines(path)
    return [Example(r["sentence"], ((r["from"], r["to"]),), r["polarity"] + 1, "newsmtsc") for r in rows]


def find_nato(sentence: str) -> tuple[tuple[int, int], ...]:
    """Return the spans that name NATO; a bare "the alliance" counts only beside a name."""
    names = [m.span() for m in NAME.finditer(sentence)]
    nominals = [m.span() for m in NOMINAL.finditer(sentence)] if names else []
    return tuple(sorted(names + [n for n in nominals if all(n[1] <= a or n[0] >= b for a, b in names)]))


def read_nato(paths: Sequence[Path] = NATO_FILES, doubtful: bool = False) -> list[Example]:
    """Return the NATO labels that are sure, or the doubtful ones; a group is the collection a sentence comes from."""
    rows = [r for path in paths for r in read_lines(path) if r["doubtful"] == doubtful]
    weight = DOUBTFUL_WEIGHT if doubtful else 1.0
    return [
        Example(r["sentence"], find_nato(r["sentence"]), r["stance"] + 1, r["corpus"], r["n"], weight) for r in rows
    ]


def read_invented() -> list[Example]:
    """Return the sentences invented for training: they say what real labels are too few to show."""
    rows = read_lines(INVENTED)
    return [
        Example(r["sentence"], find_target(r["sentence"], r.get("target")), r["stance"] + 1, "invented") for r in rows
    ]


def find_target(sentence: str, target: str | None) -> tuple[tuple[int, int], ...]:
    """Return where the sentence has ``target`` first and where it names NATO; without a target as ``find_nato``."""
    if target is None:
        return find_nato(sentence)
    own = (sentence.index(target), sentence.index(target) + len(target))
    names = (m.span() for m in NAME.finditer(sentence))
    return tuple(sorted([own, *(n for n in names if n[1] <= own[0] or n[0] >= own[1])]))


def rename(example: Example, draw: random.Random) -> Example:
    """Sometimes call the target by another of its names."""
    if draw.random() > ALIAS_SHARE or not example.spans:
        return example
    start, end = example.spans[0]
    alias = draw.choice(ALIASES)
    sentence = example.sentence[:start] + alias + example.sentence[end:]
    return example._replace(sentence=sentence, spans=((start, start + len(alias)),))


def join(example: Example, others: Sequence[Example], draw: random.Random) -> Example:
    """Sometimes put another sentence before or after it; the label stays that of the marked target."""
    other = draw.choice(others)
    if draw.random() > JOIN_SHARE or max(len(example.sentence), len(other.sentence)) > JOIN_LIMIT:
        return example
    joint = draw.choice(JOINTS)
    if draw.random() < 0.5:
        return example._replace(sentence=example.sentence + joint + other.sentence)
    ahead = other.sentence + joint
    spans = tuple((start + len(ahead), end + len(ahead)) for start, end in example.spans)
    return example._replace(sentence=ahead + example.sentence, spans=spans)


def find_contrasts(examples: Sequence[Example]) -> list[Example]:
    """Return the examples of sentences whose targets differ in label: they show that the target decides."""
    labels: dict[str, set[int]] = {}
    for example in examples:
        labels.setdefault(example.sentence, set()).add(example.label)
    return [e for e in examples if len(labels[e.sentence]) > 1]


def marked(example: Example) -> str:
    """Return the sentence as the model reads it."""
    return mark_targets(example.sentence, example.spans)
