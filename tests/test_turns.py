"""Interview turns, however they are marked."""

import pytest

from corpus_utils.cleaning import find_blocks

Q1, Q2 = (
    "What did the council decide at its meeting last week?",
    "Will the members send troops to the border this year?",
)
A1 = "It decided to hold an exercise in the mountains, and to invite observers from all the neighbouring countries."
A2 = "Nobody spoke of troops, and nobody will, because the border is calm and has been calm for several years now."


def turns(page: str) -> list[tuple[str, str | None, str]]:
    found = [block for block in find_blocks(page) if block.kind in ("question", "answer")]
    return [(block.kind, block.speaker, page[block.speech : block.end].strip()) for block in found]


@pytest.mark.parametrize(
    ("page", "asks", "answers"),
    [
        (f"- {Q1}\n\nAnn Lee: {A1}\n\n- {Q2}\n\nAnn Lee: {A2}\n", None, "Ann Lee"),
        (f"— {Q1}\n\n{A1}\n\n— {Q2}\n\n{A2}\n", None, None),
        (f"Question: {Q1}\n\nAnswer: {A1}\n\nQuestion: {Q2}\n\nAnswer: {A2}\n", "Question", "Answer"),
        (f"Q. {Q1}\n\nA. {A1}\n\nQ. {Q2}\n\nA. {A2}\n", "Q", "A"),
        (f"Q:\u00a0{Q1}\n\nA:\u00a0{A1}\n\nQ:\u00a0{Q2}\n\nA:\u00a0{A2}\n", "Q", "A"),
        (f"**{Q1}**\n\n{A1}\n\n**{Q2}**\n\n{A2}\n", None, None),
        (f"Bo Ray: {Q1}\n\nAnn Lee: {A1}\n\nBo Ray: {Q2}\n\nAnn Lee: {A2}\n", "Bo Ray", "Ann Lee"),
        (f"Bo Ray: {Q1} Ann Lee: {A1} Bo Ray: {Q2} Ann Lee: {A2}\n", "Bo Ray", "Ann Lee"),
        (
            f"HOST: {Q1}\n\nMINISTER: {A1}\n\nHOST: {Q2}\n\nMINISTER: {A2}\n",
            "HOST",
            "MINISTER",
        ),
    ],
)
def test_questions_and_answers(page: str, asks: str | None, answers: str | None) -> None:
    found = turns(page)
    assert [(kind, speaker) for kind, speaker, _ in found] == [("question", asks), ("answer", answers)] * 2
    assert [words.strip("*") for _, _, words in found] == [Q1, A1, Q2, A2]


def test_an_answer_goes_on_over_paragraphs() -> None:
    found = turns(f"- {Q1}\n\nAnn Lee: {A1}\n\n{A2}\n\n- {Q2}\n\nAnn Lee: {A2}\n")
    assert [(kind, speaker) for kind, speaker, _ in found][1:3] == [("answer", "Ann Lee")] * 2


@pytest.mark.parametrize(
    "page",
    [
        f"{A1}\n\n- one point of the list\n- another point of the list\n\n{A2}\n",
        f"{A1} He added: {A2} She replied: {A1}\n",
        f"Photo: Agency\n\n{A1}\n\nSource: Agency\n\n{A2}\n",
        f"{A1}\n\nMinsk: {A2}\n",
    ],
)
def test_what_is_no_interview(page: str) -> None:
    assert turns(page) == []
