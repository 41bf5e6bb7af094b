"""What the tests of reports share: hostile text, notebook cells, and a check that nothing in a page is alive."""

import re

import lxml.html
import nbformat
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell

from corpus_utils.safe_html import INVISIBLE

POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
NASTY = (
    "<script>alert(1)</script><img src=x onerror=alert(2)></style></title></textarea>--><svg onload=alert(3)>"
    "<a href='javascript:alert(4)'>NATO</a>[link](javascript:alert(5))<iframe src=//x.example></iframe>"
    '"onmouseover="alert(6) \u202edetrever\u202c \u2066x <base href=//x.example><form action=//x><object data=x>'
)
PIECES = st.sampled_from(
    [
        *"<>='\" \n&;#:/x\u202e\x00",
        *("</", "<!--", "-->", "]]>", "<![CDATA[", "javascript:", "&#106;avascript:", "data:text/html,", "//x"),
        *("script", "svg", "math", "style", "img", "a", "details", "noscript", "template", "table", "mglyph", "title"),
        *("href", "src", "onerror", "class", "id"),
    ]
)
PARAMETERS = new_code_cell('folder = ""\ntarget = "NATO"\nout = ""', metadata={"tags": ["parameters"]})


def code(source: str, *tags: str) -> nbformat.NotebookNode:
    return new_code_cell(source, metadata={"tags": list(tags)} if tags else {})


def alive(page: str) -> list[str]:
    """Return everything in a page that could run, load from elsewhere, or reorder text."""
    tree = lxml.html.document_fromstring(page, parser=lxml.html.HTMLParser(huge_tree=True))
    found = [
        e.tag
        for e in tree.iter("script", "iframe", "object", "embed", "base", "form", "link", "svg", "math", "template")
    ]
    found += [str(e.get("http-equiv")) for e in tree.iter("meta") if e.get("http-equiv", "").lower() == "refresh"]
    for element in tree.iter(lxml.html.etree.Element):
        for name, value in element.attrib.items():
            bare = re.sub(r"[\s\x00-\x20]", "", value).lower()
            loads = name in ("src", "srcset", "action", "data", "background", "poster", "formaction", "ping")
            found += [f"{name}={value[:40]}"] * (
                name.lower().startswith("on")
                or name == "style"
                or (loads and not re.match(r"data:image/(png|svg\+xml);base64,", bare))
                or (name == "href" and bool(re.match(r"(?!https?:|mailto:)[a-z][a-z0-9+.-]*:|//|/", bare)))
            )
    found += [f"U+{ord(sign):04X}" for sign in INVISIBLE.findall(page)]
    return found + ["style"] * (
        len(tree.findall(".//style")) > 1 or any("@import" in s.text for s in tree.iter("style"))
    )


def assert_dead(page: str) -> None:
    assert alive(page) == []
    tree = lxml.html.document_fromstring(page)
    (policy,) = [e.get("content") for e in tree.iter("meta") if e.get("http-equiv") == "Content-Security-Policy"]
    assert policy == POLICY
