"""Topics: the same on every run, honest about small corpora, each with its passages."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from corpus_utils import topics as topics_module
from corpus_utils.topics import apply_topics, fit_topics, make_passages

DRILL = "soldiers mountain exercise artillery range brigade helicopter manoeuvre tank battalion"
TRADE = "tariff customs railway freight export wheat harbour grain invoice market"
NOISE = "alder birch cedar elm fir hazel juniper larch maple oak pine rowan spruce willow yew"


def corpus(n, subjects=(DRILL, TRADE)):
    """Return ``n`` articles of two paragraphs, each about one of the subjects in turn, with some words of none."""
    random = np.random.default_rng(n)
    articles, blocks = [], []
    for i in range(n):
        words = subjects[i % len(subjects)].split()
        paragraphs = [
            " ".join(random.permutation([*random.choice(words, 30), *random.choice(NOISE.split(), 10)])) for _ in "ab"
        ]
        text, cut = "\n\n".join(paragraphs), len(paragraphs[0]) + 2
        articles.append((f"a{i:03}", text))
        blocks += [(f"a{i:03}", 0, cut, "body", 0), (f"a{i:03}", cut, len(text), "body", cut)]
    return (
        pd.DataFrame(articles, columns=["article", "text"]),
        pd.DataFrame(blocks, columns=["article", "start", "end", "kind", "speech"]),
    )


def fit(n=24, **options):
    return fit_topics(make_passages(*corpus(n)), **options)


def test_topics_part_what_differs_and_their_number_is_found():
    topics = fit()
    assert len(topics.labels) == 2
    main = topics.passages.groupby("article").topic.agg(["first", "last"])
    assert (main["first"] == main["last"]).all()
    assert main["first"].tolist() == [main["first"].iloc[0], main["first"].iloc[1]] * 12
    assert (topics.summary.stability > 0.5).all()


def test_terms_of_a_topic_come_from_its_subject():
    terms = fit(k=2).terms.groupby("topic").term.agg(set)
    assert {frozenset(t) for t in terms} == {frozenset(DRILL.split()), frozenset(TRADE.split())}


FINGERPRINT = """
import hashlib, sys
sys.path.insert(0, "tests")
from test_topics import fit
topics = fit()
found = topics.shares.tobytes() + topics.components.tobytes() + topics.terms.to_csv().encode()
print(hashlib.sha256(found).hexdigest())
"""


def test_another_process_and_thread_count_agree_bit_by_bit():
    here = fit()
    expected = hashlib.sha256(here.shares.tobytes() + here.components.tobytes() + here.terms.to_csv().encode())
    other = str(1 + 2 * (os.cpu_count() or 1))
    threads = {f"{library}_NUM_THREADS": other for library in ("OMP", "OPENBLAS", "MKL")}
    root = Path(__file__).resolve().parents[1]
    path = os.pathsep.join([str(root), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        [sys.executable, "-c", FINGERPRINT],
        capture_output=True,
        text=True,
        check=True,
        cwd=root,
        env={**os.environ, **threads, "PYTHONPATH": path, "PYTHONHASHSEED": "7"},
    )
    assert done.stdout.strip() == expected.hexdigest()


def test_order_of_articles_does_not_change_the_topics():
    passages = make_passages(*corpus(24))
    assert fit_topics(passages, k=2).terms.equals(fit_topics(passages.iloc[::-1], k=2).terms)


@pytest.mark.parametrize("n", [0, 1, 2, 5, 19])
def test_too_little_text_gives_no_topics_and_says_so(n):
    topics = fit(n)
    assert topics.labels == []
    assert topics.reason.startswith(f"Too little to say: {2 * n} paragraphs and interview turns of {n} articles.")
    assert (topics.passages.topic == 0).all()
    assert len(topics.passages) == 2 * n


def test_words_without_a_subject_give_no_stable_topics():
    noise = [" ".join(f"{a}{b}" for a in "bdfgklmnprst" for b in ("ala", "eme", "ini", "oro", "usu", "ety", "ilk"))]
    topics = fit_topics(make_passages(*corpus(24, noise)))
    assert topics.labels == []
    assert topics.reason.startswith("No stable topics")
    assert len(topics.survey) > 0


def test_articles_that_are_all_alike_give_no_topics():
    articles, blocks = corpus(45)
    passages = make_passages(articles, blocks)
    topics = fit_topics(passages.assign(text=passages.text[0]))
    assert topics.labels == []
    assert topics.reason.startswith("Too little to say: no term stands in")


def test_more_topics_than_documents_are_refused():
    with pytest.raises(ValueError, match="k = 60"):
        fit(k=60)


def test_names_set_aside_name_no_topic():
    topics = fit(k=2, set_aside=["railway", "Tank"])
    assert not {"railway", "tank"} & set(topics.terms.term)


@pytest.mark.parametrize("n, unit", [(39, "passage"), (40, "article")])
def test_passages_are_documents_until_articles_are_enough(n, unit):
    assert set(make_passages(*corpus(n)).unit) == {unit}


def test_passages_point_into_the_raw_text():
    articles, blocks = corpus(3)
    text = dict(articles.to_numpy())
    passages = make_passages(articles, blocks)
    assert [text[p.article][p.start : p.end] for p in passages.itertuples()] == passages.text.tolist()


def test_a_question_goes_with_its_answer_and_a_short_paragraph_with_the_next():
    turns = [("- Why here?\n\n", "question", 2), ("Tarn: Because " + "of it " * 40 + "\n", "answer", 6)]
    turns += [("Short one.\n", "body", 0), ("Long one " * 30 + "\n", "body", 0)]
    text, rows = "", []
    for words, kind, skip in turns:
        rows.append(("a", len(text), len(text) + len(words), kind, len(text) + skip))
        text += words
    blocks = pd.DataFrame(rows, columns=["article", "start", "end", "kind", "speech"])
    passages = make_passages(pd.DataFrame({"article": ["a"], "text": [text]}), blocks)
    assert [p[:11] for p in passages.text] == ["Why here?\nB", "Short one.\n"]
    assert [text[p.start : p.start + 5] for p in passages.itertuples()] == ["- Why", "Short"]


def test_furniture_is_in_no_passage():
    articles, blocks = corpus(1)
    blocks.loc[0, "kind"] = "caption"
    assert len(make_passages(articles, blocks)) == 1


def test_topics_of_new_articles():
    topics = fit(k=2)
    new = pd.DataFrame([("new", 0, 40, "Wheat and grain export, tariff and customs"), ("none", 0, 3, "Hm!")])
    new.columns = ["article", "start", "end", "text"]
    trade = topics.passages.topic[topics.passages.article == "a001"].iloc[0]
    assert apply_topics(topics, new).topic.tolist() == [trade, 0]


def test_a_corpus_read_in_parts_gives_the_topics_of_the_whole(monkeypatch):
    passages = make_passages(*corpus(60), unit="passage")
    whole = fit_topics(passages, k=2)
    monkeypatch.setattr(topics_module, "SAMPLED", 60)
    parts = fit_topics(lambda: (passages.iloc[i : i + 25] for i in range(0, 120, 25)), k=2)
    for topics in (whole, parts):  # the two are of one size, so either may come first
        drills = topics.terms.topic[topics.terms.term == "tank"].iloc[0]
        assert (topics.passages.topic == drills).tolist() == passages.article.str[1:].astype(int).mod(2).eq(0).tolist()
