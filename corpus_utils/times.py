"""Find the date words of an article and give each its TIMEX3 value."""

import re
import tomllib
from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib.resources import files
from itertools import count
from typing import NamedTuple

from corpus_utils.calendars import precision_of
from corpus_utils.schema import Sentence, Time
from corpus_utils.timex import VALUES, Reference, Slots, months, says

# A number keeps its separators and its ending (10.01.2022, 2019-2021, 1990s, 22:15); a word is a run of letters.
TOKEN = re.compile(r"[^\W\d_]+|\d+(?:[.,:/–-]\d+)*[^\W\d_]*|[^\w\s]|_")
ISLAND = re.compile(r"[^.]+")  # a run of words that rules name
OTHER = "."  # the class of every word that no rule names
LONGEST_CACHED = 24  # tokens: longer runs of date words are rare and would fill the cache

NEAR_YEARS, LEAST_YEARS, FAR_SHARE, NEWS_SHARE = 1, 5, 0.5, 0.2
DEICTIC = ("shifted", "deictic", "part_of_day")
NEWS_RULES = ("deictic day", "weekday", "part of weekday", "relative unit")
CUE_REACH = 12
FUTURE_CUES = {"will", "shall", "ll", "scheduled", "expected", "planned", "plans", "due", "would", "upcoming", "next", "coming"}
JOINTS = {"and", "to", "until", "till", "through", "or", "-", "–", "and in", "to the", "and on", "until the"}
ADJACENT_CUES = {"until", "by", "as"}
PERFECT = {"had", "been", "was", "were", "previously"}
PAST_CUES = {"was", "were", "had", "did", "said", "told", "has", "have", "been", "last", "past"}
MONTH_LEADS = {"in", "of", "by", "since", "until", "last", "next", "this", "the", "early", "late", "from", "to", "till", "and", "through", "for", "-", "during", "between", "before", "after", "mid"}
YEAR_LEADS = {"in", "of", "by", "since", "until", "from", "to", "till", "and", "through", "for", "during", "between", "before", "after", "the", "(", ",", "-", "year", "or", "early", "late", "mid"}
COUNTED = {"people", "men", "troops", "soldiers", "million", "billion", "percent", "km", "miles", "persons"}
TIME_WORDS = {"noon", "midday", "midnight", "m", "hours", "gmt", "am", "pm"}

# What a token that begins with a digit can be; the first that fits decides.
NUMBER_FORMS = (
    (r"(?:0?[1-9]|[12]\d|3[01])", "NUM DAY"),
    (r"(?:1\d|20)\d\d", "NUM YEAR"),
    (r"\d+(?:[.,]\d+)*", "NUM"),
    (r"[1-3]/[2-4]", "FRACTION"),
    (r"(?:1\d|20)\d0s", "DECADE"),
    (r"\d0s", "DECADE"),
    (r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)", "ORDNUM DAY"),
    (r"\d+(?:st|nd|rd|th)", "ORDNUM"),
    (r"\d{1,2}[./-]\d{1,2}[./-]\d{4}|\d{4}[./-]\d{1,2}[./-]\d{1,2}", "NUMDATE"),
    (r"(?:1\d|20)\d\d[–/-](?:1\d|20)?\d\d", "YEARRANGE"),
    (r"(?:0?[1-9]|[12]\d|3[01])[–-](?:[1-9]|[12]\d|3[01])", "DAYRANGE"),
    (r"(?:[01]?\d|2[0-4])[:.][0-5]\d(?::[0-5]\d)?(?:[ap]m)?|1?\d[ap]m", "CLOCK"),
)
FORMS = tuple((re.compile(form, re.I), classes) for form, classes in NUMBER_FORMS)


class Rule(NamedTuple):
    """One row of ``resources/times.toml``, compiled over class letters."""

    name: str
    pattern: re.Pattern[str]
    type: str
    value: str
    groups: tuple[tuple[str, str], ...]  # (group of the pattern, class)
    guard: str


class Grammar(NamedTuple):
    """The words and rules of ``resources/times.toml``."""

    letters: dict[str, str]  # token -> class letter
    forms: dict[str, str]  # classes of a number form -> class letter
    values: dict[str, dict[str, object]]  # class -> word in lower case -> value
    rules: tuple[Rule, ...]


