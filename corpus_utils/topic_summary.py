"""Show the topics: the passages that say most of each, the tables by outlet, year and stance, and the findings."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from pandas import DataFrame, Series

from corpus_utils.reuse import collapse
from corpus_utils.stability import COHERENT, STABLE
from corpus_utils.tables import count
from corpus_utils.topics import (
    LABEL_TERMS,
    MIN_DOCUMENTS,
    SAMPLED,
    UNITS,
    Topics,
    apply_topics,
    choose_unit,
    fit_topics,
    make_passages,
    written_forms,
)

if TYPE_CHECKING:
    from corpus_utils.corpus import Corpus

FEW = 5  # articles of an outlet or year below which its shares say nothing
MIN_GROUPS = 2  # outlets or years that a comparison needs
NAMED = 3  # topics that the findings name
SHOWN_FROM = 3  # passages fetched for each one shown, so that each may come from another article


def read_topics(corpus: "Corpus", k: int | None = None, set_aside: Iterable[str] = ()) -> Topics:
    """Return the topics of a corpus, reprints collapsed; ``set_aside`` names entities that are not to make topics.

    Nor do names of media, and places of the register where three or more are listed: members of something, as a rule.
    The corpus is read in parts, so that it may be larger than memory. Where articles carry no stable topics, the most
    stable ones are given for exploration, and the reason says so.
    """
    kept = set(collapse(corpus.read("articles", ["article"]), corpus.reprints).article)
    unit = choose_unit(len(kept))
    aside, places = set[str](), set[str]()
    for (mentions,) in corpus.parts("mentions"):
        known = mentions[mentions.rule == "register"]
        aside |= {*written_forms(mentions, set_aside), *known.text[known.type == "MEDIA"]}
        places |= {*known.text[known.type == "PLACE"]}

    def passages() -> Iterator[DataFrame]:
        for articles, blocks in corpus.parts("articles", "blocks"):
            yield make_passages(articles[articles.article.isin(kept)], blocks, unit)

    return fit_topics(passages, k, aside, places, explore=unit == "article")


def representative_passages(topics: Topics, corpus: "Corpus", n: int = 3) -> DataFrame:
    """Return ``topic, label, article, start, end, fit``: the ``n`` passages closest to each topic.

    They come from different articles as long as there are enough. Where the documents are whole articles, the best
    paragraph of each of the closest articles is shown.
    """
    found = topics.passages[topics.passages.topic > 0]
    if topics.unit == "article":
        near = found.sort_values("fit", ascending=False, kind="stable").groupby("topic").head(n * SHOWN_FROM).article
        articles, blocks = (corpus.read(name, articles=set(near)) for name in ("articles", "blocks"))
        parts = apply_topics(topics, make_passages(articles, blocks, "passage"))
        main = found.set_index("article").topic
        found = parts[parts.topic == parts.article.map(main)]
    found = found.sort_values("fit", ascending=False, kind="stable")
    found = found.assign(turn=found.groupby(["topic", "article"]).cumcount())
    found = found.sort_values(["topic", "turn"], kind="stable").groupby("topic").head(n)
    labels = topics.summary.set_index("topic").label
    columns = ["topic", "label", "article", "start", "end", "fit"]
    return found.assign(label=found.topic.map(labels))[columns].reset_index(drop=True)


def topic_shares(topics: Topics, groups: Series) -> DataFrame:
    """Return the mean share of each topic by group; ``groups`` leads from article to outlet, year or another group.

    One row a group, with its number of articles in brackets. Articles without a group, and groups of fewer than ``FEW``
    articles, are left out.
    """
    shares = DataFrame(topics.shares, columns=topics.labels)
    shares.insert(0, "article", topics.passages.article.to_numpy())
    by_article = shares.groupby("article").mean()
    group = groups.reindex(by_article.index).dropna()
    counts = group.value_counts()
    group = group[group.map(counts) >= FEW]
    named = group.map(lambda g: f"{g} ({counts[g]})")
    return by_article.loc[group.index].groupby(named).mean().rename_axis(str(groups.name or "group")).round(3)


def by_outlet(topics: Topics, articles: DataFrame) -> DataFrame:
    """Return the mean share of each topic by outlet (``topic_shares``)."""
    return topic_shares(topics, articles.set_index("article").outlet.rename("outlet"))


def by_year(topics: Topics, articles: DataFrame) -> DataFrame:
    """Return the mean share of each topic by year of publication; articles of unknown date are left out."""
    return topic_shares(topics, articles.set_index("article").published.str[:4].rename("year"))


def by_stance(topics: Topics, stances: DataFrame) -> DataFrame:
    """Return how many sentences of each stance stand in passages of each topic: columns −1, 0, 1, abstained."""
    places = topics.passages[["article", "start", "end", "topic"]].sort_values("start", kind="stable")
    rows = stances[["article", "start", "stance"]].sort_values("start", kind="stable")
    held = pd.merge_asof(
        rows, places.rename(columns={"start": "first"}), left_on="start", right_on="first", by="article"
    )
    held = held[(held.start < held.end) & (held.topic > 0)]
    kind = held.stance.map(lambda s: "abstained" if pd.isna(s) else str(int(s)))
    label = held.topic.map(topics.summary.set_index("topic").label)
    table = pd.crosstab(label, kind).reindex(columns=["-1", "0", "1", "abstained"], fill_value=0)
    return table.reindex(topics.labels, fill_value=0).rename_axis("topic")


def describe_topics(corpus: "Corpus", topics: Topics | None = None) -> list[str]:
    """Return the findings as Markdown sentences, each with its n; ``topics`` as from ``read_topics``."""
    topics = topics or read_topics(corpus)
    documents, articles = len(topics.passages), topics.passages.article.nunique()
    read = f"Documents are {documents} {UNITS[topics.unit]}"
    if topics.unit == "passage":
        read += f" of {articles} articles: of fewer than {MIN_DOCUMENTS} articles, their parts are read"
    if documents > SAMPLED:
        read += f". Topics are found on {SAMPLED} of them, a fixed sample, then moved to the mean of all"
    findings = [f"{read}. {topics.reason}"]
    if not topics.labels:
        return [*findings, "So no topic is reported: any list of topics would change with a few articles more or less."]
    findings += [_describe(row, documents, topics.unit) for _, row in topics.summary.head(NAMED).iterrows()]
    loose = "Topics whose words are hardly used together, to be read as what the other topics leave over"
    for what, weak in (
        ("Not stable by themselves", topics.summary.stability < STABLE),
        (loose, topics.summary.coherence < COHERENT),
    ):
        if weak.any():
            names = "; ".join(f"*{label}*" for label in topics.summary.label[weak])
            findings.append(f"{what} ({weak.sum()} of {len(topics.labels)}): {names}.")
    return findings


def _describe(row: Series, documents: int, unit: str) -> str:
    share = f"{row.documents} of {documents} {UNITS[unit]} ({row.documents / documents:.0%})"
    spread = f", in {row.articles} articles" if unit == "passage" else ""
    return f"Topic {row.topic}, *{row.label}*: main topic of {share}{spread}; stability {row.stability:.2f} of 1."


def topic_table(topics: Topics) -> DataFrame:
    """Return one row a topic for a reader: its label, further terms, size, stability and coherence."""
    terms = topics.terms[topics.terms["rank"] > LABEL_TERMS].groupby("topic").term.agg(", ".join)
    table = topics.summary.rename(columns={"topic": "further terms"})
    table["further terms"] = table["further terms"].map(terms)
    return table[["label", "further terms", "documents", "articles", "stability", "coherence"]]


def document_lengths(topics: Topics) -> DataFrame:
    """Return how long the documents are: number, least, median and most words, by unit."""
    words, articles = topics.passages.words, topics.passages.article.nunique()
    row = (UNITS[topics.unit], articles, len(words), words.min(), words.median(), words.max())
    return DataFrame([row], columns=["documents", "articles", "n", "least", "median", "most"])


def survey_headline(topics: Topics) -> str:
    """Return the title of the picture of stability and coherence: what was chosen, or that nothing is stable."""
    if topics.survey.empty:
        return "The number of topics was not tried out"
    best = topics.survey.iloc[int(np.argmax(topics.survey.stability))]
    if not topics.labels or topics.reason.startswith("No stable topics"):
        return f"No number of topics is stable: the best, {best.k:.0f}, reaches {best.stability:.2f} of 1"
    rows, k = topics.survey.sort_values("k", kind="stable"), len(topics.labels)
    if k not in set(rows.k):
        return f"{count(k, 'topic')}, as the parameters ask"
    own = rows[rows.k == k].iloc[0]
    told = [f"{name} {_rank(own[name], rows[name])}" for name in ("stability", "coherence")]
    return f"{count(k, 'topic')}: {' and '.join(told)} of the {len(rows)} numbers tried"


def _rank(value: float, values: Series) -> str:
    """Return a value with its place among those of a column, the highest first.

    >>> _rank(0.8, Series([0.9, 0.8, 0.8]))
    '0.80 (2nd highest)'
    """
    place = int((values > value).sum()) + 1
    ending = {1: "st", 2: "nd", 3: "rd"}.get(place if place < 20 else place % 10, "th")
    return f"{value:.2f} ({'' if place == 1 else f'{place}{ending} '}highest)"


def stability_headline(topics: Topics) -> str:
    """Return the title of the picture of each topic's stability."""
    if not topics.labels:
        return "No topics to show"
    stable = int((topics.summary.stability >= STABLE).sum())
    return f"{stable} of {len(topics.labels)} topics come back with a fifth of the articles left out"


def views_headline(stances: DataFrame, target: str) -> str:
    """Return the title of the picture of `by_stance`: how many sentences it counts, or that there are none.

    >>> views_headline(DataFrame({"-1": [2, 1]}), "NATO")
    'Views of NATO in 3 sentences, by the main topic of their document (2 topics)'
    """
    sentences = int(stances.to_numpy().sum())
    if not sentences:
        return f"No sentence on {target} stands under a topic"
    topics = count(len(stances), "topic")
    return f"Views of {target} in {count(sentences, 'sentence')}, by the main topic of their document ({topics})"


def shares_headline(shares: DataFrame, group: str) -> str:
    """Return the title of a table of shares: where a topic stands out most, or that there is too little to say."""
    if len(shares) < MIN_GROUPS or shares.shape[1] == 0:
        return f"Too few articles by {group} to compare"
    above = (shares - shares.mean()).to_numpy()
    row, column = divmod(int(above.argmax()), above.shape[1])
    where, topic = shares.index.map(str)[row], shares.columns.map(str)[column]
    return f"{where} stands out most: {shares.to_numpy()[row, column]:.0%} is on {topic}"
