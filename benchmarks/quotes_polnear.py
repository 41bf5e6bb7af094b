"""Score quotations, reported speech and speakers on PolNeAR (Newell, Margolin and Ruths 2018).

The folder holds ``text/*.txt`` and ``attributions/*.ann`` (brat). Of the folder ``train`` only a held-out fifth of the
files is scored, chosen by a checksum of their names; of any other folder all files are.
"""

import re
import sys
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from common import emit, parse
from spacy.tokens import Doc

from corpus_utils import syntax
from corpus_utils.quotes import find_quotes
from corpus_utils.schema import Block, Quote
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


class Page(NamedTuple):
    """One text with its gold and what was found in it."""

    text: str
    gold: list[Gold]
    found: list[Quote]
    docs: list[tuple[int, Doc]]  # offset and parse of each sentence


def annotate(text: str, gold: list[Gold]) -> Page:
    blocks = [Block(0, len(text), "body", "whole text", 0, None)]
    sentences = split_sentences(text, blocks)
    docs = syntax.parse(text, sentences)
    found = find_quotes(text, blocks, sentences, [], docs, None)
    return Page(text, gold, found, [(s.start, d) for s, d in zip(sentences, docs or [], strict=True)])


def extent(spans: tuple[Span, ...]) -> Span:
    return spans[0][0], spans[-1][1]


def core(text: str, span: Span) -> Span:
    """Leave out "that" and the punctuation at the edges, which the two guidelines treat differently."""
    start, end = span
    run = text[start:end]
    stripped = EDGE.sub("", run)
    at = run.find(stripped)
    return start + at, start + at + len(stripped)


def touching(a: tuple[Span, ...], b: tuple[Span, ...]) -> bool:
    return any(x[0] < y[1] and y[0] < x[1] for x in a for y in b)


def head(page: Page, span: Span) -> int | None:
    """Return the offset of the word on which the other words of the span hang."""
    for offset, doc in page.docs:
        words = [t for t in doc if span[0] <= t.idx + offset < span[1]]
        if words:
            inside = {t.i for t in words}
            return next((t.idx + offset for t in words if t.head.i not in inside or t.head == t), None)
    return None


def units(page: Page) -> list[Quote]:
    """Return the found runs that touch quotation marks; a mixed clause and the marks inside it are one run."""
    marked = [q for q in page.found if MARKS.search(q.text)]
    return [q for q in marked if not any(o is not q and o.start <= q.start and q.end <= o.end for o in marked)]


def score(pages: list[Page]) -> dict[str, float | int | str]:
    c: Counter[str] = Counter()
    for page in pages:
        quoted, found = [g for g in page.gold if g.quoted], units(page)
        c["hit"] += sum(any(touching(((q.start, q.end),), g.content) for g in quoted) for q in found)
        c["found"] += len(found)
        c["gold"] += len(quoted)
        for g in quoted:
            hits = [q for q in found if touching(((q.start, q.end),), g.content)]
            c["recalled"] += bool(hits)
            if hits and g.source:
                c["sourced"] += 1
                rows = [q for q in page.found if touching(((q.start, q.end),), g.content)]
                c["head"] += same_head(page, g, rows)
        letters = {i for g in quoted for s in g.content for i in range(*s)}
        mine = {i for q in found for i in range(q.start, q.end)}
        c["letters both"] += len(letters & mine)
        c["letters"] += len(letters) + len(mine)
        indirect = {core(page.text, extent(g.content)) for g in page.gold if not g.quoted}
        said = {
            core(page.text, (q.start, q.end)) for q in page.found if q.kind == "indirect" and not MARKS.search(q.text)
        }
        c["indirect hit"] += len(indirect & said)
        c["indirect gold"] += len(indirect)
        c["indirect found"] += len(said)
    return figures(c, len(pages))


def same_head(page: Page, gold: Gold, hits: list[Quote]) -> bool:
    """Compare the source of the row that overlaps the content most."""
    best = max(hits, key=lambda q: agreement(q, gold.content))
    wanted = {head(page, s) for s in gold.source}
    return best.source_start is not None and head(page, (best.source_start, best.source_end or 0)) in wanted


def agreement(q: Quote, content: tuple[Span, ...]) -> float:
    """Return shared letters as a part of all letters of both."""
    shared = sum(max(0, min(q.end, b) - max(q.start, a)) for a, b in content)
    return shared / (q.end - q.start + sum(b - a for a, b in content) - shared)


def figures(c: Counter[str], n: int) -> dict[str, float | int | str]:
    precision, recall = c["hit"] / max(1, c["found"]), c["recalled"] / max(1, c["gold"])
    return {
        "files": n,
        "quoted contents": c["gold"],
        "quoted overlap precision": precision,
        "quoted overlap recall": recall,
        "quoted overlap F1": 2 * precision * recall / max(1e-9, precision + recall),
        "quoted letters F1": 2 * c["letters both"] / max(1, c["letters"]),
        "speaker head right": c["head"] / max(1, c["sourced"]),
        "indirect contents": c["indirect gold"],
        "indirect exact precision": c["indirect hit"] / max(1, c["indirect found"]),
        "indirect exact recall": c["indirect hit"] / max(1, c["indirect gold"]),
        "indirect exact F1": 2 * c["indirect hit"] / max(1, c["indirect found"] + c["indirect gold"]),
    }


def main() -> None:
    args = parse("quotes-polnear/train", __doc__ or "")
    pages = [annotate(text, gold) for _, text, gold in read(args.data)]
    if not pages:
        sys.exit(f"{args.data} holds no attributions/*.ann: name a folder of PolNeAR with --data PATH.")
    emit(score(pages), args)


if __name__ == "__main__":
    main()
