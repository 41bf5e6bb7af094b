"""How many topics a corpus carries, and when it carries none."""

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_matrix

from corpus_utils.stability import average_jaccard, choose_k, coherence, match_topics, resample


@pytest.mark.parametrize(
    "a, b, agreement",
    [
        ([1, 2, 3], [1, 2, 3], 1.0),
        ([1, 2, 3], [4, 5, 6], 0.0),
        ([1, 2], [2, 1], 0.5),
    ],
)
def test_agreement_of_ranked_terms(a, b, agreement):
    assert average_jaccard(a, b) == agreement == average_jaccard(b, a)


def test_topics_are_matched_one_to_one_whatever_their_order():
    assert match_topics([[1, 2], [3, 4]], [[3, 4], [1, 2]]) == [1.0, 1.0]
    assert match_topics([[1, 2], [3, 4]], [[1, 2]]) == [1.0, 0.0]


def test_coherence_is_one_for_terms_that_go_together_and_less_than_zero_for_terms_that_never_do():
    documents = csr_matrix(np.array([[1, 1, 0], [1, 1, 0], [0, 0, 1], [0, 0, 1]], dtype=float))
    assert coherence(documents, [[0, 1], [0, 2]]) == [pytest.approx(1.0), -1.0]


def test_resamples_leave_out_whole_articles():
    owners = [f"a{i // 2}" for i in range(40)]
    for rows in resample(owners):
        assert len(rows) == 32
        assert len({owners[i] for i in rows}) == 16


def test_of_a_few_articles_each_is_left_out_once():
    assert [len(rows) for rows in resample(["a", "a", "b", "c"])] == [2, 3, 3]


@pytest.mark.parametrize(
    "stability, error, k",
    [
        ([0.9, 0.8, 0.7], 0.02, 3),
        ([0.9, 0.8, 0.4], 0.02, 3),
        ([0.5, 0.4, 0.3], 0.02, 0),
        ([0.51, 0.4, 0.3], 0.1, 0),
    ],
)
def test_number_of_topics(stability, error, k):
    survey = pd.DataFrame({"k": [2, 3, 4], "stability": stability, "error": error, "coherence": [0.1, 0.3, 0.31]})
    chosen, reason = choose_k(survey)
    assert chosen == k
    assert reason.startswith(f"k = {k}" if k else "No stable topics")
