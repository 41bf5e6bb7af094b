"""Files of a folder → raw articles; what is not an article becomes a row of the audit with its reason."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from corpus_utils import corrections
from corpus_utils.decoding import Unreadable, decode, decode_html, misfit
from corpus_utils.documents import read_document
from corpus_utils.rows import Row, read_table, rows_of
from corpus_utils.schema import Article, Audit
from corpus_utils.webpages import main_lines, page_metadata, parse_html, render_html, strip_tags

FRONT_MATTER = re.compile(
    r"\A\ufeff?---[ \t]*\r?\n((?:[ \t]*\w[\w .-]{0,60}:.*\r?\n|[ \t]*\r?\n)+?)---[ \t]*(?:\r?\n|\Z)"
)
SIDECAR_KEYS = 200  # a .json file beside an article holds metadata, not a table: at most this many keys
OWN_FILES = (corrections.NAME,)  # in the folder of articles, but none of them
MAX_BYTES = 200_000_000  # bytes of one text or HTML file; a larger one is a table or a dump, not an article

Found = Iterator[tuple[Audit, Article | None]]


def read_articles(folder: Path, split: Callable[[Article], Sequence[Article]] | None = None) -> Found:
    """Yield one audit row, with its article if there is one, for each file and each row of a table, sorted by path.

    Nothing is raised for a bad file: it becomes an audit row with the reason. Of articles with the same words
    (case and spacing aside) the first is kept. With ``split`` the other items of a page (``items.split_items``) come
    after it. The analyst's corrections are put in; those of an article that is not there are audit rows. Raises
    ``FileNotFoundError`` for a missing folder. The bytes of the rows without row number add up to those of all files.

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
    notes, rows = corrections.rows_by_article(root, folder.is_file())
    for path in paths:
        for found in read_file(path, path.relative_to(root).as_posix(), names[path]):
            audit, article = _drop_duplicate(*found, seen)
            if article is not None:
                article = corrections.correct(article, rows)
            yield audit, article
            for number, item in enumerate(split(article) if split and article else (), start=1):
                yield _audit_item(item, number), corrections.correct(item, rows)
    unused = corrections.tell_unused(rows, bool(split)) if folder.is_dir() else []
    yield from ((audit, None) for audit in [*notes, *unused])


def _audit_item(item: Article, number: int) -> Audit:
    """Return the row of an item; its bytes are bytes of the page, and so it has a row number."""
    size, reason = len(item.text.encode("utf-8", errors="replace")), f"item on the page of {item.metadata['part of']}"
    return Audit(item.file, number, "read", reason, size, item.encoding, item.article)


def list_files(folder: Path) -> list[Path]:
    """Return the files of a folder tree in path order, without hidden ones, sidecars and the analyst's overrides."""
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


def read_file(path: Path, file: str, name: str) -> Found:
    """Yield the audit rows of one file: one for the file, and for a table one a row."""
    read, size = READERS.get(path.suffix.lower()), 0
    try:
        size = path.stat().st_size
        if read is None:
            known = ", ".join(READERS)
            raise Unreadable(f"format {path.suffix or 'without suffix'} not supported; expected {known}")
        if not size:
            raise Unreadable("empty")
        if size > MAX_BYTES and read in (_read_text, _read_html):
            raise Unreadable(f"more than {MAX_BYTES // 10**6} MB: expected one article a file, or a table")
        yield from read(path, file, name)
    except (Unreadable, OSError) as error:
        reason = f"cannot be read: {error.strerror}" if isinstance(error, OSError) else str(error)
        yield Audit(file, None, "left out", reason, size, "", None), None


def _read_text(path: Path, file: str, name: str) -> Found:
    data, beside = path.read_bytes(), _read_sidecar(path)
    named = _encoding_of(beside)
    text, encoding = decode(data, named)
    if not text.strip():
        raise Unreadable("empty")
    metadata = {**front_matter(text)[0], **beside}
    yield _found(Article(name, text, file, "txt", encoding, _sha256(data), metadata), data, misfit(data, text, named))


def _read_html(path: Path, file: str, name: str) -> Found:
    data, beside = path.read_bytes(), _read_sidecar(path)
    named = _encoding_of(beside)
    source, encoding = decode_html(data, named)
    root = parse_html(source)
    text = render_html(root) or strip_tags(source)
    if root is None or not text.strip():
        raise Unreadable("no visible text in the page")
    metadata = {**page_metadata(root, source), **beside}
    article = Article(name, text, file, "html", encoding, _sha256(data), metadata, main_lines(source))
    yield _found(article, data, misfit(data, source, named))


