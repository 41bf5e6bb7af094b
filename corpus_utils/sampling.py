"""Let an analyst measure the methods on her own corpus: draw a sample, label it in a spreadsheet, read it back.

The sample is stratified by the machine's answer, so that rare answers are seen, and every row carries the weight that
undoes it. Where there are more answers than rows to draw, the rarer ones share a stratum. Where the machine may
overlook something (names, events), sentences without an answer are a stratum too.
"""

from collections.abc import Callable, Collection
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from nltk.metrics.agreement import AnnotationTask

from corpus_utils.timeline import KINDS

if TYPE_CHECKING:
    from corpus_utils.corpus import Corpus

NOTHING = "none"  # the answer "there is none here", of the machine and of the analyst
COLUMNS = ["item", "layer", "article", "start", "end", "sentence", "machine", "weight", "label", "annotator"]
RESAMPLES = 1000  # bootstrap samples by article
SEED = 19920515
AT_LEAST = 5  # rows of each stratum, where there are so many: fewer say nothing about it
SHOWN = 5  # rows that one message names
DATE = r"\d{4}(-\d\d){0,2}"
ALLOWED = {  # layer: pattern of a label, and the same in words
    "mentions": (r".*[^\W\d_]{2}.*", "an entity as the column machine writes them, or none"),
    "dates": (rf"{DATE}|{NOTHING}", "YYYY-MM-DD, YYYY-MM, YYYY or none"),
    "events": (
        rf"({'|'.join(KINDS)}) ({DATE}|undated)/({DATE}|undated)|{NOTHING}",
        f"kind first/last (meeting 2020-05-01/2020-05-02; kinds: {', '.join(KINDS)}; or undated) or none",
    ),
    "stances": (rf"-1|0|1|{NOTHING}", "-1, 0, 1, or none where the sentence does not name the target"),
}


class UnreadableSample(ValueError):
    """A file is no sample that was drawn and labelled."""


class Validation(NamedTuple):
    """What a labelled sample says about the machine."""

    answers: pd.DataFrame  # per answer: precision, recall, n, share by machine, corrected share, low, high
    confusion: pd.DataFrame  # machine (rows) by label (columns), numbers of sampled rows
    agreement: float  # Krippendorff's alpha between annotators; NaN with one
    labelled: int
    unlabelled: int


