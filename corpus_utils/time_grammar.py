"""The grammar of time expressions: tokens as letters of their classes, rules as patterns over these letters."""

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files
from itertools import count
from typing import NamedTuple

# A number keeps its separators and its ending (10.01.2022, 2019-2021, 1990s, 22:15); a word is a run of letters.
TOKEN = re.compile(r"[^\W\d_]+|\d+(?:[.,:/–-]\d+)*[^\W\d_]*|[^\w\s]|_")
ISLAND = re.compile(r"[^.]+")  # a run of words that rules name
OTHER = "."  # the letter of every word that no rule names
FIRST_LETTER = 0x4E00  # letters stand for sets of classes; these code points mean nothing in a regular expression
LONGEST_CACHED = 24  # tokens: longer runs of date words are rare and would fill the cache
CACHED = 1 << 16  # runs and numbers remembered

# What a token that begins with a digit can be; the first that fits decides.
NUMBER_FORMS = (
    (r"(?:0?[1-9]|[12]\d|3[01])", "NUM DAY"),
    (r"(?:1\d|20)\d\d", "NUM YEAR"),
    (r"\d{1,2}[./-]\d{1,2}[./-]\d{4}|\d{4}[./-]\d{1,2}[./-]\d{1,2}", "NUMDATE"),
    (r"\d+(?:[.,]\d+)*", "NUM"),
    (r"[1-3]/[2-4]", "FRACTION"),
    (r"(?:1\d|20)\d0s", "DECADE"),
    (r"\d0s", "DECADE"),
    (r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)", "ORDNUM DAY"),
    (r"\d+(?:st|nd|rd|th)", "ORDNUM"),
    (r"(?:1\d|20)\d\d[–/-](?:1\d|20)?\d\d", "YEARRANGE"),
    (r"(?:0?[1-9]|[12]\d|3[01])[–-](?:[1-9]|[12]\d|3[01])", "DAYRANGE"),
    (r"(?:[01]?\d|2[0-4])[:.][0-5]\d(?::[0-5]\d)?(?:[ap]m)?|1?\d[ap]m", "CLOCK"),
)
FORMS = tuple((re.compile(form, re.I), classes) for form, classes in NUMBER_FORMS)


class Rule(NamedTuple):
    """One row of ``resources/times.toml``, compiled over class letters."""

    name: str
    pattern: re.Pattern[str]
    groups: tuple[tuple[str, str], ...]  # (group of the pattern, class)
    type: str
    value: str
    guard: str = ""


class Grammar(NamedTuple):
    """The words and rules of ``resources/times.toml``."""

    letters: dict[str, str]  # token -> class letter
    forms: dict[str, str]  # classes of a number form -> class letter
    values: dict[str, dict[str, object]]  # class -> word in lower case -> value
    rules: tuple[Rule, ...]
    any_rule: re.Pattern[str]  # fits where at least one rule fits: tried first, as most places fit none
    cues: dict[str, frozenset[str]]  # words around an expression


@cache
def load_grammar() -> Grammar:
    """Read and compile the words and rules (once a process)."""
    table = tomllib.loads(files("corpus_utils").joinpath("resources/times.toml").read_text("utf-8"))
    words = dict(table["words"])
    patterns = [expand(rule[2], table["macros"]) for rule in table["rules"].values()]
    for pattern in patterns:
        words.update({word: [word] for word in re.findall(r"[a-z]+", re.sub(r"\(\?[<=!]*", " ", pattern))})
    classes: dict[str, set[str]] = {}
    for name, members in words.items():
        for word in members:
            for form in spellings(word):
                classes.setdefault(form, set()).add(name)
    sets = [frozenset(s) for s in classes.values()] + [frozenset(form.split()) for _, form in NUMBER_FORMS]
    letter = {s: chr(FIRST_LETTER + i) for i, s in enumerate(dict.fromkeys(sets))}
    of_class = {name: "".join(c for s, c in letter.items() if name in s) for s in letter for name in s}
    rules = tuple(
        Rule(name, *compile_pattern(name, pattern, of_class), *row[:2], *row[3:])
        for (name, row), pattern in zip(table["rules"].items(), patterns, strict=True)
    )
    values = {n: {w.lower(): v for w, v in m.items()} for n, m in words.items() if isinstance(m, dict)}
    letters = {word: letter[frozenset(s)] for word, s in classes.items()}
    forms = {form: letter[frozenset(form.split())] for _, form in NUMBER_FORMS}
    cues = {name: frozenset(members) for name, members in table["cues"].items()}
    plain = "|".join(re.sub(r"\?P<\w+>", "?:", rule.pattern.pattern) for rule in rules)
    return Grammar(letters, forms, values, rules, re.compile(plain), cues)


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


def compile_pattern(
    rule: str, pattern: str, of_class: dict[str, str]
) -> tuple[re.Pattern[str], tuple[tuple[str, str], ...]]:
    """Turn a pattern over class names into a regular expression over class letters, with the class of each group."""
    number, groups = count(), []

    def letters(found: re.Match[str]) -> str:
        name = found[0]
        if name not in of_class:
            raise ValueError(f"times.toml, rule {rule!r}: {name} is not a class; define it under [words].")
        if name.islower():
            return f"[{of_class[name]}]"
        groups.append((f"g{next(number)}", name))
        return f"(?P<{groups[-1][0]}>[{of_class[name]}])"

    body = re.sub(r"[A-Za-z]+", letters, re.sub(r"\((?!\?)", "(?:", pattern)).replace(" ", "")
    return re.compile(body), tuple(groups)


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
    """Do the work of `match_run`; every rule is bounded, so the work grows with the length of the run."""
    grammar, found, at = load_grammar(), [], 0
    while at < len(run):
        if not grammar.any_rule.match(run, at):
            at += 1
            continue
        tried = ((rule.pattern.match(run, at), rule) for rule in grammar.rules)
        m, rule = max(((m, rule) for m, rule in tried if m), key=lambda pair: pair[0].end())
        slots = tuple((name, m.start(group)) for group, name in rule.groups if m.start(group) >= 0)
        found.append(Match(m.start(), m.end(), rule, slots))
        at = m.end()
    return tuple(found)


cached_run = lru_cache(maxsize=CACHED)(parse_run)


@lru_cache(maxsize=CACHED)
def number_letter(token: str) -> str:
    """Give the class letter of a token that begins with a digit."""
    for form, classes in FORMS:
        if form.fullmatch(token):
            return load_grammar().forms[classes]
    return OTHER


def letters_of(tokens: list[str]) -> str:
    """Write tokens as the letters of their classes."""
    letter = load_grammar().letters.get
    return "".join([letter(t) or (number_letter(t) if t[0].isdigit() else OTHER) for t in tokens])


def match_tokens(tokens: list[str]) -> list[Match]:
    """Find the rules that fit in the tokens of a sentence."""
    letters = letters_of(tokens)
    return [shifted(m, island.start()) for island in ISLAND.finditer(letters) for m in match_run(island[0])]


def shifted(match: Match, by: int) -> Match:
    """Move a match from its run to its sentence."""
    slots = tuple((name, i + by) for name, i in match.slots)
    return match._replace(start=match.start + by, end=match.end + by, slots=slots)
