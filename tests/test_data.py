"""The sample corpus is complete, says where it comes from, and its labels and its codebook fit."""

import hashlib
import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from corpus_utils import schema

DATA = Path(__file__).resolve().parents[1] / "data"
ARTICLES = sorted((DATA / "articles").glob("*.txt"))
README = (DATA / "README.md").read_text(encoding="utf-8")
REQUIRED = {
    "outlet",
    "country",
    "title",
    "published",
    "published_precision",
    "published_from",
    "retrieved",
    "kind",
    "language",
    "source_read",
    "digest_author",
    "licence",
}
OPTIONAL = {"not_before", "not_after", "address", "original_sha256"}
WORD = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")


class Digest(NamedTuple):
    name: str
    text: str
    page: str
    metadata: dict[str, str]


def read_digest(path: Path) -> Digest:
    text = path.read_text(encoding="utf-8")
    _, front, page = text.split("---\n", 2)
    return Digest(path.stem, text, page, dict(line.split(": ", 1) for line in front.splitlines()))


DIGESTS = [read_digest(path) for path in ARTICLES]
each_digest = pytest.mark.parametrize("digest", DIGESTS, ids=lambda digest: digest.name)


@each_digest
def test_front_matter_is_complete(digest: Digest) -> None:
    assert not REQUIRED - set(digest.metadata)
    assert not set(digest.metadata) - REQUIRED - OPTIONAL
    assert all(value.strip() for value in digest.metadata.values())
    assert digest.metadata["digest_author"] == "project"
    assert digest.metadata["licence"] == "CC0-1.0"
    assert digest.metadata["source_read"] in ("whole", "part")
    assert re.fullmatch("[a-z]{2}", digest.metadata["language"])
    date.fromisoformat(digest.metadata["retrieved"])


@each_digest
def test_published_has_the_precision_it_claims(digest: Digest) -> None:
    published, precision = digest.metadata["published"], digest.metadata["published_precision"]
    length = {"day": 10, "month": 7, "year": 4}
    if published == "unknown":
        assert precision == digest.metadata["published_from"] == "none"
    else:
        assert len(published) == length[precision]
        assert date(2002, 1, 1) <= date.fromisoformat(published + "-01-01"[: 10 - len(published)]) <= date(2025, 12, 31)
        assert digest.metadata["published_from"] in ("page", "address", "index", "content")


@each_digest
def test_a_digest_is_short_and_quotes_terms_only(digest: Digest) -> None:
    assert 120 <= len(WORD.findall(digest.page)) <= 500
    quoted = re.findall(r"“[^”]*”|\"[^\"\n]*\"|«[^»]*»", digest.page)
    assert all(len(WORD.findall(quote)) <= 6 for quote in quoted), quoted


def test_no_page_stands_twice() -> None:
    assert len({digest.page for digest in DIGESTS}) == len(DIGESTS)


def test_the_original_is_the_one_named(shared: Path) -> None:
    sums = {path.stem: hashlib.sha256(path.read_bytes()).hexdigest() for path in (shared / "articles").glob("*.txt")}
    named = {digest.name: digest.metadata.get("original_sha256") for digest in DIGESTS if digest.name in sums}
    assert named == sums


def table(heading: str) -> list[list[str]]:
    """Return the cells of the first table under a heading of the codebook."""
    part = README.split(f"\n### `{heading}`\n", 1)[1].split("\n### ", 1)[0].split("\n## ", 1)[0]
    rows = [line.strip("|").split("|") for line in part.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in rows[2:]]


FRAMES: list[tuple[str, tuple[str, ...]]] = [
    ("audit", schema.Audit._fields),
    ("blocks", schema.Block._fields),
    ("sentences", schema.Sentence._fields),
    ("mentions", schema.Mention._fields),
    ("times", schema.Time._fields),
    ("quotes", schema.Quote._fields),
    ("stances", schema.Stance._fields),
    ("events", schema.Event._fields),
    ("reprints", schema.Reprint._fields),
]


@pytest.mark.parametrize("frame, fields", FRAMES, ids=[name for name, _ in FRAMES])
def test_codebook_has_the_columns_of_the_schema(frame: str, fields: tuple[str, ...]) -> None:
    expected = list(fields) if "article" in fields else ["article", *fields]
    assert [row[0].strip("`") for row in table(frame)] == expected


def test_codebook_of_articles_joins_article_and_dating() -> None:
    dating = [{"start": "date_start", "end": "date_end"}.get(field, field) for field in schema.Dating._fields]
    article = [field for field in schema.Article._fields if field != "main"]
    assert {row[0].strip("`") for row in table("articles")} == {*article, "title", "outlet", *dating, "words"}


@pytest.mark.parametrize("frame", ["articles", *(name for name, _ in FRAMES)])
def test_codebook_gives_type_values_and_missing_code(frame: str) -> None:
    assert all(len(row) == 4 and row[1] and row[3] for row in table(frame))


def test_readme_counts_are_those_of_the_folder() -> None:
    years = Counter(re.sub("-.*", "", digest.metadata["published"]) for digest in DIGESTS)
    outlets = Counter((digest.metadata["outlet"], digest.metadata["country"]) for digest in DIGESTS)
    assert f"\n{len(DIGESTS)} digests from {len({name for name, _ in outlets})} outlets" in README
    expected = [f"| {year} | {n} |" for year, n in years.items()]
    expected += [f"| {outlet} | {country} | {n} |" for (outlet, country), n in outlets.items()]
    assert [line for line in expected if f"\n{line}\n" not in README] == []


def test_readme_names_every_key_and_kind_in_use() -> None:
    keys = {key for digest in DIGESTS for key in digest.metadata}
    kinds = {digest.metadata["kind"] for digest in DIGESTS}
    assert [word for word in sorted(keys | kinds) if f"`{word}`" not in README] == []
