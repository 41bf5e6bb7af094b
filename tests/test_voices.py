"""Voices: tables of sentences with whose words they are; of a target, only the speech that speaks of it counts."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus_utils.quotes import find_quotes
from corpus_utils.schema import Block, Quote, Sentence
from corpus_utils.sentences import split_sentences
from corpus_utils.syntax import parse
from corpus_utils.voices import find_voices

OUTLET = "The Gazette"


def voices_of(page: str) -> list[tuple[str, str | None, str]]:
    blocks = [Block(0, len(page), "body", "test", 0, None)]
    sentences = split_sentences(page, blocks)
    rows = find_quotes(page, blocks, sentences, [], parse(page, sentences), OUTLET)
    return find_voices(sentences, rows, OUTLET)


@pytest.mark.parametrize(
    ("page", "voice", "holder", "chain"),
    [
        ("The road was open.", "author", OUTLET, OUTLET),
        ('"The road is open," Ann Lee said.', "direct", "Ann Lee", f"{OUTLET} > Ann Lee"),
        ("Ann Lee said that the road was open.", "indirect", "Ann Lee", f"{OUTLET} > Ann Lee"),
        (
            "Ann Lee said that Tom Roe had warned that the road was open.",
            "indirect",
            "Tom Roe",
            f"{OUTLET} > Ann Lee > Tom Roe",
        ),
        ('Ann Lee noted that the road was "wide open".', "indirect", "Ann Lee", f"{OUTLET} > Ann Lee"),
        ("The town wants to open the road.", "author", OUTLET, OUTLET),
    ],
)
def test_voice_holder_and_chain(page: str, voice: str, holder: str, chain: str) -> None:
    assert voices_of(page) == [(voice, holder, chain)]


SENTENCE = "The mayor said that it rained hard, and the bloc drove on past the town."


@pytest.mark.parametrize(
    ("said", "rule", "target", "voice"),
    [
        ("it rained hard", "said", "bloc", "author"),  # a fifth of the sentence, and not of the target
        ("it rained hard, and the bloc drove on", "said", "bloc", "indirect"),
        ("it rained hard, and the", "said", "bloc", "indirect"),  # a third of it: what it is about
        ("it rained hard, and the", "judged", "bloc", "author"),  # no clause
        ("it rained hard", "said", "it", "indirect"),
        ("it rained hard", "said", None, "indirect"),  # no target asked for
    ],
)
def test_the_voice_toward_a_target_is_the_one_that_speaks_of_it(said, rule, target, voice):
    start = SENTENCE.index(said)
    quote = Quote(start, start + len(said), said, "indirect", "Ann Lee", "said", rule)
    places = None if target is None else [SENTENCE.index(target)]
    (found,) = find_voices([Sentence(0, len(SENTENCE), 0, "body", None)], [quote], OUTLET, places)
    assert found[0] == voice


@settings(deadline=None, max_examples=100)
@given(st.text(alphabet="aB .,!?:\n-“”\"'«»", max_size=120))
def test_every_sentence_has_one_voice(page: str) -> None:
    blocks = [Block(0, len(page), "body", "test", 0, None)]
    sentences = split_sentences(page, blocks)
    rows = find_quotes(page, blocks, sentences, [], None, OUTLET)
    for places in (None, [3]):
        voices = find_voices(sentences, rows, OUTLET, places)
        assert len(voices) == len(sentences)
        assert all(v[0] in ("direct", "indirect", "author") and v[2].startswith(OUTLET) for v in voices)


def test_a_scrap_in_marks_is_not_the_voice_of_a_sentence_about_something_else() -> None:
    page = 'Ann Lee said that the plan was "bad", and the bloc moved far to the east in the years that followed.'
    blocks = [Block(0, len(page), "body", "test", 0, None)]
    sentences = split_sentences(page, blocks)
    rows = find_quotes(page, blocks, sentences, [], parse(page, sentences), OUTLET)
    assert find_voices(sentences, rows, OUTLET, [page.index("bloc")])[0][0] != "direct"
