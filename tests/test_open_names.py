"""Names outside the register: the model's, mended, and those that their own words give away."""

import pytest

from corpus_utils.entities import find_mentions, load_register
from corpus_utils.name_patterns import find_marked, find_titled_persons, head_type
from corpus_utils.open_names import _mend_type, is_name, plain, trim_name
from corpus_utils.schema import Block
from corpus_utils.sentences import split_sentences
from corpus_utils.syntax import parse


def mentions_of(text):
    sentences = split_sentences(text, [Block(0, len(text), "body", "test", 0, None)])
    return find_mentions(text, sentences, parse(text, sentences), load_register())


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        ("the President Ann Testova's", "PERSON", "Ann Testova"),
        ("General Ann Testova", "PERSON", "Ann Testova"),
        ("General Motors", "ORG", "General Motors"),
        ("Foreign Minister Ann Testova", "PERSON", "Ann Testova"),
        ("Testville Daily - None of it", "ORG", "Testville Daily"),
        ("Omar al-Testi", "PERSON", "Omar al-Testi"),
        ("Will Testman", "PERSON", "Will Testman"),
        ("2024 Testland election", "EVENT", "2024 Testland election"),
        ("Testland election", "ORG", "Testland"),
    ],
)
def test_names_lose_what_is_no_part_of_them(name, kind, expected):
    assert name[slice(*trim_name(name, 0, len(name), kind))] == expected


@pytest.mark.parametrize("name", ["", "Monday", "Member States", "Article", "F-35s", "www.Test.com", "Рига", "the"])
def test_what_is_no_name(name):
    assert not is_name(name)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Testland Peace Agreement", "TREATY"),
        ("Court of Testland", "ORG"),
        ("2024 Testland Games", "EVENT"),
        ("Ann Testova", None),
    ],
)
def test_the_head_tells_the_type(name, expected):
    assert head_type(name) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The documentary, headlined “Allies – 30 Years.”", [("Allies – 30 Years", "MEDIA")]),
        ("the operation “Sieve” (“Sito”)", [("Sieve", "EVENT"), ("Sito", "EVENT")]),
        ("Brave Wall-2031 began", [("Brave Wall-2031", "EVENT")]),
        ("the years 2019-2021 and COVID-19", []),
        ("the weekly Our Hill wrote", [("Our Hill", "MEDIA")]),
        ("the website was down", []),
    ],
)
def test_names_that_their_marks_give_away(text, expected):
    assert [(m.text, m.type) for m in find_marked(text, [(0, len(text))])] == expected


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("Present was Ann Testova, who acts as president.", "Ann Testova", "PERSON"),
        ("Present was Ann Testova, the Defense Minister of the host country.", "Ann Testova", "PERSON"),
        ("They mourned in the city of Testabad.", "Testabad", "PLACE"),
        ("Planes used a base at Testi-Testabad, known as T-2.", "Testi-Testabad", "PLACE"),
        ("Testa Group, who lost.", "Testa Group", "ORG"),  # its head says what it is
        ("Testcorp, who lost.", "Testcorp", "ORG"),  # one word: a firm may be a "who" too
        ("It went to the Red Testers, Minister Petrenko said.", "Red Testers", "ORG"),
    ],
)
def test_neighbours_tell_the_type_of_a_name(text, name, expected):
    start = text.index(name)
    assert _mend_type(text, start, start + len(name), "ORG") == expected


def test_persons_by_their_title():
    text = "Speaker Ann Testova met Minister Speaker and Governor General."
    assert [m.text for m in find_titled_persons(text, [(0, len(text))])] == ["Ann Testova"]


def test_plain_is_one_line_with_straight_marks():
    assert plain("Ann’s\n Hill") == "Ann's Hill"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Lavrov and Tajikistan agreed.", [("Lavrov", "PERSON"), ("Tajikistan", "PLACE")]),
        (
            "Russian Airborne Troops landed in Pskov region.",
            [("Russian Airborne Troops", "ORG"), ("Pskov region", "PLACE")],
        ),
        ("He is from Tajikistan and South Asia.", [("Tajikistan", "PLACE"), ("South Asia", "PLACE")]),
    ],
)
def test_the_register_wins_over_the_model(text, expected):
    assert [(m.text, m.type) for m in mentions_of(text)] == expected


def test_one_person_has_one_type_in_an_article():
    text = (
        "Oleg Testenko, a lawyer, came to the court on Monday. Testenko told reporters that he was ill. Testenko left."
    )
    assert {(m.entity, m.type) for m in mentions_of(text)} == {("Oleg Testenko", "PERSON")}