@lru_cache(maxsize=1)
def load_grammar() -> Grammar:
    """Read and compile the words and rules (once a process)."""
    table = tomllib.loads(files("corpus_utils").joinpath("resources/times.toml").read_text("utf-8"))
    words = dict(table["words"])
    patterns = [expand(rule["pattern"], table["macros"]) for rule in table["rules"]]
    for pattern in patterns:
        words.update({word: [word] for word in re.findall(r"[a-z]+", re.sub(r"\(\?[<=!]*", " ", pattern))})
    classes: dict[str, set[str]] = {}
    for name, members in words.items():
        for word in members:
            for form in spellings(word):
                classes.setdefault(form, set()).add(name)
    sets = [frozenset(s) for s in classes.values()] + [frozenset(form.split()) for _, form in NUMBER_FORMS]
    letter = {s: chr(0x4E00 + i) for i, s in enumerate(dict.fromkeys(sets))}
    of_class = {name: "".join(c for s, c in letter.items() if name in s) for s in letter for name in s}
    rules = tuple(compile_rule(row, pattern, of_class) for row, pattern in zip(table["rules"], patterns, strict=True))
    values = {n: {w.lower(): v for w, v in m.items()} for n, m in words.items() if isinstance(m, dict)}
    letters = {word: letter[frozenset(s)] for word, s in classes.items()}
    return Grammar(letters, {form: letter[frozenset(form.split())] for _, form in NUMBER_FORMS}, values, rules)


def expand(pattern: str, macros: dict[str, str]) -> str:
    """Replace the names of macros in a pattern until none is left.

    >>> expand("MONTH YEAR", {"MONTH": "MON|MONABB DOT?"})
    '(MON|MONABB DOT?) YEAR'
    """
    while (after := re.sub(r"[A-Z]+", lambda m: f"({macros[m[0]]})" if m[0] in macros else m[0], pattern)) != pattern:
        pattern = after
    return pattern


def spellings(word: str) -> list[str]:
    """Give the spellings under which a listed word may stand in the text."""
    forms = [word, word.upper()] if word != word.lower() else [word, word.capitalize(), word.upper()]
    return list(dict.fromkeys(forms))


def compile_rule(row: dict[str, str], pattern: str, of_class: dict[str, str]) -> Rule:
    """Turn a pattern over class names into a regular expression over class letters."""
    number, groups = count(), []

    def letters(found: re.Match[str]) -> str:
        name = found[0]
        if name not in of_class:
            raise ValueError(f"times.toml, rule {row['name']!r}: {name} is not a class; define it under [words].")
        if name.islower():
            return f"[{of_class[name]}]"
        groups.append((f"g{next(number)}", name))
        return f"(?P<{groups[-1][0]}>[{of_class[name]}])"

    body = re.sub(r"[A-Za-z]+", letters, re.sub(r"\((?!\?)", "(?:", pattern)).replace(" ", "")
    return Rule(row["name"], re.compile(body), row["type"], row["value"], tuple(groups), row.get("guard", ""))


class Match(NamedTuple):
    """A rule that fits a run of tokens, with the tokens of each class."""

    start: int
    end: int
    rule: Rule
    slots: tuple[tuple[str, int], ...]  # (class, index of the token)


def match_run(run: str) -> tuple[Match, ...]:
    """Find the rules that fit a run of class letters, from the left, the longest first."""
    return cached_run(run) if len(run) <= LONGEST_CACHED else parse_run(run)


def parse_run(run: str) -> tuple[Match, ...]:
    """Do the work of `match_run`."""
    found, at = [], 0
    while at < len(run):
        best = None
        for rule in load_grammar().rules:
            m = rule.pattern.match(run, at)
            if m and (best is None or m.end() > best[0].end()):
                best = m, rule
        if best is None:
            at += 1
            continue
        m, rule = best
        slots = tuple((name, m.start(group)) for group, name in rule.groups if m.start(group) >= 0)
        found.append(Match(m.start(), m.end(), rule, slots))
        at = m.end()
    return tuple(found)


