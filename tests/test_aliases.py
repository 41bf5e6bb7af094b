"""Other names of one thing: surnames, given names, patronymics, acronyms, repeated names, titles."""

import pytest

from corpus_utils import aliases
from corpus_utils.entities import find_mentions, load_register
from corpus_utils.schema import Block, Mention
from corpus_utils.sentences import split_sentences
from corpus_utils.titles import find_titles

REGISTER = load_register()


def mentions_of(text):
    sentences = split_sentences(text, [Block(0, len(text), "body", "test", 0, None)])
    return find_mentions(text, sentences, None, REGISTER), [(s.start, s.end) for s in sentences]


def person(text, name):
    start = text.index(name)
    return Mention(start, start + len(name), name, name, "PERSON", "name", "model")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ann Testova came. Testova spoke.", ["Testova"]),
        ("Testova spoke. Then Ann Testova came.", ["Testova"]),
        ("Ann Testova came. TESTOVA SPOKE.", ["TESTOVA"]),
        ("Ann Testova came. Testova's words.", ["Testova"]),
        ("Ann Testova came. Eve Testova spoke.", []),
        ("Ann Testova came to Testovaya Street.", []),
    ],
)
def test_surnames_of_persons_named_in_full(text, expected):
    known = [person(text, "Ann Testova")]
    assert [m.text for m in aliases.find_surnames(text, [(0, len(text))], known)] == expected


def test_a_surname_that_two_persons_share_is_left_alone():
    text = "Ann Testova met Eve Testova. Testova spoke."
    known = [person(text, "Ann Testova"), person(text, "Eve Testova")]
    assert aliases.find_surnames(text, [(0, len(text))], known) == []


def test_a_surname_may_stand_first_where_a_title_says_so():
    text = "Moon Testin came. President Moon spoke."
    known = [person(text, "Moon Testin")]
    assert [m.text for m in aliases.find_surnames(text, [(0, len(text))], known)] == ["Moon"]


def test_given_name_with_patronymic():
    text = "Ivan Testov: yes. - Ivan Petrovich, why?"
    known = [person(text, "Ivan Testov")]
    found = aliases.find_patronymics(text, [(0, len(text))], known)
    assert [(m.text, m.entity) for m in found] == [("Ivan Petrovich", "Ivan Testov")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Testland Peace Agency (TPA) met. The TPA spoke.", ["Testland Peace Agency", "TPA", "TPA"]),
        ("The Agency for Peace and Tests (APT) met.", ["Agency for Peace and Tests", "APT"]),
        ("They met at last (QED).", []),
        ("TESTVILLE (UPI) - They met.", []),
    ],
)
def test_acronyms_in_brackets(text, expected):
    found = aliases.find_acronyms(text, [(0, len(text))], [])
    assert sorted((m.text for m in found), key=text.index) == sorted(expected, key=text.index)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Gen. Ivan Testov spoke. The general left, and so did the officer.", ["The general", "the officer"]),
        ("Mr Ivan Testov, director of the museum, spoke. The director left.", ["The director"]),
        ("Belarusian President Alexander Lukashenko spoke. The Belarusian leader left.", ["The Belarusian leader"]),
        ("President Vladimir Putin spoke. The Belarusian leader left.", []),
        ("Gen. Ivan Testov spoke. The minister left.", []),
    ],
)
def test_titles_stand_for_who_bears_them(text, expected):
    mentions, spans = mentions_of(text)
    assert [m.text for m in find_titles(text, spans, mentions, REGISTER)] == expected


def test_a_secretary_of_the_president_is_no_president():
    mentions, spans = mentions_of("Dmitry Peskov, press secretary of the president, spoke. The president left.")
    assert (
        find_titles(
            "Dmitry Peskov, press secretary of the president, spoke. The president left.", spans, mentions, REGISTER
        )
        == []
    )
