"""Scores of a corpus against a folder of labels."""

import json
from pathlib import Path

import pytest

from corpus_utils import Corpus
from corpus_utils.validation import evaluate, measured_error

TEXT = "NATO met the CSTO in Dushanbe.\n\nThe CSTO thanked NATO for the talks.\n"


def label(**more: object) -> dict:
    return {"article": "talks", "body": [[0, len(TEXT)]], "mentions": [], **more}


def mention(start: int, name: str, entity: str, **more: object) -> dict:
    return {"start": start, "end": start + len(name), "text": name, "entity": entity, "form": "name", **more}


NATO = [mention(0, "NATO", "NATO"), mention(TEXT.rindex("NATO"), "NATO", "NATO")]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    folder = tmp_path_factory.mktemp("articles")
    (folder / "talks.txt").write_text(TEXT, encoding="utf-8")
    return Corpus.open(folder, cache=tmp_path_factory.mktemp("cache"))


def score(corpus: Corpus, folder: Path, labels: dict, layers: tuple[str, ...]) -> dict[str, float]:
    (folder / "talks.json").write_text(json.dumps(labels), encoding="utf-8")
    scores = evaluate(corpus, folder, layers)
    assert scores.problems == []
    return scores.figures()


def test_names_that_are_found_and_missed(corpus: Corpus, tmp_path: Path) -> None:
    absent = mention(TEXT.index("met"), "met", "Nobody")
    figures = score(corpus, tmp_path, label(mentions=[*NATO, absent]), ("mentions",))
    assert figures["mentions_recall"] == pytest.approx(2 / 3, abs=1e-3)
    assert figures["mentions_n"] == 3


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (NATO, 0.0),
        (NATO[:1], 1.0),  # two are found where one is labelled
        ([NATO[0], {**NATO[1], "doubtful": True}], 0.0),  # a row on a doubtful label does not count
    ],
)
def test_doubtful_labels_are_not_in_the_count_error(
    corpus: Corpus, tmp_path: Path, labels: list[dict], expected: float
) -> None:
    assert score(corpus, tmp_path, label(mentions=labels), ("mentions",))["mention_counts_error"] == expected


def test_error_of_counts_is_no_f1(corpus: Corpus, tmp_path: Path) -> None:
    figures = score(corpus, tmp_path, label(mentions=NATO), ("mentions",))
    counts = {name for name in figures if name.startswith("mention_counts")}
    assert counts == {"mention_counts_error", "mention_counts_n"}


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("{", "not readable as JSON"),
        ("[]", "no labels"),
        ('{"article": "other"}', "not in the folder"),
        ('{"article": "talks", "sha256": "0"}', "sha256 differs"),
    ],
)
def test_labels_that_cannot_be_used_are_named(corpus: Corpus, tmp_path: Path, content: str, problem: str) -> None:
    (tmp_path / "bad.json").write_text(content, encoding="utf-8")
    scores = evaluate(corpus, tmp_path)
    assert scores.table.empty
    assert len(scores.problems) == 1
    assert "bad.json" in scores.problems[0]
    assert problem in scores.problems[0]


def test_one_article_bounds_nothing(corpus: Corpus, tmp_path: Path) -> None:
    assert "mentions_low" not in score(corpus, tmp_path, label(mentions=NATO), ("mentions",))


def test_measured_errors_name_their_labels() -> None:
    assert set(measured_error("mentions")["labels"]) == {"The five originals", "The digests"}


def test_column_of_errors_only_where_there_is_one() -> None:
    assert "error" not in measured_error("mentions")
    assert measured_error("mention_counts")["error"].notna().all()
    assert measured_error("mention_counts")["f1"].isna().all()
