"""Blocks tile the page; what is cut is cut by a named rule."""

import json
import textwrap
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus_utils.cleaning import body_text, find_blocks
from corpus_utils.schema import BODY_KINDS

ARTICLES = (
    "gsv-lavrov-csto-development",
    "odkb-nurgaliyev-interview",
    "sb-putin-colour-revolutions",
    "sputnik-bordyuzha-nato-cooperation",
    "sputnik-nurgaliyev-colour-revolutions",
)
MIN_BODY_F1 = 0.98  # character F1 that issue 3 asks of each original


def read(shared: Path, article: str) -> tuple[str, dict]:
    text = (shared / "articles" / f"{article}.txt").read_bytes().decode("utf-8")
    return text, json.loads((shared / "gold" / "articles" / f"{article}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("article", ARTICLES)
def test_body_of_the_originals(shared: Path, article: str) -> None:
    text, gold = read(shared, article)
    mine = {
        i for b in find_blocks(text) if b.kind in BODY_KINDS for i in range(b.start, b.end) if not text[i].isspace()
    }
    theirs = {i for start, end in gold["body"] for i in range(start, end) if not text[i].isspace()}
    assert 2 * len(mine & theirs) / (len(mine) + len(theirs)) >= MIN_BODY_F1


@pytest.mark.parametrize("article", ARTICLES)
def test_title_of_the_originals(shared: Path, article: str) -> None:
    text, gold = read(shared, article)
    titles = [text[b.start : b.end].strip() for b in find_blocks(text) if b.kind == "title"]
    assert titles == ([gold["title"]["text"]] if gold["title"] else [])


def test_other_items_of_the_interview_page_are_not_its_text(shared: Path) -> None:
    text, _ = read(shared, "odkb-nurgaliyev-interview")
    blocks = find_blocks(text)
    assert "2024" not in body_text(text, blocks)
    assert {b.speaker for b in blocks if b.kind == "answer"} == {"Rashid Nurgaliyev"}
    assert sum(b.kind == "question" for b in blocks) == 7


@settings(deadline=None)  # the machine may be busy
@given(st.text())
def test_blocks_tile_any_text(text: str) -> None:
    blocks = find_blocks(text)
    assert "".join(text[b.start : b.end] for b in blocks) == text
    assert all(b.start <= b.speech <= b.end for b in blocks)


DATELINE = "MINSK, 20 June 2023 (Example News) – Talks ended without a result, officials said on Tuesday."
PIECES = st.sampled_from(
    ["\n", "\n\n", "World", "Listen Live", "08 June 2022", "- Why is it so?", "Ann Lee: For peace.", "Photo: Agency",
     "one, two, three, four", "The talks that began in the capital on Monday ended without any result.", "**Bold**",
     "Фото: агентство", DATELINE, " ", "\u00a0", "\r\n", "Read also:", "Go back", "---\nkey: value\n---\n",
     "A headline of some other story here"]
)  # fmt: skip


@settings(deadline=None)  # the machine may be busy
@given(st.lists(PIECES, max_size=30).map("".join))
def test_blocks_tile_page_like_text(text: str) -> None:
    blocks = find_blocks(text)
    assert "".join(text[b.start : b.end] for b in blocks) == text
    assert all(b.start <= b.speech <= b.end for b in blocks)
    assert blocks == find_blocks(text)


@pytest.mark.parametrize("article", ARTICLES)
def test_cleaning_the_cleaned_text_changes_nothing_more(shared: Path, article: str) -> None:
    text, _ = read(shared, article)
    once = body_text(text, find_blocks(text))
    assert body_text(once, find_blocks(once)) == once


@pytest.mark.parametrize(
    "text",
    ["word " * 200_000, "It was held on 8 September 2016. " * 3_000, "a\n" * 20_000, "12.04.2024\n" * 5_000,
     "(" * 100_000, "Ann Lee: yes. Bo Ray: no. " * 3_000, "\u202e" * 10_000, '"' * 100_000, "- " * 50_000,
     "A" * 300_000, "\ud800"],
)  # fmt: skip
def test_hostile_text_is_read(text: str) -> None:
    blocks = find_blocks(text)
    assert "".join(text[b.start : b.end] for b in blocks) == text


PARAGRAPH = "The talks that began in the capital on Monday ended without any result, both sides told reporters later."


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Listen Live", "navigation"),
        ("Home > World > Asia", "navigation"),
        ("Facebook   Twitter   Email", "navigation"),
        ("By Ann Example", "byline"),
        ("Photo: Some Agency", "caption"),
        ("A street in the capital. (AP Photo/Some Body)", "caption"),
        ("A session of the council.Some Body / TASS", "caption"),
        ("The council met in the capital. Some Body of TASS was there, and so were we.", "body"),
        ("Tags: talks, capital, treaty", "tags"),
        ("Read also: Another story about the talks", "related"),
        ("Another story about the talks in the southern capital of the country", "related"),
        ("© 2018 Example News. All rights reserved.", "source note"),
        ("Why the talks failed", "heading"),
        ("Both sides told reporters that the talks would go on.", "body"),
        ("Nothing more was said.", "body"),
        ("What happens next?", "body"),
        ("first, the budget of the coming year, which both sides have to approve", "body"),
        ("- the budget of the coming year, which both sides have to approve", "body"),
    ],
)
def test_a_line_between_two_paragraphs(line: str, kind: str) -> None:
    page = f"{PARAGRAPH}\n\n{line}\n\n{PARAGRAPH} They went home.\n"
    assert [block.kind for block in find_blocks(page)] == ["body", kind, "body"]


def wrap(text: str, width: int = 60) -> str:
    return textwrap.fill(text, width)


def test_a_hard_wrapped_page_is_matched_over_the_line_ends_of_the_extractor() -> None:
    paragraphs = [f"{PARAGRAPH} That was answer {n}, and there was nothing to add to it." for n in range(9)]
    paragraphs[4] = "He said that there was nothing to add to it."  # on one line, so it is found in either case
    page = "Menu | News\n\nThe minister talks about the talks\n\n" + "\n\n".join(wrap(p) for p in paragraphs)
    blocks = find_blocks(page, page.splitlines()[4:])
    assert all(wrap(paragraph) in body_text(page, blocks) for paragraph in paragraphs)


def test_front_matter_of_a_hard_wrapped_text_is_not_glued_to_the_headline() -> None:
    front = "---\noutlet: Example Daily\ntitle: Talks of the two ministers end without any result\n---\n"
    wrapped = "\n\n".join(wrap(f"{PARAGRAPH} That was answer {n}, and no more was added.") for n in range(3))
    page = f"{front}Talks of the two ministers end without any result\n\n{wrapped}\n"
    blocks = find_blocks(page)
    assert page[: blocks[0].end].strip() == front.strip()
    assert [block.kind for block in blocks] == ["metadata", "title", "body", "body", "body"]
