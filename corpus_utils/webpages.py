"""HTML pages: the text as a browser would copy it, the lines of the body, and what the page says of itself."""

import html
import json
import re
from collections.abc import Iterator
from typing import Any

import htmldate
import trafilatura
from lxml import etree

BLOCK_TAGS = frozenset((
    "address", "article", "aside", "blockquote", "body", "caption", "dd", "details", "dialog", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "header", "hr", "html", "legend", "li", "main", "menu", "nav",
    "ol", "option", "section", "select", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul",
))  # fmt: skip
PARAGRAPH_TAGS = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6", "pre"))  # an empty line around each
HIDDEN_TAGS = frozenset((
    "script", "style", "noscript", "template", "svg", "math", "head", "title", "iframe", "object", "embed", "canvas",
    "audio", "video", "datalist", "input",
))  # fmt: skip
INVISIBLE = re.compile(r"<(script|style|head)\b.*?</\1\s*>|<!--.*?-->", re.I | re.S)
HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
SITE_MARK = re.compile(r"\s*[•|·»/]\s*|\s+[-–—:]+\s+")  # between a headline and the name of the site
WHITE = re.compile(r"[ \t\n\r\f]+")  # what HTML collapses; a non-breaking space stays

META_TAGS = {
    "article:published_time": "published", "datepublished": "published", "pubdate": "published",
    "dc.date.issued": "published", "dc.date": "published", "article:modified_time": "modified", "og:title": "title",
    "og:site_name": "outlet", "author": "author", "og:url": "url",
}  # fmt: skip
MAX_HTMLDATE = 2_000_000  # characters of a page above which htmldate is not asked: its search is not linear


def parse_html(source: str) -> etree._Element | None:
    """Parse an HTML page; None when there is no element in it. Depth is not limited, entities are not loaded."""
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True, remove_comments=True, remove_pis=True)
    return etree.fromstring(source.encode("utf-8", errors="replace"), parser)


def render_html(root: etree._Element | None) -> str:
    """Return the visible text of a page, a line a block, as if selected and copied in a browser.

    Scripts, styles, the head and elements hidden by attribute or inline style are not visible; nothing else is cut.

    >>> render_html(parse_html("<h1>A  title</h1><p>One <b>bold</b> word<br>and a line.<script>x()</script>"))
    'A title\\n\\nOne bold word\\nand a line.\\n'
    """
    page = _Page()
    if root is not None:
        for action, element in _walk(root):
            page.visit(action, element)
    return page.text()


def strip_tags(source: str) -> str:
    """Return the text of a page too deep or too broken to be parsed: what is left without its tags.

    >>> strip_tags("<div>One</div><script>x()</script>")
    'One'
    """
    lines = re.sub(r"<[^<>]*>", "\n", INVISIBLE.sub("\n", source)).splitlines()
    return "\n".join(html.unescape(line.strip()) for line in lines if line.strip())


