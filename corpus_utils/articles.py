"""Files of a folder → raw articles; what is not an article becomes a row of the audit with its reason."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import trafilatura
from lxml import etree

from corpus_utils.formats import Unreadable, decode, decode_html, parse_html, read_csv, read_jsonl, render_html, rows_of
from corpus_utils.schema import Article, Audit

FRONT_MATTER = re.compile(
    r"\A\ufeff?---[ \t]*\r?\n((?:[ \t]*[\w][\w .-]{0,60}:.*\r?\n|[ \t]*\r?\n)+?)---[ \t]*(?:\r?\n|\Z)"
)
SIDECAR_KEYS = 200  # a .json file beside an article holds metadata, not a table: at most this many keys
OWN_FILES = ("overrides.csv",)  # the analyst's corrections are read elsewhere

META_TAGS = {
    "article:published_time": "published", "datepublished": "published", "pubdate": "published", "dc.date.issued": "published",
    "dc.date": "published", "article:modified_time": "modified", "og:title": "title", "og:site_name": "outlet",
    "author": "author", "og:url": "url",
}  # fmt: skip


def read_articles(folder: Path) -> Iterator[tuple[Audit, Article | None]]:
    """Yield one audit row, with its article if there is one, for each file and each row of a table, sorted by path.

    Nothing is raised for a bad file: it becomes an audit row with the reason. Of articles with the same words
    (case, spacing and Unicode form aside) the first is kept. Raises ``FileNotFoundError`` for a missing folder.

    >>> import tempfile; folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "a.txt").write_text("Talks were held in Minsk.", encoding="utf-8")
    >>> _ = (folder / "b.txt").write_text("", encoding="utf-8")
    >>> [(audit.file, audit.status, audit.reason) for audit, article in read_articles(folder)]
    [('a.txt', 'read', ''), ('b.txt', 'left out', 'empty')]
    """
    folder = Path(folder)
    if not folder.exists():
        raise FileNotFoundError(f"{folder}: no such folder; name a folder of articles")
    root = folder.parent if folder.is_file() else folder
    paths = list_files(folder)
    names = article_names(root, paths)
    seen: dict[bytes, str] = {}
    for path in paths:
        for audit, article in read_file(path, root, names[path]):
            yield _drop_duplicate(audit, article, seen)


def list_files(folder: Path) -> list[Path]:
    """Return the files of a folder tree in path order, without hidden ones, links that lead nowhere, and sidecars."""
    if folder.is_file():
        return [folder]
    paths = sorted(p for p in folder.rglob("*") if p.is_file() and not _is_hidden(p.relative_to(folder)))
    taken = {sidecar for path in paths if (sidecar := sidecar_of(path))}
    return [path for path in paths if path not in taken and path.name not in OWN_FILES]


def _is_hidden(relative: Path) -> bool:
    return any(part.startswith((".", "~$")) for part in relative.parts)


def sidecar_of(path: Path) -> Path | None:
    """Return the ``.json`` file that holds the metadata of this one: ``a.json`` or ``a.txt.json`` beside ``a.txt``."""
    if path.suffix.lower() == ".json":
        return None
    beside = (path.with_suffix(".json"), path.with_name(path.name + ".json"))
    return next((sidecar for sidecar in beside if sidecar.is_file()), None)


def article_names(root: Path, paths: list[Path]) -> dict[Path, str]:
    """Return the article name of each file: its path without the suffix, with it where two files would share a name."""
    stems = Counter(path.with_suffix("") for path in paths)
    return {p: (p if stems[p.with_suffix("")] > 1 else p.with_suffix("")).relative_to(root).as_posix() for p in paths}


def read_file(path: Path, root: Path, name: str) -> Iterator[tuple[Audit, Article | None]]:
    """Yield the audit rows of one file: one for the file, and for a table one a row."""
    file = path.relative_to(root).as_posix()
    read = READERS.get(path.suffix.lower())
    try:
        size = path.stat().st_size
        data = path.read_bytes() if read else b""
    except OSError as error:
        yield Audit(file, None, "left out", f"cannot be read: {error.strerror}", 0, "", None), None
        return
    try:
        if read is None:
            raise Unreadable(f"format {path.suffix or 'without suffix'} not supported; expected {', '.join(READERS)}")
        if not data.strip():
            raise Unreadable("empty")
        yield from read(path, data, file, name)
    except Unreadable as error:
        yield Audit(file, None, "left out", str(error), size, "", None), None


def _read_text(path: Path, data: bytes, file: str, name: str) -> Iterator[tuple[Audit, Article | None]]:
    text, encoding = decode(data)
    metadata = {**front_matter(text)[0], **_sidecar(path)}
    article = Article(name, text, file, "txt", encoding, _sha256(data), metadata)
    yield _audit(article, len(data), "" if encoding.startswith("utf-8") and "(" not in encoding else encoding), article


def _read_html(path: Path, data: bytes, file: str, name: str) -> Iterator[tuple[Audit, Article | None]]:
    source, encoding = decode_html(data)
    root = parse_html(source)
    text = render_html(root)
    if not text.strip():
        raise Unreadable("no visible text in the page")
    metadata = {**(page_metadata(root) if root is not None else {}), **_sidecar(path)}
    article = Article(name, text, file, "html", encoding, _sha256(data), metadata, main_lines(source))
    yield (
        _audit(article, len(data), "" if article.main else "trafilatura found no body: judged by the text alone"),
        article,
    )


def _read_table(path: Path, data: bytes, file: str, name: str) -> Iterator[tuple[Audit, Article | None]]:
    text, encoding = decode(data)
    is_csv = path.suffix.lower() in (".csv", ".tsv")
    how, rows = rows_of(read_csv(text) if is_csv else read_jsonl(text))
    yield Audit(file, None, "read", how, len(data), encoding, None), None
    for row in rows:
        size = len(row.text.encode("utf-8", errors="replace"))
        if row.problem or not row.text.strip():
            yield Audit(file, row.number, "left out", row.problem or "empty", size, encoding, None), None
            continue
        kind = "csv" if is_csv else "jsonl"
        digest = _sha256(row.text.encode("utf-8", errors="replace"))
        metadata = {**front_matter(row.text)[0], **row.metadata}
        article = Article(f"{file}#{row.number}", row.text, file, kind, encoding, digest, metadata)
        yield Audit(file, row.number, "read", "", size, encoding, article.article), article


READERS: dict[str, Callable[[Path, bytes, str, str], Iterator[tuple[Audit, Article | None]]]] = {
    ".txt": _read_text, ".md": _read_text, ".html": _read_html, ".htm": _read_html, ".csv": _read_table, ".tsv": _read_table,
    ".jsonl": _read_table, ".ndjson": _read_table, ".json": _read_table,
}  # fmt: skip


def _audit(article: Article, size: int, reason: str) -> Audit:
    return Audit(article.file, None, "read", reason, size, article.encoding, article.article)


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _drop_duplicate(audit: Audit, article: Article | None, seen: dict[bytes, str]) -> tuple[Audit, Article | None]:
    if article is None:
        return audit, None
    key = fingerprint(article.text)
    first = seen.setdefault(key, article.article)
    if first == article.article:
        return audit, article
    return audit._replace(status="left out", reason=f"same text as {first}", article=None), None


def fingerprint(text: str) -> bytes:
    """Return a digest of the words alone: the same for texts that differ in case, spacing or Unicode form.

    >>> fingerprint("Talks in\\u00a0Minsk") == fingerprint("talks  in Minsk")
    True
    """
    return hashlib.sha256(
        " ".join(text[front_matter(text)[1] :].split()).casefold().encode("utf-8", "replace")
    ).digest()[:16]


def front_matter(text: str) -> tuple[dict[str, str], int]:
    """Return the ``key: value`` lines between ``---`` at the top of a text, and where they end; {} and 0 if none.

    >>> front_matter("---\\noutlet: Example Daily\\n---\\nTalks were held.")
    ({'outlet': 'Example Daily'}, 30)
    """
    found = FRONT_MATTER.match(text)
    if not found:
        return {}, 0
    pairs = (line.split(":", 1) for line in found.group(1).splitlines() if ":" in line)
    return {key.strip().lower(): value.strip().strip("\"'") for key, value in pairs}, found.end()


def _sidecar(path: Path) -> dict[str, str]:
    sidecar = sidecar_of(path)
    if sidecar is None:
        return {}
    try:
        loaded = json.loads(sidecar.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        return {"sidecar problem": f"{sidecar.name}: {error}"}
    if not isinstance(loaded, dict) or len(loaded) > SIDECAR_KEYS:
        return {"sidecar problem": f"{sidecar.name}: expected one JSON object"}
    return {str(k).lower(): v if isinstance(v, str) else json.dumps(v, ensure_ascii=False) for k, v in loaded.items()}


def main_lines(source: str) -> tuple[str, ...]:
    """Return the lines that trafilatura holds for the body of a page; none where it finds no body."""
    body = trafilatura.extract(source, include_comments=False, include_tables=True, deduplicate=False) or ""
    return tuple(line.strip().removeprefix("- ") for line in body.splitlines() if line.strip())


def page_metadata(root: etree._Element) -> dict[str, str]:
    """Return what a page says of itself: title, outlet, author, url, published, modified; only what is there.

    Standardised ``meta`` tags and schema.org's JSON-LD; the first value of each wins.
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
    title = root.findtext(".//title")
    return {**({"title": " ".join(title.split())} if title else {}), **{k: v for k, v in found.items() if v}}


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
