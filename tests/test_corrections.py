"""What the analyst corrects wins over the machine, survives a rerun, and is seen."""

from collections.abc import Callable
from pathlib import Path

import pytest

from corpus_utils.articles import read_articles
from corpus_utils.cleaning import find_blocks
from corpus_utils.corrections import read_corrections
from corpus_utils.dating import date_article
from corpus_utils.items import split_items
from corpus_utils.overrides import read_overrides
from corpus_utils.schema import Article

TEXT = (
    "World\n\nTalks end without result\n\n8 June 2022\n\nThe talks in the capital ended without any result on Monday.\n"
)


def write(folder: Path, rows: str) -> None:
    (folder / "a.txt").write_text(TEXT, encoding="utf-8")
    (folder / "overrides.csv").write_text("article,field,value,text\n" + rows, encoding="utf-8")


@pytest.mark.parametrize(
    ("value", "published", "precision"),
    [("2016-09-08", "2016-09-08", "day"), ("2016-09", "2016-09", "month"), ("", None, None)],
)
def test_the_analysts_date_wins(tmp_path: Path, value: str, published: str | None, precision: str | None) -> None:
    write(tmp_path, f"a,published,{value},\n")
    article = next(article for _, article in read_articles(tmp_path) if article)
    dating = date_article(article.text, find_blocks(article.text), article.metadata)
    assert (dating.published, dating.precision) == (published, precision)
    assert "analyst" in dating.reason


def test_the_analysts_kind_wins(tmp_path: Path) -> None:
    write(tmp_path, "a,kind,body,World\n")
    article = next(article for _, article in read_articles(tmp_path) if article)
    first = find_blocks(article.text, metadata=article.metadata)[0]
    assert (first.kind, first.rule) == ("body", "set by the analyst")


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("a,colour,red,", "field is 'colour'"),
        ("a,kind,poem,World", "kind is 'poem'"),
        ("a,published,soon,", "published is 'soon'"),
        ("b,published,2016,", "no article 'b'"),
        ("a,kind,body,Wirld", "'Wirld' is not in 'a'"),
    ],
)
def test_unusable_rows_are_in_the_audit(tmp_path: Path, row: str, problem: str) -> None:
    write(tmp_path, row + "\n")
    left = [audit for audit, _ in read_articles(tmp_path) if audit.status == "left out"]
    assert [(audit.file, audit.row) for audit in left] == [("overrides.csv", 2)]
    assert left[0].reason.startswith(problem)


def test_one_file_serves_articles_and_ledger(tmp_path: Path) -> None:
    path = tmp_path / "overrides.csv"
    path.write_text(
        "article,field,value,target,text,stance\na,published,2016,,,\na,,,NATO,Some sentence.,-1\n", encoding="utf-8"
    )
    assert [row.field for row in read_corrections(path)[0]] == ["published"]
    rows, problems = read_overrides(path)
    assert list(rows["stance"]) == ["-1"]
    assert problems == []


def test_a_file_of_article_corrections_alone_leaves_the_ledger_be(tmp_path: Path) -> None:
    write(tmp_path, "a,published,2016,\n")
    rows, problems = read_overrides(tmp_path / "overrides.csv")
    assert rows.empty
    assert problems == []


def test_corrections_of_other_articles_are_no_error_when_one_file_is_asked_for(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / f"{name}.txt").write_text(f"Talks {name} were held.", encoding="utf-8")
    rows = "article,field,value,text\na,published,2016-09-08,\nb,published,2016-09-09,\nnosuch,published,2016-09-10,\n"
    (tmp_path / "overrides.csv").write_text(rows, encoding="utf-8")
    one, folder = list(read_articles(tmp_path / "a.txt")), list(read_articles(tmp_path))
    assert [audit.file for audit, _ in one if audit.status == "left out"] == []
    assert [article.metadata for _, article in one if article] == [{"analyst:published": "2016-09-08"}]
    assert sum(audit.bytes for audit, _ in one) == (tmp_path / "a.txt").stat().st_size
    assert [audit.row for audit, _ in folder if audit.status == "left out"] == [4]


WHAT = ((1, "meeting of the ministers"), (2, "exercise of three armies"), (3, "work on the bridge"))
TOLD = (
    "The {0} that began in the valley on Monday ended without any further result, officials told reporters. "
    "They said that it would go on in the spring of the coming year.\n\n"
    "Nothing more was said of the {0} by the hosts, and the guests left for the airport in the evening."
)
ITEMS = "a/item-1,published,2016-09-08,\na/item-1,outlet,Example Daily,\na/item-7,published,2016-09-08,\n"


@pytest.mark.parametrize(
    ("split", "item", "left"),
    [
        (split_items, {"analyst:published": "2016-09-08", "outlet": "Example Daily"}, [(4, "its name has changed")]),
        (None, {}, [(number, "the items of a page are articles only with --items") for number in (2, 3, 4)]),
    ],
)
def test_corrections_of_items_reach_them_or_are_in_the_audit(
    tmp_path: Path, split: Callable[[Article], list[Article]] | None, item: dict[str, str], left: list[tuple[int, str]]
) -> None:
    write(tmp_path, ITEMS)
    stories = [f"{n}. The {w} began in the north\nExample Post, {n} June 2022\n{TOLD.format(w)}" for n, w in WHAT]
    (tmp_path / "a.txt").write_text("\n\n---\n\n".join(stories), encoding="utf-8")
    found = list(read_articles(tmp_path, split))
    articles = {article.article: article for _, article in found if article}
    assert len(articles) == (len(stories) if split else 1)
    assert articles["a"].metadata == {}
    assert item.items() <= (articles["a/item-1"].metadata if split else {}).items()
    told = [(audit.row, audit.reason) for audit, _ in found if audit.status == "left out"]
    assert [row for row, _ in told] == [row for row, _ in left]
    assert all(hint in reason for (_, reason), (_, hint) in zip(told, left, strict=True))


def test_a_correction_of_an_article_left_out_as_a_duplicate_is_in_the_audit(tmp_path: Path) -> None:
    write(tmp_path, "b,published,2016-09-08,\n")
    (tmp_path / "b.txt").write_text(TEXT, encoding="utf-8")
    left = [(audit.file, audit.row) for audit, _ in read_articles(tmp_path) if audit.status == "left out"]
    assert left == [("b.txt", None), ("overrides.csv", 2)]
