"""Nominals: "the bloc", "the alliance", "our organisation", resolved to the most recent suitable alliance."""

import re
from collections.abc import Sequence
from functools import cache

from corpus_utils.register import Register
from corpus_utils.schema import Mention
from corpus_utils.spelling import read_toml

TARGETS = ("NATO", "Collective Security Treaty Organization")  # the only entities whose nominals are counted
MOST_SENTENCES = 8  # an antecedent farther back than this is not what "the alliance" means


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], dict[str, str]]:
    words = read_toml("nominals.toml")
    nouns = r"(?P<noun>alliance|bloc|organi[sz]ation|pact)(?![\w]|-\w)"
    modifiers = "(?:(?:" + "|".join(map(re.escape, words["modifiers"])) + r")\s+)*"
    fixed = {word.casefold(): rule["entity"] for rule in words["fixed"] for word in rule["words"]}
    leads = "|".join(map(re.escape, fixed))
    return (
        re.compile(rf"\b(?:{'|'.join(words['determiners'])})\s+{modifiers}{nouns}(?!\s+of\b)", re.IGNORECASE),
        re.compile(rf"\b(?:the|an?|this)\s+{modifiers}(?P<lead>{leads})\s+{modifiers}{nouns}", re.IGNORECASE),
        fixed,
    )


def find_nominals(
    text: str, spans: Sequence[tuple[int, int]], mentions: Sequence[Mention], register: Register
) -> list[Mention]:
    """Find the nominals of NATO and the CSTO; those of other organisations, and those without antecedent, are dropped.

    ``mentions`` are the article's names, sorted by start.
    """
    plain, fixed, leads = _patterns()
    found: list[Mention] = []
    orgs = [m for m in mentions if m.type == "ORG" or _whole(m.entity) != m.entity]
    for index, (start, end) in enumerate(spans):
        for match in fixed.finditer(text, start, end):
            found.append(_nominal(match, leads[match["lead"].casefold()], "fixed nominal"))
        reach = spans[max(0, index - MOST_SENTENCES)][0]
        for match in plain.finditer(text, start, end):
            if any(m.start < match.end() and match.start() < m.end for m in (*mentions, *found)):
                continue
            before = [m for m in (*orgs, *found) if reach <= m.start < match.start()]
            entity = _antecedent(text, match, sorted(before), register, start)
            if entity:
                found.append(_nominal(match, entity, "nominal"))
    return [m for m in found if m.entity in TARGETS]


def _nominal(match: re.Match[str], entity: str, rule: str) -> Mention:
    return Mention(match.start(), match.end(), match.group(), entity, "ORG", "nominal", rule)


def _antecedent(
    text: str, match: re.Match[str], before: Sequence[Mention], register: Register, sentence: int
) -> str | None:
    """Return the most recent organisation that the noun may stand for; weak antecedents only if there is no other."""
    noun = match["noun"].casefold().replace("s", "z")
    weak = None
    for mention in reversed(before):
        entity = _whole(mention.entity)
        nominals = register.entries[entity].nominals if entity in register.entries else ()
        if noun in nominals and not (mention.start >= sentence and _is_modifier(text, mention.end)):
            return entity
        if weak is None and (noun in nominals or f"{noun}?" in nominals):
            weak = entity
    return weak


def _whole(entity: str) -> str:
    """Let a body or document stand for its organisation: the CSTO Secretariat for the CSTO."""
    if entity.startswith("CSTO "):
        return "Collective Security Treaty Organization"
    return {"NATO": "NATO", "UN": "United Nations"}.get(entity.split(" ")[0], entity)


def _is_modifier(text: str, end: int) -> bool:
    heads = read_toml("nominals.toml")["modifier"]["heads"]
    after = re.match(r"\s+(?:\w+\s+)?(\w+)", text[end : end + 40])
    first = re.match(r"\s+(\w+)", text[end : end + 40])
    return bool((first and first[1] in heads) or (after and after[1] in heads))
