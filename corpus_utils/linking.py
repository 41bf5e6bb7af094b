"""One entity across articles: surnames, acronyms and spellings that only another article makes clear."""

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping

from pandas import DataFrame, Series

from corpus_utils.aliases import SHORTEST_ALIAS
from corpus_utils.spelling import surname_spellings

OPEN_RULES = ("model", "repeated", "title before")  # names that no register and no rule resolved
FEWEST_ARTICLES = 2  # a full name of one article only may be another bearer of the surname


def resolve_across(mentions: DataFrame) -> DataFrame:
    """Return the mentions with open names resolved by the other articles of the corpus.

    Takes ``article, text, entity, type, rule``; changes ``entity``, ``type`` and ``rule`` of open names only, by three
    rules: a bare surname goes to the one person of the corpus who bears it and is named in full in at least two
    articles (``corpus surname``); an acronym to the name that another article defines it by, if all define it alike
    (``corpus acronym``); and spellings of one name that differ in case, marks or transliteration to the most frequent
    one (``corpus spelling``).

    >>> rows = DataFrame({"article": ["a", "b", "c"], "text": ["Ann Testova", "Ann Testova", "Testova"]})
    >>> rows = rows.assign(entity=rows["text"], type="PERSON", rule="model", form="name")
    >>> resolve_across(rows)["entity"].tolist()
    ['Ann Testova', 'Ann Testova', 'Ann Testova']
    """
    found = mentions.copy()
    for rule, links in (("spelling", _spellings), ("surname", _surnames), ("acronym", _acronyms)):
        found = _apply(found, links(found), f"corpus {rule}")
    return found


def _is_open(mentions: DataFrame) -> Series:
    return mentions["rule"].isin(OPEN_RULES)


def _apply(mentions: DataFrame, links: Mapping[str, str], rule: str) -> DataFrame:
    """Rename open entities, and give them the type their new entity mostly has."""
    if not links:
        return mentions
    changed = _is_open(mentions) & mentions["entity"].isin(list(links))
    kinds = mentions.groupby(["entity", "type"]).size().sort_values(kind="stable").reset_index()
    types = dict(zip(kinds["entity"].tolist(), kinds["type"].tolist(), strict=True))  # the most frequent comes last
    target = mentions["entity"].map(dict(links))
    return mentions.assign(
        entity=mentions["entity"].where(~changed, target),
        type=mentions["type"].where(~changed, target.map(types)),
        rule=mentions["rule"].where(~changed, rule),
    )


def _spellings(mentions: DataFrame) -> dict[str, str]:
    """Open names that are one when case, marks and transliteration are left aside; the most frequent spelling wins."""
    counts = Counter(mentions["entity"].tolist())
    spellings: dict[Hashable, list[str]] = defaultdict(list)
    for name in counts:
        spellings[_key(name)].append(name)
    links: dict[str, str] = {}
    for same in spellings.values():
        best = max(same, key=lambda name: (counts[name], name))
        links |= {name: best for name in same if name != best}
    return links


def _key(name: str) -> Hashable:
    words = re.findall(r"\w+", name.casefold())
    return tuple(min(surname_spellings(word)) for word in words)


def _surnames(mentions: DataFrame) -> dict[str, str]:
    persons = mentions[(mentions["type"] == "PERSON") & mentions["entity"].str.contains(" ")]
    spread = persons.groupby("entity")["article"].nunique()
    owners: dict[str, set[str]] = defaultdict(set)
    for name in spread.index:
        for spelling in surname_spellings(str(name).split()[-1]):
            owners[spelling].add(str(name))
    known = {str(name) for name in spread.index[spread >= FEWEST_ARTICLES]}
    sole = {surname: next(iter(names)) for surname, names in owners.items() if len(names) == 1 and names <= known}
    return {surname: name for surname, name in sole.items() if len(surname) >= SHORTEST_ALIAS}


def _acronyms(mentions: DataFrame) -> dict[str, str]:
    defined = mentions[(mentions["rule"] == "acronym") & (mentions["text"] != mentions["entity"])]
    meant = defined.groupby("text")["entity"].agg(["nunique", "first"])
    return {str(text): str(row["first"]) for text, row in meant.iterrows() if row["nunique"] == 1}
