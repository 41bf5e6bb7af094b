"""Spans of a text: which of them touch, found by bisection so that long articles stay fast."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate

from corpus_utils.schema import Mention

Spans = Sequence[tuple[int, int]]


class Cover:
    """The places that some mentions cover.

    >>> cover = Cover([Mention(5, 9, "NATO", "NATO", "ORG", "name", "register")])
    >>> cover.touches(0, 5), cover.touches(8, 12), [m.text for m in cover.within(0, 20)]
    (False, True, ['NATO'])
    """

    def __init__(self, mentions: Iterable[Mention]) -> None:
        """Sort the mentions."""
        self._mentions = sorted(mentions)
        self._starts = [m.start for m in self._mentions]
        self._reached = list(accumulate((m.end for m in self._mentions), max))

    def touches(self, start: int, end: int) -> bool:
        """Tell whether a span shares a character with one of the mentions."""
        last = bisect_left(self._starts, end)
        return last > 0 and self._reached[last - 1] > start

    def within(self, start: int, end: int) -> list[Mention]:
        """Return the mentions that a span shares a character with."""
        found = []
        for place in range(bisect_left(self._starts, end) - 1, -1, -1):
            if self._reached[place] <= start:
                break
            if self._mentions[place].end > start:
                found.append(self._mentions[place])
        return found[::-1]


def prefer(new: Iterable[Mention], mentions: Iterable[Mention]) -> list[Mention]:
    """Put new mentions in, in place of those they touch."""
    found = list(new)
    cover = Cover(found)
    return sorted([*found, *(m for m in mentions if not cover.touches(m.start, m.end))])


def beside(new: Iterable[Mention], mentions: Iterable[Mention]) -> list[Mention]:
    """Put new mentions in where they touch no other."""
    known = list(mentions)
    cover = Cover(known)
    return sorted([*known, *(m for m in new if not cover.touches(m.start, m.end))])


def span_of(offset: int, spans: Spans) -> int:
    """Return the index of the last span that begins at or before the offset, -1 if there is none.

    >>> span_of(12, [(0, 10), (11, 20)])
    1
    """
    return bisect_right(spans, offset, key=lambda span: span[0]) - 1


def is_inside(start: int, end: int, spans: Spans) -> bool:
    """Tell whether one of the spans, which do not overlap, holds all of start to end."""
    index = span_of(start, spans)
    return index >= 0 and end <= spans[index][1]
