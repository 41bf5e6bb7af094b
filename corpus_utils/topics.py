"""What the corpus is about: topics that are the same on every run, with their stability and the passages behind them.

In small corpora a document is a passage, in large ones an article. ``fit_topics`` finds the topics, ``apply_topics``
finds them in new articles; ``topic_summary`` shows them.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer

from corpus_utils.factorisation import factorise, mixtures, update
from corpus_utils.schema import BODY_KINDS
from corpus_utils.stability import choose_k, coherence, distinctive, survey, top_terms, topic_stability
from corpus_utils.terms import fit_terms

Matrix = NDArray[np.float64]
Names = Iterable[str]
Shards = Callable[[], Iterable[pd.DataFrame]]  # reads the passages of a corpus anew, one part at a time
Passages = pd.DataFrame | Shards

PASSAGE_WORDS = 30  # words; a shorter paragraph is joined to what follows it
MIN_ARTICLES = 3  # articles below which a topic may be one article's subject
MIN_DOCUMENTS = 40  # documents below which chance alone gives topics that look stable; of fewer articles, passages
DOCUMENTS_A_TOPIC = 10  # documents that each topic must have on average
MOST_TOPICS = 15  # more than a reader keeps apart
SURVEYED = 1_000  # documents on which the number of topics is chosen
SAMPLED = 10_000  # documents that topics are found on; the rest of a larger corpus then moves them
SHARD = 5_000  # documents held as a matrix at a time
LABEL_TERMS = 3
UNITS = {"passage": "paragraphs and interview turns", "article": "articles"}
NONE = 0  # topic of a document that holds no known term
NO_SURVEY = pd.DataFrame(columns=["k", "stability", "error", "coherence"])


Piece = tuple[int, int, int, str]  # start, start of the words, end, kind


@dataclass(frozen=True)
class Topics:
    """The topics of a corpus, the largest first; without topics, ``reason`` says why."""

    unit: str  # passage | article
    reason: str  # why so many topics, or none
    summary: pd.DataFrame  # topic (from 1), label, documents, articles, stability, coherence
    terms: pd.DataFrame  # topic, rank, term, stem, weight
    passages: pd.DataFrame  # article, start, end, words, topic, share of the topic, fit (cosine with it, 0 to 1)
    shares: Matrix = field(repr=False)  # documents x topics; rows sum to 1, or 0 where no term is known
    survey: pd.DataFrame = field(repr=False)  # k, stability, error, coherence
    vectorizer: TfidfVectorizer | None = field(default=None, repr=False)
    components: Matrix = field(default_factory=lambda: np.zeros((0, 0)), repr=False)  # topics x terms

    @property
    def labels(self) -> list[str]:
        """The labels, largest topic first."""
        return self.summary.label.tolist()


def choose_unit(articles: int) -> str:
    """Return what the documents of so many articles are: ``passage`` or ``article``."""
    return "passage" if articles < MIN_DOCUMENTS else "article"


def make_passages(articles: pd.DataFrame, blocks: pd.DataFrame, unit: str | None = None) -> pd.DataFrame:
    """Return the documents for topics: ``article, start, end, text, words, unit``.

    ``unit`` is ``passage`` (a paragraph or interview turn: a question goes with its answer, a paragraph under
    ``PASSAGE_WORDS`` words with the next) or ``article``; by default passages below ``MIN_DOCUMENTS`` articles.
    ``text`` leaves out titles, furniture and speaker labels; ``start, end`` are raw offsets of the run. Only blocks of
    ``articles`` are read.
    """
    unit = unit or choose_unit(len(articles))
    texts = dict(zip(articles.article, articles.text, strict=True))
    body = blocks[blocks.kind.isin(BODY_KINDS) & blocks.article.isin(list(texts))]
    rows = []
    for article, parts in body.groupby("article", sort=True):
        pieces = list(zip(parts.start, parts.speech, parts.end, parts.kind, strict=True))
        for run in [pieces] if unit == "article" else _join_short(texts[article], pieces):
            text = "\n".join(texts[article][speech:end].strip() for _, speech, end, _ in run)
            end = run[-1][0] + len(texts[article][run[-1][0] : run[-1][2]].rstrip())
            rows.append((article, run[0][0], end, text, len(text.split()), unit))
    return pd.DataFrame(rows, columns=["article", "start", "end", "text", "words", "unit"])


def _join_short(text: str, pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Cut the body into runs: a question or a short paragraph is joined to what follows it without a gap."""
    runs: list[list[Piece]] = []
    open_run = False
    for piece in pieces:
        if open_run and not text[runs[-1][-1][2] : piece[0]].strip():
            runs[-1].append(piece)
        else:
            runs.append([piece])
        words = sum(len(text[speech:end].split()) for _, speech, end, _ in runs[-1])
        open_run = piece[3] == "question" or words < PASSAGE_WORDS
    return runs


