"""Bytes of a file → raw text: encodings, HTML rendered as a browser would copy it, rows of tables."""

import csv
import io
import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import charset_normalizer
from lxml import etree

TEXT_COLUMNS = ("text", "body", "content", "article_text", "fulltext", "full_text", "article", "maintext", "story")
MIN_TEXT_COLUMN = 100  # characters: a guessed text column holds at least this on average, less is a title
GUESS_ROWS = 50  # rows read to guess the text column
MAX_BAD_BYTES = 0.001  # share of bytes that may be broken in a file that is otherwise UTF-8
MAX_CONTROL = 0.02  # share of control characters above which a file is not text
DETECT_BYTES = 262_144  # bytes shown to the encoding detector; enough for its statistics, bounded for its cost

SIGNATURES = {b"%PDF": "PDF", b"PK\x03\x04": "ZIP or Office", b"\x89PNG": "PNG", b"\xff\xd8\xff": "JPEG", b"GIF8": "GIF",
              b"\x1f\x8b": "gzip", b"\x7fELF": "program", b"PAR1": "Parquet", b"\xd0\xcf\x11\xe0": "old Office"}  # fmt: skip
BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)

BLOCK_TAGS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "header",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "option",
        "section",
        "select",
        "summary",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "ul",
    ]
)
PARAGRAPH_TAGS = frozenset(["p", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "blockquote"])  # an empty line around each
HIDDEN_TAGS = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "math",
        "head",
        "title",
        "iframe",
        "object",
        "embed",
        "canvas",
        "audio",
        "video",
        "datalist",
    ]
)
HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
WHITE = re.compile(r"[ \t\n\r\f]+")  # what HTML collapses; a non-breaking space stays
META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.I)


class Unreadable(Exception):
    """A file or row that yields no text; the message is the reason shown in the audit."""


class Row(NamedTuple):
    """One row of a table: its text, the other columns, or the reason why it has no text."""

    number: int  # 1-based
    text: str
    metadata: dict[str, str]
    problem: str


def decode(data: bytes) -> tuple[str, str]:
    """Return the text of the bytes and the encoding, in words.

    Byte-order mark, then UTF-8, then UTF-8 with a few broken bytes (replaced and counted in the encoding's name),
    then detection by charset-normalizer. Raises ``Unreadable`` for bytes that are not text.

    >>> decode("Минск".encode("utf-8"))
    ('Минск', 'utf-8')
    """
    for signature, name in SIGNATURES.items():
        if data.startswith(signature):
            raise Unreadable(f"binary: the file begins as {name}")
    for bom, encoding in BOMS:
        if data.startswith(bom):
            return _check_text(data.decode(encoding, errors="replace")), encoding
    if b"\0" in data:
        raise Unreadable("binary: holds NUL bytes")
    try:
        return _check_text(data.decode("utf-8")), "utf-8"
    except UnicodeDecodeError:
        return _decode_by_detection(data)


def _decode_by_detection(data: bytes) -> tuple[str, str]:
    mended = data.decode("utf-8", errors="replace")
    broken = mended.count("\ufffd")
    if broken <= max(1, MAX_BAD_BYTES * len(data)) and len(mended) < len(data):
        return _check_text(mended), f"utf-8 ({broken} broken bytes replaced)"
    best = charset_normalizer.from_bytes(data[:DETECT_BYTES]).best()
    if best is None:
        raise Unreadable("no encoding fits the bytes: save the file as UTF-8")
    return _check_text(data.decode(best.encoding, errors="replace")), f"{best.encoding} (detected)"


def _check_text(text: str) -> str:
    control = len(re.findall(r"[\x00-\x08\x0e-\x1f\x7f]", text[:DETECT_BYTES]))
    if control > MAX_CONTROL * min(len(text), DETECT_BYTES):
        raise Unreadable(f"binary: {control} control characters")
    return text


