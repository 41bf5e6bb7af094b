"""Who stands with whom, beside chance."""

import pandas as pd
import pytest

from corpus_utils.cooccurrence import MOST_NAMES, count_together, pair_sentences, strongest


def corpus(*sentences):
    """Mentions and sentences of one article; each sentence is the entities it names, two sentences a block."""
    rows, spans = [], []
    for number, names in enumerate(sentences):
        start = 1000 * number
        spans.append({"article": "a", "start": start, "end": start + 999, "block": number // 2})
        rows += [
            {"article": "a", "start": start + 10 * i, "end": start + 10 * i + 5, "entity": n}
            for i, n in enumerate(names)
        ]
    return pd.DataFrame(rows), pd.DataFrame(spans)


def test_counts_by_sentence_and_by_passage():
    mentions, sentences = corpus(["A", "B", "B"], ["C"], ["A"])
    by_sentence = count_together(mentions, sentences)
    assert by_sentence[["entity", "other", "together", "units"]].values.tolist() == [["A", "B", 1, 3]]
    by_passage = count_together(mentions, sentences, "passage")
    assert sorted(map(tuple, by_passage[["entity", "other"]].values)) == [("A", "B"), ("A", "C"), ("B", "C")]


def test_expected_by_chance_and_significance():
    mentions, sentences = corpus(*[["A", "B"]] * 6, *[["C"]] * 12, ["A", "C"])
    table = count_together(mentions, sentences).set_index(["entity", "other"])
    assert table.loc[("A", "B"), "expected"] == pytest.approx(7 * 6 / 19)
    assert table.loc[("A", "B"), "significant"] and not table.loc[("A", "C"), "significant"]
    assert table.loc[("A", "B"), "npmi"] > 0 > table.loc[("A", "C"), "npmi"]


def test_long_lists_tie_nobody():
    mentions, sentences = corpus([f"E{i}" for i in range(MOST_NAMES + 1)])
    assert count_together(mentions, sentences).empty


def test_pairs_of_those_kept_apart_are_left_out():
    mentions, sentences = corpus(*[["A", "B", "C"]] * 6, *[["D"]] * 20)
    pairs = count_together(mentions, sentences)
    assert set(strongest(pairs, "ABC", apart=["A", "B"])["pair"]) == {"A + C", "B + C"}


def test_the_sentences_behind_a_pair():
    mentions, sentences = corpus(["A", "B"], ["A"], ["B"])
    pairs = pd.DataFrame({"entity": ["A"], "other": ["B"]})
    assert pair_sentences(mentions, sentences, pairs)[["start", "pair"]].values.tolist() == [
        [0, "A + B"],
        [10, "A + B"],
    ]


def test_an_unknown_unit_is_refused():
    with pytest.raises(ValueError, match="expected sentence or passage"):
        count_together(*corpus(["A"]), unit="page")


def test_no_mentions_give_an_empty_table():
    mentions, sentences = corpus(["A"])
    assert count_together(mentions.iloc[:0], sentences).empty
