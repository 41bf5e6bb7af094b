"""CSTO events in one article, and over articles: what counts, when it was, what joins, what is never made up."""

import json

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_utils.event_export import export_events, to_icalendar, to_jsonld, to_timelinejs
from corpus_utils.event_words import find_series, kind_of, load_facts, load_table, load_words, modality_of
from corpus_utils.events import find_events, merge_events
from corpus_utils.figures import publication_dates
from corpus_utils.schema import Dating, Mention, Sentence
from corpus_utils.timeline import (
    count_years,
    describe_events,
    find_gaps,
    list_events,
    read_happenings,
    read_statements,
)
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
NO_REPRINTS = pd.DataFrame(columns=["article", "other", "group"])


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


# -- over articles --------------------------------------------------------------


def report(article="a", start="2014-08-18", end=None, **more):
    row = {
        "article": article,
        "start": 0,
        "end": 20,
        "text": "The drills were held.",
        "date_start": start,
        "date_end": end or start,
        "precision": {4: "year", 7: "month", 10: "day"}[len(start)],
        "kind": "exercise",
        "modality": "happened",
        "lane": "event",
        "participants": CSTO,
        "place": None,
        "how": "“told” (test)",
    }
    return row | more


def merged(*reports, reprints=NO_REPRINTS):
    return merge_events(pd.DataFrame(reports), pd.DataFrame(), reprints)


@pytest.mark.parametrize(
    ("one", "other", "events_left"),
    [
        (report("a"), report("b"), 1),  # same day, same kind
        (report("a", place="Minsk"), report("b", place="Sochi"), 2),  # two places
        (report("a"), report("b", kind="summit"), 2),  # two kinds
        (
            report("a", kind="meeting"),
            report("b", kind="summit"),
            1,
        ),  # one calls a summit what the other calls a meeting
        (report("a", participants="Rubezh-2014"), report("b", "2014-08", participants="Rubezh-2014"), 1),  # one name
        (report("a", participants="Rubezh-2014"), report("b", participants="Search-2014"), 2),  # two names
        (report("a", modality="planned"), report("b"), 1),  # announcement and report
        (report("a"), report("b", "2014-09-18"), 2),  # two days
        (report("a", place="Minsk"), report("b", "2014-08", place="Minsk"), 1),  # the month holds the day
        (report("a", lane="statement", kind="statement"), report("b", lane="statement", kind="statement"), 2),
    ],
)
def test_which_reports_are_one_event(one, other, events_left):
    assert len(merged(one, other)) == events_left


def test_an_announcement_and_its_report_are_one_event_that_happened():
    (event,) = merged(report("a", modality="planned"), report("b")).to_dict("records")
    assert (event["modality"], event["announced"], event["sources"]) == ("happened", True, 2)


def test_reprints_count_as_one_source():
    reprints = pd.DataFrame([{"article": "a", "other": "b", "group": 7}])
    (event,) = merged(report("a"), report("b"), report("c"), reprints=reprints).to_dict("records")
    assert (event["reports"], event["sources"], event["articles"]) == (3, 2, "a; b; c")


def test_a_conflict_in_date_is_shown_the_better_supported_first():
    name = {"participants": "Thunder-2031"}  # no fact of the chronology
    (event,) = merged(
        report("a", "2031-08-18", **name), report("b", "2031-08-18", **name), report("c", "2031-08-21", **name)
    ).to_dict("records")
    assert event["date_start"] == "2031-08-18"
    assert event["conflicts"] == "2031-08-21 (1 source)"


def test_the_chronology_names_an_event_and_never_makes_one():
    (event,) = merged(report(start="1992-05-15", kind="document", participants="Collective Security Treaty")).to_dict(
        "records"
    )
    assert event["name"] == "Signing of the Collective Security Treaty"
    assert event["source"].startswith("https://")
    assert merge_events(pd.DataFrame(columns=list(report())), pd.DataFrame(), NO_REPRINTS).empty


def test_a_span_of_years_bears_no_name_of_one_event_in_it():
    (event,) = merged(
        report(start="2015", end="2020", kind="operation", participants="Operation Channel", precision="year")
    ).to_dict("records")
    assert event["source"] is None


