"""Find the date words of an article and give each its TIMEX3 value."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

from corpus_utils import timex
from corpus_utils.calendars import precision_of
from corpus_utils.schema import Sentence, Time
from corpus_utils.time_grammar import TOKEN, Grammar, Match, Rule, load_grammar, match_tokens
from corpus_utils.time_reference import SURELY_BACK, Reference, Slots, direction, months, says, split

NEAR_YEARS = 1  # years around the day of writing that news speaks of
LEAST_YEARS = 5  # far years that a chronicle names at least
FAR_SHARE = 0.5  # share of a chronicle's years that lie far from the day of writing
NEWS_SHARE = 0.2  # words like "today" that a chronicle has at most for each far year
YEARS = {"YEAR", "YEARRANGE", "DECADE", "TENSS", "ORDNUM"}  # classes that give a year, decade or century
NEWS_RULES = ("deictic day", "weekday", "part of weekday", "relative unit")
FROM_ANCHOR = ("shifted", "deictic")  # told from the day of writing, even in a chronicle
TOLD = ("day", "week", "month", "season", "year")  # precisions that later expressions can lean on
MONTHS, DAYS = 12, 31
LONGER = ("P6M", "P9M")  # periods of reports after which "a year earlier" is a year, no quarter
OLDEST_BARE_YEAR = 1500  # an older four-digit number is a year only after a preposition
UNDIRECTED = ("calendar", "calendar_range", "weekday", "weekend", "quarter", "clock")  # the verb gives the direction
CUE_REACH = 12  # tokens before an expression in which its verb stands


def find_times(text: str, sentences: Sequence[Sentence], anchor: str | None) -> list[Time]:
    """Find every expression that TIMEX3 would mark and give it its value, sorted by place.

    ``anchor`` is the day (or month, or year) of writing, as ISO text. News is told from it; a chronicle, which names
    many years far from it, from the last date told. Where the anchor is missing or too coarse, an expression that
    needs it keeps ``value`` None: nothing is guessed. Ranges give ``first/last``. Method: a table of rules over
    classes of words (``resources/times.toml``), the longest rule first, linear in the length of the text.

    >>> text = "The drills of last month end a series begun in the mid-2000s."
    >>> [(t.text, t.value) for t in find_times(text, [Sentence(0, len(text), 0, "body", None)], "2016-09-08")]
    [('last month', '2016-08'), ('the mid-2000s', '200')]
    """
    found = [f for s in sentences for f in find_expressions(text, s.start, s.end)]
    reference = Reference(anchor, is_chronicle(found, anchor), month_first=is_month_first(found))
    for expression, following in pairwise(found):
        borrow_year(expression, following, text, reference)
    return [resolve(expression, text, reference) for expression in found]


class Expression(NamedTuple):
    """A time expression before it has a value."""

    start: int
    end: int
    rule: Rule
    slots: Slots
    verb: int  # what the words before it say of its direction


def find_expressions(text: str, start: int, end: int) -> list[Expression]:
    """Find the time expressions of one sentence."""
    tokens = TOKEN.findall(text, start, end)
    matches = [m for m in match_tokens(tokens) if not m.rule.guard or GUARDS[m.rule.guard](tokens, m)]
    if not matches:
        return []
    grammar, places = load_grammar(), [m.span() for m in TOKEN.finditer(text, start, end)]
    return [
        Expression(places[m.start][0], places[m.end - 1][1], m.rule, slots_of(m, tokens, grammar), verb_of(tokens, m))
        for m in matches
    ]


def slots_of(match: Match, tokens: list[str], grammar: Grammar) -> Slots:
    """Collect the values of a match by class, and its words."""
    slots: Slots = {"words": [t.lower() for t in tokens[match.start : match.end]]}
    for name, i in match.slots:
        word = tokens[i].lower()
        slots.setdefault(name, []).append(grammar.values.get(name, {}).get(word, word))
    return slots


def resolve(expression: Expression, text: str, reference: Reference) -> Time:
    """Give an expression its value and remember it as the last date told."""
    start, end, rule, slots, reference.verb = expression
    value = rule.value if rule.value.isupper() else getattr(timex, rule.value)(slots, reference) if rule.value else None
    told = value.split("T")[0].split("/")[0] if value and rule.type in ("DATE", "TIME") else ""
    precision = precision_of(told)
    if precision in TOLD and not (reference.chronicle and rule.value in FROM_ANCHOR):
        reference.tell(told)
    elif told.startswith("BC"):
        reference.focus = told  # nothing is counted from a year before Christ, and nothing from the date before it
    elif precision == "quarter" and not says(slots, "ago", "earlier") and rule.value != "year_ago":
        reference.quarter = told
        reference.compared = told if told[:4] <= (reference.anchor or told)[:4] else reference.compared
    elif rule.value == "duration" and value in LONGER and says(slots, "the"):
        reference.compared = None  # "the nine months": what is compared is the year
    return Time(start, end, text[start:end], rule.type, value, reference.anchor, rule.name)


# -- what the words around an expression say ----------------------------------


def is_chronicle(found: Sequence[Expression], anchor: str | None) -> bool:
    """Say whether a text tells history: its years lie far from the day of writing, and it seldom says "today"."""
    years = [int(y) for e in found for y in e.slots.get("YEAR", [])]
    years += [-1 for e in found if e.rule.value == "before_christ"]
    written = int(anchor[:4]) if anchor else None
    far = [y for y in years if written is None or abs(y - written) > NEAR_YEARS]
    news = sum(e.rule.name in NEWS_RULES for e in found)
    first = next((e for e in found if e.rule.type == "DATE" and e.rule.value.islower()), None)
    if first is None or not (YEARS.intersection(first.slots) or first.rule.value in ("before_christ", "century")):
        return False  # a chronicle gives the year first; news with a background paragraph does not
    return len(far) >= LEAST_YEARS and len(far) >= FAR_SHARE * len(years) and news <= NEWS_SHARE * len(far)


def is_month_first(found: Sequence[Expression]) -> bool:
    """Say whether an all-digit date proves that the text writes the month first (5/22/2019), and none disproves it."""
    dates = [[int(p) for p in split(d.replace(".", "-"))] for e in found for d in e.slots.get("NUMDATE", [])]
    return any(d[1] > MONTHS for d in dates) and not any(MONTHS < d[0] <= DAYS for d in dates)


def borrow_year(expression: Expression, following: Expression, text: str, reference: Reference) -> None:
    """Give a date without a year that of the date it is joined to ("from 2 May to 3 June 2016", "in May this year")."""
    between = text[expression.end : following.start].strip().lower()
    slots, later = expression.slots, following.slots
    if expression.rule.value != "calendar" or "YEAR" in slots or not months(slots):
        return
    if following.rule.value == "calendar" and "YEAR" in later and between in load_grammar().cues["joints"]:
        slots["YEAR"] = [int(later["YEAR"][0]) - (months(slots)[0] > (months(later) or [MONTHS])[0])]
    elif later.get("DATEUNIT") == ["Y"] and following.rule.value == "shifted" and not between and reference.year:
        slots["YEAR"] = [reference.year + direction(later)]


def verb_of(tokens: Sequence[str], match: Match) -> int:
    """Read whether the words around an expression look ahead (1), back (-1), surely back (-2), or say nothing (0)."""
    if match.rule.value not in UNDIRECTED:
        return 0
    cues = load_grammar().cues
    words = [token.lower() for token in tokens[max(0, match.start - CUE_REACH) : match.start]]
    following = [token.lower() for token in tokens[match.end : match.end + CUE_REACH]]
    told = (word_direction(following, at) for at in range(len(following)))
    told_after = next(filter(None, told), 0)
    told_before = next(filter(None, (word_direction(words, at) for at in reversed(range(len(words))))), 0)
    if following[:2] in (["'", "s"], ["’", "s"]):
        return told_before or -1  # "Friday's ruling" has been given
    if "since" in words[-2:]:
        return SURELY_BACK
    if following[:1] == ["will"]:
        return 1
    if words and words[-1] in cues["before_deadline"] and "had" not in words and (len(words) > 1 or told_after >= 0):
        return 1
    return told_before or told_after


def word_direction(words: Sequence[str], at: int) -> int:
    """Read the direction of a word: ahead (1), back (-1), or none (0)."""
    cues, word, before = load_grammar().cues, words[at], words[max(0, at - 2) : at]
    if word in cues["intent"] and words[at + 1 : at + 2] == ["to"]:
        return 1
    if word in cues["ahead"] or (word in cues["ahead_to"] and words[at + 1 : at + 2] == ["to"]):
        return 1 if cues["perfect"].isdisjoint(before) else -1
    if word in cues["back"] or (word.endswith("ed") and word not in cues["not_back"]):
        return 1 if before[-1:] == ["be"] and "could" not in before else -1  # "would be paid", "is to be held"
    return 0


def before(tokens: Sequence[str], match: Match) -> str:
    """Give the word before a match in lower case, empty at the start."""
    return tokens[match.start - 1].lower() if match.start else ""


def after(tokens: Sequence[str], match: Match) -> str:
    """Give the token after a match, empty at the end."""
    return tokens[match.end] if match.end < len(tokens) else ""


def is_month(tokens: Sequence[str], match: Match) -> bool:
    """Refuse the verbs "may" and "march", first names and short words, unless a preposition leads to them."""
    word = tokens[match.start] if match.end == match.start + 1 else ""
    if (
        0 < len(word) <= len("May")
        and word.capitalize() != "May"
        and (word.isupper() or after(tokens, match)[:1].isupper())
    ):
        return False  # "DEC", an organisation; "Jan" before a name
    doubtful = word == "March" or 0 < len(word) <= len("May")
    return not doubtful or before(tokens, match) in load_grammar().cues["before_month"]


def is_year(tokens: Sequence[str], match: Match) -> bool:
    """Refuse counts ("1207 crimes", "2000 people") and numbers in names ("Resolution-1973")."""
    word, lead, follow, cues = tokens[match.end - 1], before(tokens, match), after(tokens, match), load_grammar().cues
    if lead in cues["not_before_year"] or follow.lower() in cues["counted"]:
        return False
    if int(word) < OLDEST_BARE_YEAR:
        return lead in cues["before_year"] and not follow.islower()
    return lead in cues["before_year"] or not (follow.endswith("s") and follow.islower())


def is_short_year(tokens: Sequence[str], match: Match) -> bool:
    """Take '99 for a year only after a preposition."""
    return len(tokens[match.end - 1]) == len("99") and before(tokens, match) in load_grammar().cues["before_year"]


