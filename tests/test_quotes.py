"""Quotations: tables of pages with what must be found in them, then what must always hold."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus_utils.quotes import find_quotes
from corpus_utils.schema import Block, Mention, Quote
from corpus_utils.sentences import split_sentences
from corpus_utils.syntax import parse

OUTLET = "The Gazette"
PEOPLE = {"Ann Lee": "PERSON", "Bob Roe": "PERSON"}


def body(page: str) -> list[Block]:
    return [Block(0, len(page), "body", "test", 0, None)]


def person(page: str, name: str, entity: str | None = None, kind: str = "PERSON") -> list[Mention]:
    """Mark every place where the name stands."""
    places = [i for i in range(len(page)) if page.startswith(name, i)]
    return [Mention(i, i + len(name), name, entity or name, kind, "name", "test") for i in places]


def quotes_of(page: str, mentions: list[Mention] | None = None, blocks: list[Block] | None = None) -> list[Quote]:
    blocks = blocks or body(page)
    sentences = split_sentences(page, blocks)
    return find_quotes(page, blocks, sentences, sorted(mentions or []), parse(page, sentences), OUTLET)


def test_a_quotation_runs_over_paragraphs() -> None:
    page = "“The road is open.\n\n“It will stay open through the winter,” Ann Lee said."
    assert [(q.text, q.speaker) for q in quotes_of(page)] == [
        ("“The road is open.", "Ann Lee"),
        ("“It will stay open through the winter,”", "Ann Lee"),
    ]


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ('"The road is open," Ann Lee said.', [("Ann Lee", '"The road is open,"')]),
        ('"The road is open," said Ann Lee.', [("Ann Lee", '"The road is open,"')]),
        ('Ann Lee said: "The road is open."', [("Ann Lee", '"The road is open."')]),
        ('Ann Lee, the mayor, told us, "The road is open."', [("Ann Lee", '"The road is open."')]),
        ('"Is the road open?" Ann Lee asked.', [("Ann Lee", '"Is the road open?"')]),
        (
            '"The road," Ann Lee said, "is open."',
            [("Ann Lee", '"The road,"'), ("Ann Lee", '"is open."')],
        ),
        (
            '"The road is open," Ann Lee said. "It will stay open through the winter."',
            [("Ann Lee", '"The road is open,"'), ("Ann Lee", '"It will stay open through the winter."')],
        ),
        ('Ann Lee went on:\n\n"The road will stay open through the winter."', [("Ann Lee", None)]),
        ('Ann Lee: "The road will stay open through the long winter."', [("Ann Lee", None)]),
        ('Mr. Roe spoke.\n\n"We keep the road open in winter," Mr. Lee said.', [("Mr. Lee", None)]),
        ('Lee called the plan "a mistake".', [("Lee", '"a mistake"')]),
        ('The term "open road" is widely used.', []),
        ('They stayed at the hotel "Horizon" last week.', []),
        ('A film titled "The Long Road to the Open Sea" was shown, Lee said.', []),
        ('The so-called "open road" policy failed, Lee said.', []),
    ],
)
def test_direct_speech_and_its_speaker(page: str, expected: list[tuple[str, str | None]]) -> None:
    found = [(q.speaker, q.text) for q in quotes_of(page) if q.kind == "direct"]
    assert [(s, t if want else None) for (s, t), (_, want) in zip(found, expected, strict=True)] == expected


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("Ann Lee said that the road was open.", [("Ann Lee", "the road was open")]),
        ("The road was open, Ann Lee said on Monday.", [("Ann Lee", "The road was open")]),
        (
            "The road, Ann Lee said, was open to all.",
            [("Ann Lee", "The road, Ann Lee said, was open to all")],
        ),
        ("According to Ann Lee, the road was open.", [("Ann Lee", "the road was open")]),
        ("The road was open, according to Ann Lee.", [("Ann Lee", "The road was open")]),
        ("In Ann Lee's view, the road was open.", [("Ann Lee", "the road was open")]),
        ("In her view the road was open.", [(None, "the road was open")]),
        ("The road, in Ann Lee's view, was open.", [("Ann Lee", "The road, in Ann Lee's view, was open")]),
        ("The road was open, in the words of Ann Lee.", [("Ann Lee", "The road was open")]),
        ("As Ann Lee said, the road was open.", [("Ann Lee", "the road was open")]),
        ("Ann Lee expressed confidence that the road would open.", [("Ann Lee", "the road would open")]),
        ("Ann Lee drew attention to the fact that the road was open.", [("Ann Lee", "the road was open")]),
        ("Ann Lee accused the town of neglect.", [("Ann Lee", "the town of neglect")]),
        ("Ann Lee sees the road as a burden.", [("Ann Lee", "the road as a burden")]),
        ("Ann Lee called on the town to open the road.", [("Ann Lee", "the town to open the road")]),
        ("The road was criticized by Ann Lee.", [("Ann Lee", "The road")]),
        ("I think that the road was open.", []),
        ("The road was open.", []),
    ],
)
def test_reported_speech(page: str, expected: list[tuple[str, str]]) -> None:
    assert [(q.speaker, q.text) for q in quotes_of(page) if q.kind == "indirect"] == expected


@pytest.mark.parametrize(
    ("words", "speaker"),
    [
        ("The mayor added", "Ann Lee"),
        ("The Ruritanian official added", "Ruritanian official"),
        ("She added", "Ann Lee"),
        ("Lee added", "Ann Lee"),
        ("A witness added", "witness"),
    ],
)
def test_posts_and_pronouns_name_a_person(words: str, speaker: str) -> None:
    page = f"Mayor Ann Lee met the press. {words} that the road was open."
    mentions = person(page, "Ann Lee") + (person(page, "Lee added"[:3], "Ann Lee") if words.startswith("Lee") else [])
    mentions = [m for m in mentions if m.text != "Lee" or page[m.start - 4 : m.start] != "Ann "]
    assert quotes_of(page, mentions)[-1].speaker == speaker


@pytest.mark.parametrize(
    ("page", "names", "speakers"),
    [
        # neither who is spoken of nor who was told
        ("Mayor Ann Lee met the press. Bob Roe, she added, wanted the road.", PEOPLE, ["Ann Lee"]),
        ("Mayor Ann Lee met the press. Bob Roe, the mayor added, wanted the road.", PEOPLE, ["Ann Lee"]),
        (
            "Mayor Ann Lee came. The town, she said, needs a road. Bob Roe was told to build it. It is late, she said.",
            PEOPLE,
            ["Ann Lee"] * 2,
        ),
        # a statement speaks for the body that gave it, a capital for its state
        (
            "Ruritania said that the road was open. The statement recalled that it was wide.",
            {"Ruritania": "PLACE"},
            ["Ruritania"] * 2,
        ),
        ("Warsaw said that the road was open.", {"Warsaw": "PLACE"}, ["Poland"]),
    ],
)
def test_who_speaks(page: str, names: dict[str, str], speakers: list[str]) -> None:
    mentions = [mention for name, kind in names.items() for mention in person(page, name, kind=kind)]
    assert [q.speaker for q in quotes_of(page, mentions)] == speakers


def test_interview_turns() -> None:
    page = "- Is the road open?\n\nAnn Lee: It is. As you said, it is wide.\n\nIt will stay open."
    cuts = [0, page.index("Ann"), page.index("It will"), len(page)]
    blocks = [
        Block(cuts[0], cuts[1], "question", "dash", 2, None),
        Block(cuts[1], cuts[2], "answer", "name", cuts[1] + len("Ann Lee: "), "Ann Lee"),
        Block(cuts[2], cuts[3], "answer", "goes on", cuts[2], None),
    ]
    assert [(q.speaker, q.text) for q in quotes_of(page, person(page, "Ann Lee"), blocks)] == [
        (OUTLET, "Is the road open?"),
        ("Ann Lee", "It is. As you said, it is wide."),
        ("Ann Lee", "It will stay open."),
    ]


def test_answers_retold_in_the_third_person_are_indirect() -> None:
    page = "- Open?\n\nAnn Lee: The road, she says, is open.\n\n- Wide?\n\nAnn Lee: Tom Roe, she adds, made it so."
    edges = [0, page.index("Ann"), page.index("- Wide"), page.rindex("Ann"), len(page)]
    label = len("Ann Lee: ")
    blocks = [
        Block(a, b, kind, "test", a + (label if kind == "answer" else 2), "Ann Lee" if kind == "answer" else None)
        for a, b, kind in zip(edges, edges[1:], ["question", "answer"] * 2, strict=False)
    ]
    names = sorted(person(page, "Ann Lee") + person(page, "Tom Roe"))
    rows = [q for q in quotes_of(page, names, blocks) if q.rule != "interview question"]
    assert {(q.kind, q.speaker) for q in rows} == {("indirect", "Ann Lee")}


def test_turns_inside_a_paragraph() -> None:
    page = (
        "The mayors met. * * * Mayor of Ruritania Ann Lee: Mr Roe, I am glad to see you. We shall open the road. "
        "Tom Roe: Thank you. We need it. Question: When will it open? Ann Lee: We hope for May."
    )
    rows = quotes_of(page, person(page, "Ann Lee") + person(page, "Tom Roe"))
    assert [(q.speaker, q.rule) for q in rows] == [
        ("Ann Lee", "transcript answer"),
        ("Tom Roe", "transcript answer"),
        ("reporter", "transcript question"),
        ("Ann Lee", "transcript answer"),
    ]


def test_a_whole_speech_is_direct() -> None:
    page = "Dear friends, I thank you. We have opened the road. Our town is proud of it. I wish you well."
    assert {(q.rule, q.speaker) for q in quotes_of(page)} == {("speech", None)}


def test_labelled_paragraphs_without_questions_are_no_interview() -> None:
    page = "Main Effort: The road was opened.\n\nSide Effort: The bridge was closed."
    cut = page.index("Side")
    blocks = [
        Block(0, cut, "answer", "name", len("Main Effort: "), "Main Effort"),
        Block(cut, len(page), "answer", "name", cut + len("Side Effort: "), "Side Effort"),
    ]
    assert quotes_of(page, [], blocks) == []


def test_without_a_model_patterns_find_the_same() -> None:
    page = 'Ann Lee stressed that the road was open. "It will stay open," she said. According to Tom Roe, it is wide.'
    mentions = sorted(person(page, "Ann Lee") + person(page, "Tom Roe"))
    rows = find_quotes(page, body(page), split_sentences(page, body(page)), mentions, None, OUTLET)
    assert [(q.kind, q.speaker) for q in rows] == [
        ("indirect", "Ann Lee"),
        ("direct", "Ann Lee"),
        ("indirect", "Tom Roe"),
    ]


@settings(deadline=None, max_examples=150)
@given(st.text(alphabet="aB .,!?:\n-“”\"'‘’«»„`>", max_size=120))
def test_odd_marks_never_raise_and_spans_stay_inside(page: str) -> None:
    sentences = split_sentences(page, body(page))
    rows = find_quotes(page, body(page), sentences, [], None, OUTLET)
    assert all(0 <= q.start < q.end <= len(page) and q.text == page[q.start : q.end] for q in rows)
    assert rows == sorted(rows, key=lambda q: (q.start, -q.end, q.kind))


WORDS = st.lists(
    st.sampled_from(['"', "“", "”", "said", "Lee", "that", "he", "is", "bad", ",", ".", "according to", "\n\n", "A:"]),
    max_size=30,
)


@settings(deadline=None, max_examples=25)
@given(WORDS)
def test_odd_sentences_never_raise_with_a_parse(words: list[str]) -> None:
    page = " ".join(words)
    rows = quotes_of(page)
    assert all(0 <= q.start < q.end <= len(page) and q.text == page[q.start : q.end] for q in rows)
