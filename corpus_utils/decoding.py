"""Bytes of a file → its text: byte-order marks, UTF-8, declared and detected encodings."""

import codecs
import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from itertools import islice, pairwise
from string import ascii_letters

import charset_normalizer

MAX_BAD_BYTES = 0.001  # share of bytes that may be broken in a file that is otherwise UTF-8
MAX_CONTROL = 0.02  # share of control characters above which a file is not text
DETECT_BYTES = 262_144  # bytes shown to the encoding detector; enough for its statistics, bounded for its cost

SIGNATURES = {
    b"%PDF": "PDF", b"PK\x03\x04": "ZIP or Office", b"\x89PNG": "PNG", b"\xff\xd8\xff": "JPEG", b"GIF8": "GIF",
    b"\x1f\x8b": "gzip", b"\x7fELF": "program", b"PAR1": "Parquet", b"\xd0\xcf\x11\xe0": "old Office",
}  # fmt: skip
BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe\x00\x00", "utf-32"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"),
)  # fmt: skip
META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.I)
MAX_STRANGE = 1 / 3  # share of the words with other than ASCII letters that no language of a code page may explain
WORDS = 2000  # such words looked at: many times what tells one code page from another
WORD = re.compile(rb"[A-Za-z]*[\x80-\xff][A-Za-z\x80-\xff]*")
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


class Unreadable(Exception):
    """A file or row that yields no text; the message is the reason shown in the audit."""


def decode(data: bytes, named: str = "") -> tuple[str, str]:
    """Return the text of the bytes and the encoding, in words.

    Byte-order mark, then UTF-8, then the encoding ``named`` beside the file, then UTF-8 with a few broken bytes
    (replaced and counted in the name), then detection by alphabets, then by charset-normalizer. UTF-8 precedes the name
    because bytes seldom fit it by chance, and many crawlers name the server's encoding beside a page that they stored
    as UTF-8. Raises ``Unreadable`` for bytes that are not text.

    >>> decode("Минск".encode("utf-8"))
    ('Минск', 'utf-8')
    """
    for signature, name in SIGNATURES.items():
        if data.startswith(signature):
            raise Unreadable(f"binary: the file begins as {name}")
    for bom, encoding in BOMS:
        if data.startswith(bom):
            return _check_text(data.decode(encoding, errors="replace")), encoding
    text = None if b"\0" in data else _decode_as(data, "utf-8")
    if text is not None:
        return _check_text(text), "utf-8"
    if named and (text := _decode_as(data, named)) is not None:
        return _check_text(text), f"{named.lower()} (named beside the file)"
    if b"\0" in data:
        raise Unreadable("binary: holds NUL bytes")
    return _decode_by_detection(data)


def _decode_as(data: bytes, name: str) -> str | None:
    """Return the text of the bytes in this encoding; None where they do not fit, or Python knows none of the name."""
    try:
        latin = codecs.lookup(name).name in ("iso8859-1", "ascii")
        return data.decode("cp1252" if latin else name)  # what browsers take those names for (WHATWG Encoding Standard)
    except (LookupError, ValueError):
        return None


def misfit(data: bytes, text: str, named: str) -> str:
    """Return what to tell of an encoding named beside a file that would have given another text; empty if none.

    >>> misfit("Минск".encode(), "Минск", "cp1251"), misfit(b"Minsk", "Minsk", "cp1251")
    ("the encoding 'cp1251' named beside the file does not fit and is not used", '')
    """
    if not named or (_decode_as(data, named) or "").removeprefix("\ufeff") == text.removeprefix("\ufeff"):
        return ""
    return f"the encoding {named!r} named beside the file does not fit and is not used"


def _decode_by_detection(data: bytes) -> tuple[str, str]:
    mended = data.decode("utf-8", errors="replace")
    broken = mended.count("\ufffd")
    if broken <= max(1, MAX_BAD_BYTES * len(data)) and len(mended) < len(data):
        return _check_text(mended), f"utf-8 ({broken} broken bytes replaced)"
    if encoding := _find_code_page(data):
        text = data.decode(encoding, errors="replace")
        broken = text.count("\ufffd")
        if broken <= max(1, MAX_BAD_BYTES * len(data)):
            return _check_text(text), f"{encoding} (detected{f'; {broken} broken bytes replaced' if broken else ''})"
    best = charset_normalizer.from_bytes(data[:DETECT_BYTES]).best()
    if best is None:
        raise Unreadable("no encoding fits the bytes: save the file as UTF-8")
    return _check_text(data.decode(best.encoding, errors="replace")), f"{best.encoding} (detected)"


def _find_code_page(data: bytes) -> str | None:
    """Return the code page in which one language explains the most words; None where none explains them.

    charset-normalizer is asked after it only: it takes Western text of a few pages for Central European or Baltic, and
    a sentence of Russian for Chinese or Japanese.
    """
    alphabets = _read_alphabets()
    words = [word.group() for word in islice(WORD.finditer(data), WORDS)]
    strange = {name: _count_strange(words, name, known) for name, known in alphabets.items()}
    best = min(strange, key=strange.__getitem__)
    return best if strange[best] <= MAX_STRANGE * len(words) else None


def _count_strange(words: Sequence[bytes], encoding: str, alphabets: Sequence[frozenset[str]]) -> int:
    """Return how many words are left by the language that explains most of them."""
    letters = [_letters(word.decode(encoding, errors="replace")) for word in words]
    return min(sum(not found <= alphabet for found in letters) for alphabet in alphabets)


def _letters(word: str) -> set[str]:
    """Return the characters of a word, and one that no alphabet has where a capital follows a small letter."""
    odd = any(before.islower() and after.isupper() for before, after in pairwise(word))
    return {*word, "\ufffd"} if odd else {*word}


@cache
def _read_alphabets() -> dict[str, list[frozenset[str]]]:
    """Return the characters that the words of each language have, by code page."""
    table = tomllib.loads((files("corpus_utils") / "resources/alphabets.toml").read_text("utf-8"))
    signs = table.pop("signs")
    return {
        name: [frozenset(signs + own + own.upper() + ascii_letters * (own < "\u0300")) for own in languages.values()]
        for name, languages in table.items()
    }


def _check_text(text: str) -> str:
    control = len(CONTROL.findall(text[:DETECT_BYTES]))
    if control > MAX_CONTROL * min(len(text), DETECT_BYTES):
        raise Unreadable(f"binary: {control} control characters")
    return text


def decode_html(data: bytes, named: str = "") -> tuple[str, str]:
    """Return the source of an HTML page and its encoding: the declared one where it fits, else as ``decode``.

    >>> decode_html("<meta charset=windows-1251><p>Минск".encode("cp1251"))
    ('<meta charset=windows-1251><p>Минск', 'windows-1251 (declared)')
    """
    declared = META_CHARSET.search(data[:4096])
    name = declared.group(1).decode("ascii", errors="replace") if declared else "utf-8"
    if name.lower() not in ("utf-8", "utf8") and not data.startswith(tuple(bom for bom, _ in BOMS)):
        text = _decode_as(data, name)
        if text is not None:  # a wrong declaration is common
            return _check_text(text), f"{name.lower()} (declared)"
    return decode(data, named)
