"""Shares, intervals and words of the ledger; and when there is too little to say."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus_utils.stance_summary import (
    balance_interval,
    read_ledger,
    stance_shares,
)

STANCE = st.sampled_from([-1, 0, 1, None])


def ledger(rows):
    """Make a ledger of (article, holder, voice, stance, text)."""
    frame = pd.DataFrame(rows, columns=["article", "holder", "voice", "stance", "text"])
    frame["stance"] = frame["stance"].astype("Int64")
    frame["probability"] = np.linspace(0.5, 0.9, len(frame))
    return frame.assign(start=range(len(frame)), end=range(1, len(frame) + 1), target="NATO", method="model")


def corpus_of(rows):
    names = sorted({row[0] for row in rows})
    articles = pd.DataFrame({"article": names, "outlet": "The Paper", "published": None}, dtype="object")
    return SimpleNamespace(stances=ledger(rows), articles=articles, settings=SimpleNamespace(target="NATO"))


BLAME = [(f"a{i}", "Ada Invented", "direct", -1, "NATO plans a wicked expansion") for i in range(6)]
CREDIT = [(f"a{i}", "The Paper", "author", 1, "NATO gives a hearty welcome") for i in range(5)]


@settings(deadline=None)  # the first example pays for imports
@given(st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("XY"), STANCE), max_size=30))
def test_nothing_is_lost_in_the_shares(rows):
    shares = stance_shares(ledger([(a, h, "author", s, "t") for a, h, s in rows]), "holder")
    parts = shares[["negative", "neutral", "positive", "abstained"]].sum(axis=1)
    assert shares["sentences"].sum() == len(rows) and (parts == shares["sentences"]).all()
    known = shares.dropna(subset="low")
    assert ((known["low"] <= known["balance"] + 1e-9) & (known["balance"] <= known["high"] + 1e-9)).all()


def test_intervals_draw_articles_not_sentences():
    one_view_an_article = ledger([(f"a{i // 10}", "X", "author", [-1, 1][i // 10 % 2], "t") for i in range(60)])
    mixed = ledger([(f"a{i // 10}", "X", "author", [-1, 1][i % 2], "t") for i in range(60)])
    low, high = balance_interval(one_view_an_article)
    assert high - low > 0.5
    assert balance_interval(mixed) == (0.0, 0.0)


def test_two_articles_have_no_interval():
    assert np.isnan(balance_interval(ledger(BLAME[:2]))).all()


def test_an_unknown_holder_is_not_the_outlet():
    table = read_ledger(corpus_of([("a", None, "direct", -1, "t")]))
    assert table.loc[0, ["holder", "said_in", "outlet"]].tolist() == ["not known", "quoted voices", "The Paper"]
