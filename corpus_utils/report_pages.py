"""One executed notebook to one safe HTML page."""

import base64
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import lxml.html
from jinja2 import Environment, FileSystemLoader
from nbconvert import HTMLExporter
from nbformat import NotebookNode
from traitlets.config import Config

from corpus_utils.changes import Changes
from corpus_utils.execution import PACKAGE, is_inserted
from corpus_utils.safe_html import clean, visible
from corpus_utils.tables import escape

TEMPLATES = PACKAGE / "templates"
SHOWN = [
    "text/html",
    "text/markdown",
    "image/svg+xml",
    "image/png",
    "text/latex",
    "text/plain",
]  # the first that an output has
HIDDEN = {"parameters"}  # the footer gives the parameters, without the paths of the machine


@dataclass
class Page:
    """What the overview and the links between pages need to know of a page."""

    name: str  # file name without .html
    title: str
    findings: str = ""  # safe HTML
    failure: str = ""

    def __post_init__(self) -> None:
        """Keep hidden characters out of the links between pages."""
        self.title = visible(self.title)


def write_page(
    out: Path, page: Page, pages: Sequence[Page], body: str, contents: bool, provenance: Mapping[str, str]
) -> Path:
    """Put the frame around a safe fragment and write it, whole or not at all."""
    html = (
        _templates()
        .get_template("page.html.j2")
        .render(
            name=page.name,
            title=page.title,
            pages=pages,
            body=body,
            contents=_headings(body) if contents else [],
            neighbours=_neighbours(page, pages),
            provenance={term: visible(value) for term, value in provenance.items()},
            style=(TEMPLATES / "style.css").read_text(encoding="utf-8"),
        )
    )
    path, draft = out / f"{page.name}.html", out / f".{page.name}.html"
    draft.write_text(html, encoding="utf-8")
    draft.replace(path)
    return path


def notebook_body(notebook: NotebookNode) -> str:
    """Return the cells of an executed notebook as a safe HTML fragment."""
    cells = [c for c in notebook.cells if not is_inserted(c) and not HIDDEN & set(c.metadata.get("tags", []))]
    html, _ = _exporter().from_notebook_node(NotebookNode({**notebook, "cells": cells}))
    return _number_headings(clean(html))


def notebook_title(notebook: NotebookNode, otherwise: str) -> str:
    """Return the first heading of the first level, without its mark-up."""
    lines = (line for cell in notebook.cells if cell.cell_type == "markdown" for line in cell.source.splitlines())
    return next((re.sub(r"[*_`]", "", line[2:]).strip() for line in lines if line.startswith("# ")), otherwise)


def findings(body: str, name: str) -> str:
    """Return the findings of a page's body, their links made to work from another page."""
    cell = next(iter(lxml.html.fragment_fromstring(body, "div").find_class("findings")), None)
    if cell is None:
        return ""
    for code in cell.xpath(".//details[contains(@class, 'code') or contains(@class, 'log')]"):
        code.drop_tree()
    for link in cell.xpath(".//a[starts-with(@href, '#')]"):
        link.set("href", f"{name}.html{link.get('href')}")
    return clean("".join(lxml.html.tostring(part, encoding="unicode") for part in cell))


def dead_links(html: str) -> list[str]:
    """Return the links of a page to places that the page does not have.

    >>> dead_links('<p id="a"></p><a href="#a">here</a><a href="#b">nowhere</a>')
    ['#b']
    """
    tree = lxml.html.document_fromstring(html)
    ids = set(tree.xpath("//@id"))
    return sorted({link for link in tree.xpath("//a/@href") if link.startswith("#") and link[1:] not in ids})


def unlink(body: str) -> tuple[str, list[str]]:
    """Take the links to nowhere out of a safe fragment, their words kept, and return them beside it.

    >>> unlink('<p id="a"></p><a href="#a">here</a> <a href="#b">nowhere</a>')
    ('<p id="a"></p><a href="#a">here</a> nowhere', ['#b'])
    """
    dead = dead_links(body)
    for link in dead:
        body = re.sub(rf'<a href="{re.escape(escape(link))}"[^>]*>(.*?)</a>', r"\1", body, flags=re.DOTALL)
    return body, dead


def index_body(title: str, summary: str, pages: Sequence[Page], changes: Changes, tables: Sequence[object]) -> str:
    """Return the fragment of the overview: the findings of each page, what changed, and what is in the corpus."""
    template = _templates().get_template("index.html.j2")
    return clean(template.render(title=title, summary=summary, pages=pages, changes=changes, tables=tables))


@cache
def _templates() -> Environment:
    return Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True)


@cache
def _exporter() -> HTMLExporter:
    exporter = HTMLExporter(
        config=Config(NbConvertBase={"display_data_priority": SHOWN}),
        template_name="notebook",
        extra_template_basedirs=[str(TEMPLATES)],
        exclude_anchor_links=True,
    )
    exporter.register_filter("clean", clean)
    exporter.register_filter("base64", lambda text: base64.b64encode(text.encode()).decode())
    return exporter


def _number_headings(html: str) -> str:
    """Give each heading an id made of its words, so that the table of contents and Markdown links find it."""
    seen: Counter[str] = Counter()

    def number(match: re.Match[str]) -> str:
        words = re.sub(r"\W+", "-", re.sub(r"<.*?>|&\w+;", "", match[2]).lower()).strip("-") or "section"
        seen[words] += 1
        return f'<{match[1]} id="{words}{f"-{seen[words]}" if seen[words] > 1 else ""}">'

    return re.sub(r"<(h[234])>(?=(.*?)</\1>)", number, html, flags=re.DOTALL)


def _headings(body: str) -> list[dict[str, str]]:
    tree = lxml.html.fragment_fromstring(body, "div")
    return [{"id": h.get("id"), "text": h.text_content()} for h in tree.iter("h2") if h.get("id")]


def _neighbours(page: Page, pages: Sequence[Page]) -> list[tuple[str, Page]]:
    names = [p.name for p in pages]
    if page.name not in names:
        return []
    i = names.index(page.name)
    return [("prev", p) for p in pages[max(0, i - 1) : i]] + [("next", p) for p in pages[i + 1 : i + 2]]
