"""Reprints on the Clough–Stevenson corpus of graded text reuse (2011; 95 short answers, five source articles).

Each answer is compared with each source. Near copies ("cut") and light revisions of the source are to be found;
answers written without it, and pairs of an answer with another question's source, are not. Heavy revisions are reuse
as well, so they are no error; how many are found is printed. Baseline: the share of an answer's words that stand in
the source, at the threshold that suits this corpus best. A second part plants edited copies among invented texts and
prints how many are found, and how time grows.
"""

import time
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.common import emit, parse
from corpus_utils.reuse import PARTIAL, find_reprints, fingerprint

FOUND = ("cut", "light")
WRONG = ("non", "other")
SIZES = (1_000, 4_000, 16_000)
VOCABULARY = 30_000  # words to choose from
WORDS = 300  # words of an invented text
PLANTED = 50  # edited copies among them
EDITED = 0.05  # share of the words that an edited copy changes


def read_pairs(folder: Path) -> pd.DataFrame:
    """Return every pair of an answer and a source: ``answer, source, grade, similarity, overlap``."""
    info = pd.read_csv(folder / "file_information.csv", encoding="utf-8-sig").set_index("File")
    texts = {name: (folder / name).read_text("utf-8", errors="replace") for name in info.index}
    sources = info[info.Category == "orig"]
    rows = []
    for name, task, grade in info[info.Category != "orig"].itertuples():
        for source, other_task, _ in sources.itertuples():
            pair = pd.DataFrame({"article": [name, source], "text": [texts[name], texts[source]]})
            found = find_reprints(pair)
            words, held = set(fingerprint(texts[name]).words), set(fingerprint(texts[source]).words)
            overlap = len(words & held) / len(words)
            kind = found.kind.iloc[0] if len(found) else None
            rows.append((name, task, source, grade if task == other_task else "other", kind, overlap))
    return pd.DataFrame(rows, columns=["answer", "task", "source", "grade", "kind", "overlap"])


def rates(pairs: pd.DataFrame, found: pd.Series) -> tuple[float, float]:
    """Return precision and recall of near copies and light revisions; heavy revisions do not count."""
    hits = (found & pairs.grade.isin(FOUND)).sum()
    wrong = (found & pairs.grade.isin(WRONG)).sum()
    return hits / max(hits + wrong, 1), hits / pairs.grade.isin(FOUND).sum()


def baseline(pairs: pd.DataFrame) -> tuple[float, float]:
    """Return precision and recall of plain word overlap at the threshold with the best F1 on this very corpus."""
    scored = [rates(pairs, pairs.overlap >= threshold) for threshold in np.arange(0.2, 1.0, 0.01)]
    return max(scored, key=lambda pr: 2 * pr[0] * pr[1] / max(sum(pr), 1e-9))


def invent(size: int) -> tuple[pd.DataFrame, set[tuple[str, str]]]:
    """Return invented texts with planted edited copies, and the pairs planted (words by Zipf–Mandelbrot)."""
    random = np.random.default_rng(size)
    frequency = 1 / (np.arange(VOCABULARY) + 2.7)
    originals = random.choice(VOCABULARY, (size - PLANTED, WORDS), p=frequency / frequency.sum())
    edited = random.random((PLANTED, WORDS)) < EDITED
    texts = np.vstack([originals, np.where(edited, VOCABULARY, originals[:PLANTED])])
    names = [f"{i:06}" for i in range(size)]
    pages = pd.DataFrame({"article": names, "text": [" ".join(f"w{w}" for w in text) for text in texts]})
    return pages, {(names[i], names[size - PLANTED + i]) for i in range(PLANTED)}


def main() -> None:
    """Print the figures."""
    args = parse("reuse-clough-stevenson/data", __doc__)
    pairs = read_pairs(args.data)
    precision, recall = rates(pairs, pairs.kind.notna())
    figures: dict[str, float | int | str] = {"pairs": len(pairs), "threshold": PARTIAL}
    figures |= {"precision": precision, "recall": recall}
    for grade, part in pairs.groupby("grade"):
        figures[f"found of {len(part)} {grade}"] = float(part.kind.notna().mean())
    figures["word overlap: precision"], figures["word overlap: recall"] = baseline(pairs)
    for size in SIZES:
        pages, planted = invent(size)
        began = time.perf_counter()
        found = find_reprints(pages)
        figures[f"{size} texts: seconds"] = time.perf_counter() - began
        pairs_found = set(zip(found.article, found.other, strict=True))
        figures[f"{size} texts: planted pairs found"] = len(pairs_found & planted) / PLANTED
        figures[f"{size} texts: other pairs"] = len(pairs_found - planted)
    emit(figures, args)


if __name__ == "__main__":
    main()
