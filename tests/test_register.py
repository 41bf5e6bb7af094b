"""The register: what it holds, how an analyst adds to it, and what its matching must always keep."""

import re
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus_utils.register import TYPES, load_register
from corpus_utils.spelling import decline, fold, spell

REGISTER = load_register()
PARTS = st.sampled_from(
    [
        "NATO",
        "the CSTO",
        " ",
        "  ",
        "\n",
        "\n\n",
        "\u00a0",
        "(",
        ")",
        "“",
        "”",
        "'s",
        "-",
        "Russia",
        "Organisation",
        "é",
        "И",
        "ОДКБ",
        ".",
    ]
)


def found(text):
    return [(text[hit.start : hit.end], hit.readings[0].entity) for hit in REGISTER.find(text)]


def test_holds_at_least_400_entities_of_every_type():
    own = [entry for entry in REGISTER.entries.values() if not entry.state]
    assert len(own) >= 400
    assert {entry.type for entry in own} == set(TYPES)


def test_wikidata_ids_are_well_formed_and_each_belongs_to_one_entity():
    ids = [entry.wikidata for entry in REGISTER.entries.values() if entry.wikidata]
    assert all(re.fullmatch(r"Q[1-9]\d*", each) for each in ids)
    assert [each for each, n in Counter(ids).items() if n > 1] == []


def test_no_name_is_sure_for_two_entities():
    owners = {}
    for entry in REGISTER.entries.values():
        for name in (*entry.aliases, *entry.demonyms):
            if not name.endswith("?"):
                owners.setdefault(name, set()).add(entry.entity)
    assert {name: names for name, names in owners.items() if len(names) > 1} == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Security Council of the Russian Federation met.", ["Security Council of the Russian Federation"]),
        ("UN Security Council", ["UN Security Council"]),
        ("the Secretariat of the CSTO", ["CSTO Secretariat"]),
        ("the U.N. General Assembly", ["UN General Assembly"]),
        ("Kazakhstan's Foreign Ministry", ["Kazakhstan", "Foreign Ministry"]),
        ("the Kazakh Foreign Ministry", ["Ministry of Foreign Affairs of Kazakhstan"]),
        ("collective rapid reaction forces", ["CSTO Collective Rapid Reaction Forces"]),
        ("the Rose revolution", ["Rose Revolution"]),
        ("ЗАСЕДАНИЕ ОДКБ, в Украине", ["Collective Security Treaty Organization", "Ukraine"]),
        ("nato, Natoma, INNATOX", []),
    ],
)
def test_longest_name_wins_in_every_spelling(text, expected):
    hits = REGISTER.find(text)
    names = [hit.readings[0].entity if len(hit.readings) == 1 else text[hit.start : hit.end] for hit in hits]
    assert names == expected


@pytest.mark.parametrize(
    ("name", "kind", "spelling"),
    [
        ("Organization of Turkic States", "ORG", "Organisation of Turkic States"),
        ("colour revolutions", "EVENT", "Color Revolutions"),
        ("Sergey Lavrov", "PERSON", "Sergei Lavrov"),
        ("Rashid Nurgaliyev", "PERSON", "Rashid Nurgaliev"),
        ("Alexander Lukashenko", "PERSON", "Aliaksandr Lukashenka"),
        ("Ministry of Defense of Belarus", "ORG", "MINISTRY OF DEFENCE OF BELARUS"),
        ("Pskov Region", "PLACE", "Pskov region"),
    ],
)
def test_spelling_variants_come_by_rule(name, kind, spelling):
    assert spelling in spell(name, kind)


def test_acronyms_do_not_vary():
    assert spell("CSTO", "ORG") == ["CSTO"]


def test_russian_names_are_declined():
    assert {"Россией", "России", "Россию"} <= set(decline("Россия"))
    assert decline("ОДКБ") == ["ОДКБ"]


def test_an_analyst_adds_her_own_entities_and_names(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("entity,type,aliases\nTestland Council,ORG,TLC\nNATO,ORG,Testpact\n", encoding="utf-8")
    register = load_register(path)
    text = "TLC and Testpact and NATO"
    assert [hit.readings[0].entity for hit in register.find(text)] == ["Testland Council", "NATO", "NATO"]


@pytest.mark.parametrize("row", ["Testland,COUNTRY,TL", ",ORG,TL"])
def test_a_bad_row_names_file_and_line(tmp_path, row):
    path = tmp_path / "mine.csv"
    path.write_text(f"entity,type,aliases\n{row}\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"mine\.csv, line 2: expected an entity of type"):
        load_register(path)


@given(st.lists(PARTS, max_size=12).map("".join))
@settings(max_examples=150)
def test_hits_are_whole_words_in_order_and_never_overlap(text):
    hits = REGISTER.find(text)
    for hit in hits:
        assert 0 <= hit.start < hit.end <= len(text)
        assert not text[hit.start].isspace() and not text[hit.end - 1].isspace()
        assert hit.start == 0 or not text[hit.start - 1].isalnum()
        assert hit.end == len(text) or not text[hit.end].isalnum()
    assert all(a.end <= b.start for a, b in pairwise(hits))


@given(st.text(max_size=40))
def test_every_folded_character_leads_back_to_the_one_it_was(text):
    folded = fold(text)
    for place in range(1, len(folded.text)):
        char = folded.text[place]
        if char.isalnum():
            assert text[folded.raw(place)] == char
