"""Reports of one event meet in one: dates, sources, conflicts, names of the chronology."""

import pandas as pd
import pytest
from event_reports import CSTO, NO_REPRINTS, merged, report

from corpus_utils.events import merge_events


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