def test_merging_does_not_depend_on_the_order_of_reports():
    rows = [report(a, s, place=p) for a in "abc" for s in ("2014-08-18", "2014-08", "2014") for p in (None, "Minsk")]
    there, back = merged(*rows), merged(*reversed(rows))
    pd.testing.assert_frame_equal(there.drop(columns="event"), back.drop(columns="event"))


def test_the_operation_under_way_is_the_one_of_the_chronology():
    """An operation that articles of its month report is an event; each article is a source."""
    rows = [
        report(a, "2022-01", kind="operation", lane="statement", participants="CSTO Collective Peacekeeping Forces")
        for a in "ab"
    ]
    (event,) = merged(*rows).to_dict("records")
    assert (event["name"], event["lane"], event["sources"]) == ("Peacekeeping operation in Kazakhstan", "event", 2)


@pytest.mark.parametrize(
    ("how", "date", "other"),
    [
        ("“Sunday” (weekday)", "2022-10-09", "2022-12-04 (1 source)"),  # read by the day of the page alone
        ("“4 December 2022” (day month year)", "2022-12-04", "2022-10-09 (reference chronology)"),
    ],
)
def test_a_date_that_the_chronology_has_otherwise_is_shown_as_a_conflict(how: str, date: str, other: str):
    text = "The country called off the drills."
    row = report(start="2022-12-04", kind="statement", participants="Kyrgyzstan", text=text, how=how)
    (event,) = merged(row).to_dict("records")
    assert (event["date_start"], event["conflicts"]) == (date, other)


def test_exercises_named_in_one_sentence_are_events_of_their_own():
    rows = [
        report("a", "2031", participants="Thunder-2031; Rock-2031"),
        report("b", "2031-05-02", participants="Rock-2031"),
    ]
    names = merged(*rows)[["name", "sources", "date_start"]].to_dict("records")
    assert names == [
        {"name": "Thunder-2031", "sources": 1, "date_start": "2031"},
        {"name": "Rock-2031", "sources": 2, "date_start": "2031-05-02"},
    ]


@pytest.mark.parametrize(
    ("one", "other", "events_left"),
    [
        # a session without its day, told in an article of the 25th, is the one of the 23rd in the same town
        (report("a", "2031-06-22", "2031-06-25", lane="statement", kind="summit", place="Minsk"), {}, 1),
        # but no telephone call of that day
        (
            report("a", "2031-06-22", "2031-06-25", lane="statement", kind="meeting"),
            {"kind": "meeting", "place": None},
            2,
        ),
        # nor a session in another town
        (report("a", "2031-06-22", "2031-06-25", lane="statement", kind="summit", place="Sochi"), {}, 2),
    ],
)
def test_a_session_told_without_its_day(one, other, events_left):
    told = report("b", "2031-06-23", **{"kind": "summit", "place": "Minsk", **other})
    frame = merged(one, told)
    assert len(frame) == events_left
    assert "2031-06-23" in set(frame["date_start"])


def test_statements_of_one_day_are_one_only_where_their_speakers_are():
    words = {"kind": "statement", "start": "2031-06-23"}
    same = [report(a, participants=f"Ivan Petrenko; Serbia; {CSTO}", **words) for a in "ab"]
    assert len(merged(*same, report("c", participants=f"Olga Sydorenko; {CSTO}", **words))) == 2


# -- resources ------------------------------------------------------------------


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


# -- what it adds up to -----------------------------------------------------------


class FakeCorpus:
    def __init__(self, *reports):
        self.reports = pd.DataFrame(list(reports), columns=list(report()))
        self.articles = pd.DataFrame({"article": sorted({r["article"] for r in reports}) or ["a"]})
        self.events = merge_events(self.reports, self.articles, NO_REPRINTS)


def test_findings_name_their_n():
    rows = [report("a", f"{year}-08-18", kind="summit") for year in (2010, 2015, 2016, 2016)]
    text = " ".join(describe_events(FakeCorpus(*rows, report("b", "2016-08-18", kind="summit"))))
    assert "**3 dated events**" in text
    assert "in 5 reports of 2 articles" in text
    assert "2011 to 2014 (4 years" in text
    assert "By kind: 3 summits." in text