def draw_sample(corpus: "Corpus", layer: str, size: int = 100, seed: int = SEED) -> pd.DataFrame:
    """Draw rows of a layer (``mentions``, ``dates``, ``events`` or ``stances``) for an analyst to label.

    Returns ``item, layer, article, start, end, sentence, machine, weight, label, annotator``; the last two are for the
    analyst: the right answer in the words of ``machine`` ("none" where there is none; ``ALLOWED`` says what counts).
    ``weight`` is how many rows of the corpus a sampled row stands for. Never more than ``size`` rows are drawn.
    """
    rows = LAYERS[layer](corpus)
    common = rows["machine"].value_counts().index[: max(0, size // AT_LEAST - 1)]
    strata = rows["machine"].where(rows["machine"].isin(common), "")  # the rarer answers share one
    shares = _share_out(strata.value_counts().sort_index(), size)
    drawn = [
        group.sample(shares[stratum], random_state=seed).assign(weight=len(group) / shares[stratum])
        for stratum, group in rows.groupby(strata, sort=True)
    ]
    sample = pd.concat(drawn or [rows.assign(weight=1.0)]).sort_values(["article", "start", "machine"])
    sample = sample.assign(item=range(1, len(sample) + 1), layer=layer, label="", annotator="")
    return sample[COLUMNS].reset_index(drop=True)


def _share_out(sizes: pd.Series, size: int) -> pd.Series:
    """Return how many rows to draw of each stratum: a few of each, the rest by their sizes, ``size`` in all.

    >>> _share_out(pd.Series({"0": 90, "1": 8, "-1": 2}), 17).to_dict()
    {'0': 10, '1': 5, '-1': 2}
    """
    least = sizes.clip(upper=min(AT_LEAST, max(1, size // max(1, len(sizes)))))
    free, left = sizes - least, min(size, int(sizes.sum())) - int(least.sum())
    exact = free / max(1, int(free.sum())) * max(0, left)
    more = exact.astype(int)
    rounded_up = (exact - more).sort_values(ascending=False, kind="stable").index[: max(0, left - int(more.sum()))]
    more[rounded_up] += 1
    return least + more


def _sentences(corpus: "Corpus") -> pd.DataFrame:
    texts = dict(zip(corpus.articles["article"], corpus.articles["text"], strict=True))
    rows = corpus.sentences.query("kind != 'speaker'")[["article", "start", "end"]]
    text = [texts[a][start:end] for a, start, end in rows.itertuples(index=False)]
    return rows.assign(sentence=text)


def _with_sentences(corpus: "Corpus", rows: pd.DataFrame, overlooked: bool) -> pd.DataFrame:
    """Put the sentence beside each row, and add the sentences without a row where some may be overlooked."""
    sentences = _sentences(corpus).rename(columns={"start": "first", "end": "last"})
    joined = sentences.merge(rows, on="article", how="inner").query("first <= start and start < last")
    found = joined[["article", "start", "end", "sentence", "machine"]]
    if not overlooked:
        return found
    keys = pd.MultiIndex.from_frame(joined[["article", "first"]])
    rest = sentences[~pd.MultiIndex.from_frame(sentences[["article", "first"]]).isin(keys)]
    rest = rest.rename(columns={"first": "start", "last": "end"}).assign(machine=NOTHING)
    return pd.concat([found, rest], ignore_index=True)


def _mentions(corpus: "Corpus") -> pd.DataFrame:
    rows = corpus.mentions.assign(machine=corpus.mentions["entity"])
    return _with_sentences(corpus, rows[["article", "start", "end", "machine"]], overlooked=True)


def _events(corpus: "Corpus") -> pd.DataFrame:
    rows = corpus.reports
    dates = rows["date_start"].fillna("undated") + "/" + rows["date_end"].fillna("undated")
    rows = rows.assign(machine=rows["kind"] + " " + dates)
    return _with_sentences(corpus, rows[["article", "start", "end", "machine"]], overlooked=True)


def _stances(corpus: "Corpus") -> pd.DataFrame:
    rows = corpus.stances
    machine = rows["stance"].astype("string").fillna("abstained")
    return rows.assign(machine=machine, sentence=rows["text"])[["article", "start", "end", "sentence", "machine"]]


def _dates(corpus: "Corpus") -> pd.DataFrame:
    rows = corpus.articles
    opening = rows["text"].str.slice(0, 600)  # enough of the page to see its date
    return rows.assign(machine=rows["published"].fillna(NOTHING), sentence=opening)[
        ["article", "start", "end", "sentence", "machine"]
    ]


LAYERS: dict[str, Callable[["Corpus"], pd.DataFrame]] = {
    "mentions": _mentions,
    "dates": _dates,
    "events": _events,
    "stances": _stances,
}


def read_sample(path: str | Path) -> pd.DataFrame:
    """Read a labelled sample; raise ``UnreadableSample`` naming file and row, what was expected and what was found."""
    frame = pd.read_csv(path, dtype={"machine": str, "label": str, "annotator": str}, keep_default_na=False)
    missing = [column for column in COLUMNS if column not in frame]
    if missing:
        raise UnreadableSample(f"{path}: expected the columns of a drawn sample, missing: {', '.join(missing)}.")
    frame = frame.assign(label=frame["label"].str.strip(), annotator=frame["annotator"].str.strip())
    for layer, rows in frame.groupby("layer"):
        if layer not in ALLOWED:
            raise UnreadableSample(f"{path}: layer is {layer!r}; expected one of {', '.join(ALLOWED)}.")
        pattern, words = ALLOWED[str(layer)]
        wrong = rows[(rows["label"] != "") & ~rows["label"].str.fullmatch(pattern)]
        if len(wrong):
            shown = list(zip(wrong.index + 2, wrong["label"], strict=True))[:SHOWN]
            first = ", ".join(f"row {number} {label!r}" for number, label in shown)
            raise UnreadableSample(
                f"{path}: {len(wrong)} labels of {layer!s} are not allowed ({first}); expected {words}."
            )
    return frame


def check_articles(sample: pd.DataFrame, names: Collection[str], folder: Path) -> str:
    """Return a warning where some articles of a sample are not in the folder; raise ``UnreadableSample`` where none is.

    >>> check_articles(pd.DataFrame({"article": ["a", "b"]}), {"a"}, Path("articles"))
    '1 of 2 articles of the sample are not in articles: the measures are of another folder, or of an older state of it.'
    """
    articles = set(sample["article"])
    lost = articles - set(names)
    if lost and lost == articles:
        raise UnreadableSample(
            f"none of the {len(articles)} articles of the sample is in {folder}: it was drawn from another folder."
        )
    told = f"{len(lost)} of {len(articles)} articles of the sample are not in {folder}"
    return f"{told}: the measures are of another folder, or of an older state of it." if lost else ""


def validate(sample: pd.DataFrame) -> Validation:
    """Measure the machine by a labelled sample: precision, recall, confusion, agreement, corrected shares.

    Rows without a label are counted and left out. With several annotators of one item the first one's label counts,
    and ``agreement`` is Krippendorff's alpha (nominal; NLTK). The corrected share of an answer is the weighted share of
    its labels (a post-stratified estimate), with a 95 % bootstrap interval by article.
    """
    labelled = sample[sample["label"] != ""]
    first = labelled.drop_duplicates("item")
    answers = sorted({*first["label"], *first["machine"]} - {"abstained"})
    table = pd.DataFrame([_measure(first, answer) for answer in answers])
    confusion = pd.crosstab(first["machine"], first["label"])
    return Validation(table, confusion, _agreement(labelled), len(first), len(sample) - len(labelled))


def _measure(rows: pd.DataFrame, answer: str) -> dict[str, object]:
    weight, said, true = rows["weight"], rows["machine"] == answer, rows["label"] == answer
    low, high = _interval(rows, true)
    return {
        "answer": answer,
        "precision": _ratio(weight[said & true].sum(), weight[said].sum()),
        "recall": _ratio(weight[said & true].sum(), weight[true].sum()),
        "n": int((said | true).sum()),
        "share_machine": _ratio(weight[said].sum(), weight.sum()),
        "share_corrected": _ratio(weight[true].sum(), weight.sum()),
        "low": low,
        "high": high,
    }


def _ratio(part: float, whole: float) -> float:
    return float(part / whole) if whole else float("nan")


def _interval(rows: pd.DataFrame, true: pd.Series) -> tuple[float, float]:
    parts = rows.assign(hit=rows["weight"] * true).groupby("article")[["hit", "weight"]].sum().to_numpy()
    if len(parts) < 2:
        return float("nan"), float("nan")
    draws = np.random.default_rng(SEED).integers(0, len(parts), (RESAMPLES, len(parts)))
    hit, weight = parts[draws].sum(axis=1).T
    return float(np.quantile(hit / weight, 0.025)), float(np.quantile(hit / weight, 0.975))


def _agreement(labelled: pd.DataFrame) -> float:
    shared = labelled.groupby("item").filter(lambda rows: rows["annotator"].nunique() > 1)
    if shared.empty:
        return float("nan")
    return float(AnnotationTask(data=shared[["annotator", "item", "label"]].to_numpy().tolist()).alpha())