cached_run = lru_cache(maxsize=1 << 16)(parse_run)


@lru_cache(maxsize=1 << 16)
def number_letter(token: str) -> str:
    """Give the class letter of a token that begins with a digit."""
    for form, classes in FORMS:
        if form.fullmatch(token):
            return load_grammar().forms[classes]
    return OTHER


def find_times(text: str, sentences: Sequence[Sentence], anchor: str | None) -> list[Time]:
    """Find every expression that TIMEX3 would mark and resolve it against the publication date."""
    found = [f for s in sentences for f in find_expressions(text, s.start, s.end)]
    reference = Reference(anchor, chronicle=is_chronicle(found, anchor))
    for number, expression in enumerate(found[:-1]):
        borrow_year(expression, found[number + 1], text)
    return [resolve(expression, text, reference) for expression in found]


class Expression(NamedTuple):
    """A time expression before it has a value."""

    start: int
    end: int
    rule: Rule
    slots: Slots
    future: bool | None


def find_expressions(text: str, start: int, end: int) -> list[Expression]:
    """Find the time expressions of one sentence."""
    tokens, grammar = TOKEN.findall(text, start, end), load_grammar()
    letter = grammar.letters.get
    run = "".join([letter(t) or (number_letter(t) if t[0].isdigit() else OTHER) for t in tokens])
    matches = [shift(m, island.start()) for island in ISLAND.finditer(run) for m in match_run(island[0])]
    matches = [m for m in matches if not m.rule.guard or GUARDS[m.rule.guard](tokens, m)]
    if not matches:
        return []
    places = [m.span() for m in TOKEN.finditer(text, start, end)]
    return [
        Expression(places[m.start][0], places[m.end - 1][1], m.rule, fill_slots(m, tokens, grammar), looks_ahead(tokens, m))
        for m in matches
    ]


def is_chronicle(found: Sequence[Expression], anchor: str | None) -> bool:
    """Say whether a text tells history: most years it names lie far from the day of writing, and it does not say "today"."""
    years = [int(y) for e in found for y in e.slots.get("YEAR", [])]
    years += [-1 for e in found if e.rule.value == "before_christ"]
    written = int(anchor[:4]) if anchor else None
    far = [y for y in years if written is None or abs(y - written) > NEAR_YEARS]
    news = sum(e.rule.name in NEWS_RULES for e in found)
    return len(far) >= LEAST_YEARS and len(far) >= FAR_SHARE * len(years) and news <= NEWS_SHARE * len(far)


def borrow_year(expression: Expression, following: Expression, text: str) -> None:
    """Give a date without a year the year of the date it is joined to ("in April and June 1955", "from 2 May to 3 June 2016")."""
    between = text[expression.end : following.start].strip().lower()
    if not (expression.rule.value == following.rule.value == "calendar") or between not in JOINTS:
        return
    slots, later = expression.slots, following.slots
    if "YEAR" in slots or "YEAR" not in later or not (months(slots) and months(later)):
        return
    slots["YEAR"] = [int(later["YEAR"][0]) - (months(slots)[0] > months(later)[0])]


def resolve(expression: Expression, text: str, reference: Reference) -> Time:
    """Give an expression its value and remember it as the last date told."""
    start, end, rule, slots, reference.future = expression
    value = VALUES[rule.value](slots, reference)
    told = value.split("T")[0].split("/")[0] if value and rule.type in ("DATE", "TIME") else None
    precision = precision_of(told) if told else None
    if told and precision in ("day", "week", "month", "year", "season") and not (reference.chronicle and rule.value in DEICTIC):
        reference.tell(told)
    if value and value.startswith("BC"):
        reference.focus = value  # nothing is counted from a year before Christ, and nothing from the date before it
    if precision == "quarter" and rule.value == "quarter" and not says(slots, "ago", "earlier"):
        reference.quarter = value
    return Time(start, end, text[start:end], rule.type, value, reference.anchor, rule.name)


