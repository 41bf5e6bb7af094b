"""Topics: the same on every run, honest about small corpora, each with its passages."""

import pandas as pd

from corpus_utils.topics import apply_topics, fit_topics, make_passages, representative_passages

DRILL = "soldiers mountain exercise artillery range brigade helicopter manoeuvre tank battalion"
TRADE = "tariff customs railway freight export wheat harbour grain invoice market"


def corpus(n):
    """Return ``n`` articles of two paragraphs, half of them about a drill, half about trade."""
    articles, blocks = [], []
    for i in range(n):
        words = (DRILL if i % 2 else TRADE).split()
        paragraphs = [" ".join(words[(i * j + m) % 10] for m in range(7) for j in (1, 3, 7, 9, 2)) for _ in range(2)]
        text = "\n\n".join(paragraphs)
        cut = len(paragraphs[0]) + 2
        articles.append((f"a{i:03}", text))
        blocks += [(f"a{i:03}", 0, cut, "body", 0), (f"a{i:03}", cut, len(text), "body", cut)]
    return (
        pd.DataFrame(articles, columns=["article", "text"]),
        pd.DataFrame(blocks, columns=["article", "start", "end", "kind", "speech"]),
    )


def test_topics_part_what_differs():
    topics = fit_topics(make_passages(*corpus(20)), k=2)
    main = topics.passages.groupby("article").topic.agg(["first", "last"])
    assert (main["first"] == main["last"]).all()
    assert main["first"].iloc[::2].nunique() == 1
    assert main["first"].iloc[::2].iloc[0] != main["first"].iloc[1]


def test_two_runs_agree_bit_by_bit():
    first, second = (fit_topics(make_passages(*corpus(20)), k=2) for _ in range(2))
    assert first.weights.tobytes() == second.weights.tobytes()
    assert first.terms.equals(second.terms)


def test_too_few_passages_give_no_topics_and_say_so():
    topics = fit_topics(make_passages(*corpus(3)))
    assert topics.labels == []
    assert topics.reason.startswith("Too little to say: 6 paragraphs")
    assert (topics.passages.topic == -1).all()


def test_words_set_aside_name_no_topic():
    topics = fit_topics(make_passages(*corpus(20)), k=2, set_aside=["Railway freight"])
    assert not {"railway", "freight"} & set(topics.terms.term)


def test_representative_passages_come_from_different_articles():
    topics = fit_topics(make_passages(*corpus(20)), k=2)
    shown = representative_passages(topics, 3)
    assert shown.groupby("topic").article.nunique().tolist() == [3, 3]


def test_topics_of_new_articles():
    topics = fit_topics(make_passages(*corpus(20)), k=2)
    new = pd.DataFrame([("new", 0, 40, "Wheat and grain export, tariff and customs"), ("none", 0, 3, "Hm!")])
    new.columns = ["article", "start", "end", "text"]
    trade = topics.passages.topic.iloc[0]
    assert apply_topics(topics, new).topic.tolist() == [trade, -1]
