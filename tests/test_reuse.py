"""Pairs of articles: what counts as shared text, what as a retelling, what as neither."""

import json

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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


SAYING = "we will open the mountain road before the first snow and no one has to fear for the winter bread"
PROMISE = "the school by the lake gets its roof back this autumn whatever the committee in the capital decides"


def interview(before, between):
    """Return a text with two sayings in quotation marks, and their spans."""
    text = f'{before} "{SAYING}," she said. {between} "{PROMISE}," she added.'
    return text, [(text.index(words), text.index(words) + len(words)) for words in (SAYING, PROMISE)]


def test_what_is_shared_as_quotation_is_a_retelling():
    long, _ = interview(f"Mayor Ilda Tarn spoke for an hour. {OTHER}", WIRE)
    short, spans = interview("The mayor of the valley talked to a paper of the capital, which printed it all.", "More:")
    quotes = pd.DataFrame([("b", start, end) for start, end in spans], columns=["article", "start", "end"])
    assert pairs({"a": long, "b": short + " " + OTHER[::-1]}, quotes=quotes) == [("a", "b", "retelling")]
    assert pairs({"a": long, "b": short + " " + OTHER[::-1]}) == [("a", "b", "partial")]


def test_one_shared_saying_is_not_a_retelling():
    texts = {"a": f"{OTHER} They say: {SAYING}.", "b": f"{WIRE} She said: {SAYING}."}
    start = texts["b"].index(SAYING)
    quotes = pd.DataFrame([("b", start, start + len(SAYING))], columns=["article", "start", "end"])
    assert pairs(texts, quotes=quotes) == [("a", "b", "partial")]


def test_an_interview_is_the_origin_where_dates_do_not_tell():
    long, _ = interview(f"Mayor Ilda Tarn spoke for an hour. {OTHER}", WIRE)
    short, spans = interview("The mayor of the valley talked to a paper of the capital, which printed it all.", "More:")
    pages = pd.DataFrame({"article": ["a", "b"], "text": [long, short + " " + OTHER[::-1]]})
    blocks = pd.DataFrame(
        [("a", 0, 0, len(long), "answer"), ("b", 0, 0, len(pages.text[1]), "body")],
        columns=["article", "start", "speech", "end", "kind"],
    )
    quotes = pd.DataFrame([("b", start, end) for start, end in spans], columns=["article", "start", "end"])
    assert find_reprints(pages, blocks, quotes).origin.tolist() == ["a"]


def test_an_outlets_standing_note_is_no_reprint():
    note = " The editors of this paper remind readers that letters are printed in shortened form and without pay."
    bodies = [WIRE, OTHER, f"{SAYING}. Nothing else was said that evening in the town by the lake."]
    pages = pd.DataFrame({"article": list("abc"), "text": [b + note for b in bodies], "outlet": "The Valley"})
    assert find_reprints(pages.drop(columns="outlet")).kind.tolist() == ["partial"] * 3
    assert find_reprints(pages).empty


def test_a_note_in_many_articles_of_unknown_outlets_is_no_reprint():
    note = " The editors of this paper remind readers that letters are printed in shortened form and without pay."
    texts = {f"{i:02}": " ".join(f"w{i}x{j}" for j in range(60)) + note for i in range(10)}
    assert pairs(texts) == []
    assert len(pairs(dict(list(texts.items())[:9]))) == 36


def test_furniture_is_not_compared():
    menu = "Home World Business Sport Weather Culture Opinion Video Photo Radio Podcasts Newsletters About us Contact"
    pages = pd.DataFrame({"article": ["a", "b"], "text": [f"{menu} {WIRE}", f"{menu} {OTHER}"]})
    blocks = pd.DataFrame(
        [(a, len(menu) + 1, len(menu) + 1, len(t), "body") for a, t in pages.to_numpy()],
        columns=["article", "start", "speech", "end", "kind"],
    )
    assert len(find_reprints(pages)) == 1
    assert find_reprints(pages, blocks).empty


def test_large_corpora_are_sampled_and_still_give_up_their_reprints():
    texts = {f"{i:05}": f"{' '.join(f'w{i}x{j}' for j in range(120))}" for i in range(1_100)}
    texts["copy"] = texts["00007"].replace("w7x60 ", "")
    assert pairs(texts) == [("00007", "copy", "near")]


@settings(deadline=None)
@given(st.lists(st.sampled_from(["a", "b", "c", "d"]), max_size=40), st.lists(st.sampled_from(["a", "b"]), max_size=40))
def test_order_of_articles_does_not_matter_and_similarity_is_a_share(one, other):
    texts = {"x": " ".join(one), "y": " ".join(other)}
    pages = pd.DataFrame({"article": list(texts), "text": list(texts.values())})
    found = find_reprints(pages)
    assert found.equals(find_reprints(pages.iloc[::-1]))
    assert found.similarity.between(0, 1).all()
