"""Score quotations, reported speech and speakers on PolNeAR (Newell, Margolin and Ruths 2018).

The folder holds ``text/*.txt`` and ``attributions/*.ann`` (brat). Of the folder ``train`` only a held-out fifth of the
files is scored, chosen by a checksum of their names; of any other folder all files are.
"""

import re
import sys
import zlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

from common import emit, parse

from corpus_utils import syntax
from corpus_utils.quotes import find_quotes
from corpus_utils.schema import Block
from corpus_utils.sentences import split_sentences

MARKS = re.compile("[\"“”„«»]|''|``")
FIFTH = 5  # one file in five is held out
EDGE = re.compile(r"^(?:that\b|[\s,:;.–—-])+|[\s,:;.?!–—-]+$", re.IGNORECASE)

Span = tuple[int, int]


class Gold(NamedTuple):
    """One attribution as annotated."""

    content: tuple[Span, ...]
    source: tuple[Span, ...]
    quoted: bool


def read(folder: Path, held_out: bool = True) -> Iterator[tuple[str, str, list[Gold]]]:
    """Yield name, text and attributions; the first annotator's where there are several."""
    seen = set()
    for path in sorted((folder / "attributions").glob("*.ann")):
        name = re.sub(r"_[0-9a-z]{4}$", "", path.stem)
        in_fifth = zlib.crc32(name.encode()) % FIFTH == 0
        if name in seen or (folder.name == "train" and in_fifth != held_out):
            continue
        seen.add(name)
        with (folder / "text" / f"{name}.txt").open(encoding="utf-8", newline="") as file:
            text = file.read()
        yield name, text, list(_attributions(path.read_text(encoding="utf-8"), text))


def _attributions(annotation: str, text: str) -> Iterator[Gold]:
    fields = [line.split("\t") for line in annotation.splitlines()]
    spans = {f[0]: _spans(f[1]) for f in fields if f[0].startswith("T") and len(f) > 1}
    for field in fields:
        if not field[0].startswith("E"):
            continue
        roles = [part.split(":") for part in field[1].split()]
        content = tuple(s for role, key in roles if role.startswith("Content") for s in spans[key])
        source = tuple(s for role, key in roles if role.startswith("Source") for s in spans[key])
        if content:
            yield Gold(content, source, any(MARKS.search(text, *s) for s in content))


def _spans(field: str) -> tuple[Span, ...]:
    return tuple((int(a), int(b)) for a, b in (pair.split() for pair in field.split(" ", 1)[1].split(";")))
