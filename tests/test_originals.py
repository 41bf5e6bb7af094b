"""What the five original articles must come out as; each test is one of their traps."""

import json
from pathlib import Path

import pandas as pd
import pytest

from corpus_utils import Corpus
from corpus_utils.entities import find_mentions, load_register
from corpus_utils.quotes import find_quotes
from corpus_utils.schema import Block
from corpus_utils.scoring import Counts, score_quotes
from corpus_utils.sentences import split_sentences
from corpus_utils.syntax import parse
from corpus_utils.voices import find_voices

GSV, ODKB = "gsv-lavrov-csto-development", "odkb-nurgaliyev-interview"
SB, BORDYUZHA = "sb-putin-colour-revolutions", "sputnik-bordyuzha-nato-cooperation"
NURGALIYEV = "sputnik-nurgaliyev-colour-revolutions"
CSTO = "Collective Security Treaty Organization"


@pytest.fixture(scope="module")
def corpus(shared, tmp_path_factory) -> Corpus:
    return Corpus.open(shared / "articles", cache=tmp_path_factory.mktemp("cache"))


def text_of(corpus: Corpus, table: str, article: str, **where: str) -> str:
    rows = getattr(corpus, table)
    rows = rows[rows["article"] == article]
    for column, value in where.items():
        rows = rows[rows[column] == value]
    text = corpus.articles.set_index("article")["text"][article]
    return "\n".join(text[a:b] for a, b in zip(rows["start"], rows["end"], strict=True))


def body(corpus: Corpus, article: str) -> str:
    kinds = ("body", "question", "answer")
    return "\n".join(text_of(corpus, "blocks", article, kind=kind) for kind in kinds)


def test_none_is_lost(corpus) -> None:
    assert list(corpus.articles["article"]) == [GSV, ODKB, SB, BORDYUZHA, NURGALIYEV]
    assert set(corpus.audit["status"]) == {"read"}


@pytest.mark.parametrize(
    ("article", "published"),
    [(GSV, "2022-06-08"), (SB, "2022-01-10"), (ODKB, "2019-07-03"), (BORDYUZHA, "2016-09")],
)
def test_publication_date(corpus, article: str, published: str) -> None:
    assert corpus.articles.set_index("article")["published"][article] == published


def test_no_date_is_better_than_a_wrong_one(corpus) -> None:
    assert pd.isna(corpus.articles.set_index("article")["published"][NURGALIYEV])


def test_the_news_of_2024_above_the_interview_is_not_its_text(corpus) -> None:
    assert "Gerasimov" not in body(corpus, ODKB)
    assert "Odintsovo" not in body(corpus, ODKB)
    assert "Bishkek" in body(corpus, ODKB)


@pytest.mark.parametrize(
    ("article", "furniture"),
    [
        (BORDYUZHA, "Listen Live"),
        (BORDYUZHA, "22:12 GMT"),
        (BORDYUZHA, "Bio-Defense Labs"),
        (BORDYUZHA, "divide and conquer"),
        (ODKB, "Фото"),
        (ODKB, "Photo by RIA"),
        (ODKB, "Go back"),
        (ODKB, "In Moscow, the improvement"),
        (ODKB, "CSTO Security Council Secretaries discussed"),
        (GSV, "TASS"),
        (SB, "www.tass.ru"),
        (NURGALIYEV, "Discuss\n"),
    ],
)
def test_furniture_is_not_body(corpus, article: str, furniture: str) -> None:
    assert furniture in corpus.articles.set_index("article")["text"][article] + "\n"
    assert furniture not in body(corpus, article)


def test_blocks_tile_every_page(corpus) -> None:
    for article, rows in corpus.blocks.groupby("article"):
        length = len(corpus.articles.set_index("article")["text"][article])
        assert [0, *rows["end"]] == [*rows["start"], length]


@pytest.mark.parametrize(
    ("article", "name", "entity"),
    [
        (GSV, "North Atlantic Alliance", "NATO"),
        (BORDYUZHA, "the Western alliance", "NATO"),
        (ODKB, "the bloc", "NATO"),
        (ODKB, "Our Organization", CSTO),
        (SB, "our organisation", CSTO),
        (NURGALIYEV, "Collective Security Treaty Organisation", CSTO),
    ],
)
def test_one_thing_has_many_names(corpus, article: str, name: str, entity: str) -> None:
    rows = corpus.mentions.query("article == @article and text == @name")
    assert len(rows) > 0
    assert set(rows["entity"]) == {entity}


