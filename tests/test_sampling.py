from pathlib import Path

import pandas as pd
import pytest

from corpus_utils import Corpus
from corpus_utils.sampling import ALLOWED, LAYERS, check_articles, draw_sample, read_sample, validate

PAGE = "Talks\n\n3 March 2021\n\nThe CSTO met in Minsk on 1 March 2021. NATO did not comment. Nothing else is known.\n"


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    (tmp_path / "articles").mkdir()
    for name in "abc":
        (tmp_path / "articles" / f"{name}.txt").write_text(f"{name.upper()}. {PAGE}", encoding="utf-8")
    return Corpus.open(tmp_path / "articles", cache=tmp_path / "cache")


def labelled(machine: str, label: str, article: str, item: int, weight: float = 1, annotator: str = "a") -> dict:
    row = {"item": item, "layer": "stances", "article": article, "start": 0, "end": 1, "sentence": ""}
    return {**row, "machine": machine, "weight": weight, "label": label, "annotator": annotator}


@pytest.mark.parametrize("layer", list(LAYERS))
def test_weights_of_a_sample_add_up_to_the_corpus(corpus: Corpus, layer: str) -> None:
    sample = draw_sample(corpus, layer, size=4)
    assert sample["weight"].sum() == pytest.approx(len(LAYERS[layer](corpus)))
    assert set(sample["label"]) == {""}


def test_a_sample_is_drawn_the_same_again(corpus: Corpus) -> None:
    pd.testing.assert_frame_equal(draw_sample(corpus, "mentions"), draw_sample(corpus, "mentions"))


def test_sentences_without_a_name_are_in_the_sample(corpus: Corpus) -> None:
    assert "none" in set(draw_sample(corpus, "mentions")["machine"])


def test_rare_answers_count_by_their_weight() -> None:
    rows = [labelled("1", "1", "x", 1, weight=1), labelled("0", "1", "y", 2, weight=3), labelled("0", "0", "y", 3, 3)]
    table = validate(pd.DataFrame(rows)).answers.set_index("answer")
    assert table.loc["1", "precision"] == 1
    assert table.loc["1", "recall"] == pytest.approx(1 / 4)
    assert table.loc["1", "share_machine"] == pytest.approx(1 / 7)
    assert table.loc["1", "share_corrected"] == pytest.approx(4 / 7)


def test_agreement_of_annotators() -> None:
    rows = [
        labelled("1", label, f"x{item}", item, annotator=who)
        for who in "ab"
        for item, label in enumerate(["1", "0", "1", "0"])
    ]
    assert validate(pd.DataFrame(rows)).agreement == pytest.approx(1)
    rows[0]["label"] = "0"
    assert validate(pd.DataFrame(rows)).agreement < 1


def test_rows_without_a_label_are_counted() -> None:
    result = validate(pd.DataFrame([labelled("1", "1", "x", 1), labelled("1", "", "y", 2)]))
    assert (result.labelled, result.unlabelled) == (1, 1)


def test_a_file_that_is_no_sample_is_named(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("a,b\n1,2\n")
    with pytest.raises(ValueError, match=r"x\.csv: expected .* missing: item"):
        read_sample(tmp_path / "x.csv")


@pytest.mark.parametrize("size", [1, 3, 4, 12, 1000])
@pytest.mark.parametrize("layer", list(LAYERS))
def test_a_sample_of_many_answers_keeps_its_size(corpus: Corpus, layer: str, size: int) -> None:
    assert len(draw_sample(corpus, layer, size)) == min(size, len(LAYERS[layer](corpus)))


@pytest.mark.parametrize(
    ("layer", "label", "allowed"),
    [
        ("stances", "-1", True),
        ("stances", "none", True),
        ("stances", "2", False),
        ("stances", "x", False),
        ("mentions", "NATO", True),
        ("mentions", "2", False),
        ("dates", "2021-03", True),
        ("dates", "March", False),
        ("events", "meeting 2021-03-01/2021-03-01", True),
        ("events", "meeting undated/undated", True),
        ("events", "party 2021/2021", False),
    ],
)
def test_a_label_that_is_none_is_refused_with_its_row(tmp_path: Path, layer: str, label: str, allowed: bool) -> None:
    rows = [labelled("none", "", "a", 1), labelled("none", label, "a", 2)]
    pd.DataFrame(rows).assign(layer=layer).to_csv(tmp_path / "x.csv", index=False)
    if allowed:
        assert read_sample(tmp_path / "x.csv")["label"].tolist() == ["", label]
    else:
        with pytest.raises(ValueError, match=f"row 3 '{label}'.; expected"):
            read_sample(tmp_path / "x.csv")


def test_what_the_machine_answers_is_allowed_as_a_label(corpus: Corpus, tmp_path: Path) -> None:
    for layer in ALLOWED:
        sample = draw_sample(corpus, layer).query("machine != 'abstained'")
        sample.assign(label=sample["machine"]).to_csv(tmp_path / "x.csv", index=False)
        read_sample(tmp_path / "x.csv")


def test_a_sample_of_another_folder_is_not_scored() -> None:
    sample = pd.DataFrame({"article": ["a", "b"]})
    assert check_articles(sample, {"a", "b", "c"}, Path("x")) == ""
    assert check_articles(sample, {"a"}, Path("x")).startswith("1 of 2 articles")
    with pytest.raises(ValueError, match="drawn from another folder"):
        check_articles(sample, {"c"}, Path("x"))


def test_a_sample_survives_the_spreadsheet(corpus: Corpus, tmp_path: Path) -> None:
    sample = draw_sample(corpus, "dates")
    sample.assign(label=sample["machine"]).to_csv(tmp_path / "x.csv", index=False)
    assert set(validate(read_sample(tmp_path / "x.csv")).answers["precision"]) == {1.0}
