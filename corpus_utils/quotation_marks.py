"""Pair quotation marks: curly, straight, angled, single, nested, never closed, and running over paragraphs."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple

DOUBLE = '“”„«»"‟〝〞＂'
SINGLE = "‘’‚‹›'`´‛"
MARK = re.compile(f"``|''|[{DOUBLE}{SINGLE}]")
OPENERS, CLOSERS = "“„«‟〝‘‚‹‛`", "”»〞’›´"  # what the sign itself says; the text around it may say otherwise
BEFORE_OPEN = re.compile(r"[\s(\[{—–\-/:;,>*_]")
AFTER_CLOSE = re.compile(r"[\s)\]}—–\-/:;,.!?…<*_]")
SENTENCE_END = (".", "!", "?", "…")
ELISION = re.compile(r"(?:\d0s|em|tis|twas|til|cause|round|bout|n)\b", re.IGNORECASE)
BLOCK = re.compile(r">\s*(?=[^\s>])")  # a block quotation in Markdown or e-mail
DASHED = re.compile(r"(?<=\w[.,])\s+[-–—]\s+(?=[^\W\d_a-zа-я])")
REPORTING_CLAUSE = 80  # characters that "he said" and its kin may take before the dash


class Mark(NamedTuple):
    """One quotation mark and which way it points."""

    start: int
    end: int
    opens: bool


class Quoted(NamedTuple):
    """The text between a pair of marks, the marks included."""

    start: int
    end: int
    closed: bool
    single: bool


def covers(runs: Sequence[Quoted], position: int) -> bool:
    """Tell whether an offset lies between marks; ``runs`` sorted by start, without overlap."""
    index = bisect_right(runs, position, key=lambda r: r.start) - 1
    return index >= 0 and position < runs[index].end


def find_quoted(text: str, paragraphs: list[tuple[int, int]]) -> list[Quoted]:
    """Return the outermost quoted runs of each paragraph, sorted by start.

    A mark never closed runs to the end of its paragraph, or to the mark that opens the next sentence. The source is
    our own reading of style guides; no rule needs the marks of a text to be consistent.

    >>> page = 'He said "a “b” c". Then: "d.'
    >>> [page[q.start:q.end] for q in find_quoted(page, [(0, len(page))])]
    ['"a “b” c"', '"d.']
    """
    rows: list[Quoted] = []
    running = False
    for start, end in paragraphs:
        if block := BLOCK.match(text, start, end):
            rows.append(Quoted(block.end(), _last_ink(text, block.end(), end), True, False))
            continue
        signs = list(MARK.finditer(text, start, end))
        marks = _directed(text, [s for s in signs if _is_double(s.group())], start, end)
        found = list(_outermost(text, marks, start, end, running))
        running = bool(found) and not found[-1].closed
        found = sorted(found + list(_continued(text, found, end)))
        rows += sorted(found + _single_quoted(text, [s for s in signs if not _is_double(s.group())], found, start, end))
    return rows


def _is_double(sign: str) -> bool:
    return sign in DOUBLE or len(sign) == 2


def _directed(text: str, signs: list[re.Match[str]], start: int, end: int) -> list[Mark]:
    """Tell opening from closing marks by their neighbours, then by their shape, then by turns."""
    marks: list[Mark] = []
    for sign in signs:
        before = text[sign.start() - 1] if sign.start() > start else " "
        after = text[sign.end()] if sign.end() < end else " "
        can_open = bool(BEFORE_OPEN.match(before) or MARK.match(before)) and not after.isspace()
        can_close = bool(AFTER_CLOSE.match(after) or MARK.match(after)) and not before.isspace()
        if can_open == can_close:
            can_open = sign.group() in OPENERS or (sign.group() not in CLOSERS and not (marks and marks[-1].opens))
        if can_open or not (before.isdigit() and not marks):  # 6" of snow
            marks.append(Mark(sign.start(), sign.end(), can_open))
    return marks


def _outermost(text: str, marks: list[Mark], start: int, end: int, running: bool) -> Iterator[Quoted]:
    """Match marks; ``running`` says that the paragraph before ended inside a quotation."""
    lowest = _lowest_depths(marks)
    opened: list[int] = []
    for index, mark in enumerate(marks):
        stray_end = index == 0 and not mark.opens and (running or text[mark.start - 1] in ",.!?…")
        if mark.opens:
            if opened and _starts_afresh(text, marks, index, lowest):
                yield Quoted(opened[0], _last_ink(text, opened[0], mark.start), False, False)
                opened = []
            opened.append(mark.start)
        elif opened or stray_end:
            first = opened[0] if opened else start
            # One closing mark may have to do for two opening ones: it closes all unless another is still to come.
            if len(opened) > 1 and lowest[index + 1] < 0:
                opened.pop()
            else:
                yield Quoted(first, mark.end, True, False)
                opened = []
    if opened:
        yield Quoted(opened[0], _last_ink(text, opened[0], end), False, False)


def _continued(text: str, found: list[Quoted], end: int) -> Iterator[Quoted]:
    """Yield speech that goes on without marks after a dash, as in Russian print: "…," he said. - And so it is."""
    for run, following in zip_longest(found, found[1:]):
        stop = following.start if following else end
        dash = DASHED.search(text, run.end, min(stop, run.end + REPORTING_CLAUSE)) if run.closed else None
        if dash:
            yield Quoted(dash.end(), _last_ink(text, dash.end(), stop), True, False)


def _lowest_depths(marks: list[Mark]) -> list[int]:
    """Return for each index the lowest depth reached from there on (negative: a closing mark too many)."""
    lowest = [0] * (len(marks) + 1)
    for index in range(len(marks) - 1, -1, -1):
        step = 1 if marks[index].opens else -1
        lowest[index] = min(0, step + lowest[index + 1])
    return lowest


def _starts_afresh(text: str, marks: list[Mark], index: int, lowest: list[int]) -> bool:
    """Tell a new quotation after one never closed from a nested one: new sentence, and no second closing mark ahead."""
    position = marks[index].start
    before = text[max(0, position - 9) : position].rstrip('"”’»)] \t\n\xa0')
    return before.endswith(SENTENCE_END) and lowest[index] >= 0


def _last_ink(text: str, start: int, end: int) -> int:
    return start + len(text[start:end].rstrip())


def _single_quoted(text: str, signs: list[re.Match[str]], doubles: list[Quoted], start: int, end: int) -> list[Quoted]:
    """Pair single marks outside double ones; a mark between letters is an apostrophe.

    A plural's apostrophe looks like a closing mark, so a later mark after a comma or full stop wins over the first one.
    """
    rows: list[Quoted] = []
    begin, close = -1, -1
    covered = iter([*doubles, Quoted(end, end, True, False)])
    double = next(covered)
    for sign in signs:
        while double.end <= sign.start() < end:
            double = next(covered)
        if double.start <= sign.start():
            continue
        before = text[sign.start() - 1] if sign.start() > start else " "
        after = text[sign.end()] if sign.end() < end else " "
        if BEFORE_OPEN.match(before) and not after.isspace() and not ELISION.match(text, sign.end()):
            if close > 0:
                rows.append(Quoted(begin, close, True, True))
            begin, close = sign.start(), -1
        elif begin >= 0 and not before.isspace() and AFTER_CLOSE.match(after):
            close = close if close > 0 and before not in ",.!?…" else sign.end()
            if before in ",.!?…":
                rows.append(Quoted(begin, close, True, True))
                begin, close = -1, -1
    if close > 0:
        rows.append(Quoted(begin, close, True, True))
    return rows
