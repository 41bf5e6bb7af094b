"""Concordance lines that keep to their sentence, and collocations."""

import pandas as pd
import pytest

from corpus_utils.concordance import collocations, concordance, entity_concordance, neighbours

TEXT = "Talks with NATO failed. The alliance fears talks. Rain fell on hills and on roads and on fields."
ARTICLES = pd.DataFrame({"article": ["a"], "text": [TEXT]})
SENTENCES = pd.DataFrame({"article": "a", "start": [0, 24, 50], "end": [23, 49, len(TEXT)], "block": 0})
MENTIONS = pd.DataFrame({"article": "a", "start": [11, 24], "end": [15, 36], "entity": "NATO"})


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (r"\btalks\b", [("The alliance fears", "talks", "."), ("", "Talks", "with NATO failed.")]),
        (r"fail\w+", [("Talks with NATO", "failed", ".")]),
        ("nothing", []),
        (r"\b", []),
    ],
)
def test_lines_keep_to_the_sentence(pattern, expected):
    lines = concordance(ARTICLES, SENTENCES, pattern)
    assert [tuple(line) for line in lines[["left", "keyword", "right"]].values] == expected


def test_case_counts_when_asked():
    assert len(concordance(ARTICLES, SENTENCES, "talks", ignore_case=False)) == 1


def test_an_entity_under_all_its_names():
    lines = entity_concordance(ARTICLES, SENTENCES, MENTIONS, "NATO")
    assert lines["keyword"].tolist() == ["NATO", "The alliance"]


def test_a_bad_pattern_is_named():
    with pytest.raises(ValueError, match="no regular expression"):
        concordance(ARTICLES, SENTENCES, "(")


def test_collocations_of_an_entity():
    near = collocations(ARTICLES, SENTENCES, MENTIONS, "NATO", measure="dice")
    assert near[["word", "together", "count"]].values.tolist() == [["talks", 2, 2]]


def test_each_collocation_leads_to_the_words_it_was_counted_from():
    near = neighbours(ARTICLES, SENTENCES, MENTIONS, "NATO")
    talks = near[near["word"] == "talks"]
    assert [TEXT[start:end] for start, end in zip(talks["start"], talks["end"], strict=True)] == ["Talks", "talks"]
    assert neighbours(ARTICLES, SENTENCES, MENTIONS, "NATO", window=1)["word"].tolist() == ["with", "failed", "fears"]


def test_what_chance_could_give_is_no_collocation():
    assert collocations(ARTICLES, SENTENCES, MENTIONS, "NATO").empty


def test_an_unknown_measure_is_refused():
    with pytest.raises(ValueError, match="expected one of likelihood_ratio"):
        collocations(ARTICLES, SENTENCES, MENTIONS, "NATO", measure="guess")
