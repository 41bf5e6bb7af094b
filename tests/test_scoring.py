import pytest

from corpus_utils.scoring import Counts, count, days, overlap, score_body, score_events, score_published, score_stances


def span(start: int, end: int, **more: object) -> dict:
    return {"start": start, "end": end, **more}


def same_span(a: dict, b: dict) -> bool:
    return (a["start"], a["end"]) == (b["start"], b["end"])


@pytest.mark.parametrize(
    ("labels", "rows", "expected"),
    [
        ([span(0, 4)], [span(0, 4)], Counts(1, 0, 0)),
        ([span(0, 4)], [], Counts(0, 0, 1)),
        ([], [span(0, 4)], Counts(0, 1, 0)),
        ([span(0, 4)], [span(0, 4), span(0, 4)], Counts(1, 1, 0)),
        # doubtful labels are neither hit nor miss
        ([span(0, 4, doubtful=True)], [], Counts(0, 0, 0)),
        ([span(0, 4, doubtful=True)], [span(0, 4)], Counts(0, 0, 0)),
        ([span(0, 4, doubtful=True)], [span(3, 9)], Counts(0, 0, 0)),
        ([span(0, 4, doubtful=True)], [span(5, 9)], Counts(0, 1, 0)),
    ],
)
def test_counts(labels: list, rows: list, expected: Counts) -> None:
    assert count(labels, rows, same_span) == expected


def test_f1_of_nothing_is_not_a_number() -> None:
    assert Counts().f1 != Counts().f1


def test_overlap_of_touching_spans_is_nothing() -> None:
    assert overlap(span(0, 4), span(4, 8)) == 0


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2018", "2018", ("2018-01-01", "2018-12-31")),
        ("2018-05", "2018-06", ("2018-05-01", "2018-06-30")),
        ("2020-02", "2020-02", ("2020-02-01", "2020-02-29")),
        ("2022-01-10", "2022-01-10", ("2022-01-10", "2022-01-10")),
    ],
)
def test_days(first: str, last: str, expected: tuple[str, str]) -> None:
    assert days(first, last) == expected


def test_body_counts_visible_characters() -> None:
    tables = {"blocks": [span(0, 5, kind="body"), span(5, 12, kind="related")]}
    assert score_body({"body": [[0, 8]]}, tables, "a b c d e f ") == {"body": Counts(3, 0, 1)}


@pytest.mark.parametrize(
    ("label", "found", "expected"),
    [
        ("2016-09", "2016-09", Counts(hit=1)),
        (None, None, Counts(hit=1)),
        (None, "2020-08-11", Counts(wrong=1)),
        ("2016-09", None, Counts(missed=1)),
        ("2016-09", "2020-08-11", Counts(wrong=1, missed=1)),
    ],
)
def test_published(label: str | None, found: str | None, expected: Counts) -> None:
    tables = {"articles": [{"published": found}]}
    assert score_published({"published": {"date": label}}, tables, "") == {"published": expected}


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [("2016-08", "2016-08", 1), ("2016", "2016", 1), ("2016-09", "2016-09", 0), (None, None, 0)],
)
def test_events_agree_when_they_share_a_day(start: str | None, end: str | None, expected: int) -> None:
    gold = {"events": [span(10, 50, date_start="2016-08-16", date_end="2016-08-20")]}
    found = score_events(gold, {"reports": [span(10, 50, date_start=start, date_end=end)]}, "")
    assert found["events"].hit == expected
    assert found["events"].wrong == (not expected and start is not None)  # a row without a date claims nothing


def test_stance_abstained_is_neither_right_nor_wrong() -> None:
    gold = {"stances": [span(0, 9, voice="direct", holder="Ivan Petrenko", stance=-1)]}
    row = span(0, 9, voice="direct", holder="Ivan Petrenko", stance=None, abstained=True)
    found = score_stances(gold, {"stances": [row]}, "")
    assert found["stances_right"] == Counts()
    assert found["stances_answered"].recall == 0
    assert found["stances_voice"].recall == 1
