"""What the corpus is about: topics that are the same on every run, with the passages behind them.

TF-IDF and non-negative matrix factorisation (Lee & Seung 1999) from an NNDSVD start (Boutsidis & Gallopoulos 2008):
no random start, so the same texts give the same topics. A document is a passage in small corpora, an article in large.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
import pandas as pd
from nltk.stem.snowball import SnowballStemmer
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.decomposition import NMF
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, TfidfVectorizer
from threadpoolctl import threadpool_limits

from corpus_utils.schema import BODY_KINDS

Matrix = NDArray[np.float64]

SMALL_CORPUS = 200  # articles below which passages are the documents: NMF wants some hundred documents
PASSAGE_WORDS = 30  # words; a shorter paragraph is joined to the next of its article
MIN_PASSAGES = 20  # documents below which no topic is reported
MIN_DOCUMENTS = 2  # documents a term must stand in
MAX_SHARE = 0.5  # share of documents above which a term tells topics apart no longer
VOCABULARY = 20_000  # most frequent terms kept
TOP_TERMS = 10  # terms by which a topic is shown and compared
UNITS = {"passage": "paragraphs and interview turns", "article": "articles"}


@dataclass(frozen=True)
class Topics:
    """Topics of a corpus; ``reason`` says how many there are and why, or why there are none."""

    unit: str  # passage | article
    reason: str
    terms: pd.DataFrame  # topic, label, rank, term, weight (share of the topic's weight)
    passages: pd.DataFrame  # article, start, end, topic (-1: none), share (0 to 1)
    weights: Matrix = field(repr=False)  # documents x topics, rows sum to 1 (or 0)
    model: Any = field(repr=False, default=None)
    vectorizer: Any = field(repr=False, default=None)

    @property
    def labels(self) -> list[str]:
        """The label of each topic, in order."""
        return self.terms.drop_duplicates("topic").label.tolist()


def make_passages(articles: pd.DataFrame, blocks: pd.DataFrame, sentences: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the documents for topics: ``article, start, end, text, words, unit``.

    Below ``SMALL_CORPUS`` articles a document is a paragraph or interview turn (a question goes with the answer after
    it, a paragraph under ``PASSAGE_WORDS`` words with the next), else a whole article. ``text`` leaves out speaker
    labels; titles and furniture are not in it. ``start, end`` are raw offsets of the whole run.
    """
    unit = "passage" if len(articles) < SMALL_CORPUS else "article"
    texts = dict(zip(articles.article, articles.text, strict=True))
    rows = []
    for article, body in blocks[blocks.kind.isin(BODY_KINDS)].groupby("article", sort=True):
        pieces = list(zip(body.start, body.speech, body.end, body.kind, strict=True))
        for run in [pieces] if unit == "article" else _join_short(texts[article], pieces):
            text = "\n".join(texts[article][speech:end].strip() for _, speech, end, _ in run)
            rows.append((article, run[0][0], run[-1][2], text, len(text.split()), unit))
    return pd.DataFrame(rows, columns=["article", "start", "end", "text", "words", "unit"])


def _join_short(text: str, pieces: Sequence[tuple[int, int, int, str]]) -> list[list[tuple[int, int, int, str]]]:
    """Cut the body into runs: a question or a short paragraph is joined to what follows it without a gap."""
    runs: list[list[tuple[int, int, int, str]]] = []
    open_run = False
    for piece in pieces:
        if open_run and not text[runs[-1][-1][2] : piece[0]].strip():
            runs[-1].append(piece)
        else:
            runs.append([piece])
        words = sum(len(text[speech:end].split()) for _, speech, end, _ in runs[-1])
        open_run = piece[3] == "question" or words < PASSAGE_WORDS
    return runs


@cache
def _stop_words() -> frozenset[str]:
    lines = (resources.files("corpus_utils") / "resources" / "stopwords.txt").read_text("utf-8").splitlines()
    return ENGLISH_STOP_WORDS | {w for line in lines if not line.startswith("#") for w in line.split()}


@cache
def _stem(word: str) -> str:
    return SnowballStemmer("english").stem(re.sub(r"is(e|ed|es|ing|ation|ations)$", r"iz\1", word))


def _words(text: str) -> list[str]:
    """Return the words that can name a topic, in lower case."""
    return [w for w in re.findall(r"[^\W\d_]{3,}", text.lower()) if w not in _stop_words()]


