"""Score quotations, reported speech and speakers on PolNeAR (Newell, Margolin and Ruths 2018), beside textacy's rules.

The folder holds ``text/*.txt`` and ``attributions/*.ann`` (brat). Of a folder named ``train`` only a held-out fifth of
the files is scored, chosen by a checksum of their names; the lexicon was developed and the content model trained on
the other four. Of any other folder all files are scored. Where a file has several annotators, the first is taken.
textacy is compared where it is installed (``pip install textacy``); it finds direct quotations only, and gives up on
texts with an odd mark.

Figures: "quoted" are the contents that touch quotation marks. A found run and a content agree when they share a
letter (overlap), and "letters" compares how many letters both hold. The speaker is right when the head words of the
two sources are the same word of the text, over the contents that were found and have a source; the row that overlaps
the content most answers. "indirect" are the contents without marks; exact means the same span, "that" and the
punctuation at the edges aside. "indirect with source" leaves out attributions to no one, "indirect reported" those
whose cue is no verb of saying and not "according to".
"""

import re
import sys
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from spacy.tokens import Doc

from benchmarks.common import emit, parse
from corpus_utils import syntax
from corpus_utils.quotes import find_quotes
from corpus_utils.reporting import load_lexicon
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
    reported: bool  # by a verb of saying or "according to"
    cue: tuple[Span, ...] = ()


class Page(NamedTuple):
    """One text with its gold and what was found in it."""

    text: str
    gold: list[Gold]
    found: list[Quote]
    docs: list[tuple[int, Doc]]  # offset and parse of each sentence


def read(folder: Path, held_out: bool = True) -> Iterator[tuple[str, str, list[Gold]]]:
    """Yield name, text and attributions, the first annotator's; of "train" a fifth or the others."""
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
        content, source, cue = (
            tuple(s for role, key in roles if role.startswith(wanted) for s in spans[key])
            for wanted in ("Content", "Source", "Cue")
        )
        if content:
            quoted = any(MARKS.search(text, *s) for s in content)
            yield Gold(content, source, quoted, _is_reporting(" ".join(text[a:b] for a, b in cue)), cue)


def _is_reporting(cue: str) -> bool:
    lexicon = load_lexicon()
    words = cue.lower().split()
    return "according" in words or any(lexicon.verbs.get(w) in lexicon.public for w in words)


def _spans(field: str) -> tuple[Span, ...]:
    return tuple((int(a), int(b)) for a, b in (pair.split() for pair in field.split(" ", 1)[1].split(";")))


def annotate(text: str, gold: list[Gold]) -> Page:
    blocks = [Block(0, len(text), "body", "whole text", 0, None)]
    sentences = split_sentences(text, blocks)
    docs = syntax.parse(text, sentences)
    found = find_quotes(text, blocks, sentences, [], docs, None)
    return Page(text, gold, found, [(s.start, d) for s, d in zip(sentences, docs or [], strict=docs is not None)])


def annotate_textacy(page: Page) -> Page | None:
    """Return the page with textacy's direct quotations instead; None where textacy is not installed."""
    nlp = syntax.load_model()
    try:
        from textacy.extract import direct_quotations
    except ImportError:
        return None
    rows = []
    try:
        for found in direct_quotations(nlp(page.text)):  # type: ignore[misc]
            content, speaker = found.content, found.speaker
            start, end = content.start_char, content.end_char
            source = (speaker[0].idx, speaker[-1].idx + len(speaker[-1])) if speaker else (None, None)
            rows.append(Quote(start, end, page.text[start:end], "direct", None, None, "textacy", *source))
    except ValueError:  # an odd number of marks
        rows = []
    return page._replace(found=rows)


def core(text: str, span: Span) -> Span:
    """Leave out "that" and the punctuation at the edges, which the two guidelines treat differently."""
    start, end = span
    run = text[start:end]
    stripped = EDGE.sub("", run)
    at = run.find(stripped)
    return start + at, start + at + len(stripped)


def touching(q: Quote, content: tuple[Span, ...]) -> bool:
    return any(q.start < b and a < q.end for a, b in content)


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


