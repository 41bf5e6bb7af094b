"""PDF, DOCX and Parquet, whole and hostile: text, or a reason in the audit, within limits."""

import zipfile
from pathlib import Path

import pandas as pd
import pytest

from corpus_utils import documents
from corpus_utils.articles import read_articles

WORDS = "The talks that began in the capital on Monday ended without any result at all"
DOCX = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
    "<w:p><w:r><w:t>Talks end</w:t></w:r></w:p><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:body></w:document>"
)


def make_pdf(words: str) -> bytes:
    stream = f"BT /F1 12 Tf 72 700 Td ({words}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    body, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return (
        body
        + b"xref\n0 6\n0000000000 65535 f \n"
        + table
        + b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % len(body)
    )


def write_docx(path: Path, words: str) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", DOCX.format(words))


def test_pdf_docx_and_parquet_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(make_pdf(WORDS))
    write_docx(tmp_path / "b.docx", WORDS)
    pd.DataFrame({"date": ["2016-09-08"], "text": [f"{WORDS}, again."]}).to_parquet(tmp_path / "c.parquet")
    found = {article.article: article for _, article in read_articles(tmp_path) if article}
    assert found["a"].text.strip() == WORDS
    assert found["b"].text == f"Talks end\n\n{WORDS}"
    assert found["c.parquet#1"].metadata == {"date": "2016-09-08"}
    assert [found[name].format for name in sorted(found)] == ["pdf", "docx", "parquet"]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.pdf", b"%PDF-1.4\nbroken"),
        ("a.pdf", make_pdf("")),
        ("a.docx", b"PK\x03\x04 broken"),
        ("a.parquet", b"PAR1 broken PAR1"),
        ("a.parquet", b"PAR1" + b"\xff" * 64 + b"\xff\xff\xff\x7fPAR1"),
    ],
)
def test_broken_documents_end_in_the_audit(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    left = [audit for audit, article in read_articles(tmp_path) if article is None]
    assert left
    assert all(audit.status == "left out" and audit.reason for audit in left)


def test_a_zip_bomb_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_docx(tmp_path / "a.docx", "x" * (documents.MAX_UNPACKED + 1000))
    assert (tmp_path / "a.docx").stat().st_size < documents.MAX_UNPACKED / 100
    [(audit, _)] = read_articles(tmp_path)
    assert audit.status == "left out"
    assert "unpacks to" in audit.reason


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    lol = "<!DOCTYPE w [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;'>]>"
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as archive:
        archive.writestr("word/document.xml", lol + DOCX.format("laugh &b;"))
    [(_, article)] = read_articles(tmp_path)
    assert article is None or "ha" not in article.text


def test_a_child_that_dies_is_a_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    child = tmp_path / "child.py"
    child.write_text("import os; os.abort()", encoding="utf-8")
    monkeypatch.setattr(documents, "__file__", str(child))
    (tmp_path / "a.pdf").write_bytes(make_pdf(WORDS))
    [found] = documents.read_document(tmp_path / "a.pdf")
    assert "ended with status" in found["problem"]
