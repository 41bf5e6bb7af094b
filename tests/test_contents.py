"""What the tagger changes in what the rules found."""

import pytest

from corpus_utils import contents, syntax
from corpus_utils.content_model import Tagged
from corpus_utils.contents import fit, refine
from corpus_utils.reporting import Attribution
from corpus_utils.schema import Sentence


def find(sentence: str, words: str) -> tuple[int, int]:
    start = sentence.index(words)
    return start, start + len(words)


def attribution(sentence: str, cue: str, source: str, content: str | None, kind: str) -> Attribution:
    named = find(sentence, source)
    return Attribution(
        find(sentence, cue), named, named, named[0], None if content is None else find(sentence, content), True, kind
    )


def tagged(sentence: str, shares: dict[str, float], cues: list[str], sources: list[str]) -> Tagged:
    spans = {find(sentence, words): share for words, share in shares.items()}
    return Tagged(spans, [find(sentence, c) for c in cues], [find(sentence, s) for s in sources])


SAID = "The mayor said on Monday that the road was open."


@pytest.mark.parametrize(
    ("rule", "kind", "shares", "expected"),
    [
        ("on Monday that the road was open", "said", {"the road was open": 0.9}, ["the road was open"]),  # moved
        ("the road was open", "said", {"the road was open": 0.9}, ["the road was open"]),
        ("the road was open", "told", {}, []),  # dropped: no one is likely
        ("the road was open", "told", {"road was open": 0.3}, ["the road was open"]),  # one is possible
        ("the road was open", "said", {}, ["the road was open"]),  # the rules are sure
        (None, "said", {"the road was open": 0.9}, [None, "the road was open"]),  # added beside the bare cue
        (None, "said", {"the road was open": 0.4}, [None]),
    ],
)
def test_fit(rule, kind, shares, expected):
    (doc,) = syntax.parse(SAID, [Sentence(0, len(SAID), 0, "body", None)])
    rows = fit(doc, [attribution(SAID, "said", "The mayor", rule, kind)], tagged(SAID, shares, ["said"], ["The mayor"]))
    assert [a.content and SAID[slice(*a.content)] for a in rows] == expected


@pytest.mark.parametrize(
    ("sentence", "content", "cue", "source", "expected"),
    [
        ("The mayor hopes to open it.", "to open it", "hopes", "The mayor", [("The mayor", "thought")]),
        (
            "The old mayor of Ford hopes to open it.",
            "to open it",
            "hopes",
            "old",
            [("The old mayor of Ford", "thought")],
        ),
        ("It is open, according to Lee.", "It is open", "according to", "Lee", [("Lee", "according")]),
        ("The mayor was told to open it.", "to open it", "told", "The mayor", []),  # he is told, he says nothing
        ("Publicly hopes to open it.", "to open it", "hopes", "Publicly", []),  # no noun
        ("Lee's claim that it is open was read.", "it is open", "claim", "Lee's", [("Lee", "noun")]),
        ("Lee" + " and so on" * 8 + " hopes to open it.", "to open it", "hopes", "Lee", []),  # too far away
    ],
)
def test_what_is_added_has_cue_source_and_kind(sentence, content, cue, source, expected):
    (doc,) = syntax.parse(sentence, [Sentence(0, len(sentence), 0, "body", None)])
    rows = fit(doc, [], tagged(sentence, {content: 0.9}, [cue], [source]))
    assert [(sentence[slice(*a.source)], a.kind) for a in rows] == expected


NESTED = "Lee stated that Roe said that it was open."


@pytest.mark.parametrize(
    ("kind", "likely", "expected"),
    [
        ("said", "Roe said that it was open", ["Roe said that it was open", "it was open"]),
        ("said", "it was open", ["it was open", "Roe said that it was open"]),
        ("told", "Roe said that it was open", ["Roe said that it was open"]),  # the tagger sees no second content
    ],
)
def test_speech_within_speech_stays(kind, likely, expected):
    rows = [
        attribution(NESTED, "said", "Roe", "it was open", kind),
        attribution(NESTED, "stated", "Lee", "Roe said that it was open", "said"),
    ]
    (doc,) = syntax.parse(NESTED, [Sentence(0, len(NESTED), 0, "body", None)])
    kept = fit(doc, rows, tagged(NESTED, {likely: 0.9}, ["said"], ["Lee"]))
    assert [NESTED[slice(*a.content)] for a in kept] == expected


def test_a_content_goes_to_the_one_who_has_a_source():
    nameless = attribution(NESTED, "said", "Roe", "it was open", "noun")._replace(source=None, named=None, head=None)
    rows = [nameless, attribution(NESTED, "stated", "Lee", "that it was open", "told")]
    (doc,) = syntax.parse(NESTED, [Sentence(0, len(NESTED), 0, "body", None)])
    (kept,) = fit(doc, rows, tagged(NESTED, {"it was open": 0.9}, ["said"], ["Lee"]))
    assert NESTED[slice(*kept.source)] == "Lee"


def test_what_stands_in_quotation_marks_is_left_to_the_rules():
    sentence = 'Lee said the "road" was open.'
    rows = [attribution(sentence, "said", "Lee", 'the "road" was open', "told")]
    (doc,) = syntax.parse(sentence, [Sentence(0, len(sentence), 0, "body", None)])
    assert fit(doc, rows, tagged(sentence, {'the "road"': 0.9}, ["said"], ["Lee"])) == rows


def test_without_the_model_nothing_changes(monkeypatch):
    monkeypatch.setattr(contents, "load_tagger", lambda: None)
    sentence = Sentence(0, len(SAID), 0, "body", None)
    rows = [[attribution(SAID, "said", "The mayor", "Monday", "told")]]
    assert refine(SAID, [sentence], syntax.parse(SAID, [sentence]), rows, [(0, len(SAID))]) == rows


def test_offsets_are_those_of_the_text(monkeypatch):
    text = "It rained. " + SAID
    sentences = [Sentence(0, 10, 0, "body", None), Sentence(11, len(text), 0, "body", None)]
    stub = tagged(SAID, {"the road was open": 0.9}, ["said"], ["The mayor"])
    tagger = type("Stub", (), {"tag": lambda self, words: stub if words == SAID else None})()
    monkeypatch.setattr(contents, "load_tagger", lambda: tagger)
    rows = [[], [attribution(text, "said", "The mayor", "Monday that the road was open", "said")]]
    (first, (row,)) = refine(text, sentences, syntax.parse(text, sentences), rows, [(0, len(text))])
    assert first == [] and text[slice(*row.content)] == "the road was open" and text[slice(*row.cue)] == "said"
    assert refine(text, sentences, None, rows, [(0, len(text))]) == rows  # no parse
    assert refine(text, sentences, syntax.parse(text, sentences), rows, [(0, 11)]) == rows  # a turn, not written
