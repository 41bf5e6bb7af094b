"""Quotations: a table of pages, then what must always hold."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus_utils.quotation_marks import find_quoted
from corpus_utils.quotes import find_quotes, find_voices
from corpus_utils.schema import Block, Quote
from corpus_utils.sentences import split_sentences


def quotes_of(page: str) -> list[Quote]:
    blocks = [Block(0, len(page), "body", "test", 0, None)]
    return find_quotes(page, blocks, split_sentences(page, blocks), [], None, "The Gazette")


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ('"The road is open," he said.', ['"The road is open,"']),
        ("“The road is open,” he said.", ["“The road is open,”"]),
        ("«The road is open», he said.", ["«The road is open»"]),
        ("“They call it a “road” here,” he said.", ["“They call it a “road” here,”"]),
        ('"It is, for example, "a road," he said.', ['"It is, for example, "a road,"']),
        ("No marks at all, and the states' rights.", []),
    ],
)
def test_marks(page: str, expected: list[str]) -> None:
    assert [page[q.start : q.end] for q in find_quoted(page, [(0, len(page))])] == expected


@settings(deadline=None, max_examples=200)
@given(st.text(alphabet="aB .,!?:\n-“”\"'‘’«»„`", max_size=120))
def test_odd_marks_never_raise_and_spans_stay_inside(page: str) -> None:
    blocks = [Block(0, len(page), "body", "test", 0, None)]
    sentences = split_sentences(page, blocks)
    rows = find_quotes(page, blocks, sentences, [], None, "The Gazette")
    assert all(0 <= q.start < q.end <= len(page) and q.text == page[q.start : q.end] for q in rows)
    assert len(find_voices(sentences, rows, "The Gazette")) == len(sentences)
