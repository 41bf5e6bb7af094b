"""Text for analysis with a way back: spaces, soft hyphens, hidden characters and broken words mended, offsets kept."""

import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from typing import NamedTuple

HIDDEN = {
    "\u00ad": "soft hyphen", "\u200b": "zero-width space", "\u200c": "zero-width non-joiner",
    "\u200d": "zero-width joiner", "\u2060": "word joiner", "\ufeff": "byte-order mark", "\u200e": "left-to-right mark",
    "\u200f": "right-to-left mark", "\u202a": "bidi embedding", "\u202b": "bidi embedding", "\u202c": "bidi pop",
    "\u202d": "bidi override", "\u202e": "bidi override", "\u2066": "bidi isolate", "\u2067": "bidi isolate",
    "\u2068": "bidi isolate", "\u2069": "bidi isolate", "\u061c": "Arabic letter mark",
}  # fmt: skip
SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t"
QUOTES = {"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‟": '"', "″": '"', "‘": "'", "’": "'", "‚": "'", "‛": "'"}
BROKEN_WORD = re.compile(r"(?<=[^\W\d_])[-‐]\r?\n[ \t]*(?=[^\W\d_A-ZА-Я])")  # a word hyphenated at the end of a line


class Normalised(NamedTuple):
    """A text for analysis, and where each of its characters stands in the raw text."""

    text: str
    starts: tuple[int, ...]  # where runs of unchanged characters begin in ``text``
    raws: tuple[int, ...]  # where they begin in the raw text
    ends: tuple[int, ...]  # and where they end in it
    hidden: dict[str, int]  # invisible characters taken out, by name: a sign of copied or hostile text

    def to_raw(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the raw text that a span of the normalised text comes from.

        >>> text = normalise("The so\\u00adlution\\u00a0holds.")
        >>> text.text, text.to_raw(4, 12)
        ('The solution holds.', (4, 13))
        """
        if start >= end:
            at = self._raw(start) if start < len(self.text) else (self.ends or (0,))[-1]
            return at, at
        run = bisect_right(self.starts, end - 1) - 1
        whole = end == (self.starts[run + 1] if run + 1 < len(self.starts) else len(self.text))
        return self._raw(start), self.ends[run] if whole else self._raw(end - 1) + 1

    def _raw(self, at: int) -> int:
        run = bisect_right(self.starts, at) - 1
        return self.raws[run] + at - self.starts[run]


def normalise(text: str, *, quotes: bool = False) -> Normalised:
    """Return a text fit for search and counting, with its way back to the raw text.

    Spaces of all kinds become a plain one, invisible characters go (and are reported), words broken over a line are
    joined, letters are composed (NFC, nothing more); with ``quotes``, quotation marks become straight. Done twice it
    changes nothing more.

    >>> normalise("so\\u00adlution, hy-\\nphen, “q”", quotes=True).text
    'solution, hyphen, "q"'
    """
    broken = {i for match in BROKEN_WORD.finditer(text) for i in range(match.start(), match.end())}
    pieces: list[str] = []
    starts: list[int] = []
    raws: list[int] = []
    ends: list[int] = []
    at = 0
    for start, cluster in _clusters(text):
        if start in broken or cluster in HIDDEN:
            continue
        piece = _plain(cluster, quotes)
        if not starts or start != ends[-1] or start - raws[-1] != at - starts[-1]:
            starts.append(at)
            raws.append(start)
            ends.append(start)
        pieces.append(piece)
        at += len(piece)
        ends[-1] = start + len(cluster)
    hidden = Counter(HIDDEN[character] for character in text if character in HIDDEN)
    return Normalised("".join(pieces), tuple(starts), tuple(raws), tuple(ends), dict(hidden))


def _clusters(text: str) -> list[tuple[int, str]]:
    """Return the characters of a text, each with the combining marks that follow it."""
    if text.isascii():
        return list(enumerate(text))
    clusters: list[tuple[int, str]] = []
    for i, character in enumerate(text):
        if clusters and unicodedata.combining(character) and clusters[-1][1] not in HIDDEN:
            clusters[-1] = (clusters[-1][0], clusters[-1][1] + character)
        else:
            clusters.append((i, character))
    return clusters


def _plain(cluster: str, quotes: bool) -> str:
    if cluster in SPACES:
        return " "
    if quotes and cluster in QUOTES:
        return QUOTES[cluster]
    return cluster if cluster.isascii() else unicodedata.normalize("NFC", cluster)
