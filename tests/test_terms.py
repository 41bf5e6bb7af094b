"""Words and phrases that can name a topic."""

import pytest

from corpus_utils.terms import fit_terms, names_pattern, stem, word_runs

DRILL = "Rapid reaction forces of the pact met near the lake. The reaction forces train. Our reaction forces sleep."


@pytest.mark.parametrize(
    "text, runs",
    [
        ("The rapid reaction forces met", [["rapid", "reaction", "forces", "met"]]),
        ("drills, troops and tanks", [["drills"], ["troops"], ["tanks"]]),
        ("the US sent it to us", [["US", "sent"]]),
        ("Ilda Tarn's counter-terrorism plan", [["Ilda", "Tarn", "counter-terrorism", "plan"]]),
        ("in 2019 he said so", []),
        ("", []),
    ],
)
def test_runs_break_at_stop_words_and_punctuation(text, runs):
    assert list(word_runs(text)) == runs


@pytest.mark.parametrize(
    "one, other, same",
    [
        ("organisation", "Organizations", True),
        ("colour", "colors", True),
        ("co-operation", "cooperation", True),
        ("forces", "force", True),
        ("US", "us", False),
        ("drug", "drill", False),
    ],
)
def test_spellings_and_forms_make_one_term(one, other, same):
    assert (stem(one) == stem(other)) is same


def test_names_set_aside_longest_first():
    pattern = names_pattern(["Lake Pact", "Pact"])
    assert list(word_runs("Lake Pact drills; pact troops", pattern)) == [["drills"], ["troops"]]


@pytest.mark.parametrize(
    "text, left",
    [
        ("Elm, Fir and Oak agreed", "- agreed"),
        ("Elm, the Fir, and the Oak; Yew agreed", "- agreed"),
        ("Elm and Fir agreed", "Elm and Fir agreed"),
        ("Elm agreed. Fir, Oak left", "Elm agreed. Fir, Oak left"),
        ("Elm, Firs, Oak agreed", "Elm, Firs, Oak agreed"),
    ],
)
def test_names_are_set_aside_where_three_are_listed(text, left):
    assert names_pattern([], ["Elm", "Fir", "Oak", "Yew"]).sub("-", text) == left


def test_a_phrase_stands_in_for_its_words_and_is_shown_as_written():
    others = ["Harvest prices fell in the valley", "Trains stood still at night", "A new roof for the old school"]
    vectorizer, _, forms = fit_terms([DRILL, DRILL, *others, *others])
    assert forms["reaction forc"] == "reaction forces"
    assert "reaction forc" in vectorizer.vocabulary_
    assert "reaction" not in vectorizer.vocabulary_
