"""What ``clean`` takes out of a page, and what a report needs that it keeps."""

import pytest
from hostile_pages import PIECES, alive
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus_utils.safe_html import clean


@pytest.mark.parametrize(
    "poison",
    [
        "<script>x</script>", "<p onclick=x>", "<a href='javascript:x'>", "<a href=' java\nscript:x'>", "<iframe>",
        "<img src='https://x.example/y.png'>", "<a href='//x.example'>", "<base href=x>", "<form>", "<b>\u202e</b>",
        "<meta http-equiv=refresh>", "<p style='x'>", "<style>@import 'x'</style>", "<link rel=x>", "<svg></svg>",
        "<a href='file:///etc/passwd'>", "<a href='data:text/html,x'>", "<img src='data:text/html;base64,eA=='>",
    ],
)  # fmt: skip
def test_the_check_finds_what_lives_and_clean_takes_it(poison: str) -> None:
    assert alive(f"<html><body>{poison}</body></html>") != []
    assert alive(f"<html><body>{clean(poison)}</body></html>") == []


@pytest.mark.parametrize(
    "kept",
    [
        '<details id="a" class="b" open=""><summary>s</summary></details>',
        '<table><caption>c</caption><tbody><tr><th scope="row">h</th><td class="number">1</td></tr></tbody></table>',
        "<figure><figcaption>c</figcaption><blockquote><mark>m</mark></blockquote></figure>",
        '<img src="data:image/png;base64,iVBORw0KGgo=" alt="a">',
        '<a href="#x" rel="noopener noreferrer">x</a><a href="02_page.html#x-1" rel="noopener noreferrer">x</a>',
        '<a href="https://www.example.org/a?b=c" rel="noopener noreferrer">x</a>',
        '<a href="mailto:a@example.org" rel="noopener noreferrer">x</a>',
        "<p>a &lt; b &amp; c “d”</p>",
    ],
)
def test_clean_keeps_what_a_report_needs(kept: str) -> None:
    assert clean(kept) == kept


@settings(deadline=None)
@given(st.lists(PIECES, max_size=25).map("".join))
def test_clean_leaves_nothing_alive_and_is_done_at_once(text: str) -> None:
    once = clean(text)
    assert alive(f"<html><body>{once}</body></html>") == []
    assert clean(once) == once
