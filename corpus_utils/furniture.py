"""What surrounds an article, known by its own words: the rules of ``resources/furniture.toml`` applied to a line."""

import re
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

from corpus_utils.dates import CLOCK_TIME, DIGITS, ZONES, find_dates, load_calendar, read_stamp
from corpus_utils.layout import STAMP_WORDS, Unit, make_unit, script_of

TAG_CHUNKS = 4  # comma-separated names from which a line without a verb is a list of tags
TAG_WORDS = 3.5  # words a tag has at most, on average
HEADLINE_WORDS = 4  # words: an open line this long beside a date may be its headline
WIRE = "wire dateline"
WIRE_REACH = 130  # characters in which a wire service's dateline ends
MENU_COLUMNS = 3  # short columns that make a line a menu or a path of links, whatever they say
COLUMN_WORDS = 4  # words of a column in a line of links
COLUMNS = re.compile(r"\s{2,}|\t|\s*[|•›»>]\s*|\s+/\s+")
CAPITALISED = r"[^\W\d_a-zа-яіїєґ][\w'’-]*"
WIRE_MARK = re.compile(r"[-–—:/)\].]\s")
NOT_A_PLACE = r"(?!(?:On|In|By|Since|From|Until|At|As|After|Before|The|This|Last|Between)\b)"
WIRE_PLACE = re.compile(
    rf"{NOT_A_PLACE}{CAPITALISED}(?:[ -]{CAPITALISED}){{0,3}}(?:, {CAPITALISED}(?: {CAPITALISED})?)?"
    r"(?:\s?\([^()]{2,30}\))?[,.]?\s*[-–—(/]?\s*"
)
WIRE_REST = re.compile(
    r"[.,]?\s*(?P<agency>[(/\[][^()/\[\]]{2,40}(?:/[^()/\[\]]{2,20})?[)/\]]"
    rf"|(?:[-–—]\s)?{CAPITALISED}(?:[ .]{CAPITALISED}){{0,2}}(?=\s*[-–—.:]))?"
    r"[.,]?\s*(?P<dash>[-–—]{1,2}|:|(?<=[)/\]])\.?|\.|(?<=[.\])/]))(?:\s+|$)"
)
WIRE_WITHOUT_DATE = re.compile(
    rf"{CAPITALISED}(?:[ -]{CAPITALISED}){{0,3}}\s?\([A-Z][\w ./]{{1,20}}\)\s*[-–—]{{1,2}}\s+"
    r"|[A-Z][A-Z' -]{3,30}\s?[–—]{1,2}\s+"
)
NAME_WORDS = range(2, 5)  # words of a person's name that stands alone on a line
NAME = re.compile(
    r"(?:[^\W\d_a-zа-я][^\W\d_]*[.'’-]?[^\W\d_]*|de|van|von|der|al|bin|el)(?:\s(?:[^\W\d_a-zа-я][^\W\d_]*[.'’-]?[^\W\d_]*|de|van|von|der|al|bin|el)){1,3}$"
)

LONGEST_RULE = 80  # words: no rule takes a longer line, whatever it says
ENDING_MARK = re.compile(r"[\[(:©]|copyright|/ ?[\w ]+$", re.I)  # what a credit at the end of a line holds
EDGE_MARKS = " \t\u00a0*_#>|•·–—-:.,[]()«»\"'“”‘’"


class Label(NamedTuple):
    """What a unit was judged to be."""

    kind: str
    rule: str
    skip: int = 0
    speaker: str | None = None


class Rules(NamedTuple):
    """The rules of ``resources/furniture.toml`` for one part of a page, merged so that a line is looked at once."""

    phrases: dict[str, Label]  # whole lines
    patterns: re.Pattern[str]  # beginnings of lines; the group that matched names the rule
    endings: re.Pattern[str]
    labels: dict[str, Label]  # by group
    words: dict[str, int]  # the longest line, in words, that a group's rule may take


@cache
def load_rules(edge: bool) -> Rules:
    """Return the rules for any line of a page, or those for lines above and below the article's text only."""
    source = resources.files("corpus_utils").joinpath("resources/furniture.toml").read_text(encoding="utf-8")
    rules = {f"r{n}": rule for n, rule in enumerate(tomllib.loads(source)["rule"]) if (rule["where"] == "edge") == edge}
    labels = {group: Label(rule["kind"], rule["name"]) for group, rule in rules.items()}
    phrases = {phrase: labels[group] for group in reversed(rules) for phrase in rules[group]["phrases"]}
    words = {group: rule["words"] for group, rule in rules.items()}
    return Rules(phrases, _merge(rules, "patterns"), _merge(rules, "endings"), labels, words)


def _merge(rules: Mapping[str, Mapping[str, Any]], field: str) -> re.Pattern[str]:
    parts = [f"(?P<{group}>{'|'.join(rule[field])})" for group, rule in rules.items() if rule.get(field)]
    return re.compile("|".join(parts) or r"(?!)", re.I)


def label_line(units: Sequence[Unit], i: int) -> Label | None:
    """Return what the words of a line alone make it, wherever it stands on the page; None if they decide nothing."""
    unit = units[i]
    if wire_end(unit.text) == len(unit.text):
        return Label("dateline", WIRE)
    return _stamp(units, i) or match_rules(unit) or _tags(unit) or _columns(unit)


def match_rules(unit: Unit, *, edge: bool = False) -> Label | None:
    """Return the label of the first furniture rule that takes the unit: of those for any line, or for the edges.

    >>> from corpus_utils.layout import make_unit
    >>> match_rules(make_unit(0, "Listen Live", 0))
    Label(kind='navigation', rule='share and player links', skip=0, speaker=None)
    """
    if unit.words > LONGEST_RULE:
        return None
    rules = load_rules(edge)
    if label := rules.phrases.get(unit.text.strip(EDGE_MARKS).casefold().replace("\u00a0", " ")):
        return label
    found = rules.patterns.match(unit.text)
    if found is None and ENDING_MARK.search(unit.text):
        found = rules.endings.search(unit.text)
    group = found.lastgroup if found else None
    return rules.labels[group] if group and unit.words <= rules.words[group] else None


