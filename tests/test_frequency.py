"""Counts, shares, rates and dispersion, against sums done by hand."""

import numpy as np
import pandas as pd
import pytest

from corpus_utils.frequency import article_weights, count_entities, rate_difference, rates_by, unresolved


def mentions(*pairs):
    rows = [
        {"article": article, "entity": entity, "type": "ORG", "form": "name", "rule": "model"}
        for article, entity in pairs
    ]
    return pd.DataFrame(rows)


ARTICLES = pd.DataFrame({"article": list("abcd"), "words": [100, 100, 200, 100], "outlet": ["X", "X", "Y", None]})
ROWS = mentions(("a", "NATO"), ("a", "NATO"), ("b", "NATO"), ("c", "UN"))


def test_counts_shares_and_rates():
    table = count_entities(ROWS, ARTICLES).set_index("entity")
    assert table["mentions"].to_dict() == {"NATO": 3, "UN": 1}
    assert table["articles"].to_dict() == {"NATO": 2, "UN": 1}
    assert table["share"].to_dict() == {"NATO": 0.5, "UN": 0.25}
    assert table["rate"].to_dict() == {"NATO": 6.0, "UN": 2.0}


def test_deviation_of_proportions_by_hand():
    # words: 0.2, 0.2, 0.4, 0.2; NATO: 2/3, 1/3, 0, 0; half the absolute differences, over 1 - 0.2
    expected = 0.5 * (abs(2 / 3 - 0.2) + abs(1 / 3 - 0.2) + 0.4 + 0.2) / 0.8
    assert count_entities(ROWS, ARTICLES)["dp"].iat[0] == pytest.approx(expected)


def test_an_entity_spread_as_the_words_has_dispersion_zero():
    rows = mentions(*[(article, "NATO") for article, n in zip("abcd", (1, 1, 2, 1), strict=True) for _ in range(n)])
    table = count_entities(rows, ARTICLES)
    assert table["dp"].iat[0] == pytest.approx(0)


def test_intervals_hold_the_value_and_the_seed_is_fixed():
    one, two = count_entities(ROWS, ARTICLES), count_entities(ROWS, ARTICLES)
    pd.testing.assert_frame_equal(one, two)
    assert ((one["rate_low"] <= one["rate"]) & (one["rate"] <= one["rate_high"])).all()


def test_below_three_articles_there_is_no_interval():
    table = count_entities(ROWS, ARTICLES[ARTICLES["article"].isin(["a", "b"])])
    assert table["rate_low"].isna().all()


def test_only_the_first_rows_get_intervals():
    table = count_entities(ROWS, ARTICLES, top=1)
    assert table["rate_low"].isna().tolist() == [False, True]


def test_copies_count_once():
    reprints = pd.DataFrame(
        {"article": ["a", "c"], "other": ["b", "d"], "kind": ["exact", "retelling"], "group": [1, 2]}
    )
    assert article_weights(ARTICLES, reprints).tolist() == [0.5, 0.5, 1, 1]
    assert count_entities(ROWS, ARTICLES, reprints)["adjusted"].tolist() == [1.5, 1.0]


def test_rates_by_outlet_leave_out_articles_without_one():
    table = rates_by(ROWS, ARTICLES, "outlet", ["NATO", "UN", "OSCE"])
    assert table.to_dict("index") == {"NATO": {"X": 15, "Y": 0}, "UN": {"X": 0, "Y": 5}, "OSCE": {"X": 0, "Y": 0}}


def test_difference_of_rates_is_paired_by_article():
    even = mentions(*[(article, entity) for article in "abcd" for entity in ("NATO", "NATO", "UN")])
    gap, low, high = rate_difference(even, ARTICLES, "NATO", "UN")
    assert gap == pytest.approx(8) and 0 < low <= gap <= high
    assert np.isnan(rate_difference(even, ARTICLES.head(2), "NATO", "UN")[1])


def test_frequent_names_outside_the_register_are_listed():
    assert unresolved(ROWS, {"UN"})[["name", "mentions", "articles"]].values.tolist() == [["NATO", 3, 2]]