def test_findings_name_conflicts_the_densest_month_and_exercises():
    rows = [report("a", f"2031-08-{day}", kind="summit") for day in (10, 15, 20)]
    drills = [
        report(a, d, participants="Thunder-2031")
        for a, d in (("a", "2031-08-18"), ("b", "2031-08-18"), ("c", "2031-08-21"))
    ]
    text = " ".join(describe_events(FakeCorpus(*rows, *drills)))
    assert "*Thunder-2031* (18 August 2031; other dates: 21 August 2031 (1 source))" in text
    assert "The densest month is August 2031, with 4 events" in text
    assert "1 exercise, by series and year: Thunder 2031." in text


def test_statements_stand_apart_from_what_happened():
    corpus = FakeCorpus(report("a"), report("b", "2031-06-23", kind="statement", participants=CSTO))
    assert len(read_happenings(corpus.events)) == 1
    assert "Apart from them 1 statement or session: 1 with a date" in " ".join(describe_events(corpus))


@pytest.mark.parametrize("lane", ["event", "statement"])
def test_an_empty_selection_is_no_table_of_phantom_rows(lane):
    corpus = FakeCorpus(*(report("a", f"{year}-08-18", lane=lane) for year in (2010, 2015, 2016)))
    happened, said = read_happenings(corpus.events), read_statements(corpus.events)
    assert (len(happened), len(said)) == ((3, 0) if lane == "event" else (0, 3))
    text = " ".join(describe_events(corpus))
    assert ("statements and sessions" in text) is (lane == "statement")
    assert ("no dated event" in text) is (lane == "statement")


def test_the_table_of_events_says_what_is_only_announced():
    table = list_events(
        merged(report("a", modality="planned"), report("b", "2031-08-18", modality="planned"), report("b"))
    )
    assert table["kind"].tolist() == ["exercise (announced, happened)", "exercise (planned)"]
    name = {"participants": "Thunder-2031"}
    (row,) = list_events(merged(report("a", "2031-08-18", **name), report("b", "2031-08-21", **name))).to_dict(
        "records"
    )
    assert row["date found by"] == "“told” (test); other dates: 21 August 2031 (1 source)"


def test_little_is_called_little():
    assert "too few" in " ".join(describe_events(FakeCorpus(report())))
    assert "no dated event" in " ".join(describe_events(FakeCorpus()))


def test_years_without_events_are_rows_of_zeros():
    table = count_years(merged(report(start="2013"), report(start="2015-08-18", kind="summit")))
    assert table.to_dict("records")[1] == {"year": "2014", "exercises": 0, "meetings": 0}
    assert find_gaps(merged(report(start="2013"), report(start="2015"))).empty


def test_days_of_publication_stand_apart_and_a_missing_one_stays_missing():
    articles = pd.DataFrame(
        {"article": ["a", "b"], "published": ["2016-09", None], "precision": ["month", None], "title": ["T", None]}
    )
    strip = publication_dates(articles)
    assert strip["date_start"].isna().tolist() == [False, True]
    assert strip["summary"].tolist() == ["T", "b"]


# -- files ------------------------------------------------------------------------

HOSTILE = report(text='A <script>alert(1)</script>\r\nBEGIN:VEVENT; "x", y' * 4, place="Minsk", modality="denied")


def test_calendar_lines_are_short_escaped_and_whole_days():
    lines = to_icalendar(merged(HOSTILE)).split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR" and lines[-2:] == ["END:VCALENDAR", ""]
    assert all(len(line.encode()) <= 75 for line in lines)
    assert lines.count("BEGIN:VEVENT") == 1
    assert {"DTSTART;VALUE=DATE:20140818", "DTEND;VALUE=DATE:20140819", "STATUS:CANCELLED"} <= set(lines)


def test_timelinejs_text_is_escaped():
    story = to_timelinejs(merged(HOSTILE))["events"][0]
    assert "<script" not in json.dumps(story)
    assert story["start_date"] == {"year": "2014", "month": "08", "day": "18"}


def test_jsonld_says_what_was_called_off():
    (node,) = to_jsonld(merged(HOSTILE))["@graph"]
    assert node["eventStatus"].endswith("EventCancelled")
    assert node["location"]["name"] == "Minsk"


def test_the_same_events_give_the_same_bytes(tmp_path):
    frame = merged(report("a"), report("b", "2015"))
    first = [path.read_bytes() for path in export_events(frame, tmp_path / "one")]
    assert first == [path.read_bytes() for path in export_events(frame, tmp_path / "two")]
    assert len(first) == 4
