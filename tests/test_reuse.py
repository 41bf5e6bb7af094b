"""Pairs of articles: what counts as shared text, what as a retelling, what as neither."""

import json

import pandas as pd
import pytest

from corpus_utils.reuse import collapse, find_reprints

WIRE = (
    "Border guards from four states opened a mountain drill near the lake on Monday, the staff announced. "
    "About nine hundred servicemen, forty armoured cars and two helicopters take part until Friday evening. "
    "Observers from the neighbouring district were invited, and the closing parade will be shown on local television."
)
CUT = (
    WIRE.split(". ")[1] + ". The drill has been held on the same ground every other summer since the school was moved."
)
OTHER = (
    "The committee on transport met in the old town hall and put off a vote on the northern railway until the autumn. "
    "Its chairman blamed the weather, the budget and the absence of three members who had missed the morning train."
)


def pairs(texts, **frames):
    pages = pd.DataFrame({"article": list(texts), "text": list(texts.values())})
    return [tuple(r) for r in find_reprints(pages, **frames)[["article", "other", "kind"]].to_numpy()]


@pytest.mark.parametrize(
    "text, kind",
    [
        (WIRE, "exact"),
        (WIRE.upper().replace(",", ""), "exact"),
        (WIRE.replace("armoured", "armored").replace("neighbouring", "neighboring"), "exact"),
        (WIRE.replace("near the lake on Monday", "on Monday"), "near"),
        (CUT, "partial"),
        (OTHER, None),
        ("Servicemen, helicopters and armoured cars of four states took part in a drill by the lake.", None),
        ("", None),
    ],
)
def test_kind_of_a_pair(text, kind):
    assert pairs({"a": WIRE, "b": text}) == ([("a", "b", kind)] if kind else [])


@pytest.fixture(scope="module")
def originals(shared):
    """The five articles with body and quotations as labelled by hand."""
    articles, blocks, quotes = [], [], []
    for path in sorted((shared / "gold" / "articles").glob("*.json")):
        gold = json.loads(path.read_text("utf-8"))
        text = (shared / "articles" / f"{path.stem}.txt").read_text("utf-8")
        articles.append((path.stem, text, gold["published"]["date"]))
        blocks += [(path.stem, start, end, "body", start) for start, end in gold["body"]]
        quotes += [(path.stem, q["start"], q["end"]) for q in gold["quotes"]]
    return (
        pd.DataFrame(articles, columns=["article", "text", "published"]),
        pd.DataFrame(blocks, columns=["article", "start", "end", "kind", "speech"]),
        pd.DataFrame(quotes, columns=["article", "start", "end"]),
    )


def test_only_the_retold_interview_is_flagged(originals):
    found = find_reprints(*originals)
    assert found[["article", "other", "kind"]].to_numpy().tolist() == [
        ["odkb-nurgaliyev-interview", "sputnik-nurgaliyev-colour-revolutions", "retelling"]
    ]


def test_reprints_collapse_to_the_first_published():
    pages = pd.DataFrame(
        {"article": ["a", "b", "c"], "text": [WIRE, WIRE, OTHER], "published": ["2020-03-02", "2020-03-01", None]}
    )
    found = find_reprints(pages)
    assert found.origin.tolist() == ["b"]
    assert collapse(pages, found).article.tolist() == ["b", "c"]


@pytest.mark.parametrize("dates", [("2020-03-01", "2020-03-01"), ("2020-03", "2020-03-09"), ("2020", None)])
def test_origin_is_left_open_where_dates_do_not_tell(dates):
    pages = pd.DataFrame({"article": ["a", "b"], "text": [WIRE, WIRE], "published": dates})
    assert find_reprints(pages).origin.tolist() == [None]