def decode_html(data: bytes) -> tuple[str, str]:
    """Return the source of an HTML page and its encoding: the declared one where it fits, else as ``decode``.

    >>> decode_html("<meta charset=windows-1251><p>Минск".encode("cp1251"))
    ('<meta charset=windows-1251><p>Минск', 'windows-1251 (declared)')
    """
    declared = META_CHARSET.search(data[:4096])
    name = declared.group(1).decode("ascii", errors="replace") if declared else "utf-8"
    if name.lower() not in ("utf-8", "utf8") and not data.startswith(tuple(bom for bom, _ in BOMS)):
        try:
            return _check_text(data.decode(name)), f"{name.lower()} (declared)"
        except (LookupError, UnicodeDecodeError):
            pass  # a wrong declaration is common: fall through to detection
    return decode(data)


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
    return element.tag == "input" or bool(HIDDEN_STYLE.search(element.get("style") or ""))


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


def read_csv(text: str) -> Iterator[dict[str, Any]]:
    """Yield the rows of a CSV or TSV table; the separator is the one its first line uses most."""
    csv.field_size_limit(2**31 - 1)
    head = text.split("\n", 1)[0]
    separator = max(",;\t|", key=head.count)
    yield from csv.DictReader(io.StringIO(text, newline=""), delimiter=separator)


def read_jsonl(text: str) -> Iterator[dict[str, Any]]:
    """Yield one mapping a line; a broken line yields ``{"": reason}``. A whole JSON list or object is read too."""
    if text.lstrip().startswith("["):
        yield from (row if isinstance(row, dict) else {"": "not a JSON object"} for row in _load_json(text))
        return
    for line in text.split("\n"):
        if line.strip():
            try:
                row = json.loads(line)
                yield row if isinstance(row, dict) else {"": "not a JSON object"}
            except ValueError as error:  # includes RecursionError's cousin, absurd numbers
                yield {"": f"not JSON: {error}"}
            except RecursionError:
                yield {"": "not JSON: nested too deeply"}


def _load_json(text: str) -> list[Any]:
    try:
        loaded = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"not JSON: {error}") from error
    return loaded if isinstance(loaded, list) else [loaded]


def text_column(rows: Sequence[dict[str, Any]]) -> tuple[str, str]:
    """Return the text column of a table and how it was found; raise ``Unreadable`` when no column holds articles.

    >>> text_column([{"id": "1", "Body": "Talks were held."}])
    ('Body', "text column 'Body', by its name")
    """
    columns = [column for column in (rows[0] if rows else {}) if isinstance(column, str)]
    for wanted in TEXT_COLUMNS:
        for column in columns:
            if column.strip().lower() == wanted:
                return column, f"text column {column!r}, by its name"
    lengths = {c: sum(len(str(row.get(c) or "")) for row in rows) / max(1, len(rows)) for c in columns}
    best = max(lengths, key=lambda column: lengths[column], default="")
    if not best or lengths[best] < MIN_TEXT_COLUMN:
        raise Unreadable(f"no text column: found {columns}, expected one of {list(TEXT_COLUMNS)}")
    return best, f"text column {best!r}, guessed: the longest, {lengths[best]:.0f} characters on average"


def rows_of(records: Iterator[dict[str, Any]]) -> tuple[str, Iterator[Row]]:
    """Return how the text column was found, and the rows with their text and metadata."""
    head = [record for record, _ in zip(records, range(GUESS_ROWS), strict=False)]
    column, how = text_column([record for record in head if "" not in record] or head)
    return how, _rows(head, records, column)


def _rows(head: list[dict[str, Any]], rest: Iterator[dict[str, Any]], column: str) -> Iterator[Row]:
    number = 0
    for source in (head, rest):
        for record in source:
            number += 1
            problem = "" if record.get(column) else str(record.get("") or f"no text in column {column!r}")
            others = {k: _cell(v) for k, v in record.items() if isinstance(k, str) and k not in ("", column)}
            yield Row(number, _cell(record.get(column)), {k: v for k, v in others.items() if v}, problem)


def _cell(value: Any) -> str:
    if value is None or (isinstance(value, float) and value != value):
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str).strip('"')
