"""Find or make targets that no one labelled: the student learns what the teacher makes of them."""

import csv
import json
import random
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Span

from corpus_utils.syntax import MODELS
from training.data import SHARED, Example, read_newsmtsc

BENCH = SHARED / "bench"
ARTICLE = 4000  # characters read of an article: its lead names who acts
SHORTEST, LONGEST = 40, 330  # characters of a sentence
SHARE = 0.75  # of the targets of a sentence
LIMITS = {
    "newsmtsc": 4500,
    "polnear": 4500,
    "timelines": 3000,
}  # targets from each set: the teacher reads them in minutes
KINDS = ("PERSON", "ORG", "GPE", "NORP")
PRONOUNS = ("he", "she", "they")
BESIDE = 2  # at most, other targets of a sentence that names NATO
CAST = (*["NATO"] * 5, "the NATO alliance", "the alliance", "the North Atlantic Alliance", "NATO forces")


def read_texts(name: str) -> Iterator[str]:
    """Yield the texts of a set; those of NewsMTSC are single sentences of its train part."""
    if name == "newsmtsc":
        yield from sorted({e.sentence for e in read_newsmtsc("train")})
    elif name == "polnear":
        for path in sorted((BENCH / "quotes-polnear" / "train" / "text").iterdir()):
            yield from re.split(r"\n+", path.read_text(encoding="utf-8", errors="replace"))
    else:
        csv.field_size_limit(10**9)
        for path in sorted((BENCH / "timelines-t17").rglob("*.csv")):
            with path.open(encoding="utf-8", errors="replace", newline="") as lines:
                yield from (row["text"][:ARTICLE] for row in csv.DictReader(lines) if row["text"])


def load_model() -> Language:
    """Return the language model at hand."""
    return next(spacy.load(m) for m in MODELS if spacy.util.is_package(m))


def find_spans(sentence: Span) -> list[tuple[int, int]]:
    """Return the spans of names and personal pronouns, in characters from the beginning of the text."""
    named = [(e.start_char, e.end_char) for e in sentence.ents if e.label_ in KINDS]
    return sorted(named + [(t.idx, t.idx + len(t)) for t in sentence if t.lower_ in PRONOUNS])


def find_targets(name: str, draw: random.Random) -> Iterator[Example]:
    """Yield targets of one set: named persons, bodies, places and peoples, and personal pronouns."""
    model = load_model()
    labelled = {(e.sentence, e.spans[0][0]) for e in read_newsmtsc("train")}
    examined = {e.sentence for part in ("dev-rw", "dev-mt") for e in read_newsmtsc(part)}
    texts = list(read_texts(name))
    draw.shuffle(texts)
    for text in texts:
        for sentence in model(text).sents if name != "newsmtsc" else [model(text)[:]]:
            lead = sentence.start_char + len(sentence.text) - len(sentence.text.lstrip())
            words = sentence.text.strip()
            if not SHORTEST < len(words) < LONGEST or words in examined:
                continue
            for start, end in ((a - lead, b - lead) for a, b in find_spans(sentence)):
                if (words, start) not in labelled and draw.random() < SHARE:
                    yield Example(words, ((start, end),), 1, name)


def read_unlabelled(out: Path, seed: int) -> list[Example]:
    """Return the targets found, from ``unlabelled.json`` where an earlier run has left them."""
    path, draw = out / "unlabelled.json", random.Random(seed)
    if not path.exists():
        found = [e for name, limit in LIMITS.items() for e in islice(find_targets(name, draw), limit)]
        draw.shuffle(found)
        path.write_text(json.dumps(found), encoding="utf-8")
    return [
        Example(s, ((a, b),), label, group) for s, ((a, b),), label, group, *_ in json.loads(path.read_text("utf-8"))
    ]


def find_beside(examples: Sequence[Example], draw: random.Random) -> list[Example]:
    """Return other targets in sentences whose labelled ones are known: the same speech, another view."""
    found = []
    for example, doc in zip(examples, load_model().pipe([e.sentence for e in examples]), strict=True):
        free = [(a, b) for a, b in find_spans(doc[:]) if all(b <= x or a >= y for x, y in example.spans)]
        found += [example._replace(spans=(span,)) for span in draw.sample(free, min(BESIDE, len(free)))]
    return found


def cast_nato(examples: Sequence[Example], draw: random.Random) -> list[Example]:
    """Return the examples whose target is a name, with NATO in its place: more ways to speak of it than labels show."""
    found = []
    for example in examples:
        start, end = example.spans[0]
        name, new = example.sentence[start:end], draw.choice(CAST)
        pieces = re.split(rf"\b{re.escape(name)}\b", example.sentence)
        if name[:1].isupper() and name.lower() not in PRONOUNS and len(pieces) > 1:
            starts = [len(new.join(pieces[:i])) for i in range(1, len(pieces))]
            spans = tuple((at, at + len(new)) for at in starts)
            found.append(example._replace(sentence=new.join(pieces), spans=spans, group="cast"))
    return found
