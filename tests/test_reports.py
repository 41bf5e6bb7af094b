"""A report of a folder: nothing hostile lives in it, it runs again only when it must, it says what failed and why."""

import html
import json
import sys
from pathlib import Path

import lxml.html
import nbformat
import pytest
from hostile_pages import NASTY, PARAMETERS, assert_dead, code
from nbformat.v4 import new_markdown_cell, new_notebook

from corpus_utils import NoUsableArticle
from corpus_utils.report_pages import dead_links
from corpus_utils.reports import ReportError, render


def write_notebook(path: Path, *cells: nbformat.NotebookNode) -> Path:
    nbformat.write(new_notebook(cells=[new_markdown_cell("# Page of " + path.stem), PARAMETERS, *cells]), path)
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of hostile articles, one of them with a hostile name."""
    where = tmp_path_factory.mktemp("run") / "a <b>folder"
    where.mkdir()
    head = f"---\ntitle: {NASTY}\noutlet: {NASTY}\n---\n"
    page = f"{head}{NASTY}\n\nThe CSTO met NATO in Minsk on 1 March 2021, {NASTY} said.\n\n"
    (where / "1 <img src=x onerror=alert(7)> javascript:alert(8) \u202etxt.txt").write_text(page, encoding="utf-8")
    (where / "2.txt").write_text("NATO " + "X" * 100_000 + f" {NASTY}.\n\nNATO came.\n", encoding="utf-8")
    (where / "3 <script>.txt").write_bytes(b"")
    return where


HOSTILE_CELLS = """
from IPython.display import HTML, Markdown, display
from corpus_utils import Corpus, figures, tables
import pandas as pd, sys
corpus = Corpus.open(folder, target=target)
text = " ".join(corpus.articles["text"])
Markdown(text[:5000])
===
names = pd.DataFrame({"name": [*corpus.articles["title"], text], "mentions": [1, 2, 3]})
display(tables.show(names, text, {"mentions": "name"}))
display(tables.evidence(corpus.mentions, corpus.articles, corpus.sentences, by="entity"))
marks = corpus.articles[["article", "start", "end"]].assign(name=names["name"][:2])
display(tables.evidence(pd.concat([marks, marks.assign(name=text)]), corpus.articles, corpus.sentences, by="name"))
===
words = {"title": text, "source": text, "n": text, "unit": text}
display(figures.ranked_bars(names, "mentions", "name", links={"mentions": "name"}, **words))
display(figures.stacked_bars(names.assign(**{text: 1}), **words))
display(figures.heat_map(names, **words))
display(figures.lines(names, **words))
display(figures.timeline(corpus.reports.assign(kind=text), **words))
display(figures.page_strip(corpus.blocks, **words))
===
print(text[:5000])
print(text[:5000], file=sys.stderr)
display(HTML(text[:5000] + "<!-- <details>"), names, Markdown("[x](javascript:alert(1)) ![x](http://x.example/y.png)"))
===
display({"image/svg+xml": "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"}, raw=True)
display({"application/javascript": "alert(1)", "text/plain": text[:1000]}, raw=True)
display({"text/latex": text[:1000]}, raw=True)
"""


@pytest.fixture(scope="module")
def report(folder: Path) -> list[Path]:
    first, *others = HOSTILE_CELLS.split("===\n")
    source = write_notebook(folder.parent / "01_hostile.ipynb", code(first, "findings"), *map(code, others))
    return render(folder, folder.parent / "out", notebooks=[source], cache=folder.parent / "cache")


def test_nothing_of_a_hostile_corpus_lives_in_the_pages(report: list[Path]) -> None:
    assert [page.name for page in report] == ["index.html", "01_hostile.html"]
    for page in report:
        assert_dead(page.read_text(encoding="utf-8"))
    whole = report[1].read_text(encoding="utf-8")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in whole  # it is shown, not lost
    assert "[U+202E]detrever" in whole
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in report[0].read_text(encoding="utf-8")


def test_every_kind_of_output_reached_the_page(report: list[Path]) -> None:
    tree = lxml.html.document_fromstring(report[1].read_text(encoding="utf-8"))
    assert len(tree.findall(".//figure")) == 6
    assert len(tree.xpath("//div[@class='evidence']")) == 2
    assert len(tree.findall(".//img")) >= 6
    assert tree.xpath("//details[@class='log']")
    assert all(image.get("alt") is not None for image in tree.iter("img"))


def test_links_lead_somewhere(report: list[Path]) -> None:
    for page in report:
        assert dead_links(page.read_text(encoding="utf-8")) == []
    links = lxml.html.document_fromstring(report[0].read_text(encoding="utf-8")).xpath("//a/@href")
    assert {link.split("#")[0] for link in links} <= {"", "index.html", "01_hostile.html"}


def test_pages_say_how_they_were_made_without_paths_of_the_machine(report: list[Path], folder: Path) -> None:
    for page in report:
        text = html.unescape(page.read_text(encoding="utf-8"))
        assert str(folder.parent) not in text
        for words in ("hash ", "a <b>folder, target = NATO, items = False", "Python 3", "corpus-utils ", " UTC"):
            assert words in text
    overview = html.unescape(report[0].read_text(encoding="utf-8"))
    assert "What is in the corpus" in overview
    assert "3 <script>.txt" in overview  # left out, and said so


@pytest.fixture
def small(tmp_path: Path) -> Path:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "a.txt").write_text("NATO met the CSTO in Minsk.\n", encoding="utf-8")
    return tmp_path / "articles"


def test_a_failing_notebook_is_named_and_the_others_still_run(small: Path, tmp_path: Path) -> None:
    sources = [
        write_notebook(tmp_path / "01_fails.ipynb", code("first = 1"), code("first / 0  # here")),
        write_notebook(tmp_path / "02_works.ipynb", code("print(target + '!')")),
        tmp_path / "03_broken.ipynb",
    ]
    sources[2].write_text("{", encoding="utf-8")
    with pytest.raises(ReportError) as caught:
        render(small, tmp_path / "out", target="CSTO", notebooks=sources, cache=tmp_path / "cache")
    first, second = caught.value.failures
    assert first == "01_fails.ipynb, code cell 3 (first / 0  # here): ZeroDivisionError: division by zero"
    assert second.startswith("03_broken.ipynb: NotJSONError: ")
    assert [page.name for page in caught.value.pages] == [
        "index.html",
        "01_fails.html",
        "02_works.html",
        "03_broken.html",
    ]
    texts = [html.unescape(page.read_text(encoding="utf-8")) for page in caught.value.pages]
    assert first in texts[0]
    assert second in texts[0]
    assert first in texts[1]
    assert "CSTO!" in texts[2]
    assert "failed" not in texts[2]
    assert set(json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))) == {"02_works"}


def count_runs(tmp_path: Path) -> int:
    return len((tmp_path / "runs").read_text().splitlines())


def test_a_notebook_runs_again_only_when_what_it_rests_on_changed(small: Path, tmp_path: Path) -> None:
    log = f"with open({str(tmp_path / 'runs')!r}, 'a') as log: print('run', file=log)"
    notebook = write_notebook(tmp_path / "01_page.ipynb", code(log), code("'found'", "findings"))

    def run(**changes: str) -> str:
        (index, _) = render(small, tmp_path / "out", notebooks=[notebook], cache=tmp_path / "cache", **changes)
        return index.read_text(encoding="utf-8")

    first = run()
    assert "found" in first
    assert "found" in run()
    assert count_runs(tmp_path) == 1
    run(target="Russia")
    assert count_runs(tmp_path) == 2
    (small / "b.txt").write_bytes(b"")  # left out, but the audit has changed
    run(target="Russia")
    assert count_runs(tmp_path) == 3
    write_notebook(notebook, code(log), code("'found more'", "findings"))
    assert "found more" in run(target="Russia")
    assert count_runs(tmp_path) == 4
    (tmp_path / "overrides.csv").write_text("article,target,text,stance\n", encoding="utf-8")  # corrections
    run(target="Russia")
    assert count_runs(tmp_path) == 5
    (tmp_path / "out" / "01_page.html").unlink()
    (tmp_path / "out" / "manifest.json").write_text("[", encoding="utf-8")
    run(target="Russia")
    assert count_runs(tmp_path) == 6


def test_the_overview_says_what_changed_since_the_last_run(small: Path, tmp_path: Path) -> None:
    notebook = write_notebook(tmp_path / "01_page.ipynb", code("1"))

    def run() -> str:
        (index, _) = render(small, tmp_path / "out", notebooks=[notebook], cache=tmp_path / "cache")
        return lxml.html.parse(index).getroot().text_content()

    assert "This is the first run" in run()
    assert "Nothing changed since the run of 2" in run()
    (small / "b.txt").write_text("NATO met the CSTO in Riga.\n", encoding="utf-8")
    assert "new: NATO met the CSTO in Riga." in run()
    (tmp_path / "out" / "run.parquet").write_bytes(b"broken")
    assert "run.parquet cannot be read" in run()
    assert "Nothing changed" in run()


def test_a_link_to_nowhere_is_taken_out_and_reported(small: Path, tmp_path: Path, caplog) -> None:
    cell = code("from IPython.display import Markdown\nMarkdown('[lost](#nowhere) [found](#here)\\n## Here')")
    notebook = write_notebook(tmp_path / "01_page.ipynb", cell)
    _, page = render(small, tmp_path / "out", notebooks=[notebook], cache=tmp_path / "cache")
    tree = lxml.html.document_fromstring(page.read_text(encoding="utf-8"))
    assert "#here" in tree.xpath("//main//a/@href")
    assert "#nowhere" not in tree.xpath("//a/@href")
    assert "lost found" in tree.text_content()
    assert "1 links led nowhere, the first to #nowhere" in caplog.text
    assert "no cell is tagged findings" in caplog.text


def test_notebooks_are_told_whether_items_are_articles(small: Path, tmp_path: Path) -> None:
    notebook = write_notebook(tmp_path / "01_page.ipynb", code("print('items:', items)"))
    _, page = render(small, tmp_path / "out", notebooks=[notebook], cache=tmp_path / "cache", items=True)
    assert "items: True" in page.read_text(encoding="utf-8")


def test_the_kernel_is_the_interpreter_that_renders(small: Path, tmp_path: Path) -> None:
    notebook = write_notebook(tmp_path / "01_page.ipynb", code("import sys\nprint('runs in', sys.executable)"))
    _, page = render(small, tmp_path / "out", notebooks=[notebook], cache=tmp_path / "cache")
    assert f"runs in {sys.executable}" in page.read_text(encoding="utf-8")


def test_a_folder_without_articles_is_said_before_any_page_is_written(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(NoUsableArticle):
        render(tmp_path / "empty", tmp_path / "out", cache=tmp_path / "cache")
    assert not (tmp_path / "out").exists()
