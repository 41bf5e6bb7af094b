"""A raw page → its units (paragraphs, or lines that stand alone), with what can be seen of each without reading it."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from corpus_utils.dates import read_stamp

PROSE_WORDS = 10  # words: a closed line this long is a paragraph; shorter ones count beside a paragraph only
OPEN_PROSE_WORDS = 32  # words: a line this long is a paragraph even without a full stop; headlines are shorter
TITLE_CASE = 0.75  # share of capitals among the long words from which a line is set as an English headline
WRAP_WIDTHS = range(36, 101)  # characters: line widths of hard-wrapped text
WRAP_SHARE = 0.7  # share of neighbouring lines that must look wrapped at one width
WRAP_SLACK = 10  # characters by which typesetters of columns stay below the full width
SMALL_SHARE = 0.5  # share of the lines of one paragraph that begin with a small letter; headlines in a row do not
STAMP_SHARE = 0.6  # share of the longest line beside it up to which a date line stands alone among wrapped lines
STAMP_WORDS = 16  # words: a longer line is not a date line
MIN_GLUED_WORDS = 3  # words of another script before a sentence glued to them without a space

SCRIPTS = {
    "latin": re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]"),
    "cyrillic": re.compile(r"[\u0400-\u052f]"),
    "arabic": re.compile(r"[\u0600-\u06ff\u0750-\u077f]"),
    "other": re.compile(r"[\u0370-\u03ff\u0530-\u05ff\u0900-\u10ff\u3040-\u9fff\uac00-\ud7a3]"),
}
LINE = re.compile(r"[^\n\r\x0b\x0c\x85\u2028\u2029]+")
CLOSED = re.compile(
    r"[.!?…:;]['\"”’»›)\]*_]*(?:\s?[\(\[][^()\[\]]{1,60}[\)\]][.]?)*$"
)  # a source in brackets may follow
STOPPED = re.compile(
    r"[.…]['\"”’»›)\]*_]*(?:\s?[\(\[][^()\[\]]{1,60}[\)\]][.]?)*$"
)  # closed by a full stop, not by ? or :
GLUED = re.compile(r"(?<=[\u0400-\u04ff])(?=[A-Z][a-z])")
OPEN_END = re.compile(  # a line that ends so is a sentence cut short, not a headline
    r"(?:[.;:,]|\.[”\"']|\b(?:the|a|an|of|in|on|at|to|by|for|from|with|and|or|that|which|who|as|is|are|was|were|has|have))$",
    re.I,
)
LONG_WORD = re.compile(r"[^\W\d_]{4,}")


class Unit(NamedTuple):
    """One paragraph or lone line of a page, without surrounding white space."""

    start: int
    end: int
    text: str
    words: int
    gap: int  # empty lines above it
    closed: bool  # ends as a sentence does: a full stop or the like, quotation marks and brackets after it allowed
    prose: bool  # a paragraph by its own looks: long, or closed and not a headline
    heading: bool  # may be a headline or sub-heading: a few words, not closed by a full stop


def make_unit(start: int, text: str, gap: int) -> Unit:
    """Return the unit of a text without white space around it.

    >>> unit = make_unit(0, "Talks on the northern border ended without a result on Monday.", 0)
    >>> unit.closed, unit.prose, unit.heading
    (True, True, False)
    """
    words = len(text.split())
    closed = bool(CLOSED.search(text[-90:]))
    stopped = closed and bool(STOPPED.search(text[-90:]))
    prose = words >= OPEN_PROSE_WORDS or (words >= PROSE_WORDS and closed and (stopped or not is_title_case(text)))
    heading = 2 <= words < OPEN_PROSE_WORDS and not prose and not stopped and not OPEN_END.search(text[-20:])
    return Unit(start, start + len(text), text, words, gap, closed, prose, heading)


def is_title_case(text: str) -> bool:
    """Whether most long words begin with a capital, as in an English headline.

    >>> is_title_case("Talks End Without Any Result"), is_title_case("Talks end without any result")
    (True, False)
    """
    long = LONG_WORD.findall(text[:300])
    return len(long) >= 3 and sum(word[0].isupper() for word in long) >= TITLE_CASE * len(long)


def split_units(text: str, start: int = 0) -> list[Unit]:
    """Return the units of a page from an offset on, in order; they hold every character that is not white space.

    A unit is a line; lines of hard-wrapped text are joined to their paragraph, and a sentence glued to one of another
    script (a Russian caption and its translation) is cut off from it.

    >>> [unit.text for unit in split_units("World\\n\\n  Talks were held.\\n")]
    ['World', 'Talks were held.']
    """
    lines = list(_lines(text, start))
    width = wrap_width(lines)
    units = list(_join(text, lines, width)) if width else list(_join_stretches(text, lines))
    return [part for unit in units for part in _unglue(unit)]


def _lines(text: str, last: int) -> Iterator[Unit]:
    for match in LINE.finditer(text, last):
        words = match.group()
        stripped = words.strip()
        if stripped:
            start = match.start() + len(words) - len(words.lstrip())
            yield make_unit(start, stripped, max(0, text.count("\n", last, start) - 1) if last else 0)
            last = start + len(stripped)


def wrap_width(lines: Sequence[Unit]) -> int:
    """Return the width at which a text is hard-wrapped, 0 if it is not.

    A line was wrapped there if the next line's first word would not have fitted any more.
    """
    pairs = [(a, b) for a, b in pairwise(lines) if b.gap == 0]
    if len(pairs) < 4:
        return 0
    lengths = sorted(len(line.text) for line in lines)
    width = lengths[int(0.95 * (len(lengths) - 1))]
    if width not in WRAP_WIDTHS or lengths[-1] > 2 * width:
        return 0
    return width if sum(_wrapped(a, b, width) for a, b in pairs) >= WRAP_SHARE * len(pairs) else 0


def _wrapped(line: Unit, following: Unit, width: int) -> bool:
    return len(line.text) + 1 + len(following.text.split(None, 1)[0]) > width - WRAP_SLACK


def _join(text: str, lines: Sequence[Unit], width: int) -> Iterator[Unit]:
    begin = 0
    for i, line in enumerate(lines):
        if _ends(lines, i) or (line.closed and not _wrapped(line, lines[i + 1], width)):
            first = lines[begin]
            yield first if begin == i else make_unit(first.start, text[first.start : line.end], first.gap)
            begin = i + 1


def _ends(lines: Sequence[Unit], i: int) -> bool:
    """Whether no paragraph goes on below a line: an empty line stands there, or it or the next one is a date line."""
    return i + 1 == len(lines) or lines[i + 1].gap > 0 or _is_stamp(lines, i) or _is_stamp(lines, i + 1)


def _is_stamp(lines: Sequence[Unit], i: int) -> bool:
    """Whether a line is a date line: too short to be one of a paragraph, however the lines around it are wrapped."""
    line = lines[i]
    longest = max(len(beside.text) for beside in lines[max(0, i - 1) : i + 2])
    short = not line.closed and line.words <= STAMP_WORDS and len(line.text) <= STAMP_SHARE * longest
    return short and read_stamp(line.text) is not None


def _join_stretches(text: str, lines: Sequence[Unit]) -> Iterator[Unit]:
    """Join the paragraphs of a page that are hard-wrapped while others are not, as where texts were put together."""
    begin = 0
    for i in range(len(lines)):
        if _ends(lines, i):
            stretch = lines[begin : i + 1]
            width = max(len(line.text) for line in stretch)
            yield from _join(text, stretch, width) if _is_wrapped(stretch, width) else stretch
            begin = i + 1


def _is_wrapped(stretch: Sequence[Unit], width: int) -> bool:
    """Whether lines without a gap are one paragraph: wrapped at one width, and going on in small letters."""
    pairs = list(pairwise(stretch))
    if not pairs or (len(pairs) == 1 and stretch[0].closed) or width not in WRAP_WIDTHS:
        return False
    wrapped, small = sum(_wrapped(a, b, width) for a, b in pairs), sum(b.text[0].islower() for _, b in pairs)
    return wrapped >= WRAP_SHARE * len(pairs) and small >= SMALL_SHARE * len(pairs)


def _unglue(unit: Unit) -> Iterator[Unit]:
    seam = None if unit.text.isascii() else GLUED.search(unit.text)
    head = unit.text[: seam.start()] if seam else ""
    if seam is None or len(head.split()) < MIN_GLUED_WORDS:
        yield unit
        return
    cut = unit.start + seam.start()
    yield make_unit(unit.start, head, unit.gap)
    yield make_unit(cut, unit.text[seam.start() :], 0)


def script_of(text: str) -> str:
    """Return the script that most letters of a text belong to; "" when it has no letters.

    >>> script_of("Фото: РИА Новости"), script_of("2016"), script_of("Photo: TASS")
    ('cyrillic', '', 'latin')
    """
    if text.isascii():
        return "latin" if SCRIPTS["latin"].search(text) else ""
    counts = Counter({name: len(pattern.findall(text)) for name, pattern in SCRIPTS.items()})
    name, count = counts.most_common(1)[0]
    return name if count else ""
