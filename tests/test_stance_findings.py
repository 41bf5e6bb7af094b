"""The findings of the ledger, and when there is too little to say."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from corpus_utils.stance_findings import describe_stances
from corpus_utils.tables import anchor


def ledger(rows):
    """Make a ledger of (article, holder, voice, stance, text)."""
    frame = pd.DataFrame(rows, columns=["article", "holder", "voice", "stance", "text"])
    frame["stance"] = frame["stance"].astype("Int64")
    frame["probability"] = np.linspace(0.5, 0.9, len(frame))
    return frame.assign(
        start=range(len(frame)), end=range(1, len(frame) + 1), target="NATO", method="model", cues="threat"
    )


def corpus_of(rows):
    names = sorted({row[0] for row in rows})
    articles = pd.DataFrame({"article": names, "outlet": "The Paper", "published": None}, dtype="object")
    return SimpleNamespace(stances=ledger(rows), articles=articles, settings=SimpleNamespace(target="NATO"))


BLAME = [(f"a{i}", "Ada Invented", "direct", -1, "NATO plans a wicked expansion") for i in range(6)]
CREDIT = [(f"a{i}", "The Paper", "author", 1, "NATO gives a hearty welcome") for i in range(5)]


MIXED = BLAME[:3] + [(f"b{i}", "Bo Invented", "direct", 1, "NATO keeps its word") for i in range(3)]


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([], "No sentence names NATO"),
        (BLAME[:1], "The people they quote: too few labelled sentences to say (1)."),
        (BLAME, "The people they quote speak against NATO: 100% negative, 0% neutral, 0% positive"),
        (CREDIT, "The outlets themselves speak for NATO"),
        (MIXED, "The people they quote show no clear leaning on NATO"),
        (BLAME, f"Against NATO beyond chance: Ada Invented ([6 negative of 6](#{anchor('holder', 'Ada Invented')}))"),
        (BLAME, "for it: no one; no clear leaning: no one."),
        (BLAME[:2], "Most sentences against NATO: Ada Invented"),
        (BLAME[:2], "most for it: no one (too few articles of each to call it a leaning)."),
        (BLAME[:1], "No one is labelled on the same side of NATO twice"),
        (BLAME, f"in negative sentences: *threat* ([6](#{anchor('negative', 'threat')}))"),
        (BLAME, "Over time: too little to say (0 of 0 years"),
    ],
)
def test_findings(rows, says):
    assert says in " ".join(describe_stances(corpus_of(rows)))


def test_a_hostile_holder_is_escaped_in_the_findings():
    rows = [(article, "<script>x</script>", voice, stance, text) for article, _, voice, stance, text in BLAME]
    assert "<script>" not in " ".join(describe_stances(corpus_of(rows)))
