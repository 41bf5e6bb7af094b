"""The stance ledger: targets, voices, labels, abstention."""

import pytest

from corpus_utils.schema import Mention, Quote, Sentence
from corpus_utils.stance import find_stances
from corpus_utils.stance_rules import find_cues, find_flags, judge

OUTLET = "The Paper"


def ledger(text, quotes=(), kind="body", names=("NATO",)):
    sentence = Sentence(0, len(text), 0, kind, None)
    mentions = [
        Mention(text.find(n), text.find(n) + len(n), n, "NATO", "ORG", "name", "register") for n in names if n in text
    ]
    return find_stances(text, [sentence], mentions, list(quotes), OUTLET)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("They accuse NATO of provoking a war.", -1),
        ("They praise NATO as a reliable ally.", 1),
        ("She arrived at NATO headquarters.", 0),
        ("A man saw NATO.", None),
        ("They praise NATO as a danger.", None),
    ],
)
def test_word_list(sentence, expected):
    start = sentence.index("NATO")
    targets = [(start, start + 4)]
    assert judge(find_cues(sentence, targets), targets) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("He denied the claim.", ["rebuttal"]),
        ("It is not true.", ["negation"]),
        ("The so-called shield.", ["irony"]),
        ("A plain statement.", []),
    ],
)
def test_flags(sentence, expected):
    assert find_flags(sentence) == expected


def test_sentences_without_the_target_and_titles_give_no_row():
    assert ledger("The bloc of flats is old.") == []
    assert ledger("They accuse NATO of provoking a war.", kind="title") == []


def test_quoted_words_belong_to_their_speaker():
    text = '"NATO is a threat," Ada Invented said.'
    (row,) = ledger(text, [Quote(0, 19, text[:19], "direct", "Ada Invented", "said", "marks")])
    assert (row.voice, row.holder) == ("direct", "Ada Invented")
    assert row.chain.startswith(OUTLET) and row.chain.endswith("Ada Invented")


def test_words_of_nobody_else_are_the_outlets():
    (row,) = ledger("They accuse NATO of provoking a war.")
    assert (row.voice, row.holder, row.chain) == ("author", OUTLET, OUTLET)


def test_a_row_that_abstains_has_no_label():
    (row,) = ledger("A man saw NATO.")
    assert row.abstained == (row.stance is None)
