"""Raw page text → blocks: what is the article's own text, what surrounds it, and the rule that decided."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

from corpus_utils.articles import front_matter
from corpus_utils.corrections import kinds_of
from corpus_utils.furniture import Label, label_line, label_names, label_scripts, match_rules, wire_end
from corpus_utils.layout import PROSE_WORDS, Unit, make_unit, split_units
from corpus_utils.schema import BODY_KINDS, Block
from corpus_utils.turns import Turn, carry_turns, find_turns, split_turns
from corpus_utils.zones import HEADLINE_MOST, Page, find_title, find_zone, label_items, label_repeats, plain

SUBHEADING_WORDS = 8  # words: an open line in mid-article up to this is a sub-heading, a longer one another headline
CAPITALS_WORDS = 5  # words: a line all in capitals this long in mid-article is a headline of another story
KEEP_OPEN = 0.5  # share of a text's words in open lines from which these are its form (verse, minutes): all is kept
APART_UNITS = 3  # paragraphs in a row that are kept even where they stand apart from the text
APART_WORDS = 80  # words that these must have together
MATCH_RUN = 5  # words in a row by which lines of an HTML extractor are found again in the page
MATCHED = 0.8  # share of a line's runs that must be found


def find_blocks(text: str, main: Sequence[str] = (), metadata: Mapping[str, str] | None = None) -> list[Block]:
    """Return the blocks of a raw page: they tile it, each with its kind and the rule that decided.

    ``main``: lines that an HTML extractor holds for the body; ``metadata``: its ``title`` helps to find the title.
    Nothing is dropped: what no rule takes stays ``body``. Our own method; the rules are in
    ``resources/furniture.toml``, the search for the text's place on the page is ``zones.find_zone``.

    >>> page = "World\\n\\nTalks end\\n\\n08 June 2022\\n\\nTalks in Minsk on Monday ended with a surprise.\\n\\nBack"
    >>> [block.kind for block in find_blocks(page)]
    ['navigation', 'title', 'dateline', 'body', 'navigation']
    """
    units = split_turns(_split_datelines(_split_page(text)))
    labels = label_units(text, units, main, metadata or {})
    starts = [0, *(unit.start for unit in units[1:])]
    ends = [*starts[1:], len(text)]
    if not units:
        return [Block(0, len(text), "navigation", "white space alone", 0, None)] if text else []
    return [
        Block(start, end, label.kind, label.rule, unit.start + label.skip, label.speaker)
        for unit, label, start, end in zip(units, labels, starts, ends, strict=True)
    ]


def _split_page(text: str) -> list[Unit]:
    """Return the units of the page; the front matter is one, whether or not an empty line stands below it."""
    front = text[: front_matter(text)[1]].rstrip()
    return [*([make_unit(0, front, 0)] if front else []), *split_units(text, len(front))]


def _split_datelines(units: Sequence[Unit]) -> list[Unit]:
    """Cut the dateline of a wire service off the paragraph that it opens."""
    parts: list[Unit] = []
    for unit in units:
        end = wire_end(unit.text) if unit.prose else 0
        if 0 < end < len(unit.text):
            parts.append(make_unit(unit.start, unit.text[:end].rstrip(), unit.gap))
            parts.append(make_unit(unit.start + end, unit.text[end:], 0))
        else:
            parts.append(unit)
    return parts


def body_text(text: str, blocks: Iterable[Block]) -> str:
    """Return the article's own text, a block a paragraph.

    >>> body_text("Talks end\\n\\nBack", [Block(0, 11, "body", "", 0, None), Block(11, 15, "navigation", "", 11, None)])
    'Talks end'
    """
    return "\n\n".join(text[block.start : block.end].strip() for block in blocks if block.kind in BODY_KINDS)


def label_units(text: str, units: Sequence[Unit], main: Sequence[str], metadata: Mapping[str, str]) -> list[Label]:
    """Return a label for each unit; earlier steps win over later ones."""
    page = Page(units, matched=match_lines(units, main), title=metadata.get("title", ""))
    end = front_matter(text)[1]
    page.add({i: Label("metadata", "front matter") for i, unit in enumerate(units) if unit.end <= end})
    page.add({i: label for i in page.free() if (label := label_line(units, i))})
    page.add(label_names(units, page.labels))
    page.add(label_scripts(units, page.labels))
    turns = find_turns({i: units[i] for i in page.free()})
    first, last = find_zone(page, turns)
    if others := label_items(page, first, last):
        page.labels.update(others)
        turns = {i: turn for i, turn in turns.items() if i not in others}
        first, last = find_zone(page, turns)
    title = find_title(page, first)
    if title is not None:
        page.add({title: Label("title", "headline above the text")})
        page.add(label_repeats(page, title))
    if last >= first:
        page.add(dict(_label_edges(page, title, first, last)))
        page.add(_label_middle(page, first, last, turns))
    page.add(_label_turns(page, turns))
    labels = [page.labels.get(i) or Label("body", _why_body(page, i)) for i in range(len(units))]
    for words, kind in kinds_of(metadata).items():
        labels = [
            Label(kind, "set by the analyst") if " ".join(unit.text.split()).startswith(words) else label
            for unit, label in zip(units, labels, strict=True)
        ]
    return labels


def match_lines(units: Sequence[Unit], main: Sequence[str]) -> frozenset[int] | None:
    """Return the units that the lines of an HTML extractor hold, whole or nearly; None if there are no such lines."""
    if not main:
        return None
    lines = {plain(line) for line in main}
    runs = set(_runs(plain(" ".join(main))))  # over line ends as well: the page may be hard-wrapped, and joined here
    found = set()
    for i, unit in enumerate(units):
        own = plain(unit.text)
        if own in lines or (unit.words > MATCH_RUN and _share(_runs(own), runs) >= MATCHED):
            found.add(i)
    return frozenset(found) or None


def _share(pieces: Sequence[str], known: Container[str]) -> float:
    return sum(piece in known for piece in pieces) / len(pieces)


def _runs(line: str) -> list[str]:
    words = line.split()
    return [" ".join(words[i : i + MATCH_RUN]) for i in range(max(1, len(words) - MATCH_RUN + 1))]


def _label_edges(page: Page, title: int | None, first: int, last: int) -> Iterator[tuple[int, Label]]:
    """Label what stands above and below the text; a standfirst under the title and whole paragraphs apart are kept."""
    kept = _paragraphs_apart(page, first, last)
    for i in page.free():
        unit = page.units[i]
        if first <= i <= last or i in kept:
            continue
        if label := match_rules(unit, edge=True):
            yield i, label
        elif title is not None and i < first and _is_standfirst(page, i, title):
            yield i, Label("body", "standfirst under the title")
        else:
            yield (
                i,
                Label(
                    "related" if unit.words >= 5 else "navigation", "above the text" if i < first else "below the text"
                ),
            )


def _is_standfirst(page: Page, i: int, title: int) -> bool:
    unit, between = page.units[i], [j for j in range(title + 1, i) if j not in page.labels]
    if i < title or (page.matched is not None and between):
        return False
    return unit.prose or (not between and (unit.closed or unit.words > SUBHEADING_WORDS))


def _paragraphs_apart(page: Page, first: int, last: int) -> set[int]:
    """Return paragraphs outside the text that stand in a row, too many to be teasers: kept rather than lost."""
    if page.matched is not None:
        return set()
    kept: set[int] = set()
    row: list[int] = []
    for i in [*range(first), *range(last + 1, len(page.units)), len(page.units)]:
        if i < len(page.units) and i not in page.labels and page.units[i].prose:
            row.append(i)
            continue
        if len(row) >= APART_UNITS and sum(page.units[j].words for j in row) >= APART_WORDS:
            kept.update(row)
        row = []
    return kept


def _label_middle(page: Page, first: int, last: int, turns: Mapping[int, Turn]) -> dict[int, Label]:
    """Label open lines between the paragraphs: headlines of other stories, and sub-headings; lists stay."""
    inside = [i for i in page.free(first, last + 1) if i not in turns]
    lines = [i for i in inside if page.units[i].heading and not page.in_list(i)]
    if sum(page.units[i].words for i in lines) > KEEP_OPEN * sum(page.units[i].words for i in inside):
        return {}
    found = {i: Label("related", "not in the body that trafilatura finds") for i in inside if _is_unmatched(page, i)}
    for i in lines:
        unit, before = page.units[i], page.labels.get(i - 1) or found.get(i - 1)
        if before and before.kind in ("caption", "foreign", "related") and unit.words >= 4:
            found[i] = Label("related", "headline after a caption or another headline")
        elif unit.words >= CAPITALS_WORDS and unit.text.isupper():
            found[i] = Label("related", "headline in capitals between the paragraphs")
        elif unit.closed or unit.words >= HEADLINE_MOST:
            continue  # a question, or a sentence cut short
        elif unit.text.startswith("**") or (page.matched is not None and i in page.matched):
            found[i] = Label("heading", "sub-heading")
        elif before or page.units[i - 1].closed:
            long = unit.words > SUBHEADING_WORDS
            found[i] = Label("related", "headline between the paragraphs") if long else Label("heading", "sub-heading")
    return found


def _is_unmatched(page: Page, i: int) -> bool:
    """Whether an HTML extractor left a unit out that is not a paragraph between two that it took."""
    if page.matched is None or i in page.matched:
        return False
    unit = page.units[i]
    return not (unit.closed and unit.words >= PROSE_WORDS and all(_reads_on(page, i, step) for step in (-1, 1)))


def _reads_on(page: Page, i: int, step: int) -> bool:
    """Whether the next unit that way, advertisements aside, is in the body that the extractor found, or may be."""
    i += step
    while i in page.labels and page.labels[i].kind == "navigation":
        i += step
    if not 0 <= i < len(page.units) or i in page.labels or page.matched is None:
        return False
    return i in page.matched or (page.units[i].closed and page.units[i].words >= PROSE_WORDS)


def _label_turns(page: Page, turns: Mapping[int, Turn]) -> dict[int, Label]:
    return {i: Label(t.kind, t.rule, t.skip, t.speaker) for i, t in carry_turns(page.free(), turns).items()}


def _why_body(page: Page, i: int) -> str:
    if page.matched is not None and i in page.matched:
        return "in the body that trafilatura finds"
    return "paragraph" if page.units[i].prose else "short line between the paragraphs"
