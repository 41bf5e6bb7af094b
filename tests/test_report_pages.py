"""One page of a report: its headings, code, outputs, findings and title, and nothing alive in it."""

import tempfile
from pathlib import Path

import lxml.html
import nbformat
import pytest
from hostile_pages import PARAMETERS, PIECES, assert_dead, code
from hypothesis import given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_markdown_cell, new_notebook, new_output

from corpus_utils.report_pages import Page, findings, notebook_body, notebook_title, write_page


@settings(deadline=None)
@given(st.text(), st.lists(PIECES, max_size=15).map("".join))
def test_titles_and_provenance_are_escaped(text: str, nasty: str) -> None:
    with tempfile.TemporaryDirectory() as out:
        page = Page("p", text + nasty)
        path = write_page(Path(out), page, [page], "<h1>x</h1>", True, {"Corpus": nasty + text})
        assert_dead(path.read_text(encoding="utf-8"))


def body_of(*cells: nbformat.NotebookNode) -> lxml.html.HtmlElement:
    return lxml.html.fragment_fromstring(notebook_body(new_notebook(cells=list(cells))), "div")


def test_headings_have_ids_that_differ() -> None:
    body = body_of(new_markdown_cell("## Who is named?\n\n## Who is named?\n\n### “Кто” & <b>what</b>\n\n## !"))
    assert [h.get("id") for h in body.iter("h2", "h3")] == ["who-is-named", "who-is-named-2", "кто-what", "section"]


def test_parameters_are_not_shown_among_the_cells() -> None:
    injected = code("folder = '/home/somebody'", "injected-parameters")
    assert "somebody" not in body_of(PARAMETERS, injected, code("1 + 1")).text_content()


def test_code_is_folded_and_outputs_are_not() -> None:
    cell = code("1 + 1")
    cell.outputs = [new_output("execute_result", {"text/plain": "2 <b>"})]
    body = body_of(cell)
    assert body.findtext(".//details[@class='code']/pre") == "1 + 1"
    assert body.findtext(".//pre[@class='output']") == "2 <b>"


def test_an_unclosed_output_does_not_swallow_the_next() -> None:
    first, second = code("a"), code("b")
    first.outputs = [new_output("display_data", {"text/html": "<details><div><!-- "})]
    second.outputs = [new_output("display_data", {"text/html": "<p id='after'>after</p>"})]
    assert [e.tag for e in body_of(first, second).get_element_by_id("after").iterancestors("details")] == []


def test_findings_go_to_the_overview_with_links_that_work_there() -> None:
    cell = code("x = 1", "findings")
    cell.outputs = [new_output("display_data", {"text/markdown": "- NATO [most](#names)\n- <script>x</script>"})]
    body = notebook_body(new_notebook(cells=[cell]))
    found = findings(body, "02_entity_frequency")
    assert '<a href="02_entity_frequency.html#names"' in found
    assert "x = 1" not in found
    assert "script" not in found


@pytest.mark.parametrize(
    ("markdown", "title"),
    [("# Who is *named*?\n\ntext", "Who is named?"), ("text\n# Later", "Later"), ("## No title", "01_x"), ("", "01_x")],
)
def test_the_title_is_the_first_heading(markdown: str, title: str) -> None:
    assert notebook_title(new_notebook(cells=[new_markdown_cell(markdown)]), "01_x") == title