def _walk(root: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    """Walk without recursion, so that nesting of any depth is safe; hidden elements give only their tail."""
    stack: list[tuple[str, etree._Element]] = [("enter", root)]
    while stack:
        action, element = stack.pop()
        hidden = action == "enter" and _is_hidden(element)
        if not hidden:
            yield action, element
        if action == "enter":
            stack.append(("tail" if hidden else "leave", element))
            if not hidden:
                stack.extend(("enter", child) for child in reversed(element))


def _is_hidden(element: etree._Element) -> bool:
    if not isinstance(element.tag, str) or element.tag in HIDDEN_TAGS or element.get("hidden") is not None:
        return True
    return bool(HIDDEN_STYLE.search(element.get("style") or ""))


class _Page:
    """Collects text pieces and the line breaks between them."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.breaks = 0  # line breaks owed before the next words
        self.space = False  # a space owed before the next words

    def visit(self, action: str, element: etree._Element) -> None:
        if action == "enter":
            self._edge(element.tag)
            self.write(element.text)
        else:
            if action == "leave" and element.tag != "br":
                self._edge(element.tag)
            self.write(element.tail)

    def _edge(self, tag: str) -> None:
        if tag in PARAGRAPH_TAGS:
            self.breaks = max(self.breaks, 2)
        elif tag in BLOCK_TAGS:
            self.breaks = max(self.breaks, 1)
        elif tag == "br":
            self.breaks = min(2, self.breaks + 1) if self.breaks else 1
        elif tag in ("td", "th"):
            self.space = True

    def write(self, text: str | None) -> None:
        if not text:
            return
        words = WHITE.sub(" ", text)
        self.space = self.space or words.startswith(" ")
        words = words.strip(" ")
        if not words:
            return
        if self.parts:
            self.parts.append("\n" * self.breaks or (" " if self.space else ""))
        self.parts.append(words)
        self.breaks, self.space = 0, WHITE.sub(" ", text).endswith(" ")

    def text(self) -> str:
        return "".join(self.parts) + ("\n" if self.parts else "")


def main_lines(source: str) -> tuple[str, ...]:
    """Return the lines that trafilatura holds for the body of a page; none where it finds no body."""
    body = trafilatura.extract(source, include_comments=False, include_tables=True, deduplicate=False) or ""
    return tuple(line.strip().removeprefix("- ") for line in body.splitlines() if line.strip())


def page_metadata(root: etree._Element, source: str) -> dict[str, str]:
    """Return what a page says of itself: title, outlet, author, url, published, modified; only what is there.

    Standardised ``meta`` tags and schema.org's JSON-LD; the first value of each wins. A page that gives no date of
    publication is shown to htmldate, whose answer goes by its own name, since it may come from the page's text.
    """
    found: dict[str, str] = {}
    for tag in root.iter("meta"):
        key = META_TAGS.get((tag.get("property") or tag.get("name") or tag.get("itemprop") or "").lower())
        if key and (tag.get("content") or "").strip():
            found.setdefault(key, (tag.get("content") or "").strip())
    for script in root.iterfind(".//script[@type='application/ld+json']"):
        for key, value in _linked_data(script.text or ""):
            found.setdefault(key, value)
    for link in root.iterfind(".//link[@rel='canonical']"):
        found.setdefault("url", link.get("href") or "")
    if title := root.findtext(".//title"):
        found.setdefault("title", " ".join(title.split()))
    if "title" in found:
        found["title"] = _without_site(found["title"], root, found.get("outlet", ""))
    if "published" not in found and len(source) <= MAX_HTMLDATE:
        found["htmldate"] = htmldate.find_date(source, original_date=True) or ""
    return {key: value for key, value in found.items() if value}


def _without_site(title: str, root: etree._Element, site: str) -> str:
    """Return a title without the site's name behind it, where a headline of the page or the site's name proves it."""
    heads = (" ".join("".join(head.itertext()).split()) for head in root.iter("h1"))
    for head in sorted(heads, key=len, reverse=True):
        if head and title.startswith(head) and SITE_MARK.match(title, len(head)):
            return head
    end = len(title) - len(site)
    marks = [
        mark
        for mark in SITE_MARK.finditer(title)
        if site and title.endswith(site) and mark.start() > 0 and mark.end() == end
    ]
    return title[: marks[0].start()] if marks else title


def _linked_data(source: str) -> Iterator[tuple[str, str]]:
    try:
        loaded: Any = json.loads(source)
    except (ValueError, RecursionError):
        return  # a page with broken linked data still has its tags and its text
    graph = loaded.get("@graph", [loaded]) if isinstance(loaded, dict) else loaded
    for item in graph if isinstance(graph, list) else []:
        if isinstance(item, dict):
            for theirs, ours in (("headline", "title"), ("datePublished", "published"), ("dateModified", "modified")):
                if isinstance(item.get(theirs), str):
                    yield ours, item[theirs]