def fit_topics(passages: pd.DataFrame, k: int | None = None, set_aside: Sequence[str] = ()) -> Topics:
    """Return ``k`` topics of ``passages`` (columns of ``make_passages``), the same on every run and thread count.

    ``set_aside`` are words that are not to name topics, as the corpus's own subject. Too few passages give no topics
    and a ``reason`` that says so.
    """
    unit = passages.unit.iloc[0] if len(passages) else "passage"
    if len(passages) < MIN_PASSAGES:
        reason = f"Too little to say: {len(passages)} {UNITS[unit]}, topics need {MIN_PASSAGES}."
        return _no_topics(passages, unit, reason)
    aside = {_stem(w) for name in set_aside for w in _words(name)}
    names = Counter(w for text in passages.text for w in _words(text))
    vectorizer = TfidfVectorizer(
        analyzer=lambda text: [s for s in map(_stem, _words(text)) if s not in aside],
        sublinear_tf=True, min_df=MIN_DOCUMENTS, max_df=MAX_SHARE, max_features=VOCABULARY,
    )  # fmt: skip
    k = k or max(2, min(10, len(passages) // 20))
    with threadpool_limits(1):  # the order of summation, and with it the last bit, hangs on the number of threads
        matrix = vectorizer.fit_transform(passages.text)
        model = NMF(k, init="nndsvd", max_iter=1000, random_state=0).fit(matrix)
        weights = _shares(model, matrix)
    terms = _name_terms(model.components_, vectorizer.get_feature_names_out(), names)
    return Topics(
        unit, f"{k} topics were asked for.", terms, _main_topics(passages, weights), weights, model, vectorizer
    )


def _no_topics(passages: pd.DataFrame, unit: str, reason: str) -> Topics:
    terms = pd.DataFrame(columns=["topic", "label", "rank", "term", "weight"])
    weights = np.zeros((len(passages), 0))
    return Topics(unit, reason, terms, _main_topics(passages, weights), weights)


def _shares(model: NMF, matrix: csr_matrix) -> Matrix:
    """Return each document's topic weights as shares that sum to 1 (0 for a document without known terms)."""
    weights = model.transform(matrix) * np.linalg.norm(model.components_, axis=1)
    total = weights.sum(axis=1, keepdims=True)
    return np.divide(weights, total, out=np.zeros_like(weights), where=total > 0)


def _main_topics(passages: pd.DataFrame, weights: Matrix) -> pd.DataFrame:
    share = weights.max(axis=1, initial=0.0)
    topic = np.where(share > 0, weights.argmax(axis=1) if weights.shape[1] else -1, -1)
    return passages[["article", "start", "end"]].assign(topic=topic, share=share).reset_index(drop=True)


def _name_terms(components: Matrix, stems: Sequence[str], names: Mapping[str, int]) -> pd.DataFrame:
    """Return the top terms of each topic, each stem shown as its most frequent word."""
    shown: dict[str, str] = {}
    for word in sorted(names, key=lambda w: (-names[w], w)):
        shown.setdefault(_stem(word), word)
    rows = []
    for topic, weights in enumerate(components / components.sum(axis=1, keepdims=True)):
        top = [(shown[stems[i]], weights[i]) for i in np.argsort(-weights, kind="stable")[:TOP_TERMS] if weights[i] > 0]
        label = ", ".join(t for t, _ in top[:3])
        rows += [(topic, label, rank, term, weight) for rank, (term, weight) in enumerate(top, start=1)]
    return pd.DataFrame(rows, columns=["topic", "label", "rank", "term", "weight"])


def apply_topics(topics: Topics, passages: pd.DataFrame) -> pd.DataFrame:
    """Return the main topic of each of new ``passages``: ``article, start, end, topic, share``."""
    if topics.model is None:
        return _main_topics(passages, np.zeros((len(passages), 0)))
    with threadpool_limits(1):
        return _main_topics(passages, _shares(topics.model, topics.vectorizer.transform(passages.text)))


def representative_passages(topics: Topics, n: int = 3) -> pd.DataFrame:
    """Return the ``n`` strongest passages of each topic, from different articles where there are enough."""
    found = topics.passages[topics.passages.topic >= 0].sort_values(
        ["topic", "share"], ascending=[True, False], kind="stable"
    )
    found = found.assign(turn=found.groupby(["topic", "article"]).cumcount())
    return found.sort_values(["topic", "turn"], kind="stable").groupby("topic").head(n).drop(columns="turn")


def describe_topics(corpus: Any) -> list[str]:
    """Return the findings of the room as Markdown sentences, each with its n."""
    topics = fit_topics(make_passages(corpus.articles, corpus.blocks, corpus.sentences))
    n = f"{len(topics.passages)} {UNITS[topics.unit]} of {topics.passages.article.nunique()} articles"
    if not topics.labels:
        return [topics.reason]
    sizes = topics.passages.topic.value_counts()
    return [f"{topics.reason} Documents are {n}."] + [
        f"Topic {i + 1}, *{label}*: main topic of {sizes.get(i, 0)}." for i, label in enumerate(topics.labels)
    ]
