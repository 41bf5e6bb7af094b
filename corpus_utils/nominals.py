"""Nominals: "the bloc", "the alliance", "our organisation", resolved to the alliance that is then spoken of."""

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cache

from corpus_utils.register import Register
from corpus_utils.schema import Mention
from corpus_utils.spans import Cover, Spans, span_of
from corpus_utils.spelling import read_toml

TARGETS = ("NATO", "Collective Security Treaty Organization")  # the only entities whose nominals are counted
REACH = 8  # sentences: an antecedent farther back than this is not what "the alliance" means
# Weights of an antecedent, by what makes an entity the one spoken of (Centering: Grosz, Joshi and Weinstein 1995).
FIRST = 1.5  # it is the first of its sentence, mostly the subject
MODIFIER = 0.5  # it only modifies another noun: "NATO members" are not NATO
SAME_SENTENCE_MODIFIER = 0.05  # … and least of all in "toward the CSTO partners the bloc …"
SECOND_CHOICE = 0.001  # the noun stands for it only if nothing better is at hand
FADING = 0.4  # what is left of a weight one sentence later


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], dict[str, str]]:
    rules = read_toml("nominals.toml")
    modifiers = "(?:(?:" + "|".join(map(re.escape, rules["modifiers"])) + r")\s+)*"
    nouns = rf"{modifiers}(?P<noun>alliance|bloc|organi[sz]ation(?!\s+of\b)|pact)(?!\w|-\w)"
    leads = {word.casefold(): rule["entity"] for rule in rules["fixed"] for word in rule["words"]}
    determiners = "|".join(rules["determiners"])
    return (
        re.compile(rf"\b(?:{determiners})\s+{nouns}", re.IGNORECASE),
        re.compile(rf"\b(?:the|an?|this)\s+{modifiers}(?P<lead>{'|'.join(map(re.escape, leads))})\s+{nouns}", re.I),
        leads,
    )


def find_nominals(text: str, spans: Spans, mentions: Sequence[Mention], register: Register) -> list[Mention]:
    """Find the nominals of NATO and the CSTO; those of other organisations, and those without antecedent, are dropped.

    ``mentions`` are the article's names, sorted by start. Some words decide by themselves ("the Western alliance", "the
    Alliance" with a capital inside a sentence); else the entity wins that the sentences before speak of most, the
    nearer the more, first places before later ones. A nominal that is found may be the antecedent of the next.
    """
    plain, fixed, leads = _patterns()
    orgs = [m for m in mentions if m.type == "ORG" or _whole(m.entity) != m.entity]
    cover, found = Cover(mentions), list[Mention]()
    for index, (start, end) in enumerate(spans):
        for match in fixed.finditer(text, start, end):
            found.append(_nominal(match, leads[match["lead"].casefold()], "fixed nominal"))
        reach = spans[max(0, index - REACH)][0]
        for match in plain.finditer(text, start, end):
            if cover.touches(*match.span()) or Cover(found).touches(*match.span()):
                continue
            if match["noun"] == "Alliance":  # NATO's own way of writing, as "the Organization" is the CSTO's
                entity = "NATO" if any(_whole(m.entity) == "NATO" for m in orgs) else None
            else:
                near = [m for m in (*orgs, *found) if reach <= m.start < match.start()]
                entity = _antecedent(text, match, sorted(near), register, spans, index)
            if entity:
                found.append(_nominal(match, entity, "nominal"))
    return [m for m in found if m.entity in TARGETS]


def _nominal(match: re.Match[str], entity: str, rule: str) -> Mention:
    return Mention(match.start(), match.end(), match.group(), entity, "ORG", "nominal", rule)


def _antecedent(
    text: str, match: re.Match[str], orgs: Sequence[Mention], register: Register, spans: Spans, index: int
) -> str | None:
    """Return the organisation that the noun may stand for and that weighs most in the sentences before."""
    noun = match["noun"].casefold().replace("s", "z")
    weights: dict[str, float] = defaultdict(float)
    met: set[int] = set()
    for mention in orgs:
        distance = index - span_of(mention.start, spans)
        entity = _whole(mention.entity)
        suits = _suits(noun, register.entries[entity].nominals) if entity in register.entries else 0
        if not suits:
            continue
        weight = suits * FADING**distance * (1 if distance in met else FIRST)
        if _is_modifier(text, mention.end):
            weight *= MODIFIER if distance else SAME_SENTENCE_MODIFIER
        met.add(distance)
        weights[entity] += weight
    return max(weights, key=lambda entity: weights[entity], default=None)


def _suits(noun: str, nominals: Sequence[str]) -> float:
    return 1 if noun in nominals else SECOND_CHOICE if f"{noun}?" in nominals else 0


def _whole(entity: str) -> str:
    """Let a body or document stand for its organisation: the CSTO Secretariat for the CSTO."""
    first = entity.split(" ")[0]
    return {"CSTO": TARGETS[1], "NATO": "NATO", "UN": "United Nations"}.get(first, entity)


def _is_modifier(text: str, end: int) -> bool:
    heads = read_toml("nominals.toml")["modifier"]["heads"]
    after = re.findall(r"\s+(\w+)", re.split(r"[^\w\s]", text[end : end + 40])[0])
    return any(word in heads for word in after[:2])