def wire_end(text: str) -> int:
    """Return where a wire service's dateline (place, date, agency) at the head of a paragraph ends; 0 if it has none.

    >>> wire_end("MINSK, January 23. /TASS/. Talks ended."), wire_end("On January 23 - a Monday - talks ended.")
    (27, 0)
    """
    head = text[:WIRE_REACH]
    if not WIRE_MARK.search(head) or not head[0].isalpha():
        return 0
    found = next(find_dates(head), None) if DIGITS.search(head) else None
    if found is None:
        plain = WIRE_WITHOUT_DATE.match(head)
        return plain.end() if plain else 0
    place, rest = head[: found.start], WIRE_REST.match(head, found.end)
    if rest is None or not (WIRE_PLACE.fullmatch(place) or (not place and rest["agency"])):
        return 0
    return rest.end() if rest["agency"] or rest["dash"] else 0


def _columns(unit: Unit) -> Label | None:
    """Label a line of several short columns by what they are: links side by side, or a date among them."""
    columns = (
        [column for column in COLUMNS.split(unit.text) if column.strip()]
        if unit.words <= STAMP_WORDS and not unit.closed
        else []
    )
    if len(columns) < 2 or max(len(column.split()) for column in columns) > COLUMN_WORDS:
        return None
    if any(read_stamp(column) for column in columns):
        return Label("dateline", "date in a line of columns")
    known = sum(match_rules(make_unit(0, column.strip(), 0)) is not None for column in columns)
    if len(columns) >= MENU_COLUMNS or 2 * known >= len(columns):
        return Label("navigation", "links side by side")
    return None


def _stamp(units: Sequence[Unit], i: int) -> Label | None:
    if units[i].words <= 4 and CLOCK_TIME.fullmatch(units[i].text):
        return Label("dateline", "time on its own line")
    stamp = read_stamp(units[i].text) if units[i].words <= STAMP_WORDS else None
    if stamp is None:
        return None
    if stamp[0] == "clock" or _beside_site_links(units, i) or _runs_at_the_top(units, i):
        return Label("clock", "running date or clock of the site")
    return Label("dateline", "date on its own line")


def _runs_at_the_top(units: Sequence[Unit], i: int) -> bool:
    """Whether a time with its zone stands before the date above all of the page, and no headline under it."""
    if i and not units[i - 1].text.endswith("\n---"):  # the end of a front matter
        return False
    clock = CLOCK_TIME.match(units[i].text)
    zoned = clock is not None and any(zone in clock.group() for zone in ZONES)
    below = next((unit for unit in units[i + 1 : i + 4] if match_rules(unit) is None), None)
    return zoned and not (below and below.heading and below.words >= HEADLINE_WORDS)


def _beside_site_links(units: Sequence[Unit], i: int) -> bool:
    """Whether the links of the site's head stand beside a date, and no headline under it."""
    neighbours = load_calendar()["clock"]["neighbours"]
    above, below = (units[j].text.strip(EDGE_MARKS).casefold() if 0 <= j < len(units) else "" for j in (i - 1, i + 1))
    headline = i + 1 < len(units) and units[i + 1].heading and units[i + 1].words >= HEADLINE_WORDS
    return below in neighbours or (above in neighbours and not headline)


def _tags(unit: Unit) -> Label | None:
    chunks = [chunk for chunk in unit.text.split(",") if chunk.strip()]
    if (
        len(chunks) < TAG_CHUNKS
        or unit.text.endswith((".", "!", "?", ":", ";", ",", "”", '"'))
        or unit.words > TAG_WORDS * len(chunks)
    ):
        return None
    return None if re.search(r"\b(?:and|or|и|und)\s+\S+(?:\s\S+)?$", unit.text) else Label("tags", "list of names")


def label_names(units: Sequence[Unit], labels: Mapping[int, Label]) -> dict[int, Label]:
    """Label names that stand alone between a headline and a date line, or after a lone "By": the authors."""
    found: dict[int, Label] = {}
    for i in (j for k, label in labels.items() if label.kind in ("dateline", "byline") for j in (k - 1, k + 1)):
        if 0 <= i < len(units) and i not in labels and units[i].words in NAME_WORDS and NAME.match(units[i].text):
            beside = [j for j in (i - 1, i + 1) if 0 <= j < len(units)]
            headline = any(j not in labels and units[j].heading and units[j].words >= HEADLINE_WORDS for j in beside)
            by = any(j in labels and units[j].text.casefold() in ("by", "author", "author:") for j in beside)
            if headline or by:
                found[i] = Label("byline", "name beside a date line")
    return found


def label_scripts(units: Sequence[Unit], labels: Mapping[int, Label]) -> dict[int, Label]:
    """Label units in another script than most of the page, and what is glued to them: a caption and its translation."""
    scripts = [script_of(unit.text) for unit in units]
    sizes: Counter[str] = Counter()
    for unit, script in zip(units, scripts, strict=True):
        sizes[script] += len(unit.text) if script else 0
    page = max(sizes, key=lambda script: sizes[script], default="")
    foreign = {i for i, script in enumerate(scripts) if script not in ("", page)}
    found = {i: Label("foreign", "another script") for i in foreign if i not in labels}
    for i in range(1, len(units)):
        if i - 1 in foreign and units[i].start == units[i - 1].end and i not in labels:
            found[i] = Label("caption", "glued to a caption in another script")
    return found
