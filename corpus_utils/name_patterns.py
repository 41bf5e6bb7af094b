"""Names that their own words or marks give away, without any model: longer bodies, exercises, titled works, areas."""

import re
from collections.abc import Collection, Iterator, Sequence
from functools import cache

from corpus_utils.schema import Mention
from corpus_utils.spans import Spans, span_of
from corpus_utils.spelling import read_toml

CAPITAL = r"[A-Z][\w&.’'-]*[\w]"
LINK = r"(?:of|for|on|and|the|against|in|to)"
OPEN, CLOSE = "[\"“«‘']", "[\"”»’']"
WORKS = r"(?:documentary|film|movie|book|essay|programme|broadcast)"
CALLED = r"(?:,?\s+(?:headlined|titled|entitled|called|named))?,?\s+"
GAMES = r"(?:operations?|exercises?|drills?|manoeuvres|maneuvers|war\s+games)"
TITLED = re.compile(rf"\b{WORKS}{CALLED}{OPEN}(?P<name>[^\"“”«»\n]{{3,120}}?)[.,]?{CLOSE}(?!\w)")
OUTLETS = r"(?:newspaper|daily|weekly|magazine|news\s+agency|news\s+site|website|broadcaster|TV\s+channel|channel)"
OUTLET = re.compile(rf"\b{OUTLETS}\s+{OPEN}?(?P<name>[A-Z][\w.-]*\w(?:\s[A-Z][\w.-]*\w){{0,2}})")
DATED = re.compile(r"(?<![\w-])(?P<name>[A-Z][a-z]+(?:\s[A-Z][a-z]+){0,2}\s?[-–‑]\s?(?:19|20)\d\d)(?![\w–-]|\s?[–-]\d)")
YEAR = re.compile(r"([\s-](?:19|20)\d\d)(?![\w-])")
QUOTED = re.compile(
    rf"\b(?P<game>{GAMES})\b(?:\s+[a-z-]+){{0,4}}\s+{OPEN}(?P<name>[A-Z][^\"“”«»\n()]{{2,60}}?){CLOSE}"
    rf"(?:\s*\({OPEN}(?P<other>[A-Z][^\"“”«»\n()]{{2,60}}?){CLOSE}\))?",
    re.IGNORECASE,
)
PERSON = re.compile(r"[A-Z][\w’'-]+(?:\s+(?:[A-Z]\.|[A-Z][\w’'-]*[a-z][\w’'-]*)){1,2}")  # two or three capital words
NEIGHBOURS = 60  # characters beside a name in which a word can tell its type


@cache
def words(group: str) -> frozenset[str]:
    """Return one group of words of ``resources/names.toml``."""
    return frozenset(read_toml("names.toml")[group]["words"])


def head_type(name: str) -> str | None:
    """Return the type that a name's head gives it: the word before its first "of", "on" or "for", else its last.

    >>> head_type("Treaty on Open Skies"), head_type("Security Council"), head_type("White House")
    ('TREATY', 'ORG', None)
    """
    head = re.split(r"\s(?:of|on|for)\s", name)[0].split()[-1:]
    return next((kind for kind, heads in read_toml("names.toml")["heads"].items() if head and head[0] in heads), None)


def type_by_neighbours(text: str, start: int, end: int) -> str | None:
    """Return what the words beside a name make of it: "…, who", "…, the Minister of", "the city of …", "a base at …".

    >>> page = "Ann Testova, who came, saw the base at Testabad."
    >>> type_by_neighbours(page, 0, 11), type_by_neighbours(page, 39, 47)
    ('PERSON', 'PLACE')
    """
    site, behind = _neighbours()
    if site.search(text, max(0, start - NEIGHBOURS), start):
        return "PLACE"
    return "PERSON" if PERSON.fullmatch(text, start, end) and behind.match(text, end, end + NEIGHBOURS) else None


