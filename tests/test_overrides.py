"""An analyst's corrections win, survive new offsets, and are never lost silently."""

import pandas as pd
import pytest

from corpus_utils.overrides import apply_overrides

LEDGER = pd.DataFrame(
    {
        "article": ["a", "a", "b"],
        "start": [0, 40, 0],
        "target": ["NATO"] * 3,
        "text": ["They fear NATO.", "They like\u00a0NATO.", "They fear NATO."],
        "holder": ["The Paper", None, "The Paper"],
        "voice": ["author"] * 3,
        "stance": pd.array([0, None, -1], dtype="Int64"),
        "probability": [0.9, 0.4, 0.9],
        "abstained": [False, True, False],
        "method": ["model"] * 3,
    }
)


def corrected(tmp_path, *lines, header="article,target,text,stance,holder,voice"):
    path = tmp_path / "overrides.csv"
    path.write_text("\n".join([header, *lines]), encoding="utf-8")
    return apply_overrides(LEDGER, path)


def test_no_file_changes_nothing(tmp_path):
    ledger, conflicts = apply_overrides(LEDGER, tmp_path / "overrides.csv")
    assert ledger is LEDGER and conflicts == []


@pytest.mark.parametrize(
    ("line", "row", "expected"),
    [
        ("a,NATO,They fear NATO.,-1,,", 0, {"stance": -1, "holder": "The Paper", "method": "analyst"}),
        (
            "a,NATO,They like NATO.,+1,Ada Invented,direct",
            1,
            {"stance": 1, "holder": "Ada Invented", "abstained": False},
        ),
        (
            "a,NATO,They like NATO.,,Ada Invented,",
            1,
            {"holder": "Ada Invented", "abstained": True, "method": "analyst"},
        ),
        ("b,NATO,  They fear NATO. ,1.0,,", 2, {"stance": 1, "voice": "author"}),
    ],
)
def test_the_analysts_row_wins(tmp_path, line, row, expected):
    ledger, conflicts = corrected(tmp_path, line)
    assert conflicts == []
    assert ledger.loc[row, list(expected)].to_dict() == expected
    others = [i for i in LEDGER.index if i != row]
    pd.testing.assert_frame_equal(ledger.loc[others], LEDGER.loc[others])


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        (["a,NATO,They feared NATO.,-1,,"], "row 2: no sentence"),
        (["c,NATO,They fear NATO.,-1,,"], "row 2: no sentence"),
        (["a,NATO,They fear NATO.,bad,,"], "expected -1, 0, 1"),
        (["a,NATO,They fear NATO.,1,,shouted"], "expected author, direct, indirect"),
        (["a,NATO,They fear NATO.,,,"], "nothing to correct"),
        (["a,NATO,They fear NATO.,1,,", "a,NATO,They fear NATO.,-1,,"], "another row says otherwise"),
    ],
)
def test_what_cannot_be_used_is_reported_and_changes_nothing(tmp_path, lines, says):
    ledger, conflicts = corrected(tmp_path, *lines)
    assert says in conflicts[0] and "overrides.csv row 2" in conflicts[0]
    pd.testing.assert_frame_equal(ledger, LEDGER)


def test_a_file_without_the_columns_says_which(tmp_path):
    with pytest.raises(ValueError, match="target, text are missing"):
        corrected(tmp_path, "a,1", header="article,stance")