def looks_ahead(tokens: Sequence[str], match: Match) -> bool | None:
    """Read the direction of the verb before an expression: ahead, back, or not told."""
    words = [token.lower() for token in tokens[max(0, match.start - CUE_REACH) : match.start]]
    if match.end < len(tokens) - 1 and tokens[match.end] in "'’" and tokens[match.end + 1] == "s":
        return False  # "Friday's ruling" has been given
    if len(words) > 1 and words[-1] in ADJACENT_CUES and not any(word in PERFECT for word in words):
        return True
    for at in range(len(words) - 1, -1, -1):
        if words[at] in FUTURE_CUES:
            return not any(word in PERFECT for word in words[max(0, at - 2) : at])
        if words[at] in PAST_CUES or (words[at].endswith("ed") and len(words[at]) > 4):
            return False
    return None


def shift(match: Match, by: int) -> Match:
    """Move a match from its run to its sentence."""
    return match._replace(
        start=match.start + by, end=match.end + by, slots=tuple((name, i + by) for name, i in match.slots)
    )


def fill_slots(match: Match, tokens: list[str], grammar: Grammar) -> Slots:
    """Collect the values of a match by class, and its words."""
    slots: Slots = {"words": [t.lower() for t in tokens[match.start : match.end]]}
    for name, i in match.slots:
        word = tokens[i].lower()
        slots.setdefault(name, []).append(grammar.values.get(name, {}).get(word, word))
    return slots


# -- guards: what must hold around a match ------------------------------------

Guard = Callable[[Sequence[str], Match], bool]


def before(tokens: Sequence[str], match: Match) -> str:
    """Give the word before a match in lower case, empty at the start."""
    return tokens[match.start - 1].lower() if match.start else ""


def after(tokens: Sequence[str], match: Match) -> str:
    """Give the token after a match, empty at the end."""
    return tokens[match.end] if match.end < len(tokens) else ""


def alone(tokens: Sequence[str], match: Match) -> str:
    return tokens[match.start] if match.end == match.start + 1 else ""


def month(tokens: Sequence[str], match: Match) -> bool:
    """Refuse the verb "may", first names and abbreviations of other things."""
    word = alone(tokens, match)
    if not word:
        return True
    name = after(tokens, match)
    if word in ("May", "March") or len(word) <= 3:
        return before(tokens, match) in MONTH_LEADS
    return True


def year(tokens: Sequence[str], match: Match) -> bool:
    """Refuse counts ("1207 crimes", "2000 people") and numbers in names."""
    word, lead, follow = tokens[match.end - 1], before(tokens, match), after(tokens, match)
    if lead in ("$", "£", "€", "#", "-", "–", "/", "no") or follow in ("%", "/") or follow.lower() in COUNTED:
        return False
    if not 1500 <= int(word) < 2100:
        return lead in YEAR_LEADS and not follow.islower()
    return lead in YEAR_LEADS or not (follow.endswith("s") and follow.islower())


def short_year(tokens: Sequence[str], match: Match) -> bool:
    return len(tokens[match.end - 1]) == 2 and before(tokens, match) in YEAR_LEADS


def clock(tokens: Sequence[str], match: Match) -> bool:
    """Refuse a bare number that is no time of day."""
    return any(":" in t or t.lower() in TIME_WORDS or t.lower().endswith(("am", "pm")) for t in tokens[match.start : match.end])


def told_unit(tokens: Sequence[str], match: Match) -> bool:
    words = [t.lower() for t in tokens[match.start : match.end]]
    if words[-2:] in (["the", "day"], ["the", "decade"], ["the", "century"], ["the", "same"]) and len(words) == 2:
        return False
    return after(tokens, match) not in ("before", "after", "earlier", "-")


def set_adverb(tokens: Sequence[str], match: Match) -> bool:
    """Refuse newspapers: "the Russian daily Rossiyskaya Gazeta"."""
    return not (after(tokens, match)[:1].isupper()) and before(tokens, match) != "average"


def yes(tokens: Sequence[str], match: Match) -> bool:
    return True


GUARDS: dict[str, Guard] = {
    "month": month, "year": year, "short year": short_year, "clock": clock, "told unit": told_unit, "set adverb": set_adverb,
    "spelled year": yes, "day before": yes, "later": yes, "duration": yes, "one unit": yes, "vague duration": yes,
    "present": yes, "recent": yes, "future": yes,
}
