"""What the events of a corpus add up to, in words, tables and files."""

import json

import pandas as pd
import pytest
from event_reports import CSTO, NO_REPRINTS, merged, report

from corpus_utils.event_export import export_events, to_icalendar, to_jsonld, to_timelinejs
from corpus_utils.events import merge_events
from corpus_utils.figures import publication_dates
from corpus_utils.timeline import (
    count_years,
    describe_events,
    find_gaps,
    list_events,
    read_happenings,
    read_statements,
    read_undated,
)

NO_DATE = {"date_start": None, "date_end": None, "precision": None}


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


def test_sentences_left_out_for_want_of_a_date_are_counted():
    how = "“yesterday” (deictic day): the day it counts from is not known"
    undated = [report(a, lane="undated", how=how) | NO_DATE for a in ("a", "a", "b")]
    corpus = FakeCorpus(report("c"), *undated)
    told = "Left out for want of a date: 3 sentences tell of something by words like “yesterday”, in 2 articles"
    assert told in describe_events(corpus)[-1]
    assert told in describe_events(FakeCorpus(*undated))[-1]
    assert (len(corpus.events), len(read_undated(corpus.reports))) == (1, 3)
    assert "want of a date" not in " ".join(describe_events(FakeCorpus(report("c"))))


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
