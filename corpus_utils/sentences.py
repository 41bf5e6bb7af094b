"""Sentences of the title and the body, with their offsets in the raw text."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise

from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer

from corpus_utils.schema import BODY_KINDS, Block, Sentence

READ_KINDS = ("title", *BODY_KINDS)
PARAGRAPH = re.compile(r"\S(?:[^\n]|\n(?![ \t\u00a0\r]*\n))*")  # a run without an empty line
# Punkt ends a sentence at every "?" and "!"; before a small letter ("…?" he asked) the sentence goes on.
GOES_ON = re.compile(r"[\s\"'“”‘’»)\]–—-]*[a-zа-яё]")
CLOSERS = re.compile(r"[”’»)\]]+(?=\s|$)")  # Punkt knows only straight closing marks
ELLIPSIS = re.compile(r"(?:\.\.\.|…)[\"'”’»)]*(\s+)(?=[\"“‘«]?[A-ZА-ЯЁ])")  # Punkt never ends a sentence here


class Tokenizer(PunktSentenceTokenizer):
    """Punkt, less a cut of its own after "Feb." in "on Feb. 10.''": NLTK takes the end behind for one before."""

    def _match_potential_end_contexts(self, text: str) -> Iterator[tuple[re.Match[str], str]]:
        """Of the word after a possible end, give only its first token: an end inside that word is another one."""
        for match, context in super()._match_potential_end_contexts(text):
            if behind := match["next_tok"]:
                context = context.removesuffix(behind) + self._lang_vars.word_tokenize(behind)[0]
            yield match, context


@cache
def load_tokenizer() -> Tokenizer:
    """Return Punkt with our own abbreviations: nothing is downloaded at run time."""
    lines = (files("corpus_utils") / "resources" / "abbreviations.txt").read_text(encoding="utf-8").splitlines()
    parameters = PunktParameters()
    parameters.abbrev_types = {line.strip().casefold() for line in lines if line.strip() and not line.startswith("#")}
    return Tokenizer(parameters)


def split_sentences(text: str, blocks: Sequence[Block]) -> list[Sentence]:
    """Split the title and body blocks of a page into sentences.

    Blocks of other kinds are dropped. The label of an interview turn ("Name: ") becomes a row of its own, of kind
    ``speaker``. Sentences end by Punkt (Kiss and Strunk 2006, NLTK) with the abbreviations of
    ``resources/abbreviations.txt``, and at every empty line.

    >>> page = "NATO met the press. “Why?” the officer asked."
    >>> [page[s.start:s.end] for s in split_sentences(page, [Block(0, len(page), "body", "rest", 0, None)])]
    ['NATO met the press.', '“Why?” the officer asked.']
    """
    rows: list[Sentence] = []
    for index, block in enumerate(blocks):
        if block.kind in READ_KINDS:
            rows += _block_sentences(text, block, index)
    return rows


def _block_sentences(text: str, block: Block, index: int) -> Iterator[Sentence]:
    if re.search(r"\w", text[block.start : block.speech]):
        yield Sentence(*trim(text, block.start, block.speech), index, "speaker", block.speaker)
    for paragraph in PARAGRAPH.finditer(text, block.speech, block.end):
        for start, end in _spans(paragraph.group()):
            first, last = trim(text, paragraph.start() + start, paragraph.start() + end)
            yield Sentence(first, last, index, block.kind, block.speaker)


def _spans(paragraph: str) -> list[tuple[int, int]]:
    """Punkt's spans, mended: joined before a small letter, cut after an ellipsis, closing marks kept."""
    starts = [0]
    for start, _ in load_tokenizer().span_tokenize(paragraph):
        closers = CLOSERS.match(paragraph, start)
        start = closers.end() if closers else start
        if start and not GOES_ON.match(paragraph, start):
            starts.append(start)
    starts += [match.end(1) for match in ELLIPSIS.finditer(paragraph)]
    cuts = sorted({*starts, len(paragraph)})
    return [(a, b) for a, b in pairwise(cuts) if paragraph[a:b].strip()]


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the offsets without the white space at either end.

    >>> trim("  NATO ", 0, 7)
    (2, 6)
    """
    run = text[start:end]
    return start + len(run) - len(run.lstrip()), end - len(run) + len(run.rstrip())
