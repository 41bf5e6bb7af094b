"""Normalised text keeps its way back to the raw text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus_utils.normalising import normalise


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("plain text", "plain text"),
        ("of\u00a0the\u202fCSTO", "of the CSTO"),
        ("so\u00adlu\u00adtion", "solution"),
        ("zero\u200bwidth", "zerowidth"),
        ("over\u202eridden", "overridden"),
        ("secu-\nrity", "security"),
        ("Euro-\nAtlantic", "Euro-\nAtlantic"),  # a capital: the hyphen is the word's own
        ("2019-\n2021", "2019-\n2021"),
        ("e\u0301te\u0301", "été"),
        ("ﬁle №1", "ﬁle №1"),  # NFC, not NFKC
        ("“quoted”", "“quoted”"),
        ("", ""),
    ],
)
def test_what_changes_and_what_does_not(raw: str, expected: str) -> None:
    assert normalise(raw).text == expected


def test_invisible_characters_are_reported() -> None:
    assert normalise("a\u202eb\u200bc\u200b").hidden == {"bidi override": 1, "zero-width space": 2}


RAW = st.text(st.one_of(st.characters(), st.sampled_from("\u00ad\u200b\u00a0\u0301-\nabA")), max_size=60)


@settings(deadline=None)  # the machine may be busy
@given(RAW)
def test_spans_lead_back_to_the_raw_text(raw: str) -> None:
    normalised = normalise(raw)
    length = len(normalised.text)
    spans = [normalised.to_raw(i, i + 1) for i in range(length)]
    assert all(0 <= start < end <= len(raw) for start, end in spans)
    assert spans == sorted(spans)
    for start, end in ((0, length), (length // 3, 2 * length // 3)):
        first, last = normalised.to_raw(start, end)
        assert normalise(raw[first:last]).text == normalised.text[start:end] or start == end


def test_a_letter_and_its_accent_go_back_together() -> None:
    assert normalise("e\u0301te\u0301").to_raw(0, 3) == (0, 5)


@settings(deadline=None)  # the machine may be busy
@given(RAW)
def test_normalising_twice_changes_nothing_more(raw: str) -> None:
    once = normalise(raw, quotes=True).text
    assert normalise(once, quotes=True).text == once
