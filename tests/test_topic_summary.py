"""What the notebook shows of topics."""

from types import SimpleNamespace

import pandas as pd
import pytest
from test_topics import corpus

from corpus_utils.topic_summary import (
    by_outlet,
    by_stance,
    by_year,
    describe_topics,
    read_topics,
    representative_passages,
    survey_headline,
)


class Opened(dict):
    """The tables of a corpus that is read in parts of ten articles."""

    def read(self, name, columns=None, articles=None):
        rows = self[name]
        return rows if articles is None else rows[rows.article.isin(articles)]

    def parts(self, *names):
        for start in range(0, len(self["articles"]), 10):
            part = self["articles"].article[start : start + 10]
            yield tuple(self.read(name, articles=part) for name in names)

    @property
    def reprints(self):
        return self["reprints"]


def opened(n):
    """Return a corpus of ``n`` invented articles."""
    articles, blocks = corpus(n)
    articles["outlet"] = ["The Drill" if i % 2 == 0 else "The Trade" for i in range(n)]
    articles["published"] = [None if i % 4 == 3 else f"{2018 + i % 2}-05-0{1 + i % 9}" for i in range(n)]
    mentions = pd.DataFrame([("a001", "Grain", "grain", "GOOD", "register")])
    mentions.columns = ["article", "entity", "text", "type", "rule"]
    reprints = pd.DataFrame(columns=["article", "other", "kind", "similarity", "group", "origin"])
    return Opened(articles=articles, blocks=blocks, mentions=mentions, reprints=reprints)


@pytest.fixture(scope="module", params=[24, 48])
def found(request):
    """Topics of passages, and topics of articles."""
    corpus = opened(request.param)
    return corpus, read_topics(corpus)


def test_representative_passages_come_from_different_articles(found):
    corpus, topics = found
    shown = representative_passages(topics, corpus, 3)
    assert shown.groupby("topic").article.nunique().tolist() == [3, 3]
    text = dict(zip(corpus["articles"].article, corpus["articles"].text, strict=True))
    for row in shown.itertuples():
        assert set(row.label.split(", ")) & set(text[row.article][row.start : row.end].split())


def test_each_outlet_has_its_topic(found):
    corpus, topics = found
    shares = by_outlet(topics, corpus["articles"])
    half = len(corpus["articles"]) // 2
    assert shares.index.tolist() == [f"The Drill ({half})", f"The Trade ({half})"]
    assert shares.max(axis=1).min() > 0.8


def test_articles_of_unknown_date_are_in_no_year(found):
    corpus, topics = found
    n = len(corpus["articles"])
    assert by_year(topics, corpus["articles"]).index.tolist() == [f"2018 ({n // 2})", f"2019 ({n // 4})"]


def test_stances_are_counted_under_the_topic_of_their_passage(found):
    _, topics = found
    stances = pd.DataFrame([("a000", 5, -1), ("a001", 7, 1), ("a001", 9, None)], columns=["article", "start", "stance"])
    counts = by_stance(topics, stances)
    main = topics.passages.drop_duplicates("article").set_index("article").topic
    assert counts.iloc[main["a000"] - 1].tolist() == [1, 0, 0, 0]
    assert counts.iloc[main["a001"] - 1].tolist() == [0, 0, 1, 1]


def test_findings_state_documents_topics_and_their_stability(found):
    corpus, topics = found
    findings = describe_topics(corpus, topics)
    assert findings[0].startswith("Documents are 48 ")
    assert findings[1].startswith(f"Topic 1, *{topics.labels[0]}*: main topic of 24 of 48")
    assert len(findings) == 3


def test_a_tiny_corpus_gets_a_plain_answer():
    findings = describe_topics(opened(5))
    assert "Too little to say" in findings[0]
    assert findings[-1].startswith("So no topic is reported")


def test_entities_set_aside_are_in_no_label():
    topics = read_topics(opened(24), set_aside=["Grain"])
    assert "grain" not in set(topics.terms.term)


def test_places_are_set_aside_where_they_are_listed():
    corpus = opened(24)
    corpus["articles"].loc[:5, "text"] += " Its members are Elmia, Firia and the Oakland. It was Firia that did so."
    corpus["blocks"].loc[1::2, "end"] = corpus["articles"].text.str.len().to_numpy()
    terms = {"elmia", "firia", "oakland"}
    assert terms <= set(read_topics(corpus, k=2).vectorizer.vocabulary_)
    places = [("a001", name, name, "PLACE", "register") for name in ("Elmia", "Firia", "Oakland")]
    corpus["mentions"] = pd.DataFrame(places, columns=corpus["mentions"].columns)
    assert terms & set(read_topics(corpus, k=2).vectorizer.vocabulary_) == {"firia"}


def test_reprints_are_collapsed_before_topics_are_fitted():
    corpus = opened(24)
    corpus.reprints.loc[0] = ["a000", "a002", "exact", 1.0, 0, "a000"]
    assert "a002" not in set(read_topics(corpus).passages.article)


def test_the_title_of_the_survey_states_what_its_table_shows():
    table = pd.DataFrame({"k": [2, 3, 4], "stability": [0.7, 0.8, 0.6], "coherence": [0.2, 0.3, 0.4]})
    topics = SimpleNamespace(survey=table, labels=["a", "b", "c"], reason="k = 3")
    title = "3 topics: stability 0.80 (highest) and coherence 0.30 (2nd highest) of the 3 numbers tried"
    assert survey_headline(topics) == title
