"""CSTO events in one article: what counts, when it was, what is never made up; the word lists behind them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_utils.event_words import find_series, kind_of, load_facts, load_table, load_words, modality_of
from corpus_utils.events import find_events
from corpus_utils.schema import Dating, Mention, Sentence
from corpus_utils.times import find_times

CSTO, COUNCIL = "Collective Security Treaty Organization", "CSTO Collective Security Council"
NAMES = {
    "CSTO Collective Security Council": (COUNCIL, "ORG"),
    "Collective Security Treaty": ("Collective Security Treaty", "TREATY"),
    "CSTO": (CSTO, "ORG"),
    "NATO": ("NATO", "ORG"),
    "Minsk": ("Minsk", "PLACE"),
    "Sochi": ("Sochi", "PLACE"),
    "Serbia": ("Serbia", "PLACE"),
    "Ivan Petrenko": ("Ivan Petrenko", "PERSON"),
}


def mentions(text):
    found, taken = [], set()
    for name, (entity, kind) in NAMES.items():
        at = text.find(name)
        while at >= 0:
            if not taken & set(range(at, at + len(name))):
                taken |= set(range(at, at + len(name)))
                found.append(Mention(at, at + len(name), name, entity, kind, "name", "test"))
            at = text.find(name, at + 1)
    return sorted(found, key=lambda m: m.start)


def dating(published):
    return Dating(published, None, published, published, "high", None, None, "", "")


def events(text, published="2016-09-08", kinds=None):
    """Each line of the text is a sentence of the body, or of the kind given for it."""
    sentences, at = [], 0
    for number, line in enumerate(text.split("\n")):
        kind = kinds[number] if kinds else "body"
        sentences.append(Sentence(at, at + len(line), 0, kind, None))
        at += len(line) + 1
    times = find_times(text, sentences, published)
    return find_events(text, sentences, mentions(text), times, dating(published))


def dates(text, published="2016-09-08", kinds=None):
    return [(e.date_start, e.date_end, e.lane) for e in events(text, published, kinds)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The CSTO was formed in 1992.", [("1992", "1992", "event")]),
        ("The CSTO Collective Security Council met last week.", [("2016-08-29", "2016-09-04", "event")]),
        ("The Collective Security Treaty was signed on 15 May 1992.", [("1992-05-15", "1992-05-15", "event")]),
        # one happening, two words for its date: the finer stays
        ("This year, on 22 May, the CSTO signed an appeal.", [("2016-05-22", "2016-05-22", "event")]),
        # it goes on without the name
        ("The CSTO is busy.\nThe operation lasted from May to June 2015.", [("2015-05", "2015-06", "event")]),
        # an exercise is the CSTO's by its name, and dated by it where nothing else does
        ("Rubezh-2014 was the largest.", [("2014", "2014", "event")]),
        ("The drills Cooperation-2016 took place last month.", [("2016-08", "2016-08", "event")]),
        # of two clauses the one that the date stands in
        (
            "On 5 May 2015, the CSTO signed a plan, and in June 2015 NATO held a summit.",
            [("2015-05-05", "2015-05-05", "event")],
        ),
        # an article's later sentence about the speech has the day of the speech
        (
            "Ivan Petrenko said on Tuesday that the CSTO is ready.\nHe gave an interview to a paper.",
            [("2016-09-06", "2016-09-06", "event"), ("2016-09-06", "2016-09-06", "event")],
        ),
        # two happenings in one sentence
        (
            "Rubezh-2014 was held in Minsk in July 2014 and Interaction-2014 in Sochi in August 2014.",
            [("2014-07", "2014-07", "event"), ("2014-08", "2014-08", "event")],
        ),
        # decisions of a meeting told before
        (
            "The CSTO Collective Security Council held a meeting last week.\nThe plan of the CSTO was also approved.",
            [("2016-08-29", "2016-09-04", "event"), ("2016-08-29", "2016-09-04", "event")],
        ),
    ],
)
def test_events_and_their_dates(text, expected):
    assert dates(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "NATO was formed in 1949.",  # not the CSTO
        "The CSTO is an alliance.",  # no date
        "For 17 years the CSTO has watched.",  # a length of time
        "The CSTO has recently grown.",  # as vague as "recently"
        "The CSTO holds yearly drills.",  # how it recurs
        "MINSK, August 30, Agency -- The CSTO has no plans.",  # a dateline
        "The strategy of the CSTO until 2025 is long.",  # the end of a period
        "Today the CSTO unites six states.",  # "today" for "now"
        "The CSTO holds drills (Agency, February 4).",  # where it was read
        "The CSTO adopted a budget for 2017.",  # what the money is for, not when it was adopted
        "Since the mid-2000s the CSTO has sought contact.",  # nothing that happened
        "The CSTO did not help its ally in 2015.",  # nor this
        "From 2002 to 2012 the CSTO held meetings.",  # a span of years is no meeting
        "The CSTO is worried.\nIn 2014 the foreign troops will begin their withdrawal.",  # whose troops
        "The CSTO and NATO differ.\nThe charter of 2015 was signed.",  # whose charter
        "The CSTO has friends.\nThe war of 2015 ended with NATO peacekeepers.",  # whose peacekeepers
        "The CSTO is an alliance, and in October 2015 NATO held a summit.",  # another's clause
    ],
)
def test_what_is_no_event(text):
    assert dates(text) == []


def test_questions_of_an_interview_give_no_event():
    assert dates("What did the CSTO do in 2015?", kinds=["question"]) == []


def test_a_statement_is_dated_by_its_article_in_a_lane_of_its_own():
    text = "The CSTO is ready.\nIvan Petrenko said so at a press conference in Minsk.\nHe said more of the CSTO."
    (found,) = events(text)
    assert (found.date_start, found.lane, found.kind, found.place) == ("2016-09-08", "statement", "statement", "Minsk")


def test_a_statement_keeps_its_own_day():
    assert dates("The CSTO is ready.\nOn Wednesday Ivan Petrenko spoke in an interview.") == [
        ("2016-09-07", "2016-09-07", "statement")
    ]


@pytest.mark.parametrize(
    ("text", "published", "expected"),
    [
        # the session an article of a day reports on, and what it decided
        (
            "A special session of the CSTO Collective Security Council was held.\nLeaders of the CSTO adopted a plan.",
            "2022-01-10",
            [("2022-01-07", "2022-01-10", "statement"), ("2022-01-07", "2022-01-10", "statement")],
        ),
        (
            "The CSTO Collective Security Council meets in an emergency session.",
            "2022-01-10",
            [("2022-01-10", "2022-01-10", "statement")],
        ),
        # a month is too coarse for a sitting, and one told with its own date leaves no room for another
        ("An emergency session of the CSTO Collective Security Council was held.", "2016-09", []),
        (
            "The CSTO met on 8 January.\nThe CSTO Collective Security Council called a special session.",
            "2022-01-10",
            [("2022-01-08", "2022-01-08", "event"), ("2022-01-08", "2022-01-08", "event")],
        ),
        # an operation is under way only where the chronology knows one
        ("CSTO peacekeepers guard the airport.", "2022-01-10", [("2022-01", "2022-01", "statement")]),
        ("CSTO peacekeepers guard the airport.", "2016-09-08", []),
        ("CSTO peacekeepers could guard the airport.", "2022-01-10", []),
        # speaking alone is no occasion
        ("Ivan Petrenko of the CSTO said so.", "2016-09-08", []),
    ],
)
def test_what_the_article_dates(text, published, expected):
    assert dates(text, published) == expected


def test_an_undated_article_dates_no_statement():
    assert dates("Ivan Petrenko of the CSTO told a paper so in an interview.", published=None) == []


@pytest.mark.parametrize(
    ("text", "published", "kinds"),
    [
        ("The CSTO held drills yesterday.", None, ["exercise"]),
        ("The CSTO held drills yesterday.", "2016-09", ["exercise"]),  # a month is too coarse for it
        ("The CSTO Collective Security Council met last week.", None, ["summit"]),
        ("The CSTO held drills yesterday.\nThe CSTO met on Monday.", None, ["exercise", "meeting"]),
        # rows that must not change: no event, a date of its own, a known day, another's, no word for a day
        ("The CSTO unites six states today.", None, []),
        ("In 2015, the CSTO held drills, and yesterday it rained.", None, []),
        ("The CSTO held drills yesterday.", "2016-09-08", []),
        ("NATO held drills yesterday.", None, []),
        ("The CSTO held drills.", None, []),
        ("The CSTO has recently held drills.", None, []),
    ],
)
def test_what_only_yesterday_dates_is_neither_lost_nor_guessed(text, published, kinds):
    undated = [e for e in events(text, published) if e.lane == "undated"]
    assert [e.kind for e in undated] == kinds
    assert {e.date_start for e in undated} <= {None}


@pytest.mark.parametrize(
    ("text", "kind", "modality", "place"),
    [
        ("Serbia became an observer of the CSTO in 2013.", "accession", "happened", None),
        ("The CSTO will hold drills in Minsk in October 2016.", "exercise", "planned", "Minsk"),
        ("The CSTO drills of August 2016 were cancelled.", "exercise", "denied", None),
        ("The CSTO Collective Security Council gathers in Sochi in 2017.", "summit", "planned", "Sochi"),
        ("The charter of the CSTO was signed in 2002.", "document", "happened", None),
        ("The CSTO sent peacekeepers in January 2015.", "deployment", "happened", None),
        # what was said, whatever is in it
        ("The CSTO will not send troops, Ivan Petrenko said on Tuesday.", "statement", "happened", None),
        ("Serbia on Sunday called off the drills of the CSTO.", "statement", "happened", None),
        # talks that prepare an exercise are no exercise
        ("Staff talks on the CSTO drills Rubezh-2017 were held on 5 May 2016.", "meeting", "happened", None),
        ("Serbia will chair the CSTO in 2017.", "plan", "planned", None),
        ("The CSTO approved the plan of joint training for 2017.", "plan", "planned", None),
    ],
)
def test_kind_modality_and_place(text, kind, modality, place):
    (found,) = events(text)
    assert (found.kind, found.modality, found.place) == (kind, modality, place)


def test_offsets_are_those_of_the_sentence_and_rows_are_sorted():
    text = "First words.\nThe CSTO met in 2015.\nThe CSTO was formed in 1992."
    found = events(text)
    assert [text[e.start : e.end] for e in found] == [e.text for e in found] == text.split("\n")[1:]


WORDS = st.sampled_from(
    ["The CSTO", "NATO", "Rubezh-2014", "in 1992", "on 5 May 2016", "last week", "today", "said", "will"]
)


@given(st.lists(st.lists(WORDS, min_size=1, max_size=8), min_size=1, max_size=6))
def test_any_sentences_give_sorted_rows_within_them(sentences):
    text = "\n".join(" ".join(words) for words in sentences)
    found = events(text)
    assert [e.start for e in found] == sorted(e.start for e in found)
    assert all(text[e.start : e.end] == e.text and e.date_start <= e.date_end for e in found)


def test_the_chronology_holds_sixty_sourced_facts_or_more():
    facts = load_facts()
    assert len(facts) >= 60
    for fact in facts:
        assert fact.source.startswith("https://"), fact.name
        assert fact.first <= fact.last, fact.name
        assert fact.kind in load_words()["kinds"], fact.name
    keys = [(fact.start, fact.name) for fact in facts]
    assert len(keys) == len(set(keys))


def test_every_name_of_a_series_leads_to_its_first():
    for name, aliases in load_table()["series"].items():
        for alias in (name, *aliases):
            assert find_series(f"the drills {alias}-2021 ended")[0][2] == f"{name}-2021"


def test_words_of_kinds_do_not_come_from_names():
    assert kind_of("The ______ spoke.") is None
    assert modality_of("They will meet in 2015.", "2015", "2016-09-08") == "happened"
