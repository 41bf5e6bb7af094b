"""Run the notebooks on a folder of articles and write the report."""

import datetime as dt
import hashlib
import importlib.metadata
import json
import logging
import platform
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import nbformat

from corpus_utils.audit import describe_left_out
from corpus_utils.changes import FIRST, Changes, describe_changes, read_record, record_run, write_record
from corpus_utils.corpus import Corpus
from corpus_utils.corrections import find_file
from corpus_utils.execution import PACKAGE, NotebookFailed, execute, find_notebooks
from corpus_utils.report_pages import Page, findings, index_body, notebook_body, notebook_title, unlink, write_page
from corpus_utils.store import code_version
from corpus_utils.tables import count, escape, show

LIBRARIES = ("pandas", "numpy", "scikit-learn", "spacy", "nltk", "matplotlib", "nbconvert")
log = logging.getLogger(__name__)


class ReportError(RuntimeError):
    """One or more notebooks failed; ``pages`` lists the pages that were written all the same."""

    def __init__(self, failures: Sequence[str], pages: Sequence[Path]) -> None:
        """Say which notebooks failed, where and why."""
        super().__init__("\n".join(failures))
        self.failures, self.pages = list(failures), list(pages)


def render(
    folder: Path,
    out: Path,
    *,
    target: str = "NATO",
    notebooks: Sequence[Path] | None = None,
    cache: Path | None = None,
    items: bool = False,
) -> list[Path]:
    """Run the notebooks (default: the project's) on a folder of articles and write ``index.html`` and a page for each.

    ``cache`` is where analysed articles are kept and ``items`` makes the other items of a page articles of their own,
    as in ``Corpus.open``. A notebook is not run again while its source,
    the articles, the package's code and the parameters are as they were when its page was written. Returns the paths,
    the index first. Raises ``NoUsableArticle``; raises ``ReportError`` after all others have run when notebooks fail.
    """
    corpus = Corpus.open(folder, target=target, cache=cache, items=items)
    out.mkdir(parents=True, exist_ok=True)
    sources = [Path(path) for path in notebooks or find_notebooks()]
    pages = [Page(path.stem, _title(path)) for path in sources]
    run = _Run(corpus, out, pages, cache, items)
    paths = []
    for source, page in zip(sources, pages, strict=True):
        print(f"{source.stem}: {page.title}", file=sys.stderr, flush=True)  # minutes may pass before the next
        paths.append(run.make_page(source, page))
    index = run.make_index(f"Report on {folder.resolve().name}")
    if failures := [page.failure for page in pages if page.failure]:
        raise ReportError(failures, [index, *paths])
    return [index, *paths]


