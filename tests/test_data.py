"""The sample corpus is complete, says where it comes from, and its labels and its codebook fit."""

import csv
import hashlib
import json
import re
from collections import Counter
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pytest

from corpus_utils import schema
from corpus_utils.events import merge_events

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
    ("reports", schema.Event._fields),
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


def test_codebook_of_events_has_the_columns_of_merged_events() -> None:
    reports = pd.DataFrame(columns=["article", *schema.Event._fields])
    merged = merge_events(reports, pd.DataFrame(columns=["article"]), pd.DataFrame(columns=schema.Reprint._fields))
    assert [row[0].strip("`") for row in table("events")] == list(merged.columns)


@pytest.mark.parametrize("frame", ["articles", "events", *(name for name, _ in FRAMES)])
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


def test_every_page_style_is_found_in_its_example() -> None:
    part = README.split("\n## Page styles\n", 1)[1].split("\n## ", 1)[0]
    rows = re.findall(r"^\| (.+?) \| `(.+?)` \| `(.+?)` \|$", part, re.MULTILINE)
    pages = {digest.name: digest.page for digest in DIGESTS}
    assert len(rows) >= 15
    assert [name for _, sign, name in rows if sign not in pages[name]] == []


# Labels

LABELS = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted((DATA / "gold").glob("*.json"))}
TEXTS = {digest.name: digest.text for digest in DIGESTS}
each_labelled = pytest.mark.parametrize("name", LABELS)
MENTION_TYPES = {"PERSON", "ORG", "PLACE", "EVENT", "TREATY", "MEDIA"}
EVENT_KINDS = {
    "founding",
    "summit",
    "meeting",
    "exercise",
    "operation",
    "statement",
    "accession",
    "document",
    "deployment",
    "plan",
}


def test_at_least_twenty_digests_are_labelled() -> None:
    assert len(LABELS) >= 20
    assert set(LABELS) <= set(TEXTS)


@each_labelled
def test_labels_repeat_the_text_at_their_offsets(name: str) -> None:
    gold, text = LABELS[name], TEXTS[name]
    rows = [row for layer in ("mentions", "stances", "times", "events") for row in gold[layer]]
    rows += [gold["title"]] if gold["title"] else []
    assert gold["sha256"] == hashlib.sha256(text.encode()).hexdigest()
    assert [row for row in rows if text[row["start"] : row["end"]] != row["text"]] == []


@each_labelled
def test_labels_lie_in_the_body_or_the_title(name: str) -> None:
    gold = LABELS[name]
    body = [tuple(span) for span in gold["body"]]
    title = [(gold["title"]["start"], gold["title"]["end"])] if gold["title"] else []
    allowed = {"mentions": body + title, "times": body + title, "stances": body, "events": body}
    assert body == sorted(body) and all(a[1] <= b[0] for a, b in pairwise(body))
    for layer, spans in allowed.items():
        assert all(any(a <= row["start"] <= row["end"] <= b for a, b in spans) for row in gold[layer]), layer


@each_labelled
def test_labels_use_the_values_of_the_guidelines(name: str) -> None:
    gold = LABELS[name]
    assert {row["type"] for row in gold["mentions"]} <= MENTION_TYPES
    assert {row["form"] for row in gold["mentions"]} <= {"name", "demonym", "nominal"}
    assert {row["stance"] for row in gold["stances"]} <= {-1, 0, 1}
    assert {row["voice"] for row in gold["stances"]} <= {"direct", "indirect", "author"}
    assert {row["type"] for row in gold["times"]} <= {"DATE", "TIME", "DURATION", "SET"}
    assert {row["kind"] for row in gold["events"]} <= EVENT_KINDS
    starts = [row["start"] for row in gold["mentions"]]
    assert starts == sorted(set(starts))


@each_labelled
def test_every_sentence_with_a_stance_names_nato_and_has_one_row(name: str) -> None:
    gold = LABELS[name]
    nato = [row["start"] for row in gold["mentions"] if row["entity"] == "NATO"]
    spans = [(row["start"], row["end"]) for row in gold["stances"]]
    assert len(spans) == len(set(spans))
    assert all(any(start <= at < end for at in nato) for start, end in spans)
    in_body = [at for at in nato if any(a <= at < b for a, b in gold["body"])]
    assert all(any(start <= at < end for start, end in spans) for at in in_body)


@each_labelled
def test_dates_of_labels_point_at_their_evidence(name: str) -> None:
    gold, digest = LABELS[name], next(digest for digest in DIGESTS if digest.name == name)
    published = None if digest.metadata["published"] == "unknown" else digest.metadata["published"]
    assert gold["published"]["date"] == published
    page = len(digest.text) - len(digest.page)
    evidence = gold["published_page"]["evidence"]
    assert (evidence is None) <= (gold["published_page"]["date"] is None)
    assert evidence is None or page <= evidence[0] < evidence[1]


@each_labelled
def test_a_body_is_short(name: str) -> None:
    words = sum(len(WORD.findall(TEXTS[name][start:end])) for start, end in LABELS[name]["body"])
    assert 105 <= words <= 300


def test_listed_reprints_are_digests_of_the_corpus() -> None:
    with (DATA / "gold" / "reprints.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {name for row in rows for name in (row["article"], row["other"])} <= set(TEXTS)
    assert {row["origin"] for row in rows} <= {*TEXTS, ""}
    assert {row["kind"] for row in rows} == {"exact", "near", "partial", "retelling"}
    assert all(row["article"] < row["other"] for row in rows)
