"""Raw page text → blocks: what is the article's own text, what surrounds it, and the rule that decided."""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import NamedTuple

from corpus_utils.articles import front_matter
from corpus_utils.dates import load_calendar, read_stamp
from corpus_utils.layout import Unit, script_of, split_units
from corpus_utils.schema import BODY_KINDS, Block
from corpus_utils.turns import Turn, carry_turns, find_turns

SUBHEADING_WORDS = (
    8  # words: a lone open line in mid-article up to this is a sub-heading, longer it is another headline
)
TAG_CHUNKS = 4  # comma-separated names from which a line without a verb is a list of tags
TAG_WORDS = 3.5  # words a tag has at most, on average
ITEM_WORDS = 15  # words of prose that make a dated item of a page, not an entry of a list
TAIL_WORDS = 25  # words: the first of a title's neighbours that may be a standfirst without a full stop
KEEP_OPEN = 0.5  # share of a page's words in open lines from which the page has no paragraphs to judge by: all is kept

EDGE_MARKS = " \t\u00a0*_#>|•·–—-:.,[]()«»\"'“”‘’"


class Rule(NamedTuple):
    """One rule of ``resources/furniture.toml``."""

    name: str
    kind: str
    edge: bool  # only above or below the article's text
    words: int
    phrases: frozenset[str]
    pattern: re.Pattern[str] | None
    ending: re.Pattern[str] | None


class Label(NamedTuple):
    """What a unit was judged to be."""

    kind: str
    rule: str
    skip: int = 0
    speaker: str | None = None


@cache
def load_rules() -> tuple[Rule, ...]:
    """Return the rules of ``resources/furniture.toml`` in their order of precedence."""
    source = resources.files("corpus_utils").joinpath("resources/furniture.toml").read_text(encoding="utf-8")
    return tuple(
        Rule(
            r["name"],
            r["kind"],
            r["where"] == "edge",
            r["words"],
            frozenset(r["phrases"]),
            _any(r["patterns"]),
            _any(r.get("endings", [])),
        )
        for r in tomllib.loads(source)["rule"]
    )


def _any(patterns: Sequence[str]) -> re.Pattern[str] | None:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.I) if patterns else None


def find_blocks(text: str, main: Sequence[str] = (), metadata: Mapping[str, str] | None = None) -> list[Block]:
    """Return the blocks of a raw page: they tile it, each with its kind and the rule that decided.

    ``main``: lines that an HTML extractor holds for the body; ``metadata``: its ``title`` helps to find the title.
    Nothing is dropped: what no rule takes stays ``body``. Our own method; its rules are in ``resources/furniture.toml``.

    >>> page = "World\\n\\nTalks end\\n\\n08 June 2022\\n\\nThe talks in Minsk on Monday ended without a result.\\n\\nGo back\\n"
    >>> [block.kind for block in find_blocks(page)]
    ['navigation', 'title', 'dateline', 'body', 'navigation']
    """
    units = split_units(text)
    labels = label_units(text, units, main, metadata or {})
    blocks = []
    for i, (unit, label) in enumerate(zip(units, labels, strict=True)):
        start = unit.start if i else 0
        end = units[i + 1].start if i + 1 < len(units) else len(text)
        blocks.append(
            Block(
                start,
                end,
                label.kind,
                label.rule,
                unit.start + label.skip if label.skip or not i else start,
                label.speaker,
            )
        )
    if not units and text:
        blocks.append(Block(0, len(text), "navigation", "white space alone", 0, None))
    return blocks


def body_text(text: str, blocks: Iterable[Block]) -> str:
    """Return the article's own text, a block a paragraph.

    >>> body_text("Talks end\\n\\nGo back", [Block(0, 11, "body", "", 0, None), Block(11, 18, "navigation", "", 11, None)])
    'Talks end'
    """
    return "\n\n".join(text[b.start : b.end].strip() for b in blocks if b.kind in BODY_KINDS)


def label_units(text: str, units: Sequence[Unit], main: Sequence[str], metadata: Mapping[str, str]) -> list[Label]:
    """Return a label for each unit; earlier steps win over later ones."""
    labels: dict[int, Label] = {}
    labels.update(_label_front_matter(text, units))
    labels.update(_label_lines(units, labels))
    labels.update(_label_scripts(units, labels))
    labels.update(_label_items(units, labels))
    free = {i: unit for i, unit in enumerate(units) if i not in labels}
    turns = find_turns(free)
    prose = {i for i, unit in free.items() if unit.prose} | set(turns)
    first, last = min(prose, default=len(units)), max(prose, default=-1)
    title = _title(units, labels, first, metadata)
    if title is not None:
        labels[title] = Label("title", "headline above the text")
    labels.update(_label_edges(units, labels, first, last))
    labels.update(_label_middle(units, labels, first, last, set(turns)))
    labels.update(_label_turns(units, labels, turns))
    return [
        labels.get(i, Label("body", "paragraph" if unit.prose else "short line beside the text"))
        for i, unit in enumerate(units)
    ]


