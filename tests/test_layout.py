"""From lines to paragraphs."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus_utils.layout import script_of, split_units

WRAPPED = """The talks that began in the capital on Monday ended without any
result, officials of both sides told reporters in the evening, and
the next round is to be held in the autumn, when the drafts of the
agreement will have been read by all of the member states.

A second paragraph follows after an empty line, and it is wrapped at
the same width as the first one, so that it can be put together.
"""


def test_hard_wrapped_lines_become_paragraphs() -> None:
    units = split_units(WRAPPED)
    assert [unit.text.split()[0] for unit in units] == ["The", "A"]


@pytest.mark.parametrize("text", ["World\nPolitics\nEconomy\nSport\nCulture\n", "One line.\nAnother line.\nA third.\n"])
def test_menus_and_lists_stay_lines(text: str) -> None:
    assert [unit.text for unit in split_units(text)] == text.split("\n")[:-1]


def test_a_sentence_glued_to_a_caption_in_another_script_is_cut_off() -> None:
    units = split_units("Фото: некий фотограф из агентстваThe minister speaks in the capital.")
    assert [unit.text for unit in units] == ["Фото: некий фотограф из агентства", "The minister speaks in the capital."]


@settings(deadline=None)  # the machine may be busy
@given(st.text())
def test_units_hold_every_character_that_is_not_white_space(text: str) -> None:
    units = split_units(text)
    assert all(text[unit.start : unit.end] == unit.text for unit in units)
    assert "".join("".join(unit.text.split()) for unit in units) == "".join(text.split())


@pytest.mark.parametrize(
    ("text", "script"), [("NATO", "latin"), ("ОДКБ", "cyrillic"), ("", ""), ("12.04", ""), ("حلف الناتو", "arabic")]
)
def test_scripts(text: str, script: str) -> None:
    assert script_of(text) == script


def test_a_wrapped_line_that_is_all_date_stays_in_its_paragraph() -> None:
    text = (
        "The states of the region, together with some of the\nneighbours there, organised, from 12 to 14 September in\n"
        "the capital, a meeting of their ministers of trade\nand of those who run the ports of the two seas there."
    )
    assert [unit.text for unit in split_units(text)] == [text]


def test_headlines_in_a_row_are_no_wrapped_paragraph() -> None:
    text = "A long headline on the talks of the two ministers\nAnother headline on the bridge over the river\nTalks end"
    assert [unit.text for unit in split_units(text)] == text.split("\n")
