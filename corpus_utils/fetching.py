"""A list of web addresses → a folder of pages as they came, politely and resumably, for ``Corpus.open``."""

import hashlib
import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from http.client import HTTPException
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from corpus_utils.decoding import Unreadable, decode
from corpus_utils.visiting import PAUSE_S, TIMEOUT_S, Page, Refused, Visitor, check_address

SUFFIXES = {"text/html": ".html", "application/xhtml+xml": ".html", "application/pdf": ".pdf", "text/plain": ".txt"}
VAGUE = ("", "application/octet-stream", "binary/octet-stream")  # types that say nothing: the first bytes decide
HASH_DIGITS = 16  # hexadecimal digits of the address's SHA-256 in a file name: no collision in millions of pages
HOST_LENGTH = 100  # characters of the host in a file name; file systems allow 255 bytes for the whole


class CannotFetch(ValueError):
    """A list that gives no address to fetch, or a folder that cannot take pages; the message says why."""


class Fetched(NamedTuple):
    """What became of one line of the list."""

    line: int  # of the list, from 1
    address: str
    status: str  # stored | already there | duplicate | failed
    file: str  # name of the page in the folder; empty where there is none
    reason: str  # of a failure or a duplicate


def fetch_pages(
    list_file: Path, folder: Path, *, pause_s: float = PAUSE_S, timeout_s: float = TIMEOUT_S,
    clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep,
) -> Iterator[Fetched]:  # fmt: skip
    """Fetch the pages of a list, one address a line, into a folder; yield what became of each line as it is known.

    Empty lines and lines that begin with ``#`` are passed over. A page is stored byte for byte, with a ``.json`` of
    its metadata beside it (url, retrieved, status, encoding); a page that has both is not fetched again. A failing
    address never stops the rest. At least ``pause_s`` seconds lie between two requests to a host; ``robots.txt`` is
    respected. Raises ``CannotFetch`` before anything is fetched.

    >>> import tempfile; folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "list.txt").write_text("# no address yet\\n", encoding="utf-8")
    >>> fetch_pages(folder / "list.txt", folder / "pages")
    Traceback (most recent call last):
    corpus_utils.fetching.CannotFetch: ...list.txt: no address; expected one http or https address a line
    """
    lines = read_list(list_file)
    if Path(list_file).resolve().is_relative_to(Path(folder).resolve()):
        raise CannotFetch(f"{list_file}: stands in {folder}, where it would be read as an article; move it out")
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotFetch(f"{folder}: cannot be made: {error.strerror}; name a folder for the pages") from error
    return _fetch_lines(lines, Path(folder), Visitor(pause_s, timeout_s, clock, sleep))


def read_list(list_file: Path) -> list[tuple[int, str]]:
    """Return line number and address, usable or not, of a list; raise ``CannotFetch`` where none is usable."""
    try:
        text, _ = decode(Path(list_file).read_bytes())
    except (OSError, Unreadable) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise CannotFetch(f"{list_file}: cannot be read: {reason}; expected one address a line") from error
    numbered = enumerate(map(str.strip, text.splitlines()), start=1)
    lines = [(number, line) for number, line in numbered if line and not line.startswith("#")]
    if not any(line.lower().startswith(("http://", "https://")) for _, line in lines):
        raise CannotFetch(f"{list_file}: no address; expected one http or https address a line")
    return lines


def _fetch_lines(lines: list[tuple[int, str]], folder: Path, visitor: Visitor) -> Iterator[Fetched]:
    seen: dict[str, int] = {}
    for number, line in lines:
        address = line.partition("#")[0]  # a server never sees the fragment
        first = seen.setdefault(address, number)
        if first != number:
            yield Fetched(number, address, "duplicate", "", f"same address as line {first}")
            continue
        try:
            check_address(address)
            there = find_page(folder, address)
            file = there or _store(folder, address, visitor.get(address))
            yield Fetched(number, address, "already there" if there else "stored", file, "")
        except (Refused, OSError, HTTPException, ValueError) as error:
            yield Fetched(number, address, "failed", "", str(error) or type(error).__name__)


def page_stem(address: str) -> str:
    """Return the file name of an address without suffix: its host, and a hash of the whole.

    >>> page_stem("https://example.org/a")
    'example.org-b5b10dd0429e69ac'
    """
    host = re.sub(r"[^\w.-]", "_", (urlsplit(address).hostname or "")[:HOST_LENGTH], flags=re.ASCII)
    return f"{host}-{hashlib.sha256(address.encode('utf-8')).hexdigest()[:HASH_DIGITS]}"


def find_page(folder: Path, address: str) -> str:
    """Return the name of the stored page of an address; empty if it, or the metadata written after it, is missing."""
    stem = page_stem(address)
    names = [stem + suffix for suffix in dict.fromkeys(SUFFIXES.values())] if (folder / f"{stem}.json").exists() else []
    return next((name for name in names if (folder / name).exists()), "")


def _store(folder: Path, address: str, page: Page) -> str:
    stem, file = page_stem(address), page_stem(address) + _suffix(page)
    metadata = {
        "url": address, "retrieved": datetime.now(UTC).date().isoformat(), "status": page.status,
        "content type": page.type, "encoding": page.encoding,
    }  # fmt: skip
    metadata |= {"redirected to": page.address} if page.address != address else {}
    _write(folder / file, page.data)
    _write(folder / f"{stem}.json", json.dumps(metadata, ensure_ascii=False, indent=1).encode("utf-8"))
    return file


def _write(path: Path, data: bytes) -> None:
    """Write a file whole or not at all; the name in between is hidden, so that it is never read as an article."""
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(data)
    part.replace(path)


def _suffix(page: Page) -> str:
    if not page.data.strip():
        raise Refused("the page is empty")
    if page.type in VAGUE:
        return ".pdf" if page.data.startswith(b"%PDF") else ".html" if page.data.lstrip()[:1] == b"<" else ".txt"
    if page.type not in SUFFIXES:
        raise Refused(f"content type {page.type}; expected {', '.join(SUFFIXES)}")
    return SUFFIXES[page.type]


def summarise(results: Iterable[Fetched]) -> str:
    """Return one sentence with the number of lines by what became of them.

    >>> summarise([Fetched(1, "https://example.org/a", "stored", "a.html", "")])
    '1 addresses: 1 stored, 0 already there, 0 duplicate, 0 failed'
    """
    counts = Counter(result.status for result in results)
    kinds = (f"{counts[kind]} {kind}" for kind in ("stored", "already there", "duplicate", "failed"))
    return f"{counts.total()} addresses: {', '.join(kinds)}"