def _label_front_matter(text: str, units: Sequence[Unit]) -> dict[int, Label]:
    end = front_matter(text)[1]
    return {i: Label("metadata", "front matter") for i, unit in enumerate(units) if unit.end <= end}


def _label_lines(units: Sequence[Unit], taken: Mapping[int, Label]) -> dict[int, Label]:
    """Label what the words of a line alone decide, anywhere on the page."""
    found: dict[int, Label] = {}
    for i, unit in enumerate(units):
        if i in taken:
            continue
        if label := _stamp(units, i) or match_rules(unit, edge=False) or _tags(unit):
            found[i] = label
    return found


def match_rules(unit: Unit, edge: bool) -> Label | None:
    """Return the label of the first furniture rule that takes the unit; rules for the edges only where told so."""
    words = unit.text.strip(EDGE_MARKS).casefold().replace("\u00a0", " ")
    for rule in load_rules():
        if unit.words > rule.words or (rule.edge and not edge):
            continue
        if (
            words in rule.phrases
            or (rule.pattern and rule.pattern.match(unit.text))
            or (rule.ending and rule.ending.search(unit.text))
        ):
            return Label(rule.kind, rule.name)
    return None


def _stamp(units: Sequence[Unit], i: int) -> Label | None:
    stamp = read_stamp(units[i].text) if units[i].words <= 16 else None
    if stamp is None or (
        units[i].text.endswith(".") and not units[i].text[-3:].islower() and stamp[0] == "stamp" and stamp[2]
    ):
        return None
    beside = {u.text.strip(EDGE_MARKS).casefold() for u in units[max(0, i - 1) : i + 2]}
    if stamp[0] == "clock" or not beside.isdisjoint(load_calendar()["clock"]["neighbours"]):
        return Label("clock", "running date or clock of the site")
    return Label("dateline", "date on its own line")


def _tags(unit: Unit) -> Label | None:
    chunks = [chunk for chunk in unit.text.split(",") if chunk.strip()]
    if (
        len(chunks) < TAG_CHUNKS
        or unit.text.endswith((".", "!", "?", ":", ";", ",", "”", '"'))
        or unit.words > TAG_WORDS * len(chunks)
    ):
        return None
    return None if re.search(r"\b(?:and|or|и|und)\s+\S+(?:\s\S+)?$", unit.text) else Label("tags", "list of names")


def _label_scripts(units: Sequence[Unit], taken: Mapping[int, Label]) -> dict[int, Label]:
    """Label units in another script than most of the page, and what is glued to them: captions and their translations."""
    scripts = [script_of(unit.text) for unit in units]
    sizes: dict[str, int] = {}
    for unit, script in zip(units, scripts, strict=True):
        sizes[script] = sizes.get(script, 0) + len(unit.text)
    page = max((script for script in sizes if script), key=lambda script: sizes[script], default="")
    found = {i: Label("foreign", "another script") for i, s in enumerate(scripts) if s and s != page and i not in taken}
    for i in range(1, len(units)):
        if scripts[i - 1] not in ("", page) and units[i].start == units[i - 1].end and i not in taken:
            found[i] = Label("caption", "glued to a caption in another script")
    return found


def _label_items(units: Sequence[Unit], taken: Mapping[int, Label]) -> dict[int, Label]:
    """Label the other items of a page that holds several, each under its own date line.

    The article is the item with a headline at its date line. What stands above it is another item; what stands
    below it is one only if it has a headline at its date line too (else the dates are headings of a chronicle).
    """
    starts = _item_starts(units, taken)
    bounds = [*(start for start, _ in starts), len(units)]
    items = [
        (a, b, titled)
        for (a, titled), b in zip(starts, bounds[1:], strict=True)
        if _prose_words(units[a:b]) >= ITEM_WORDS
    ]
    with_title = [item for item in items if item[2]]
    if len(items) < 2 or not with_title:
        return {}
    article = max(with_title, key=lambda item: _prose_words(units[item[0] : item[1]]))
    others = [item for item in items if item[1] <= article[0] or (item[0] >= article[1] and item[2])]
    rule = "under another date than the article"
    return {
        i: Label("other item", rule)
        for a, b, _ in others
        for i in range(a, b)
        if i not in taken or taken[i].kind == "dateline"
    }


