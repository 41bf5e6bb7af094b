"""Other items of a page can be had as articles; nothing is counted twice."""

import textwrap
from itertools import product
from pathlib import Path

import pytest

from corpus_utils.articles import read_articles
from corpus_utils.cleaning import find_blocks
from corpus_utils.dating import date_article
from corpus_utils.items import split_items
from corpus_utils.schema import Article


def test_the_news_above_the_interview_as_articles(shared: Path) -> None:
    found = {a.article: a for _, a in read_articles(shared / "articles", split_items) if a}
    items = [found[name] for name in sorted(found) if "/item-" in name]
    assert [item.article for item in items] == ["odkb-nurgaliyev-interview/item-1", "odkb-nurgaliyev-interview/item-2"]
    page = found["odkb-nurgaliyev-interview"].text
    for item in items:
        start = int(item.metadata["part of start"])
        assert page[start : start + len(item.text)] == item.text
        assert date_article(item.text, find_blocks(item.text), item.metadata).published == "2024-04-12"


def test_whole_bytes_are_those_of_the_files(shared: Path) -> None:
    folder = shared / "articles"
    audits = [audit for audit, _ in read_articles(folder, split_items)]
    assert sum(audit.bytes for audit in audits if audit.row is None) == sum(p.stat().st_size for p in folder.iterdir())


def test_a_page_with_one_article_has_no_items(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Talks end\n\n8 June 2022\n\nThe talks ended on Monday without any result at all.")
    [(_, article)] = read_articles(tmp_path)
    assert article is not None
    assert split_items(article) == []


HEADLINES = ("Ministers of two states meet in the north", "Exercise of three armies ends", "A bridge is opened again")
BODIES = tuple(
    f"The {what} that began in the valley on Monday ended without any further result, officials told reporters. "
    "They said that it would go on in the spring of the coming year.\n\n"
    f"Nothing more was said of the {what} by the hosts, and the guests left for the airport in the evening."
    for what in ("meeting of the ministers", "exercise", "work on the bridge")
)
DAYS = ("7 January 2022", "8 January 2022", "2 February 2022")
NUMBERED = "{n}. {headline}\nExample Daily, {day}\n{body}\n\n---\n\n"
OUTLET_LINE = "{headline}\nExample Daily\n{day}\n\n{body}\n\n"
DATE_FIRST = "{day}\n\n{headline}\n\n{body}\n\n"


HEAD = "Media monitoring export: two alliances\n3 mentions found, 22.11.2026 10:05\n\n"
WRAPPED = ((), (2,), (0, 1, 2))  # numbers of the stories that are hard-wrapped
MISREAD = (DATE_FIRST, (0, 1, 2), HEAD)
EXPORTS = [e for e in product([NUMBERED, OUTLET_LINE, DATE_FIRST], WRAPPED, ["", HEAD]) if e != MISREAD]
ONE_CHRONICLE = pytest.mark.xfail(
    strict=True, reason="known: dates above wrapped stories below a head read as one chronicle"
)


@pytest.mark.parametrize(("layout", "wrapped", "head"), [*EXPORTS, pytest.param(*MISREAD, marks=ONE_CHRONICLE)])
def test_each_item_of_a_monitoring_export_has_its_headline_and_text(
    layout: str, wrapped: tuple[int, ...], head: str
) -> None:
    bodies = [
        "\n\n".join(textwrap.fill(p, 60) for p in b.split("\n\n")) if n in wrapped else b for n, b in enumerate(BODIES)
    ]
    rows = zip(HEADLINES, DAYS, bodies, strict=True)
    stories = [layout.format(n=n, headline=h, day=d, body=b) for n, (h, d, b) in enumerate(rows, start=1)]
    page = Article("page", head + "".join(stories), "page.txt", "txt", "utf-8", "", {})
    blocks = find_blocks(page.text)
    of_page = "".join(page.text[b.start : b.end] for b in blocks if b.kind in ("title", "dateline", "body"))
    texts = [of_page, *(item.text for item in split_items(page))]
    for headline, body, day in zip(HEADLINES, bodies, DAYS, strict=True):
        holding = [text for text in texts if headline in text]
        assert len(holding) == 1
        assert body.strip() in holding[0]
        assert day in holding[0]
    assert len(texts) == len(stories)
    assert not any("mentions found" in text for text in texts)
