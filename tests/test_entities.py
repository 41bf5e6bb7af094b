"""Names, demonyms and nominals: found, resolved, and left alone."""

import json

import pytest

from corpus_utils.entities import find_mentions, load_register
from corpus_utils.schema import Block, Sentence
from corpus_utils.sentences import split_sentences

CSTO = "Collective Security Treaty Organization"


def mentions_of(text):
    block = Block(0, len(text), "body", "test", 0, None)
    return find_mentions(text, split_sentences(text, [block]), None, load_register())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("NATO's members met.", [("NATO", "NATO")]),
        ("The Collective Security Treaty Organisation grew.", [("Collective Security Treaty Organisation", CSTO)]),
        (
            "The Collective\u00a0Security  Treaty Organization grew.",
            [("Collective\u00a0Security  Treaty Organization", CSTO)],
        ),
        (
            "The CSTO Collective Security Council met.",
            [("CSTO Collective Security Council", "CSTO Collective Security Council")],
        ),
        ("The Tajik-Afghan border.", [("Tajik", "Tajikistan"), ("Afghan", "Afghanistan")]),
        ("An anti-Russian mood in the West.", [("Russian", "Russia"), ("West", "the West")]),
        (
            "The Russian Defence Ministry spoke.",
            [("Russian Defence Ministry", "Ministry of Defense of the Russian Federation")],
        ),
        ("The U.S. agreed.", [("U.S.", "United States")]),
        ("Nato is not a word we know, and us neither.", []),
        ("The Unionists and the Turkeys.", []),
    ],
)
def test_register_names(text, expected):
    assert [(m.text, m.entity) for m in mentions_of(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("NATO grew. The alliance is old.", [("The alliance", "NATO")]),
        ("The CSTO wrote. NATO objected. The bloc refused.", [("The bloc", "NATO")]),
        ("The CSTO fears NATO. The alliance is young.", [("The alliance", CSTO)]),
        ("The CSTO fears NATO. Its members fear the Alliance.", [("the Alliance", "NATO")]),
        ("NATO objects. For the CSTO partners the bloc is a rival.", [("the bloc", "NATO")]),
        ("The CSTO is young. Our organisation grows.", [("Our organisation", CSTO)]),
        ("NATO wrote. The CSTO Secretariat answered that the Organization agrees.", [("the Organization", CSTO)]),
        ("The Moscow-led alliance met.", [("The Moscow-led alliance", CSTO)]),
        ("The Western alliance met.", [("The Western alliance", "NATO")]),
        ("The UN grew. The organization is old.", []),
        ("NATO watched the organization of the vote.", []),
        ("The alliance is old.", []),
    ],
)
def test_nominals(text, expected):
    assert [(m.text, m.entity) for m in mentions_of(text) if m.form == "nominal"] == expected


def test_names_outside_the_sentences_are_not_counted():
    text = "NATO met. Photo: CSTO"
    assert [m.entity for m in find_mentions(text, [Sentence(0, 9, 0, "body", None)], None, load_register())] == ["NATO"]


def test_five_originals(shared):
    """Names and demonyms reach F1 0.95, nominals 0.85, on the hand-labelled originals."""
    hits, counts = {"names": 0, "nominals": 0}, {"names": 0, "nominals": 0}
    for path in sorted((shared / "gold" / "articles").glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        text = (shared / "articles" / f"{path.stem}.txt").read_text(encoding="utf-8")
        ranges = sorted([tuple(r) for r in gold["body"]] + [(t["start"], t["end"]) for t in [gold["title"]] if t])
        sentences = split_sentences(text, [Block(a, b, "body", "gold", a, None) for a, b in ranges])
        doubtful = {(m["start"], m["end"]) for m in gold["mentions"] if m.get("doubtful")}
        for layer, forms in (("names", ("name", "demonym")), ("nominals", ("nominal",))):
            wanted = {
                (m["start"], m["end"], m["entity"])
                for m in gold["mentions"]
                if m["form"] in forms and not m.get("doubtful")
            }
            rows = find_mentions(text, sentences, None, load_register())
            got = {(m.start, m.end, m.entity) for m in rows if m.form in forms and (m.start, m.end) not in doubtful}
            hits[layer] += 2 * len(wanted & got)
            counts[layer] += len(wanted) + len(got)
    assert hits["names"] / counts["names"] >= 0.95
    assert hits["nominals"] / counts["nominals"] >= 0.85