def _item_starts(units: Sequence[Unit], taken: Mapping[int, Label]) -> list[tuple[int, bool]]:
    starts: list[tuple[int, bool]] = []
    for i in sorted(i for i, label in taken.items() if label.kind == "dateline"):
        before, after = _free_beside(units, taken, i, -1), _free_beside(units, taken, i, 1)
        above = before is not None and units[before].heading and units[before].words >= 4
        below = after is not None and units[after].heading and units[after].words >= 4
        start = before if above and before is not None else i
        if not starts or start > starts[-1][0]:
            starts.append((start, above or below))
    return starts


def _free_beside(units: Sequence[Unit], taken: Mapping[int, Label], i: int, step: int) -> int | None:
    i += step
    while 0 <= i < len(units) and i in taken and taken[i].kind != "dateline":
        i += step
    return i if 0 <= i < len(units) and i not in taken else None


def _prose_words(units: Iterable[Unit]) -> int:
    return sum(unit.words for unit in units if unit.prose)


def _title(units: Sequence[Unit], labels: Mapping[int, Label], first: int, metadata: Mapping[str, str]) -> int | None:
    """Return the index of the headline: the best of the open lines above the first paragraph."""
    known = _plain(metadata.get("title", ""))
    head = [i for i in range(first) if i not in labels and (units[i].heading or _plain(units[i].text) == known)]
    scores = {
        i: _title_score(units, labels, head, i, known)
        for i in head
        if (units[i].words >= 3 or _beside_stamp(labels, i)) and not match_rules(units[i], True)
    }
    return max(scores, key=lambda i: (scores[i], i)) if scores else None


def _title_score(units: Sequence[Unit], labels: Mapping[int, Label], head: Sequence[int], i: int, known: str) -> int:
    plain, beside = _plain(units[i].text), _beside_stamp(labels, i)
    repeated = any(j != i and plain and plain in _plain(units[j].text) for j in head)
    return (
        4 * bool(known and (plain == known or (plain in known and units[i].words >= 4)))
        + 2 * beside
        + 2 * repeated
        + (units[i].words >= 5)
    )


def _beside_stamp(labels: Mapping[int, Label], i: int) -> bool:
    return any(j in labels and labels[j].kind in ("dateline", "byline") for j in (i - 1, i + 1, i + 2))


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _label_edges(units: Sequence[Unit], labels: Mapping[int, Label], first: int, last: int) -> dict[int, Label]:
    """Label what stands above the first and below the last paragraph; a standfirst between title and text is kept."""
    found: dict[int, Label] = {}
    title = next((i for i, label in labels.items() if label.kind == "title"), first)
    for i, unit in enumerate(units):
        if i in labels or first <= i <= last or last < 0:
            continue
        if label := match_rules(unit, edge=True):
            found[i] = label
        elif title < i < first and (unit.words >= SUBHEADING_WORDS or unit.closed):
            found[i] = Label("body", "standfirst under the title")
        elif i > last and unit.closed and unit.gap and not unit.title_case and unit.words >= 3 and i == last + 1:
            found[i] = Label("body", "short last line")
        else:
            found[i] = Label(
                "related" if unit.words >= 5 else "navigation", "above the text" if i < first else "below the text"
            )
    return found


def _label_middle(
    units: Sequence[Unit], labels: Mapping[int, Label], first: int, last: int, turns: set[int]
) -> dict[int, Label]:
    """Label headlines of other stories between the paragraphs; lists and sub-headings stay."""
    inside = [i for i in range(first, last + 1) if i not in labels]
    lines = [i for i in inside if units[i].heading and i not in turns]
    if sum(units[i].words for i in lines) > KEEP_OPEN * sum(units[i].words for i in inside):
        return {}
    found: dict[int, Label] = {}
    for i in lines:
        before = labels.get(i - 1) or found.get(i - 1)
        if before and before.kind in ("caption", "foreign", "related") and units[i].words >= 4:
            found[i] = Label("related", "headline after a caption or another headline")
        elif units[i].words > SUBHEADING_WORDS and not _in_list(units, i):
            found[i] = Label("related", "headline between the paragraphs")
    return found


def _in_list(units: Sequence[Unit], i: int) -> bool:
    above = units[i - 1].text.rstrip() if i else ""
    return (
        above.endswith((":", ";", ","))
        or units[i].text[0].islower()
        or bool(re.match(r"[-–—•*·]\s|\(?\w{1,2}[.)]\s", units[i].text))
    )


def _label_turns(units: Sequence[Unit], labels: Mapping[int, Label], turns: Mapping[int, Turn]) -> dict[int, Label]:
    order = [i for i in range(len(units)) if i not in labels]
    return {i: Label(t.kind, t.rule, t.skip, t.speaker) for i, t in carry_turns(order, turns).items()}