@cache
def _neighbours() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the patterns of what stands before a place and behind a person."""
    places, sites = ("|".join(sorted(words(group))) for group in ("settlements", "sites"))
    titles = "|".join(re.escape(word) for word in sorted(words("persons") | words("offices")))
    site = re.compile(rf"\b(?:(?:{places})\s+of|(?:{sites})\s+(?:at|in|near|outside))\s+$")
    return site, re.compile(rf",\s+(?:who\b|(?:[\w-]+\s+){{0,4}}?(?i:{titles})\s+(?:of|for|to)\b)")


def find_marked(text: str, spans: Spans) -> list[Mention]:
    """Find titled works ("the documentary “…”"), outlets ("the daily …"), exercises and operations by year or marks.

    >>> page = "The drills “Iron Wall” and Cooperation-2016 are over, the weekly Our Hill writes."
    >>> [(m.text, m.type) for m in find_marked(page, [(0, len(page))])]
    [('Iron Wall', 'EVENT'), ('Cooperation-2016', 'EVENT'), ('Our Hill', 'MEDIA')]
    """
    found = []
    for start, end in spans:
        for match in TITLED.finditer(text, start, end):
            found.append(_mention(match, "name", match["name"], "MEDIA", "titled work"))
        for match in QUOTED.finditer(text, start, end):
            name = f"Operation {match['name']}" if match["game"].lower().startswith("operation") else match["name"]
            found += [
                _mention(match, group, name, "EVENT", "quoted name") for group in ("name", "other") if match[group]
            ]
        for match in OUTLET.finditer(text, start, end):
            found.append(_mention(match, "name", match["name"], "MEDIA", "outlet word"))
        for match in DATED.finditer(text, start, end):
            name = re.sub(r"\s?[–‑-]\s?", "-", match["name"])
            found.append(_mention(match, "name", name, "EVENT", "dated name"))
    return sorted(set(found))


def _mention(match: re.Match[str], group: str, name: str, kind: str, rule: str) -> Mention:
    start = match.start(group)
    text = match[group].rstrip(",.;:")
    return Mention(start, start + len(text), text, " ".join(name.split()).rstrip(",.;:"), kind, "name", rule)


def extend_names(text: str, spans: Spans, mentions: Sequence[Mention]) -> Iterator[Mention]:
    """Yield the longer names that begin with a mention: its words, capital words, and a last word of the heads.

    >>> page = "The CSTO Training Academy opened."
    >>> csto = Mention(4, 8, "CSTO", "Collective Security Treaty Organization", "ORG", "name", "register")
    >>> [(m.text, m.type) for m in extend_names(page, [(0, len(page))], [csto])]
    [('CSTO Training Academy', 'ORG')]
    """
    heads = "|".join(sorted(head for group in read_toml("names.toml")["heads"].values() for head in group))
    middle_words = rf"(?:\s+{CAPITAL}(?:\s+(?:{LINK}\s+)?{CAPITAL}){{0,4}}?(?:\s+{LINK})?)?"
    after = re.compile(rf"({middle_words}\s+(?:{heads}))(?![\w-]|\s+(?:{heads})\b)")
    for mention in mentions:
        end = spans[span_of(mention.start, spans)][1]
        if mention.type == "EVENT" and (match := YEAR.match(text, mention.end, end)):
            yield _longer(text, mention, match.end(), "EVENT", f"{mention.text}{match[1]}")
        elif text[mention.start - 1 : mention.start] == "-":
            continue  # "Post-Soviet", "anti-Russian": no first word of a name
        elif mention.type in ("ORG", "PLACE") and (match := after.match(text, mention.end, end)):
            middle = match[1].split()
            if not any(word in words("roles") | words("titles") for word in middle[:-1]):
                name = " ".join(text[mention.start : match.end()].split())
                yield _longer(text, mention, match.end(), head_type(name) or "ORG", name)


def extend_places(text: str, mentions: Sequence[Mention], regions: Collection[str]) -> Iterator[Mention]:
    """Yield places together with the area that is named after them ("Pskov region"); ``regions`` have none.

    >>> pskov = Mention(3, 8, "Pskov", "Pskov", "PLACE", "name", "model")
    >>> [(m.text, m.entity) for m in extend_places("In Pskov region.", [pskov], ())]
    [('Pskov region', 'Pskov Region')]
    """
    area = re.compile(rf"\s+({'|'.join(words('areas'))})(?!\w)")
    for mention in mentions:
        if mention.type == "PLACE" and mention.form == "name" and mention.entity not in regions:
            match = area.match(text, mention.end)
            if match and "\n\n" not in match.group():
                yield _longer(text, mention, match.end(), "PLACE", f"{mention.entity} {match[1].title()}")


def _longer(text: str, mention: Mention, end: int, kind: str, name: str) -> Mention:
    return Mention(mention.start, end, text[mention.start : end], name, kind, "name", "longer name")


def find_titled_persons(text: str, spans: Spans) -> list[Mention]:
    """Find persons by the title before their two or three names.

    >>> [m.text for m in find_titled_persons("Then Governor Ann-Marie Doe spoke.", [(0, 34)])]
    ['Ann-Marie Doe']
    """
    titles = "|".join(re.escape(word) for word in sorted(words("persons")))
    part = r"[A-Z][a-zà-ž’']+(?:-[A-Z]?[a-zà-ž]+)?"
    pattern = re.compile(rf"(?<!\w)(?:{titles})\s+(?P<name>{part}(?:\s+{part}){{1,2}})(?!\w)")
    empty = words("titles") | words("ranks") | words("common") | words("roles")
    found = []
    for start, end in spans:
        for match in pattern.finditer(text, start, end):
            if empty.isdisjoint(match["name"].split()):
                found.append(_mention(match, "name", match["name"], "PERSON", "title before"))
    return found
