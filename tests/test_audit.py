"""The audit adds up, and says what was left out."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from pandas import DataFrame

from corpus_utils import Corpus, audit

TEXT = "The talks that began in the capital on Monday ended without any result, officials of both sides told reporters."


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    folder = tmp_path_factory.mktemp("articles")
    (folder / "a.txt").write_text(
        f"World\n\nTalks end without result\n\n8 June 2022\n\n{TEXT}\n\nGo back\n", encoding="utf-8"
    )
    (folder / "b.txt").write_text(
        f"World\n\nTalks end without result\n\n8 June 2022\n\n{TEXT}\n\nGo back", encoding="utf-8"
    )
    (folder / "c.html").write_text(f"<html><body><h1>Talks</h1><p>{TEXT} Again.</p></body></html>", encoding="utf-8")
    (folder / "d.csv").write_text(f'date,body\n2016-09-08,"{TEXT} Drills follow."\n', encoding="utf-8")
    (folder / "e.txt").write_text("", encoding="utf-8")
    (folder / "f.txt").write_bytes(f"Переговоры. {TEXT} Они завершились, сообщили обе стороны.".encode("cp1251"))
    return Corpus.open(folder, cache=tmp_path_factory.mktemp("cache"))


def test_every_byte_of_the_folder_is_in_the_table(corpus: Corpus) -> None:
    on_disk = sum(path.stat().st_size for path in corpus.folder.iterdir())
    assert audit.count_bytes(corpus)["bytes"].sum() == on_disk
    assert audit.count_files(corpus.audit)["bytes"].sum() == on_disk


def test_no_byte_of_a_text_file_is_lost(corpus: Corpus) -> None:
    assert audit.find_lost_bytes(corpus).empty


def test_a_lost_byte_is_found(corpus: Corpus) -> None:
    class Broken:
        audit, articles, blocks = corpus.audit, corpus.articles, corpus.blocks.drop(corpus.blocks.index[0])

    assert list(audit.find_lost_bytes(Broken())["file"]) == ["a.txt"]  # type: ignore[arg-type]


def test_what_was_left_out_is_listed_with_its_reason(corpus: Corpus) -> None:
    files = audit.count_files(corpus.audit)
    left = files[files["status"] == "left out"].set_index("reason")["files"].to_dict()
    assert left == {"same text as another": 1, "empty": 1}


def test_cuts_are_shown_with_their_words(corpus: Corpus) -> None:
    cuts = audit.list_cuts(corpus)
    assert list(cuts.loc[cuts["article"] == "a", "words"]) == ["World", "8 June 2022", "Go back"]


def test_the_least_certain_dates_come_first(corpus: Corpus) -> None:
    dates = audit.list_dates(corpus)
    assert list(dates["confidence"]) == sorted(dates["confidence"], key=["none", "low", "medium", "high"].index)
    assert "8 June 2022" in dates.set_index("article")["evidence"]["a"]


def test_findings_name_their_numbers(corpus: Corpus) -> None:
    findings = " ".join(audit.describe_ingest(corpus))
    assert "**4 articles** read from 6 files" in findings
    assert "2 files or rows left out: " in findings and "empty (1)" in findings and "most often" not in findings


def test_a_page_of_which_little_was_kept_is_named() -> None:
    def corpus_of(kind: str, text: str) -> SimpleNamespace:
        blocks = [("a", 0, len(TEXT), "body"), ("a", len(TEXT), len(text), kind)]
        return SimpleNamespace(
            articles=DataFrame({"article": ["a"], "text": [text]}),
            blocks=DataFrame(blocks, columns=["article", "start", "end", "kind"]),
        )

    long, links = f"{TEXT} " + f"{TEXT} " * 30, f"{TEXT}\n" + "Another headline " * 5
    rows = [("related", long, ["a"]), ("body", long, []), ("other item", long, []), ("related", links, [])]
    assert [list(audit.list_scant(corpus_of(kind, text))["article"]) for kind, text, _ in rows] == [r[2] for r in rows]


def test_items_of_a_page_are_counted_once(tmp_path: Path) -> None:
    page = "".join(f"Talks number {day} end at last\n\n{day} June 2022\n\n{TEXT}\n\n{TEXT}\n\n" for day in (7, 8, 9))
    (tmp_path / "page.txt").write_text(page, encoding="utf-8")
    corpus = Corpus.open(tmp_path, cache=tmp_path / "cache", items=True)
    assert len(corpus.articles) == 3
    assert audit.count_rules(audit.own_blocks(corpus))["characters"].sum() == len(page)
    assert (audit.count_bytes(corpus)["bytes"] > 0).all()
    assert audit.count_bytes(corpus)["bytes"].sum() == len(page)