@pytest.mark.parametrize(
    ("name", "type_"),
    [("Sergey Lavrov", "PERSON"), ("Tajikistan", "PLACE"), ("CSTO Collective Security Council", "ORG")],
)
def test_entities_have_the_right_type(corpus, name: str, type_: str) -> None:
    assert set(corpus.mentions.query("entity == @name")["type"]) == {type_}


def test_three_security_councils_are_three(corpus) -> None:
    councils = {name for name in corpus.mentions["entity"] if "Security Council" in name}
    assert {"CSTO Collective Security Council", "Security Council of the Russian Federation"} <= councils


@pytest.mark.parametrize(
    ("start", "end"),
    [("1992-05-15", "1992-05-15"), ("2022-01-10", "2022-01-10"), ("2018-05", "2018-06")],
)
def test_timeline_holds(corpus, start: str, end: str) -> None:
    assert len(corpus.events.query("date_start == @start and date_end == @end")) >= 1


def test_the_seminar_of_another_item_is_not_on_the_timeline(corpus) -> None:
    assert not corpus.events["date_start"].dropna().str.startswith("2024").any()


def test_the_seminar_is_on_the_timeline_of_its_own_article(shared, tmp_path) -> None:
    corpus = Corpus.open(shared / "articles", cache=tmp_path, items=True)
    assert len(corpus.articles) == 7
    assert len(corpus.reports.query("date_start == '2024-04-08' and date_end == '2024-04-11'")) == 1


def test_most_of_what_is_said_of_nato_is_said_by_people_quoted(corpus) -> None:
    voices = corpus.stances["voice"].value_counts()
    assert voices.drop("author", errors="ignore").sum() > voices.get("author", 0)


def test_a_retelling_bounds_the_date_of_the_undated(corpus) -> None:
    assert corpus.articles.set_index("article")["not_before"][NURGALIYEV] == "2019-07-02"


def test_a_retelling_is_flagged_and_nothing_else(corpus) -> None:
    pairs = {frozenset(pair) for pair in zip(corpus.reprints["article"], corpus.reprints["other"], strict=True)}
    assert pairs == {frozenset((ODKB, NURGALIYEV))}


def gold_blocks(text: str, gold: dict[str, list[list[int]]]) -> list[Block]:
    """Return the labelled body, the turns of the interview told by its own marks."""
    blocks, asked = [], False
    for start, end in gold["body"]:
        label = "Rashid Nurgaliyev: "
        if text.startswith("- ", start):
            blocks.append(Block(start, end, "question", "gold", start + 2, None))
            asked = True
        elif text.startswith(label, start):
            blocks.append(Block(start, end, "answer", "gold", start + len(label), label.strip(": ")))
        else:
            blocks.append(Block(start, end, "answer" if asked else "body", "gold", start, None))
    return blocks


def test_quotations_and_voices_with_the_labelled_body(shared: Path) -> None:
    register = load_register()
    right = voices = stances = 0
    total = Counts()
    for path in sorted((shared / "gold" / "articles").glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        with (shared / "articles" / f"{path.stem}.txt").open(encoding="utf-8", newline="") as file:
            text = file.read()
        blocks = gold_blocks(text, gold)
        sentences = split_sentences(text, blocks)
        docs = parse(text, sentences)
        rows = find_quotes(text, blocks, sentences, find_mentions(text, sentences, docs, register), docs, None)
        total = total.plus(score_quotes(gold, {"quotes": [q._asdict() for q in rows]}, text)["quotes_direct"])
        spoken = find_voices(sentences, rows, None)
        for stance in gold["stances"]:
            voice, holder, _ = next(
                v for s, v in zip(sentences, spoken, strict=True) if s.start <= stance["start"] < s.end
            )
            stances += 1
            voices += voice == stance["voice"]
            right += holder == stance["holder"]
    assert total.f1 >= 0.95
    assert voices / stances >= 0.95
    assert right / stances >= 0.90
