"""Where an article stands on its page: the run of paragraphs that is its text, its headline, the items beside it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from corpus_utils.dates import read_stamp
from corpus_utils.furniture import HEADLINE_WORDS, Label, match_rules
from corpus_utils.layout import Unit

# Worth of a unit in the search for the article's text (words for paragraphs; the rest are set so that three open
# lines and a teaser of forty words together weigh less than nothing, and a caption does not split an article).
PROSE_CAP = 40  # words: the most a paragraph counts, so that one long legal note is not worth an article
LINE_COST = 12  # words: what a headline, link or date costs
SOFT_COST = 4  # words: what a caption or a line in another script costs
ALONE = 0.5  # share that a paragraph counts which stands alone between lines of other kinds
UNMATCHED_COST = 0.5  # share of its words that a paragraph costs which the HTML extractor did not take

HEADLINE_MOST = 20  # words: an open line this long may be a sentence cut short; it costs nothing
CHRONICLE = 0.3  # headings a paragraph from which a text is a chronicle
CHRONICLE_LINES = 4  # headings it has at least
ITEM_WORDS = 15  # words of prose that make a dated item of a page, not an entry of a list
ITEM_BEGINS = "begins an item under another date than the article"  # the rule of its first block
SAME_TITLE = 0.6  # share of the words of the shorter of two titles from which they are taken for one
PAIR_WORDS = 5  # words that the upper of two lines has for the lower to be its standfirst
REACH = 6  # lines between a headline and its date line

SOFT = ("caption", "foreign", "byline", "source note")
LIST_MARK = re.compile(r"[-–—•*·]\s+(?![\[#*])|\(?\w{1,2}[.)]\s")


@dataclass
class Page:
    """The units of a page and what is known of each so far."""

    units: Sequence[Unit]
    labels: dict[int, Label] = field(default_factory=dict)
    matched: frozenset[int] | None = None  # units that an HTML extractor holds for the body; None without one
    title: str = ""  # the title that the metadata give

    def add(self, found: Mapping[int, Label]) -> None:
        """Take labels for units that have none yet."""
        self.labels = {**found, **self.labels}

    def free(self, start: int = 0, end: int | None = None) -> list[int]:
        """Return the units without a label, in order."""
        return [i for i in range(start, len(self.units) if end is None else end) if i not in self.labels]

    def is_prose(self, i: int) -> bool:
        """Whether a unit is a paragraph, and one that the HTML extractor took if there was one."""
        return self.units[i].prose and (self.matched is None or i in self.matched)

    def in_list(self, i: int) -> bool:
        """Whether a line goes on with a list or a sentence begun above it."""
        above = self.units[i - 1].text if i else ""
        unit = self.units[i]
        return above.endswith((":", ";", ",")) or unit.text[0].islower() or bool(LIST_MARK.match(unit.text))


def find_zone(page: Page, turns: Iterable[int] = ()) -> tuple[int, int]:
    """Return first and last unit of the article's text (last < first if there is none): the run of greatest worth.

    Paragraphs add to the worth of a run, lines of other kinds cost. Source of the method: maximum subsequence
    segmentation (Pasternack and Roth, WWW 2009), here with worths that are set, not learned.
    """
    spoken = set(turns)
    best, first, last = 0.0, 0, -1
    worth, start = 0.0, 0
    for i in range(len(page.units)):
        worth += _worth(page, i, spoken)
        if worth <= 0:
            worth, start = 0.0, i + 1
        elif worth > best:
            best, first, last = worth, start, i
    return first, _last_line(page, first, last)


def _last_line(page: Page, first: int, last: int) -> int:
    """Return the last unit, with short sentences right below, and the rest of a chronicle."""
    while last + 1 < len(page.units) and last >= first and _is_sentence(page, last + 1) and page.matched is None:
        last += 1
    if page.matched is not None or not _is_chronicle(page, first, last):
        return last
    for i in range(last + 1, len(page.units)):
        if i in page.labels:
            break
        last = i if page.units[i].prose else last
    return last


def _is_sentence(page: Page, i: int) -> bool:
    unit = page.units[i]
    return i not in page.labels and unit.closed and unit.words >= 2 and not unit.heading and not unit.text.endswith(":")


def _is_chronicle(page: Page, first: int, last: int) -> bool:
    """Whether headings and single paragraphs take turns, so that more of the same below is text as well."""
    lines = [i for i in page.free(first, last + 1) if page.units[i].heading]
    paragraphs = [i for i in page.free(first, last + 1) if page.units[i].prose]
    return len(lines) >= CHRONICLE_LINES and len(lines) >= CHRONICLE * len(paragraphs)


def _worth(page: Page, i: int, spoken: set[int]) -> float:
    unit, label = page.units[i], page.labels.get(i)
    if label is not None:
        return -SOFT_COST if label.kind in SOFT else 0 if label.kind == "metadata" else -LINE_COST
    if page.matched is not None:
        return min(unit.words, PROSE_CAP) if i in page.matched else -max(SOFT_COST, UNMATCHED_COST * unit.words)
    if i in spoken:
        return min(unit.words, PROSE_CAP)
    if unit.prose:
        beside = [j for j in (i - 1, i + 1) if 0 <= j < len(page.units)]
        alone = len(beside) == 2 and all(_is_line(page, j) for j in beside)
        return min(unit.words, PROSE_CAP) * (ALONE if alone else 1)
    if unit.closed and unit.words >= 3:
        return unit.words / 2
    return -LINE_COST if _is_line(page, i) else 0


def _is_line(page: Page, i: int) -> bool:
    """Whether a unit is a headline, link or mark of the page rather than a piece of running text."""
    if label := page.labels.get(i):
        return label.kind not in SOFT
    unit = page.units[i]
    return not unit.prose and unit.words < HEADLINE_MOST and not page.in_list(i) and not unit.closed


class Item(NamedTuple):
    """A stretch of the page under a date line of its own."""

    start: int
    above: bool  # its headline stands above its date line
    below: bool  # its headline stands below it


def label_items(page: Page, first: int, last: int) -> dict[int, Label]:
    """Label the other items of a page that holds several between ``first`` and ``last``, each with its date line.

    The article is the longest item with a headline above its date line; where none has, with one below it. What stands
    above the article is another item; what stands below is one only if its headline stands on the same side of its date
    line (else the dates are headings of a chronicle, and stay).
    """
    items = _items(page, first, last)
    bounds = [*(item.start for item in items), last + 1]
    sizes = [sum(page.units[i].words for i in page.free(a, b) if page.is_prose(i)) for a, b in pairwise(bounds)]
    long = [n for n, size in enumerate(sizes) if size >= ITEM_WORDS]
    titled = [n for n in long if items[n].above] or [n for n in long if items[n].below]
    if len(long) < 2 or not titled:
        return {}
    opens = items[0].start == first and items[0].above and 0 in long  # the page's headline stands right above the text
    article = 0 if opens else max(titled, key=lambda n: sizes[n])
    listed = not any(items[n].above for n in long)  # each story has its date above its headline
    others = [n for n in range(len(items)) if n < article or items[n].above or (listed and items[n].below)]
    others = [n for n in others if n != article]
    label, opening = Label("other item", "under another date than the article"), Label("other item", ITEM_BEGINS)
    return {i: opening if i == bounds[n] else label for n in others for i in range(bounds[n], bounds[n + 1])}


def _items(page: Page, first: int, last: int) -> list[Item]:
    """Return the items between two units; what stands before the first date line is an item as well."""
    items: list[Item] = []
    for i in range(max(0, first - REACH), last + 1):
        if i in page.labels and page.labels[i].kind == "dateline":
            above = _headline_beside(page, i, -1)
            start = i if above is None else above
            if not items or start > items[-1].start:
                items.append(Item(start, above is not None, _headline_beside(page, i, 1) is not None))
    if items and items[0].start > first:
        items.insert(0, Item(first, _headline_beside(page, first, -1) is not None, False))
    return items


def _headline_beside(page: Page, i: int, step: int) -> int | None:
    for j in range(i + step, i + step * REACH, step):
        if not 0 <= j < len(page.units) or (j in page.labels and page.labels[j].kind == "dateline"):
            return None
        unit = page.units[j]
        if j not in page.labels and not (unit.words < HEADLINE_WORDS and not unit.closed):  # the outlet's name, say
            return j if unit.heading and unit.words >= HEADLINE_WORDS else None
    return None


def find_title(page: Page, first: int) -> int | None:
    """Return the unit of the headline: the best of the open lines above the first paragraph; None if there is none.

    Best is a line that the metadata call the title, or that stands beside a date line or byline, or twice on the page;
    among equals the one nearest to the text.
    """
    known = plain(page.title)
    head = [i for i in page.free(0, first) if page.units[i].heading or plain(page.units[i].text) == known]
    long = [i for i in head if page.units[i].words >= 3]
    head = long or [i for i in head if _beside_stamp(page, i)]
    lines = [plain(page.units[i].text) for i in head]
    scores = {
        i: (_title_score(page, i, line, known) + 2 * _repeated(n, lines), i)
        for n, (i, line) in enumerate(zip(head, lines, strict=True))
        if not match_rules(page.units[i], edge=True)
    }
    best = max(scores, key=lambda i: scores[i]) if scores else None
    if best is None or best - 1 not in scores or best - 2 in scores or page.units[best - 1].words < PAIR_WORDS:
        return best
    sure = known and plain(page.units[best].text) == known
    return best if sure else best - 1  # of two lines in a row the second is the standfirst


def _title_score(page: Page, i: int, line: str, known: str) -> int:
    ours, theirs = set(line.split()), set(known.split())
    same = bool(ours & theirs) and len(ours & theirs) >= SAME_TITLE * min(len(ours), len(theirs))
    return 4 * (same and page.units[i].words >= 3) + 2 * _beside_stamp(page, i) + (page.units[i].words >= 5)


def _repeated(n: int, lines: Sequence[str]) -> bool:
    """Whether a line stands in the page's first lines too, where browsers put the page's title."""
    return bool(lines[n]) and any(lines[n] in line for m, line in enumerate(lines[:12]) if m != n)


def _beside_stamp(page: Page, i: int) -> bool:
    """Whether a date line or byline is the first thing above a line, or below it (captions and links aside)."""
    stamps = ("dateline", "byline", "source note")
    if i and i - 1 in page.labels and page.labels[i - 1].kind in stamps[:2]:
        return True
    for j in range(i + 1, min(i + REACH, len(page.units))):
        if j not in page.labels:
            return False
        if page.labels[j].kind in stamps:
            return True
    return False


def label_repeats(page: Page, title: int) -> dict[int, Label]:
    """Label lines near the headline that say it again, alone or with the date behind it."""
    words = page.units[title].text
    found: dict[int, Label] = {}
    for i in page.free(0, min(len(page.units), title + REACH)):
        text = page.units[i].text
        if plain(text) == plain(words):
            found[i] = Label("related", "headline again")
        elif text.startswith(words) and read_stamp(text[len(words) :]):
            found[i] = Label("dateline", "headline again, with its date")
    return found


def plain(text: str) -> str:
    """Return the words of a text alone, for comparison.

    >>> plain("‘Talks’ end: a report")
    'talks end a report'
    """
    return " ".join(re.findall(r"\w+", text.casefold()))
