"""Reading folders: every file becomes an article or a reason."""

import json
from pathlib import Path

import pytest

from corpus_utils.articles import front_matter, list_files, read_articles

PAGE = """<html><head><title>Talks end - Example Daily</title>
<meta property="article:published_time" content="2016-09-08T10:00:00Z"></head>
<body><nav><a href="/">Home</a> <a href="/world">World</a></nav><h1>Talks end</h1>
<p>The talks that began in Minsk on Monday ended without a result, officials of both sides said.</p>
<script>alert("never shown")</script><p style="display: none">hidden words</p></body></html>"""


def audit_of(folder: Path) -> list[tuple[str, int | None, str, str]]:
    return [(a.file, a.row, a.status, a.reason) for a, _ in read_articles(folder)]


def test_originals_are_read_without_loss(shared: Path) -> None:
    found = [article for _, article in read_articles(shared / "articles")]
    assert len(found) == 5
    for article in found:
        assert article is not None
        raw = (shared / "articles" / article.file).read_bytes()
        assert article.text.encode("utf-8") == raw


@pytest.mark.parametrize(
    ("name", "data", "status", "reason"),
    [
        ("a.txt", b"Talks were held.", "read", ""),
        ("a.txt", b"", "left out", "empty"),
        ("a.txt", b" \n\t\n", "left out", "empty"),
        ("a.txt", b"\x89PNG\r\n\x1a\n\x00\x00", "left out", "binary: the file begins as PNG"),
        ("a.txt", b"words\x00words", "left out", "binary: holds NUL bytes"),
        ("a.xyz", b"words", "left out", "format .xyz not supported"),
        ("a.html", b"<html><body></body></html>", "left out", "no visible text"),
        ("a.csv", b"id,n\n1,2\n", "left out", "no text column"),
        ("a.jsonl", b"[1, 2", "left out", "not JSON"),
    ],
)
def test_every_file_gets_a_reason(tmp_path: Path, name: str, data: bytes, status: str, reason: str) -> None:
    (tmp_path / name).write_bytes(data)
    [(file, _, found, why)] = audit_of(tmp_path)
    assert (file, found) == (name, status)
    assert why.startswith(reason)


def test_other_encodings_are_detected_and_reported(tmp_path: Path) -> None:
    words = "Переговоры в Минске завершились без результата, сообщили обе стороны. " * 5
    (tmp_path / "a.txt").write_bytes(words.encode("cp1251"))
    [(audit, article)] = read_articles(tmp_path)
    assert article is not None
    assert article.text == words
    assert "detected" in audit.encoding
    assert "detected" in audit.reason


def test_html_gives_visible_text_metadata_and_main_lines(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(PAGE, encoding="utf-8")
    [(_, article)] = read_articles(tmp_path)
    assert article is not None
    assert article.text.startswith("Home World\n\nTalks end\n\nThe talks")
    assert "never shown" not in article.text
    assert "hidden words" not in article.text
    assert article.metadata["published"] == "2016-09-08T10:00:00Z"
    assert any(line.startswith("The talks") for line in article.main)


def test_rows_of_tables_become_articles(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('date,Body\n2016-09-08,"Talks, again."\n2016-09-09,\n', encoding="utf-8")
    lines = [json.dumps({"story": "Exercises began."}), "{broken", json.dumps({"story": 5, "n": 1})]
    (tmp_path / "b.jsonl").write_text("\n".join(lines), encoding="utf-8")
    assert audit_of(tmp_path)[:3] == [
        ("a.csv", None, "read", "text column 'Body', by its name"),
        ("a.csv", 1, "read", ""),
        ("a.csv", 2, "left out", "no text in column 'Body'"),
    ]
    names = [article.article for _, article in read_articles(tmp_path) if article]
    assert names == ["a.csv#1", "b.jsonl#1", "b.jsonl#3"]


def test_text_column_is_guessed_by_length_and_said(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(f"id,words\n1,{'Talks were held. ' * 20}\n", encoding="utf-8")
    assert "guessed" in audit_of(tmp_path)[0][3]


def test_exact_duplicates_are_left_out_and_named(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Talks were held in Minsk.", encoding="utf-8")
    (tmp_path / "b.txt").write_text("talks were\u00a0held\nin Minsk. ", encoding="utf-8")
    assert audit_of(tmp_path)[1] == ("b.txt", None, "left out", "same text as a")


@pytest.mark.parametrize(
    ("data", "named", "encoding", "reason"),
    [
        (
            "Çalışma başladı.".encode("cp1254"),
            "windows-1254",
            "windows-1254 (named beside the file)",
            "encoding windows-1254",
        ),
        ("“Hier”".encode("cp1252"), "ISO-8859-1", "iso-8859-1 (named beside the file)", "encoding iso-8859-1"),
        ("Talks".encode("utf-16-le"), "utf-16-le", "utf-16-le (named beside the file)", "encoding utf-16-le"),
        ("Переговоры".encode(), "windows-1251", "utf-8", "'windows-1251' named beside the file does not fit"),
        (
            "Переговоры.".encode("cp1251") * 9,
            "no such",
            "cp1251 (detected)",
            "'no such' named beside the file does not fit",
        ),
        (b"Talks", "windows-1251", "utf-8", ""),  # the same text in both
    ],
)
@pytest.mark.parametrize("suffix", [".txt", ".html"])
def test_encoding_named_by_a_sidecar(
    tmp_path: Path, data: bytes, named: str, encoding: str, reason: str, suffix: str
) -> None:
    (tmp_path / f"a{suffix}").write_bytes(data)
    (tmp_path / "a.json").write_text(json.dumps({"encoding": named}), encoding="utf-8")
    [(audit, article)] = read_articles(tmp_path)
    assert article is not None
    assert audit.encoding == encoding
    assert reason in audit.reason
    assert ("does not fit" in audit.reason) == ("does not fit" in reason)


def test_front_matter_and_sidecar_are_metadata(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("---\noutlet: Example Daily\n---\nTalks were held.", encoding="utf-8")
    (tmp_path / "b.txt").write_text("Other talks were held.", encoding="utf-8")
    (tmp_path / "b.json").write_text('{"date": "2016-09-08"}', encoding="utf-8")
    found = {article.article: article for _, article in read_articles(tmp_path) if article}
    assert found["a"].metadata == {"outlet": "Example Daily"}
    assert found["a"].text.startswith("---")
    assert found["b"].metadata == {"date": "2016-09-08"}
    assert [path.name for path in list_files(tmp_path)] == ["a.txt", "b.txt"]


@pytest.mark.parametrize(
    "text", ["--- no front matter", "Talks\n---\nkey: value\n---\n", "---\nTalks were held.\n---\n", ""]
)
def test_what_is_not_front_matter(text: str) -> None:
    assert front_matter(text) == ({}, 0)


def test_two_files_of_one_stem_keep_two_names(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Talks were held.", encoding="utf-8")
    (tmp_path / "a.html").write_text("<p>Exercises were held.</p>", encoding="utf-8")
    assert sorted(article.article for _, article in read_articles(tmp_path) if article) == ["a.html", "a.txt"]
