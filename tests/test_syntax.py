import re

import pytest
import spacy

from corpus_utils.schema import Sentence
from corpus_utils.syntax import MODELS, parse

TEXT = """NATO and the CSTO met in Minsk on 3 March 2021.
The minister, who\u00a0had not spoken before, said that Ivan Petrenko’s report wasn't read.
According to her there are two roads: don't take the one you've been told of!
WHY
   \u00a0
3.5 % of 20,000 soldiers, the BBC reports, have left; the others haven’t."""


@pytest.fixture(scope="module")
def plain_model() -> spacy.Language:
    return spacy.load(next(name for name in MODELS if spacy.util.is_package(name)))


def sentences_of(text: str) -> list[Sentence]:
    return [Sentence(*line.span(), 0, "body", None) for line in re.finditer(r"[^\n]*(?=\n|\Z)", text)]


def test_a_parse_is_that_of_the_plain_model(plain_model: spacy.Language) -> None:
    sentences, found = sentences_of(TEXT), parse(TEXT, sentences_of(TEXT))
    assert found is not None
    for sentence, doc in zip(sentences, found, strict=True):
        expected = plain_model(TEXT[sentence.start : sentence.end].replace("\u00a0", " "))
        for what in ("text", "idx", "tag_", "pos_", "lemma_", "dep_", "ent_type_", "ent_iob_"):
            assert [getattr(t, what) for t in doc] == [getattr(t, what) for t in expected]
        assert [t.head.i for t in doc] == [t.head.i for t in expected]


@pytest.mark.parametrize("text", ["", " ", "NATO"])
def test_a_parse_for_every_sentence(text: str) -> None:
    assert [doc.text for doc in parse(text, [Sentence(0, len(text), 0, "body", None)]) or []] == [text]
    assert parse(text, []) == []
