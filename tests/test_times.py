"""Date words and their values: what is found, what is not, what it means, and what must always hold."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus_utils import timex
from corpus_utils.schema import Sentence
from corpus_utils.time_grammar import TOKEN, load_grammar
from corpus_utils.times import GUARDS, find_times

ANCHOR = "2019-07-03"  # a Wednesday


def times(text, anchor=ANCHOR):
    return find_times(text, [Sentence(0, len(text), 0, "body", None)], anchor)


def values(text, anchor=ANCHOR):
    return [(found.text, found.value) for found in times(text, anchor)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # explicit
        ("It was signed on 15 May 1992.", [("15 May 1992", "1992-05-15")]),
        ("It was signed on May 15th, 1992.", [("May 15th, 1992", "1992-05-15")]),
        ("It met on Friday, 3 May 2019.", [("Friday, 3 May 2019", "2019-05-03")]),
        ("It met on 10.01.2022 in Minsk.", [("10.01.2022", "2022-01-10")]),
        ("It met on 2022-01-10.", [("2022-01-10", "2022-01-10")]),
        ("It was formed in 1992.", [("1992", "1992")]),
        ("In August 2016 it met.", [("August 2016", "2016-08")]),
        # partial
        ("On May 22 the ministers signed it.", [("May 22", "2019-05-22")]),
        ("The talks began in November.", [("November", "2018-11")]),
        ("The talks will begin in November.", [("November", "2019-11")]),
        ("Since the December session nothing happened.", [("December", "2018-12")]),
        ("In November the minister spoke.", [("November", "2018-11")]),
        ("In November the minister will speak.", [("November", "2019-11")]),
        ("It began in October last year.", [("October last year", "2018-10")]),
        ("It began in May this year.", [("May this year", "2019-05")]),
        ("This year, on May 22, they signed.", [("This year", "2019"), ("May 22", "2019-05-22")]),
        # relative
        ("They met yesterday.", [("yesterday", "2019-07-02")]),
        ("They met last week.", [("last week", "2019-W26")]),
        ("They met last month.", [("last month", "2019-06")]),
        ("They meet next year.", [("next year", "2020")]),
        ("They met three days ago.", [("three days ago", "2019-06-30")]),
        ("They met two years ago.", [("two years ago", "2017")]),
        ("They met on Monday.", [("Monday", "2019-07-01")]),
        ("They will meet on Monday.", [("Monday", "2019-07-08")]),
        ("They met last Wednesday.", [("last Wednesday", "2019-06-26")]),
        ("They met last autumn.", [("last autumn", "2018-FA")]),
        ("They met last May.", [("last May", "2019-05")]),
        ("They met last July.", [("last July", "2018-07")]),
        ("They were to meet on Friday.", [("Friday", "2019-07-05")]),
        ("It would be signed in November.", [("November", "2019-11")]),
        ("It stays shut through Friday.", [("Friday", "2019-07-05")]),
        ("It had been shut until Friday.", [("Friday", "2019-06-28")]),
        ("It begins on Friday.", [("Friday", "2019-07-05")]),
        ("The envoys were planning to leave on Friday.", [("Friday", "2019-07-05")]),
        ("No witness could be reached on Friday.", [("Friday", "2019-06-28")]),
        ("The plan of Friday will change.", [("Friday", "2019-07-05")]),
        ("Shown here in January, it fell.", [("January", "2019-01")]),
        ("They met early Monday morning.", [("early Monday morning", "2019-07-01TMO")]),
        (
            "On 3 May they sat; the next morning they left.",
            [("3 May", "2019-05-03"), ("the next morning", "2019-05-04TMO")],
        ),
        ("Over the next year it grows.", [("the next year", "2020")]),
        ("The autumn meeting is prepared.", [("autumn", "2019-FA")]),
        (
            "They met on 3 May 2016 and left the same day.",
            [("3 May 2016", "2016-05-03"), ("the same day", "2016-05-03")],
        ),
        (
            "They met on 3 May 2016. Two days later they left.",
            [("3 May 2016", "2016-05-03"), ("Two days later", "2016-05-05")],
        ),
        # ranges
        ("It runs from Monday to Friday.", [("Monday to Friday", "2019-07-01/2019-07-05")]),
        ("It lasted from April 8 to 11, 2024.", [("April 8 to 11, 2024", "2024-04-08/2024-04-11")]),
        ("Drills of 26–30 August 2014 ended.", [("26–30 August 2014", "2014-08-26/2014-08-30")]),
        ("A stage in May-June 2018 followed.", [("May-June 2018", "2018-05/2018-06")]),
        ("The plan for 2019-2021 was read.", [("2019-2021", "2019/2021")]),
        ("The file of 2019-07 was read.", [("2019-07", "2019-07")]),
        ("The strategy for the period 2015-2020 ended.", [("the period 2015-2020", "2015/2020")]),
        ("In April and June 1955 they met.", [("April", "1955-04"), ("June 1955", "1955-06")]),
        ("From December to March 1945 it held.", [("December to March 1945", "1944-12/1945-03")]),
        # decades, seasons, quarters, centuries
        ("It dates from the mid-2000s.", [("the mid-2000s", "200")]),
        ("In the nineties it grew.", [("the nineties", "199")]),
        ("The summer of 2008 was hot.", [("The summer of 2008", "2008-SU")]),
        (
            "In the first quarter it lost; a year earlier, and in the same period last year, it gained.",
            [
                ("the first quarter", "2019-Q1"),
                ("a year earlier", "2018-Q1"),
                ("the same period last year", "2018-Q1"),
            ],
        ),
        (
            "In the first quarter it lost. In the nine months it gained; a year earlier it lost.",
            [("the first quarter", "2019-Q1"), ("the nine months", "P9M"), ("a year earlier", "2018")],
        ),
        ("Sales fell in the third quarter of 2018.", [("the third quarter of 2018", "2018-Q3")]),
        ("A treaty of the 20th century.", [("the 20th century", "19")]),
        # durations and sets
        ("For 17 years it went on.", [("17 years", "P17Y")]),
        ("A two-day visit ended.", [("two-day", "P2D")]),
        ("It took two and a half years.", [("two and a half years", "P2Y6M")]),
        ("It took half an hour.", [("half an hour", "PT30M")]),
        ("It was dug half a century ago.", [("half a century ago", "1969")]),
        ("It was dug decades ago.", [("decades ago", "PAST_REF")]),
        ("It took several months.", [("several months", "PXM")]),
        ("They lie all day, every day.", [("all day", "P1D"), ("every day", "P1D")]),
        ("It holds yearly drills.", [("yearly", "P1Y")]),
        # references and named days
        ("Now they talk.", [("Now", "PRESENT_REF")]),
        ("They will meet in the near future.", [("the near future", "FUTURE_REF")]),
        ("They met on Christmas Day 1991.", [("Christmas Day 1991", "1991-12-25")]),
        ("They met yesterday evening.", [("yesterday evening", "2019-07-02TEV")]),
        ("It broke at 1430 GMT on Monday.", [("1430 GMT on Monday", "2019-07-01T14:30")]),
        ("It broke at 12:43 am Moscow time.", [("12:43 am Moscow time", "2019-07-03T00:43")]),
        ("It broke at nine o'clock on 2 June.", [("nine o'clock on 2 June", "2019-06-02T09:00")]),
        ("They met at 10:30 a.m. on Monday.", [("10:30 a.m. on Monday", "2019-07-01T10:30")]),
    ],
)
def test_expressions_and_their_values(text, expected):
    assert values(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "This may change; they may march on.",
        "Police found 1207 crimes and seized 2000 tons.",
        "A fund of 100M was set up.",
        "The Russian daily Novaya Zarya wrote of it.",
        "The exercise was called Cooperation-2016.",
        "A 62-year-old officer spoke.",
        "The former general is the most recent guest.",
        "At the same time they spoke.",
        "A second meeting was held.",
        "The fall of the city was near.",
        "Jan Novak and Augustus spoke.",
        "Pavel and Jan Novak spoke.",
        "The DEC asked for help.",
        "A woman in her early 90s spoke; they are in their twenties.",
        "They were created quite a long time ago.",
        "It cost $1999.",
    ],
)
def test_what_is_no_time(text):
    assert values(text) == []


@pytest.mark.parametrize(
    "text", ["They met last week.", "They met on Monday.", "They met in November.", "They met two years ago."]
)
def test_an_undated_article_leaves_relative_words_unresolved(text):
    (found,) = times(text, anchor=None)
    assert found.value is None


@pytest.mark.parametrize(("anchor", "expected"), [("2016-09", "2016-08"), ("2016", None), ("2016-09-08", "2016-08")])
def test_no_value_is_finer_than_the_anchor_allows(anchor, expected):
    assert values("They met last month.", anchor) == [("last month", expected)]
    assert values("They met on Wednesday.", "2016-09") == [("Wednesday", None)]


def test_a_chronicle_is_told_from_its_last_date():
    text = (
        "In 1939 the war began. In May 1940 the front moved; in June it broke. "
        "In December 1941 a second front opened. In January the winter set in. In 1943, in 1944 and in 1945 it ended."
    )
    found = dict(values(text, "2009-12-19"))
    assert found["June"] == "1940-06"
    assert found["January"] == "1942-01"


@pytest.mark.parametrize("aside", ["A study of 2005 doubted it.", "A larger attack would come in 1966."])
def test_an_aside_or_a_plan_does_not_move_a_chronicle(aside):
    before = "In 1963 he fell. In 1964 and in 1965 the troops came."
    text = f"{before} {aside} On 4 August they won. In 1966 and in 1967 it went on."
    assert dict(values(text, "2009-12-19"))["4 August"] == "1965-08-04"


def test_news_with_years_of_a_background_paragraph_is_no_chronicle():
    text = "In May the leaders met. It was formed in 1992; Armenia joined in 1994, Belarus in 1993, Serbia in 2013."
    assert dict(values(text, "2009-12-19"))["May"] == "2009-05"


def test_all_digit_dates_follow_the_proof_in_the_text():
    assert values("On 03.07.2019 and 10.01.2022 they met.") == [
        ("03.07.2019", "2019-07-03"),
        ("10.01.2022", "2022-01-10"),
    ]
    assert values("On 5/22/2019 and 3/7/2019 they met.") == [("5/22/2019", "2019-05-22"), ("3/7/2019", "2019-03-07")]


def test_offsets_point_into_the_raw_text_across_no_break_spaces():
    text = "formed in\xa01992, and again on\xa015\xa0May\xa01992"
    assert [text[t.start : t.end] for t in times(text)] == ["1992", "15\xa0May\xa01992"]


def test_every_rule_has_its_value_and_guard():
    for rule in load_grammar().rules:
        assert not rule.value or rule.value.isupper() or hasattr(timex, rule.value), rule.name
        assert not rule.guard or rule.guard in GUARDS, rule.name
        assert rule.type in ("DATE", "TIME", "DURATION", "SET"), rule.name


NUMBERS = "1 2 31 1992 2016 one twenty two hundred 10.01.2022 2019-2021 1990s 21st"
NAMES = (
    "a an the few of late early end mid May June Friday last next this year years week quarter century ago later "
    "- – , . ' spring fall every each fiscal in to and BC"
)
WORDS = st.sampled_from(f"{NUMBERS} {NAMES}".split())


@settings(deadline=None)
@given(st.lists(WORDS, max_size=40), st.sampled_from([None, "2016", "2016-09", "2016-09-08"]))
def test_any_words_give_times_in_order_without_overlap(words, anchor):
    text = " ".join(words)
    found = times(text, anchor)
    assert all(text[t.start : t.end] == t.text for t in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read(text):
    times(text)


@settings(deadline=None, max_examples=30)
@given(WORDS, st.sampled_from(["", " ", "-", ", ", ".", "/", ":"]))
def test_long_runs_are_read_in_steps_that_grow_with_their_length(word, glue):
    """No backtracking: a run of ten thousand words tries each place once, and each rule looks a bounded way ahead."""
    text = glue.join([word] * 10_000)
    assert len(times(text)) <= len(TOKEN.findall(text))
