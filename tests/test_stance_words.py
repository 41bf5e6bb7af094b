"""The words behind the ledger."""

import pandas as pd

from corpus_utils.stance_words import count_cues, cue_sentences, key_words, telling_sentences, with_words


def ledger(rows):
    """Make a ledger of (article, stance, text)."""
    frame = pd.DataFrame(rows, columns=["article", "stance", "text"]).astype({"stance": "Int64"})
    frame["probability"] = [0.5 + i / 100 for i in range(len(frame))]
    return frame.assign(start=range(len(frame)), target="NATO", method="model", cues="")


BLAME = [(f"a{i}", -1, "NATO plans a wicked expansion") for i in range(8)]
CREDIT = [(f"a{i}", 1, "NATO gives a hearty welcome") for i in range(8)]


def test_words_of_blame_and_of_credit():
    words = key_words(ledger(BLAME + CREDIT)).set_index("word")
    assert words.loc["expansion", ["side", "negative", "positive", "articles"]].tolist() == ["negative", 8, 0, 8]
    assert words.loc["welcome", "side"] == "positive"
    assert "nato" not in words.index
    assert set(with_words(ledger(BLAME + CREDIT), ["expansion"])["stance"]) == {-1}


def test_words_of_both_sides_are_no_key_words():
    mixed = [(f"a{i}", stance, "NATO marches on") for i in range(8) for stance in (-1, 1)]
    assert key_words(ledger(mixed)).empty


def test_too_few_sentences_give_no_words():
    assert key_words(ledger(BLAME + CREDIT[:2])).empty
    assert key_words(ledger([])).empty and count_cues(ledger([])).empty


def test_an_analysts_sentence_comes_first():
    rows = ledger([("a", -1, "one"), ("b", -1, "two")])
    rows.loc[0, ["method", "probability"]] = ["analyst", None]
    assert telling_sentences(rows, -1)["article"].tolist() == ["a", "b"]


def test_telling_sentences_take_articles_in_turn():
    rows = ledger([("b", -1, "three"), ("a", -1, "one"), ("a", -1, "two")])
    assert telling_sentences(rows, -1, 2)["text"].tolist() == ["two", "three"]


def test_cues_are_counted_by_side():
    rows = ledger([("a", -1, "one"), ("b", -1, "two"), ("b", 1, "three"), ("b", 0, "four")])
    rows["cues"] = ["threat; war", "threat", "help", "war"]
    assert count_cues(rows)[["side", "cue", "sentences"]].to_numpy().tolist() == [
        ["negative", "threat", 2],
        ["negative", "war", 1],
        ["positive", "help", 1],
    ]


def test_a_number_of_a_word_leads_to_exactly_its_sentences():
    rows = ledger([("a", -1, "No threat seen"), ("b", -1, "A threat"), ("c", 1, "The threat is gone"), ("d", 0, "x")])
    rows["cues"] = ["", "threat", "threat", "threat"]
    for row in count_cues(rows).itertuples():
        held = cue_sentences(rows)
        assert len(held[(held["side"] == row.side) & (held["cue"] == row.cue)]) == row.sentences == 1


def test_a_part_of_a_compound_is_not_the_word_that_was_counted():
    rows = ledger([*BLAME, *CREDIT, ("z", 1, "A NATO-expansion of another kind")])
    words = key_words(rows)
    counts = with_words(rows, words["word"].tolist()).groupby("word").size()
    assert counts.to_dict() == words.set_index("word")["sentences"].to_dict()
    assert counts["expansion"] == 8