def _read_document(path: Path, file: str, name: str) -> Found:
    found: dict[str, Any] = next(read_document(path), {"problem": "no text"})
    text = found.get("text", "")
    if not text.strip():
        raise Unreadable(found.get("problem", "no text in the document (scanned pages hold none)"))
    data, metadata = path.read_bytes(), {**found.get("metadata", {}), **_read_sidecar(path)}
    yield _found(Article(name, text, file, path.suffix.lower()[1:], "", _sha256(data), metadata), data)


def _found(article: Article, data: bytes, note: str = "") -> tuple[Audit, Article]:
    """Return the article with its audit row, which says what was unusual."""
    unusual = [] if article.encoding in ("", "utf-8", "utf-8-sig") else [f"encoding {article.encoding}"]
    if article.format == "html" and not article.main:
        unusual.append("trafilatura found no body: cut by the looks of the text alone")
    reason = "; ".join(filter(None, [*unusual, article.metadata.get("sidecar problem"), note]))
    return Audit(article.file, None, "read", reason, len(data), article.encoding, article.article), article


def _read_table(path: Path, file: str, name: str) -> Found:
    encoding, how, rows = read_table(path)
    yield Audit(file, None, "read", how, path.stat().st_size, encoding, None), None
    kind = "csv" if path.suffix.lower() in (".csv", ".tsv") else "jsonl"
    yield from (_read_row(row, file, kind, encoding) for row in rows)


def _read_parquet(path: Path, file: str, name: str) -> Found:
    records = ({"": row["problem"]} if set(row) == {"problem"} else row for row in read_document(path))
    how, rows = rows_of(records)
    yield Audit(file, None, "read", how, path.stat().st_size, "", None), None
    yield from (_read_row(row, file, "parquet", "utf-8") for row in rows)


def _read_row(row: Row, file: str, kind: str, encoding: str) -> tuple[Audit, Article | None]:
    data = row.text.encode("utf-8", errors="replace")
    if row.problem:
        return Audit(file, row.number, "left out", row.problem, len(data), encoding, None), None
    metadata = {**front_matter(row.text)[0], **row.metadata}
    article = Article(f"{file}#{row.number}", row.text, file, kind, encoding, _sha256(data), metadata)
    return Audit(file, row.number, "read", "", len(data), encoding, article.article), article


READERS: dict[str, Callable[[Path, str, str], Found]] = {
    **dict.fromkeys((".txt", ".md"), _read_text),
    **dict.fromkeys((".html", ".htm"), _read_html),
    **dict.fromkeys((".csv", ".tsv", ".jsonl", ".ndjson", ".json"), _read_table),
    **dict.fromkeys((".pdf", ".docx"), _read_document),
    ".parquet": _read_parquet,
}


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _drop_duplicate(audit: Audit, article: Article | None, seen: dict[bytes, str]) -> tuple[Audit, Article | None]:
    if article is None:
        return audit, None
    first = seen.setdefault(fingerprint(article.text), article.article)
    if first == article.article:
        return audit, article
    return audit._replace(status="left out", reason=f"same text as {first}", article=None), None


def fingerprint(text: str) -> bytes:
    """Return a digest of the words alone: the same for texts that differ in case, spacing or front matter.

    >>> fingerprint("Talks in\\u00a0Minsk") == fingerprint("talks  in Minsk")
    True
    """
    words = " ".join(text[front_matter(text)[1] :].split()).casefold()
    return hashlib.sha256(words.encode("utf-8", errors="replace")).digest()[:16]


def front_matter(text: str) -> tuple[dict[str, str], int]:
    """Return the ``key: value`` lines between ``---`` at the top of a text, and where they end; {} and 0 if none.

    >>> front_matter("---\\noutlet: Example Daily\\n---\\nTalks were held.")
    ({'outlet': 'Example Daily'}, 30)
    """
    found = FRONT_MATTER.match(text) if text.startswith(("---", "\ufeff---")) else None
    if not found:
        return {}, 0
    pairs = (line.split(":", 1) for line in found.group(1).splitlines() if ":" in line)
    return {key.strip().lower(): value.strip().strip("\"'") for key, value in pairs}, found.end()


def _read_sidecar(path: Path) -> dict[str, str]:
    """Return what the sidecar says of a file; it goes over what the file says of itself."""
    sidecar = sidecar_of(path)
    if sidecar is None:
        return {}
    try:
        loaded: Any = json.loads(sidecar.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        return {"sidecar problem": f"{sidecar.name} is not read: {error}"}
    if not isinstance(loaded, dict) or len(loaded) > SIDECAR_KEYS:
        return {"sidecar problem": f"{sidecar.name} is not read: expected one JSON object"}
    beside = {str(k).lower(): v if isinstance(v, str) else json.dumps(v, ensure_ascii=False) for k, v in loaded.items()}
    return {key: value for key, value in beside.items() if value not in ("", "null")}


def _encoding_of(beside: dict[str, str]) -> str:
    return beside.get("encoding") or beside.get("charset", "")
