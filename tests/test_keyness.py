"""Keyness against sums done by hand, and what is too little to call key."""

import math

import pandas as pd
import pytest

from corpus_utils.keyness import entity_keyness, keyness, word_keyness


def test_log_likelihood_and_ratio_by_hand():
    row = keyness({"NATO": 30}, {"NATO": 10}, 1000, 1000).iloc[0]
    assert row["log_likelihood"] == pytest.approx(2 * (30 * math.log(30 / 20) + 10 * math.log(10 / 20)))
    assert row["log_ratio"] == pytest.approx(math.log2(3))


def test_sizes_of_the_groups_are_allowed_for():
    row = keyness({"NATO": 30}, {"NATO": 10}, 3000, 1000).iloc[0]
    assert row["log_likelihood"] == pytest.approx(0, abs=1e-9)
    assert row["log_ratio"] == pytest.approx(0)


def test_what_is_rarer_has_a_negative_sign_and_stands_last():
    table = keyness({"NATO": 30, "UN": 1}, {"NATO": 10, "UN": 20}, 1000, 1000)
    assert table["key"].tolist() == ["NATO", "UN"]
    assert table["log_likelihood"].iat[1] < 0 and table["log_ratio"].iat[1] < 0


def test_one_article_alone_makes_nothing_key():
    articles = pd.DataFrame({"article": list("abc"), "words": 100})
    rows = pd.DataFrame({"article": ["a"] * 20 + ["a", "b"] * 10, "entity": ["Clumped"] * 20 + ["Spread"] * 20})
    table = entity_keyness(rows, articles, ["a", "b"], ["c"]).set_index("key")
    assert table["key_for"].to_dict() == {"Spread": "group", "Clumped": ""}
    assert table.loc["Clumped", ["count", "articles", "other_articles"]].tolist() == [20, 1, 0]


def test_words_are_counted_in_the_sentences_only():
    articles = pd.DataFrame({"article": ["a", "b"], "text": ["Peace now. Share", "War now."], "words": [2, 2]})
    sentences = pd.DataFrame({"article": ["a", "b"], "start": [0, 0], "end": [10, 8]})
    assert word_keyness(articles, sentences, ["a"], ["b"])["key"].tolist() == ["peace", "now", "war"]


def test_an_empty_group_gives_an_empty_table():
    articles = pd.DataFrame({"article": ["a"], "words": [100]})
    rows = pd.DataFrame({"article": ["a"], "entity": ["NATO"]})
    assert entity_keyness(rows, articles, ["a"], []).empty
