"""HTML as a browser would copy it, whatever is in it."""

import pytest

from corpus_utils.decoding import decode_html
from corpus_utils.webpages import main_lines, page_metadata, parse_html, render_html, strip_tags


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<p>One</p><p>Two</p>", "One\n\nTwo\n"),
        ("<div>One</div><div>Two</div>", "One\nTwo\n"),
        ("One<br>Two<br/>Three", "One\nTwo\nThree\n"),
        ("<ul><li>One<li>Two</ul>", "One\nTwo\n"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc\n"),
        ("<p>One <b>bold</b>, <i>slanted</i>.</p>", "One bold, slanted.\n"),
        ("<p>One\n   two</p>", "One two\n"),
        ("<p>non&nbsp;breaking</p>", "non\u00a0breaking\n"),
        ("<p>shown</p><p hidden>not</p><p style='display:none'>not</p><style>p{}</style>", "shown\n"),
        ("<script>alert(1)</script><noscript>no</noscript><!-- no -->", ""),
        ("", ""),
        ("<", "<\n"),
    ],
)
def test_visible_text(source: str, text: str) -> None:
    assert render_html(parse_html(source)) == text


def test_nesting_of_any_depth_is_read() -> None:
    depth = 50_000
    source = "<div>" * depth + "deep" + "</div>" * depth
    assert (render_html(parse_html(source)) or strip_tags(source)).strip() == "deep"


def test_what_a_page_says_of_itself() -> None:
    source = """<html><head><title>Talks end | Example</title><meta property="og:title" content="Talks end">
    <meta property="og:site_name" content="Example"><link rel="canonical" href="https://example.org/a">
    <script type="application/ld+json">{"@graph": [{"datePublished": "2016-09-08"}]}</script></head>
    <body>x</body></html>"""
    root = parse_html(source)
    assert root is not None
    assert page_metadata(root, source) == {
        "title": "Talks end", "outlet": "Example", "url": "https://example.org/a", "published": "2016-09-08",
    }  # fmt: skip


def test_broken_linked_data_is_passed_over() -> None:
    source = "<script type='application/ld+json'>{broken</script><title>T</title>"
    root = parse_html(source)
    assert root is not None
    assert page_metadata(root, source)["title"] == "T"


def test_a_wrong_declaration_of_the_encoding_is_seen() -> None:
    text, encoding = decode_html("<meta charset='no-such'><p>Минск".encode())
    assert "Минск" in text
    assert encoding == "utf-8"


def test_no_body_gives_no_lines() -> None:
    assert main_lines("<html></html>") == ()


def metadata_of(source: str) -> dict[str, str]:
    root = parse_html(source)
    assert root is not None
    return page_metadata(root, source)


SITE = "<meta property=og:site_name content='Example Daily'>"


@pytest.mark.parametrize(
    ("title", "rest", "expected"),
    [
        ("Talks end in the north • State", "<h1>Talks end in  the <i>north</i></h1>", "Talks end in the north"),
        ("Talks end - Example Daily", SITE, "Talks end"),
        ("Talks end – for now", "<h1>Example Daily</h1>", "Talks end – for now"),
        ("Talks end in the north", "<h1>Talks</h1>", "Talks end in the north"),
        ("Example Daily", SITE, "Example Daily"),
        ("News of Example Daily", SITE, "News of Example Daily"),
    ],
)
def test_the_name_of_the_site_is_no_part_of_the_title(title: str, rest: str, expected: str) -> None:
    assert (
        metadata_of(f"<html><head><title>{title}</title></head><body>{rest}<p>x</p></body></html>")["title"] == expected
    )
