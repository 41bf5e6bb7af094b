"""Time and memory of topics through the store, on drawn corpora of 25 to 10,000 articles.

Each article draws its words from those of one BBC section (see ``topics_bbc``), one in ten from an endless stock of
invented words, so that the vocabulary grows with the corpus; one in twenty copies an earlier article but for a few
words. The rows are written to a store as the line writes them, less the annotation, which ``speed`` measures. Each size
is then read in a process of its own: seconds of one core that reprints and topics take (of the processor, so that
other work on the machine does not count), and the peak of its memory, its libraries included.
"""

import resource
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sklearn.metrics import normalized_mutual_info_score

from benchmarks.common import emit, parse
from benchmarks.topics_bbc import read_bbc
from corpus_utils.annotation import TABLES, Settings
from corpus_utils.corpus import BATCH, Corpus
from corpus_utils.reuse import COPIES
from corpus_utils.store import Store
from corpus_utils.topic_summary import read_topics, representative_passages

SIZES = (25, 100, 1_000, 10_000)
WORDS = (150, 550)  # of an article, the least and the most
PARAGRAPH = 60  # words
INVENTED = 0.1  # share of words that are invented
COPIED = 20  # one article in so many is a copy
CHANGED = 3  # words of a copy that are others
SYLLABLES = [a + b for a in "bdfgklmnprstvz" for b in "aeiou"]


def draw_texts(path: Path, size: int) -> Iterator[tuple[str, str]]:
    """Yield section and text of each article; of a copy, the section is that of what it copies."""
    texts, sections = read_bbc(path)
    stock = {s: " ".join(t for t, own in zip(texts, sections, strict=True) if own == s).split() for s in set(sections)}
    names, random, last = sorted(stock), np.random.default_rng(0), ("", [""])
    for i in range(size):
        if i % COPIED == 1:
            section, words = last[0], list(last[1])
            for place in random.integers(len(words), size=CHANGED):
                words[place] = stock[section][random.integers(len(stock[section]))]
        else:
            section, n = names[random.integers(len(names))], random.integers(*WORDS)
            words = [stock[section][j] for j in random.integers(len(stock[section]), size=n)]
            for place in np.flatnonzero(random.random(n) < INVENTED):
                number = min(int(random.pareto(0.5)), 70**4)  # a few often, most once: Zipf's law
                words[place] = "".join(SYLLABLES[number // 70**power % 70] for power in range(4))
        last = (section, words)
        lines = (" ".join(words[start : start + PARAGRAPH]) for start in range(0, len(words), PARAGRAPH))
        yield section, ".\n\n".join(lines)


def write_corpus(path: Path, size: int, folder: Path) -> tuple[dict[str, str], list[str]]:
    """Write the rows of an article a text; return names by key, and the section of each."""
    store, names, sections = Store(folder, TABLES), {}, []
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for number, (section, text) in enumerate(draw_texts(path, size), start=1):
        name, start = f"{number:07}", 0
        place = {"key": name, "article": name}
        rows["articles"].append({**place, "start": 0, "end": len(text), "text": text})
        for paragraph in text.split("\n\n"):
            end = min(start + len(paragraph) + 2, len(text))
            rows["blocks"].append({**place, "start": start, "end": end, "kind": "body", "speech": start})
            start = end
        names[name] = name
        sections.append(section)
        if number % BATCH == 0 or number == size:
            store.write(rows, [row["key"] for row in rows["articles"]])
            rows.clear()
    return names, sections


def measure(folder: Path, names: dict[str, str], sections: list[str]) -> dict[str, float | int]:
    """Return what reprints and topics of a written corpus take, and how well they find what was drawn."""
    corpus = Corpus(folder, Settings(), pd.DataFrame(), names, Store(folder, TABLES))
    began = time.process_time()
    copies = int(corpus.reprints.kind.isin(COPIES).sum())
    read = time.process_time()
    topics = read_topics(corpus)
    representative_passages(topics, corpus)
    done = time.process_time()
    drawn = dict(zip(names.values(), sections, strict=True))
    agreement = normalized_mutual_info_score(topics.passages.article.map(drawn), topics.passages.topic)
    return {
        "reprints, CPU seconds": read - began,
        "topics, CPU seconds": done - read,
        "peak MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "copies found of those drawn": copies / max(len(range(1, len(names), COPIED)), 1),
        "k": len(topics.labels),
        "NMI with the sections drawn from": agreement,
    }


def main() -> None:
    """Print the figures of each size."""
    args = parse("topics-bbc/bbc.tar.xz", __doc__)
    figures: dict[str, float | int | str] = {}
    # A fresh process for each step: memory that another step has used does not count.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), max_tasks_per_child=1) as pool:
        for size in SIZES:
            with tempfile.TemporaryDirectory() as folder:
                names, sections = pool.submit(write_corpus, args.data, size, Path(folder)).result()
                found = pool.submit(measure, Path(folder), names, sections).result()
            print(f"{size:,} articles: {found}", file=sys.stderr)
            figures |= {f"{size:,} articles: {name}": value for name, value in found.items()}
    emit(figures, args)


if __name__ == "__main__":
    main()
