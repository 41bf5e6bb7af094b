"""Other items of a page can be had as articles; nothing is counted twice."""

from pathlib import Path

from corpus_utils.articles import read_articles
from corpus_utils.cleaning import find_blocks
from corpus_utils.dating import date_article
from corpus_utils.items import split_items, with_items


def test_the_news_above_the_interview_as_articles(shared: Path) -> None:
    found = {a.article: a for _, a in with_items(read_articles(shared / "articles")) if a}
    items = [found[name] for name in sorted(found) if "/item-" in name]
    assert [item.article for item in items] == ["odkb-nurgaliyev-interview/item-1", "odkb-nurgaliyev-interview/item-2"]
    page = found["odkb-nurgaliyev-interview"].text
    for item in items:
        start = int(item.metadata["part of start"])
        assert page[start : start + len(item.text)] == item.text
        assert date_article(item.text, find_blocks(item.text), item.metadata).published == "2024-04-12"


def test_whole_bytes_are_those_of_the_files(shared: Path) -> None:
    folder = shared / "articles"
    audits = [audit for audit, _ in with_items(read_articles(folder))]
    assert sum(audit.bytes for audit in audits if audit.row is None) == sum(p.stat().st_size for p in folder.iterdir())


def test_a_page_with_one_article_has_no_items(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Talks end\n\n8 June 2022\n\nThe talks ended on Monday without any result at all.")
    [(_, article)] = read_articles(tmp_path)
    assert article is not None
    assert split_items(article) == []