def is_decade(tokens: Sequence[str], match: Match) -> bool:
    """Refuse an age ("in her nineties")."""
    return before(tokens, match) not in load_grammar().cues["owners"]


def is_clock(tokens: Sequence[str], match: Match) -> bool:
    """Refuse a bare number that is no time of day."""
    words = [t.lower() for t in tokens[match.start : match.end]]
    return any(":" in w or w in load_grammar().cues["clock"] or w.endswith(("am", "pm")) for w in words)


def is_told_unit(tokens: Sequence[str], match: Match) -> bool:
    """Refuse "the day", "the decade", and what "before" or "after" makes a part of something else."""
    words = [t.lower() for t in tokens[match.start : match.end]]
    bare = len(words) == len(("the", "day")) and words[1] in ("day", "decade", "century")
    return not bare and after(tokens, match) not in ("before", "after", "earlier", "-")


def is_set(tokens: Sequence[str], match: Match) -> bool:
    """Refuse newspapers ("the Russian daily Rossiyskaya Gazeta") and averages."""
    return not after(tokens, match)[:1].isupper() and before(tokens, match) != "average"


GUARDS: dict[str, Callable[[Sequence[str], Match], bool]] = {
    "month": is_month,
    "year": is_year,
    "short year": is_short_year,
    "decade": is_decade,
    "clock": is_clock,
    "told unit": is_told_unit,
    "set adverb": is_set,
}
