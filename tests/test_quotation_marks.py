"""Quotation marks of every shape: where a quotation begins and ends."""

import pytest

from corpus_utils.quotation_marks import find_quoted


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ('"The road is open," he said.', ['"The road is open,"']),
        ("“The road is open,” he said.", ["“The road is open,”"]),
        ("«The road is open», he said.", ["«The road is open»"]),
        ("„The road is open“, he said.", ["„The road is open“"]),
        ("''The road is open,'' he said.", ["''The road is open,''"]),
        ("``The road is open,'' he said.", ["``The road is open,''"]),
        ("‘The states’ road is open,’ he said.", ["‘The states’ road is open,’"]),
        ("“They call it a “road” here,” he said.", ["“They call it a “road” here,”"]),
        ('"It is, for example, "a road," he said.', ['"It is, for example, "a road,"']),
        (
            'He said that "it is open. "After all, it is a road," he said.',
            ['"it is open.', '"After all, it is a road,"'],
        ),
        ('Lee held that "it is open.', ['"it is open.']),
        ('"It is," he said. - And it stays so.', ['"It is,"', "And it stays so."]),
        ("> It is open and stays so.", ["It is open and stays so."]),
        ('It takes 6" of snow to close the road.', []),
        ("No marks at all, and the states' rights.", []),
        ("Rock 'n' roll of the '90s isn't back.", []),
    ],
)
def test_marks(page: str, expected: list[str]) -> None:
    assert [page[q.start : q.end] for q in find_quoted(page, [(0, len(page))])] == expected