def same_head(page: Page, gold: Gold, hits: list[Quote]) -> bool:
    """Compare the source of the row that overlaps the content most."""
    best = max(hits, key=lambda q: agreement(q, gold.content))
    wanted = {head(page, s) for s in gold.source}
    return best.source_start is not None and head(page, (best.source_start, best.source_end or 0)) in wanted


def agreement(q: Quote, content: tuple[Span, ...]) -> float:
    """Return shared letters as a part of all letters of both."""
    shared = sum(max(0, min(q.end, b) - max(q.start, a)) for a, b in content)
    return shared / (q.end - q.start + sum(b - a for a, b in content) - shared)


def count_quoted(page: Page, c: Counter[str]) -> None:
    quoted, found = [g for g in page.gold if g.quoted], units(page)
    c["hit"] += sum(any(touching(q, g.content) for g in quoted) for q in found)
    c["found"] += len(found)
    c["gold"] += len(quoted)
    for g in quoted:
        rows = [q for q in page.found if touching(q, g.content)]
        recalled = any(q in found for q in rows)
        c["recalled"] += recalled
        if recalled and g.source:
            c["sourced"] += 1
            c["head"] += same_head(page, g, rows)
    letters = {i for g in quoted for s in g.content for i in range(*s)}
    mine = {i for q in found for i in range(q.start, q.end)}
    c["letters both"] += len(letters & mine)
    c["letters"] += len(letters) + len(mine)


def count_indirect(page: Page, c: Counter[str]) -> None:
    gold = [(core(page.text, (g.content[0][0], g.content[-1][1])), g) for g in page.gold if not g.quoted]
    rows = [q for q in page.found if q.kind == "indirect" and not MARKS.search(q.text)]
    found = {core(page.text, (q.start, q.end)): _is_reporting(q.cue or "") for q in rows}
    for name, spans, mine in (
        ("indirect", {s for s, _ in gold}, set(found)),
        ("indirect with source", {s for s, g in gold if g.source}, set(found)),
        ("indirect reported", {s for s, g in gold if g.reported}, {s for s, reports in found.items() if reports}),
    ):
        c[f"{name} hit"] += len(spans & mine)
        c[f"{name} gold"] += len(spans)
        c[f"{name} found"] += len(mine)


def figures(pages: list[Page], before: str = "") -> dict[str, float | int | str]:
    c: Counter[str] = Counter()
    for page in pages:
        count_quoted(page, c)
        count_indirect(page, c)
    precision, recall = c["hit"] / max(1, c["found"]), c["recalled"] / max(1, c["gold"])
    rows: dict[str, float | int | str] = {
        "quoted contents": c["gold"],
        "quoted overlap precision": precision,
        "quoted overlap recall": recall,
        "quoted overlap F1": 2 * precision * recall / max(1e-9, precision + recall),
        "quoted letters F1": 2 * c["letters both"] / max(1, c["letters"]),
        "speaker head right": c["head"] / max(1, c["sourced"]),
        "speaker head right, of all quoted": c["head"] / max(1, c["gold"]),
    }
    if not before:
        for name in ("indirect", "indirect with source", "indirect reported"):
            hit, gold, found = (c[f"{name} {part}"] for part in ("hit", "gold", "found"))
            rows[f"{name} contents"] = gold
            rows[f"{name} exact precision"] = hit / max(1, found)
            rows[f"{name} exact recall"] = hit / max(1, gold)
            rows[f"{name} exact F1"] = 2 * hit / max(1, found + gold)
    return {before + name: value for name, value in rows.items()}


def main() -> None:
    args = parse("quotes-polnear/train", (__doc__ or "").splitlines()[0])
    pages = [annotate(text, gold) for _, text, gold in read(args.data)]
    if not pages:
        sys.exit(f"{args.data} holds no attributions/*.ann: name a folder of PolNeAR with --data PATH.")
    textacy = [page for page in map(annotate_textacy, pages) if page is not None]
    rest: dict[str, float | int | str] = {"textacy": "not installed"}
    emit({"files": len(pages)} | figures(pages) | (figures(textacy, "textacy: ") if textacy else rest), args)


if __name__ == "__main__":
    main()