def written_forms(mentions: pd.DataFrame, entities: Iterable[str]) -> list[str]:
    """Return all forms under which ``entities`` are named in the corpus, to be set aside.

    >>> names = pd.DataFrame({"entity": ["NATO", "NATO", "Russia"], "text": ["the bloc", "NATO", "Russia"]})
    >>> written_forms(names, ["NATO"])
    ['NATO', 'the bloc']
    """
    return sorted(set(mentions[mentions.entity.isin(list(entities))].text))


def fit_topics(
    passages: Passages, k: int | None = None, set_aside: Names = (), listed: Names = (), explore: bool = False
) -> Topics:
    """Return the topics of ``passages`` (columns of ``make_passages``): the same on every run and thread count.

    The number of topics is chosen by stability and coherence, or given as ``k``. ``set_aside`` are names that are not
    to make topics, as the corpus's own subject; those ``listed`` make none where three stand in a row. Of more than
    ``SAMPLED`` documents a fixed sample gives vocabulary and topics, and one pass over all moves each topic to the mean
    of its documents; a corpus too large for memory is given as a function that reads its passages in parts. Too few
    documents, or no stable topics, give none and the reason; to ``explore``, the most stable are given all the same.
    """
    shards = passages if callable(passages) else lambda: _cut(passages)
    sample = _sample(shards())
    unit = sample.unit.iloc[0] if len(sample) else "passage"
    if len(sample) < MIN_DOCUMENTS or sample.article.nunique() < MIN_ARTICLES:
        why = f"Too little to say: {len(sample)} {UNITS[unit]} of {sample.article.nunique()} articles."
        return _no_topics(shards, unit, f"{why} Topics need {MIN_DOCUMENTS} documents of {MIN_ARTICLES} articles.")
    try:
        vectorizer, matrix, forms = fit_terms(sample.text.tolist(), set_aside, listed)
    except ValueError:
        why = f"Too little to say: no term stands in several but not most of the {len(sample)} {UNITS[unit]}."
        return _no_topics(shards, unit, why)
    if k and k >= min(matrix.shape):
        raise ValueError(f"k = {k} topics of {matrix.shape[0]} documents and {matrix.shape[1]} terms: ask for fewer.")
    owners = sample.article.tolist()
    seen = NO_SURVEY if k else _survey(matrix, owners)
    count, why = (k, f"k = {k}: as asked for.") if k else choose_k(seen, explore)
    if not count:
        return _no_topics(shards, unit, why, seen)
    components = factorise(matrix, count)
    stability = topic_stability(matrix, components, owners).mean(axis=0)
    if len(sample) == SAMPLED:
        components = update((vectorizer.transform(s.text) for s in shards()), components)
    found, shares = _assign_all(shards(), vectorizer, components)
    order = np.argsort(-np.bincount(found.topic, minlength=count + 1)[1:], kind="stable")  # the largest first
    found, components = found.assign(topic=np.append(NONE, np.argsort(order) + 1)[found.topic]), components[order]
    terms = _list_terms(components, vectorizer.get_feature_names_out(), forms)
    summary = _summarise(found, terms, stability[order], coherence(matrix, top_terms(components)))
    return Topics(unit, why, summary, terms, found, shares[:, order], seen, vectorizer, components)


