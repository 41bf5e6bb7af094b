import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_utils.schema import Block
from corpus_utils.sentences import split_sentences, trim


def body(text: str, kind: str = "body", speech: int = 0, speaker: str | None = None) -> list[Block]:
    return [Block(0, len(text), kind, "test", speech, speaker)]


def sentences(text: str) -> list[str]:
    return [text[s.start : s.end] for s in split_sentences(text, body(text))]


@pytest.mark.parametrize(
    ("text_in", "expected"),
    [
        ("One. Two.", ["One.", "Two."]),
        ("Col. Gen. Ivan Petrenko spoke. He left.", ["Col. Gen. Ivan Petrenko spoke.", "He left."]),
        ("“Why?” the officer asked. “Now!”", ["“Why?” the officer asked.", "“Now!”"]),
        ("They waited... Then it began.", ["They waited...", "Then it began."]),
        ("“It ended.” They left.", ["“It ended.”", "They left."]),
        ("``It is set for Feb. 10.'' They left.", ["``It is set for Feb. 10.''", "They left."]),
        ('"I saw Gen. Petrenko." He left.', ['"I saw Gen. Petrenko."', "He left."]),
        ('"Have you met Dr. Petrenko?" he asked.', ['"Have you met Dr. Petrenko?" he asked.']),
        ("They went to\u00a0Kazan. All\u00a0of them.", ["They went to\u00a0Kazan.", "All\u00a0of them."]),
        ('They left. "It is over." All went.', ["They left.", '"It is over."', "All went."]),
        ("A heading\n\nA paragraph.", ["A heading", "A paragraph."]),
        ("A line\nbroken by the page.", ["A line\nbroken by the page."]),
        ("One\u00a0word. Two\u00a0words.", ["One\u00a0word.", "Two\u00a0words."]),
        # must not change: one sentence stays one
        ("It seized 5.5 tons of drugs.", ["It seized 5.5 tons of drugs."]),
        ("The U.S. and the U.N. met on Jan. 10.", ["The U.S. and the U.N. met on Jan. 10."]),
        ("", []),
        ("   \n\n ", []),
    ],
)
def test_splits(text_in: str, expected: list[str]) -> None:
    assert sentences(text_in) == expected


def test_label_of_a_turn_is_a_row_of_its_own() -> None:
    text = "Ivan Petrenko: We are ready. Ask on."
    rows = split_sentences(text, body(text, "answer", 15, "Ivan Petrenko"))
    assert [(text[r.start : r.end], r.kind) for r in rows] == [
        ("Ivan Petrenko:", "speaker"),
        ("We are ready.", "answer"),
        ("Ask on.", "answer"),
    ]


def test_dash_of_a_question_is_no_row() -> None:
    text = "- Are you ready?"
    assert [r.kind for r in split_sentences(text, body(text, "question", 2))] == ["question"]


def test_furniture_is_not_read() -> None:
    assert split_sentences("Listen Live", [Block(0, 11, "navigation", "test", 0, None)]) == []


@given(st.text(alphabet=st.sampled_from('Aa.?!"”“ \n\t\u00a0’1-'), max_size=200))
def test_sentences_cover_every_visible_character_once(text: str) -> None:
    rows = split_sentences(text, body(text))
    covered = [i for r in rows for i in range(r.start, r.end)]
    assert len(covered) == len(set(covered))
    assert {i for i, c in enumerate(text) if not c.isspace()} <= set(covered)
    assert all((r.start, r.end) == trim(text, r.start, r.end) for r in rows)


def test_labelled_sentences_of_the_originals_are_found(shared) -> None:
    missed, total = [], 0
    for gold in sorted((shared / "gold" / "articles").glob("*.json")):
        labels = json.loads(gold.read_text(encoding="utf-8"))
        text = (shared / "articles" / f"{labels['article']}.txt").read_text(encoding="utf-8")
        spans = [Block(a, b, "body", "gold", a, None) for a, b in labels["body"]]
        found = {(s.start, s.end) for s in split_sentences(text, spans)}
        wanted = {(s["start"], s["end"]) for s in labels["stances"]}
        missed += [text[a:b] for a, b in sorted(wanted - found) if text[a - 2 : a] not in (": ", "- ")]
        total += len(wanted)
    assert total >= 30
    assert len(missed) <= 2, missed
