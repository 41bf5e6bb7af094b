"""Dates of publication: the right one with its evidence, or bounds, or none."""

from pathlib import Path

import pytest
from pandas import DataFrame

from corpus_utils.cleaning import find_blocks
from corpus_utils.dating import bound_by_retelling, date_article
from corpus_utils.schema import Dating

BODY = "The talks that began in the capital on Monday ended without any result, both sides said on the same evening."


def date_page(text: str, metadata: dict[str, str] | None = None) -> Dating:
    return date_article(text, find_blocks(text), metadata or {})


@pytest.mark.parametrize(
    ("article", "published", "not_before", "not_after"),
    [
        ("gsv-lavrov-csto-development", "2022-06-08", "2022-06-08", "2022-06-08"),
        ("odkb-nurgaliyev-interview", "2019-07-03", "2019-07-03", "2019-07-03"),
        ("sb-putin-colour-revolutions", "2022-01-10", "2022-01-10", "2022-01-10"),
        ("sputnik-bordyuzha-nato-cooperation", "2016-09", "2016-09-01", "2016-09-30"),
        ("sputnik-nurgaliyev-colour-revolutions", None, "1992-05-15", None),
    ],
)
def test_dates_of_the_originals(shared: Path, article: str, published: str, not_before: str, not_after: str) -> None:
    dating = date_page((shared / "articles" / f"{article}.txt").read_bytes().decode("utf-8"))
    assert (dating.published, dating.not_before, dating.not_after) == (published, not_before, not_after)


@pytest.mark.parametrize(
    ("head", "metadata", "published"),
    [
        ("Talks end\n\n08 June 2022\n\n", {}, "2022-06-08"),
        ("Posted: 10.01.2022 14:29:00\n\nTalks end in silence\n\n", {}, "2022-01-10"),
        ("Talks end\n\nThursday, 03/07/2019\n\n", {}, "2019-03-07"),
        ("Talks end\n\n03/07/2019\n\n", {}, None),
        ("Talks end\n\n03/27/2019\n\n", {}, "2019-03-27"),
        ("10:15 GMT12 May 2021\nListen Live\n\n", {}, None),
        ("Talks end\n\nLast updated: 5 May 2020\n\n", {}, None),
        ("Talks end\n\n", {"published": "2016-09-08T10:00:00Z"}, "2016-09-08"),
        ("Talks end\n\n", {"url": "https://example.org/world/2016/09/08/talks-end"}, "2016-09-08"),
    ],
)
def test_heads_of_pages(head: str, metadata: dict[str, str], published: str | None) -> None:
    assert date_page(head + BODY, metadata).published == published


@pytest.mark.parametrize(
    ("page", "metadata", "reason"),
    [
        ("Talks end\n\n", {"published": "2016-09-08"}, "metadata field 'published'"),
        ("Talks end\n\n", {"url": "https://example.org/2016/09/08/talks-end"}, "date in the address"),
        ("Talks end\n\n", {"htmldate": "2016-09-08"}, "found by htmldate in the page as a whole"),
        ("Talks end\n\n8 June 2022\n\n", {}, "date on its own line, between title and text"),
        ("Talks end\n\nPosted: 10.01.2022\n\n", {}, "labelled as the date of publication; read day first"),
        ("Talks end\n\nWed, 08/06/2022\n\n", {}, "date on its own line, between title and text; the weekday fits"),
        ("Talks end in silence on 8 June 2022\n\n", {}, "date in the title"),
    ],
)
def test_a_reason_says_each_piece_of_evidence_once(page: str, metadata: dict[str, str], reason: str) -> None:
    assert date_page(page + BODY, metadata).reason == reason


def test_a_retelling_is_not_older_than_what_it_retells() -> None:
    articles = DataFrame(
        {
            "article": ["interview", "report"],
            "text": ["a long interview", "a report"],
            "published": ["2019-07-03", None],
            "precision": ["day", None],
            "not_before": ["2019-07-03", "1992-05-15"],
            "reason": ["stamp", "no date"],
        }
    )
    reprints = DataFrame({"article": ["interview"], "other": ["report"], "kind": ["retelling"]})
    bounded = bound_by_retelling(articles, reprints)
    assert list(bounded["not_before"]) == ["2019-07-03", "2019-07-02"]
    assert bounded["published"].isna().tolist() == [False, True]
    assert bounded["reason"][1] == "no date; not before 2019-07-02: retells interview"
    partial = bound_by_retelling(articles, reprints.assign(kind="partial"))
    assert list(partial["not_before"]) == ["2019-07-03", "1992-05-15"]