class _Run:
    """One report: what its pages share, and the manifest that tells which of them are still true."""

    def __init__(self, corpus: Corpus, out: Path, pages: Sequence[Page], cache: Path | None, items: bool) -> None:
        self.corpus, self.out, self.pages = corpus, out, pages
        self.parameters: dict[str, str | bool] = {
            "folder": str(corpus.folder.resolve()),
            "target": corpus.settings.target,
            "out": str(out.resolve()),
            "items": items,
        }
        self.environment = {"CORPUS_CACHE": str(Path(cache).resolve())} if cache else {}
        self.made = f"{dt.datetime.now(dt.UTC):%Y-%m-%d %H:%M} UTC"
        self.manifest_path = out / "manifest.json"
        self.manifest: dict[str, dict[str, str]] = _read_json(self.manifest_path)
        self.state = [
            *(corpus.hash, corpus.audit.to_json(), _corrections(corpus.folder)),
            *(_code_hash(), self.parameters, _versions(), [page.title for page in pages]),
        ]

    def make_page(self, source: Path, page: Page) -> Path:
        """Write the page of a notebook, unless it stands there and nothing it rests on has changed."""
        key, path = _hash([source.read_text(encoding="utf-8"), *self.state]), self.out / f"{page.name}.html"
        known = self.manifest.pop(page.name, {})
        if known.get("key") == key and path.exists():
            page.findings = known["findings"]
        else:
            body, dead = unlink(self._body(source, page))
            page.findings = findings(body, page.name)
            write_page(self.out, page, self.pages, body, True, self._provenance({"Notebook": source.name}))
            if dead:
                log.warning("%s: %d links led nowhere, the first to %s", page.name, len(dead), dead[0])
            if not page.findings and not page.failure:
                log.warning("%s: no cell is tagged findings, so the overview tells none", source.name)
        if not page.failure:  # a failed page is made again by the next run
            self.manifest[page.name] = {"key": key, "findings": page.findings}
        _write_json(self.manifest_path, self.manifest)
        return path

    def _body(self, source: Path, page: Page) -> str:
        try:
            return notebook_body(execute(source, self.parameters, self.environment))
        except NotebookFailed as error:
            page.failure = str(error)
            body = notebook_body(error.notebook) if error.notebook else f"<h1>{escape(page.title)}</h1>"
            return f'<p class="failure"><strong>This notebook failed:</strong> {escape(error)}</p>{body}'

    def make_index(self, title: str) -> Path:
        """Write the overview."""
        page, changes = Page("index", title), self._compare()
        body = index_body(title, _summary(self.corpus), self.pages, changes, _corpus_tables(self.corpus))
        return write_page(self.out, page, self.pages, body, False, self._provenance({}))

    def _compare(self) -> Changes:
        """Compare with the record of the last run into this folder, and put that of this run in its place."""
        path = self.out / "run.parquet"
        now = record_run(self.corpus, self._circumstances())
        try:
            changes = describe_changes(read_record(path), now)
        except ValueError as error:
            changes = Changes(f"{FIRST} The record of the last run is of no use: {error}.", "")
        write_record(now, path)
        return changes

    def _circumstances(self) -> dict[str, str]:
        """Return what numbers rest on beside the articles."""
        return {
            "made": self.made,
            **{name: str(self.parameters[name]) for name in ("target", "items")},
            "folder": self.corpus.folder.resolve().name,
            "corrections by the analyst (checksum)": _hash(_corrections(self.corpus.folder))[:12],
            **_versions(),
            "code of corpus-utils (checksum)": code_version()[:12],
        }

    def _provenance(self, more: Mapping[str, str]) -> dict[str, str]:
        return {
            **more,
            "Made": self.made,
            "Corpus": f"{len(self.corpus.articles):,} articles, hash {self.corpus.hash[:16]}",
            "Parameters": f"folder = {self.corpus.folder.resolve().name}, target = {self.parameters['target']}, "
            f"items = {self.parameters['items']}",
            "Versions": ", ".join(f"{name} {version}" for name, version in _versions().items()),
        }


def _corpus_tables(corpus: Corpus) -> list[Any]:
    columns = ["title", "outlet", "published", "words", "article"]
    tables = [show(corpus.articles.sort_values("published", na_position="last")[columns], "Articles, by date")]
    left_out = corpus.audit[corpus.audit["status"] != "read"]
    if len(left_out):
        tables.append(show(left_out[["file", "row", "reason"]], "Files and rows left out, with the reason"))
    return tables


def _summary(corpus: Corpus) -> str:
    articles = corpus.articles
    dates = articles["published"].dropna()
    span = f", published from {dates.min()} to {dates.max()}" if len(dates) else ""
    undated = f"; {len(articles) - len(dates):,} without a known date" if len(dates) < len(articles) else ""
    known = articles["outlet"].nunique()
    outlets = f"of {count(known, 'known outlet')}" if known else "of outlets not known"
    return (
        f"{count(len(articles), 'article')} {outlets}, {articles['words'].sum():,} words{span}{undated}; "
        f"{describe_left_out(corpus.audit)}."
    )


def _title(path: Path) -> str:
    try:
        return notebook_title(nbformat.read(path, as_version=4), path.stem)
    except (OSError, ValueError, nbformat.ValidationError):
        return path.stem  # running it will say what is wrong with it


def _versions() -> dict[str, str]:
    names = {"corpus-utils": sys.modules["corpus_utils"].__version__, "Python": platform.python_version()}
    return names | {name: importlib.metadata.version(name) for name in LIBRARIES}


def _code_hash() -> str:
    """Hash of all that a page is made by; ``code_version`` leaves out what changes no number."""
    paths = sorted(path.relative_to(PACKAGE) for path in PACKAGE.rglob("*") if path.is_file())
    code = [path for path in paths if not {"__pycache__", "notebooks"} & {*path.parts}]
    return _hash([[path.as_posix(), hashlib.sha256((PACKAGE / path).read_bytes()).hexdigest()] for path in code])


def _corrections(folder: Path) -> str:
    """Return what stands in the analyst's file of corrections, if there is one."""
    path = find_file(folder)
    return path.read_text(encoding="utf-8", errors="replace") if path else ""


def _hash(content: Any) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _read_json(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):  # no manifest or a broken one: every page is made anew
        return {}
    return content if isinstance(content, dict) else {}


def _write_json(path: Path, content: Any) -> None:
    draft = path.with_suffix(".draft")
    draft.write_text(json.dumps(content, indent=1, ensure_ascii=False, sort_keys=True), encoding="utf-8")
    draft.replace(path)