def _survey(matrix: csr_matrix, owners: Sequence[str]) -> pd.DataFrame:
    """Return the stability of every number of topics that the corpus may carry."""
    part = np.unique(np.linspace(0, len(owners) - 1, min(len(owners), SURVEYED)).astype(int))
    grid = range(2, min(MOST_TOPICS, len(part) // DOCUMENTS_A_TOPIC, matrix.shape[1] - 1) + 1)
    return survey(matrix[part], [owners[i] for i in part], grid)


def apply_topics(topics: Topics, passages: pd.DataFrame) -> pd.DataFrame:
    """Return the main topic of each of new ``passages``: their places and ``topic, share, fit``.

    ``topic`` is 0 for a passage that holds no term of the topics.
    """
    return _assign(passages, topics.vectorizer, topics.components)[0]


def _cut(passages: pd.DataFrame) -> Iterator[pd.DataFrame]:
    for start in range(0, max(len(passages), 1), SHARD):
        yield passages.iloc[start : start + SHARD]


def _sample(shards: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Return at most ``SAMPLED`` documents, those with the lowest hash: the same ones in whatever order they come."""
    kept = pd.DataFrame()
    for shard in shards:
        places = zip(shard.article, shard.start, strict=True)
        keys = [blake2b(f"{article}\0{start}".encode(), digest_size=8).digest() for article, start in places]
        kept = pd.concat([kept, shard.assign(key=keys)]).sort_values("key", kind="stable").head(SAMPLED)
    return kept.sort_values(["article", "start"], ignore_index=True)


def _no_topics(shards: Shards, unit: str, reason: str, seen: pd.DataFrame = NO_SURVEY) -> Topics:
    summary = pd.DataFrame(columns=["topic", "label", "documents", "articles", "stability", "coherence"])
    terms = pd.DataFrame(columns=["topic", "rank", "term", "stem", "weight"])
    found, shares = _assign_all(shards(), None, np.zeros((0, 0)))
    return Topics(unit, reason, summary, terms, found, shares, seen)


def _assign_all(
    shards: Iterable[pd.DataFrame], vectorizer: TfidfVectorizer | None, components: Matrix
) -> tuple[pd.DataFrame, Matrix]:
    parts = [_assign(shard, vectorizer, components) for shard in shards]
    return pd.concat([p for p, _ in parts], ignore_index=True), np.vstack([shares for _, shares in parts])


def _assign(
    passages: pd.DataFrame, vectorizer: TfidfVectorizer | None, components: Matrix
) -> tuple[pd.DataFrame, Matrix]:
    """Return the main topic of each passage (0 where it holds no known term), and its shares in all."""
    places = passages.drop(columns=["text", "unit"], errors="ignore").reset_index(drop=True)
    if vectorizer is None or places.empty:
        return places.assign(topic=NONE, share=0.0, fit=0.0), np.zeros((len(places), len(components)))
    matrix = vectorizer.transform(passages.text)
    shares = mixtures(matrix, components)
    best, row = shares.argmax(axis=1), np.arange(len(shares))
    fit = np.round((matrix @ components.T)[row, best], 6)
    topic = np.where(shares[row, best] > 0, best + 1, NONE)
    return places.assign(topic=topic, share=shares[row, best], fit=fit), shares


def _list_terms(components: Matrix, stems: Sequence[str], forms: dict[str, str]) -> pd.DataFrame:
    """Return the top terms of each topic, each stem as its most frequent written form."""
    weights = distinctive(components)
    rows = [
        (topic, rank, forms[stems[i]], stems[i], round(float(weights[topic - 1, i]), 6))
        for topic, top in enumerate(top_terms(components), start=1)
        for rank, i in enumerate(top, start=1)
        if weights[topic - 1, i] > 0
    ]
    return pd.DataFrame(rows, columns=["topic", "rank", "term", "stem", "weight"])


def _summarise(found: pd.DataFrame, terms: pd.DataFrame, stability: Matrix, coherence: list[float]) -> pd.DataFrame:
    """Return one row a topic: its label, how many documents and articles it is the main topic of, how good it is."""
    labels = terms[terms["rank"] <= LABEL_TERMS].groupby("topic").term.agg(", ".join).rename("label")
    sizes = found.groupby("topic").article.agg(documents="size", articles="nunique")
    summary = labels.to_frame().join(sizes).fillna({"documents": 0, "articles": 0})
    quality = {"stability": np.round(stability, 4), "coherence": np.round(coherence, 4)}
    return summary.astype({"documents": int, "articles": int}).assign(**quality).reset_index()
