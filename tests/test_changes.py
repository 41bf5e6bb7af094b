from pathlib import Path

import lxml.html
import pandas as pd
import pytest
from pandas import DataFrame

from corpus_utils import Corpus
from corpus_utils.changes import COLUMNS, FIRST, Changes, describe_changes, read_record, record_run, write_record
from corpus_utils.report_pages import dead_links

FIRST_PAGE = "Talks in Minsk\n\nThe CSTO met in Minsk on 1 March 2021. NATO did not comment, said Ivan Testov.\n"
OTHER_PAGE = "---\ntitle: Drills end\n---\nNATO ended its drills in Latvia on 3 May 2021.\n"
SAME = {"made": "Monday", "corpus-utils": "0.1.0"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "articles").mkdir()
    write(tmp_path / "articles", a=FIRST_PAGE, b=OTHER_PAGE)
    return tmp_path / "articles"


def write(folder: Path, **pages: str) -> None:
    for name, text in pages.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")


def record(folder: Path, **circumstances: str) -> DataFrame:
    return record_run(Corpus.open(folder, cache=folder.parent / "cache"), {**SAME, **circumstances})


def rows(changes: Changes, caption: str) -> list[list[str]]:
    """Return the cells of the table whose caption begins so."""
    tree = lxml.html.fragment_fromstring(changes.html or "<p></p>", "div")
    (table,) = [t for t in tree.iter("table") if t.findtext("caption").startswith(caption)]
    return [[cell.text_content() for cell in row] for row in table.iterfind("tbody/tr")]


def sentences(changes: Changes, number: str) -> list[str]:
    """Return the sentences listed under the moved number whose title begins so."""
    tree = lxml.html.fragment_fromstring(changes.html or "<p></p>", "div")
    (found,) = [d for d in tree.iter("details") if d.findtext("summary").startswith(number)]
    return [quote.text_content() for quote in found.iter("blockquote")]


def test_the_first_run_says_that_it_is_the_first(folder: Path) -> None:
    assert describe_changes(None, record(folder)) == Changes(FIRST)


def test_the_same_bytes_are_no_change(folder: Path) -> None:
    assert describe_changes(record(folder), record(folder, made="Tuesday")) == Changes(
        "Nothing changed since the run of Monday: the same articles, settings and software, the same numbers."
    )


def test_an_added_article_moves_its_numbers(folder: Path) -> None:
    before = record(folder)
    write(folder, c="More talks\n\nNATO and the CSTO talked in Minsk on 7 June 2021.\n")
    changes = describe_changes(before, record(folder))
    assert changes.headline.startswith("Since the run of Monday: 1 article added; ")
    assert [row[:2] for row in rows(changes, "Articles")] == [["c", "added"]]
    assert "NATO +1" in rows(changes, "Articles")[0][3]
    assert ["mentions", "NATO", "2", "3", "+1 −0"] in rows(changes, "Numbers")
    assert sentences(changes, "NATO, mentions: 2 → 3") == ["new: NATO and the CSTO talked in Minsk on 7 June 2021."]


def test_a_removed_article_takes_its_sentences_along(folder: Path) -> None:
    before = record(folder)
    (folder / "b.txt").unlink()
    changes = describe_changes(before, record(folder))
    assert "1 article removed" in changes.headline
    assert sentences(changes, "NATO, mentions: 2 → 1") == ["gone: NATO ended its drills in Latvia on 3 May 2021."]
    assert "Drills end" in rows(changes, "Articles")[0][2]


def test_a_changed_article_moves_only_what_its_new_sentences_say(folder: Path) -> None:
    before = record(folder)
    write(folder, a=FIRST_PAGE.replace("The CSTO", "Snow fell.\n\nThe CSTO").replace("NATO", "The OSCE"))
    changes = describe_changes(before, record(folder))
    assert "1 article changed" in changes.headline
    assert ["mentions", "NATO", "2", "1", "+0 −1"] in rows(changes, "Numbers")
    assert sentences(changes, "NATO, mentions") == ["gone: NATO did not comment, said Ivan Testov."]
    moved = {row[1] for row in rows(changes, "Numbers")}
    assert "Collective Security Treaty Organization" not in moved  # stands further down, and is the same


def test_a_sentence_put_in_the_place_of_another_is_shown_though_the_number_stands(folder: Path) -> None:
    before = record(folder)
    write(folder, b=OTHER_PAGE.replace("Latvia", "Norway"))
    changes = describe_changes(before, record(folder))
    assert ["mentions", "NATO", "2", "2", "+1 −1"] in rows(changes, "Numbers")


@pytest.mark.parametrize(
    ("circumstances", "words"),
    [
        ({"corpus-utils": "0.2.0"}, "corpus-utils: 0.1.0 before, 0.2.0 now"),
        ({"target": "Russia"}, "target: None before, Russia now"),
    ],
)
def test_other_software_or_settings_are_named(folder: Path, circumstances: dict[str, str], words: str) -> None:
    changes = describe_changes(record(folder), record(folder, **circumstances))
    assert changes.headline == "Since the run of Monday: no article changed; no number moved."
    assert words in changes.html


def test_every_link_of_the_section_leads_to_its_sentences(folder: Path) -> None:
    before = record(folder)
    write(folder, a="<b>Talks</b>\n\nNATO met <i>Ann Testova</i> in Minsk on 1 March 2021.\n", d=OTHER_PAGE + "More.\n")
    changes = describe_changes(before, record(folder))
    assert "href=" in changes.html
    assert dead_links(changes.html) == []
    assert "<i>" not in changes.html


def test_a_record_survives_the_disk_and_a_broken_one_is_named(folder: Path, tmp_path: Path) -> None:
    path, kept = tmp_path / "run.parquet", record(folder)
    assert read_record(path) is None
    write_record(kept, path)
    pd.testing.assert_frame_equal(read_record(path), kept, check_dtype=False)
    assert read_record(path).attrs == SAME
    path.write_bytes(b"no parquet")
    with pytest.raises(ValueError, match=r"run.parquet cannot be read"):
        read_record(path)
    DataFrame({"x": [1]}).to_parquet(path)
    with pytest.raises(ValueError, match=", ".join(COLUMNS)):
        read_record(path)
