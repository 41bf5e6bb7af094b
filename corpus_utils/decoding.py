"""Bytes of a file → its text: byte-order marks, UTF-8, declared and detected encodings."""

import codecs
import re

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
# What a detector is believed on. It takes a bad byte for a letter of a DOS or Mac code page, or of Windows-1251.
LIKELY = ("cp1250", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "koi8", "iso8859", "utf")
TYPOGRAPHIC = re.compile(r"[\u2018\u2019\u201c\u201d\u2013\u2014\u2026\u2022]")  # bytes 85, 91 to 97 of Windows-1252
NOT_WESTERN = re.compile(r"[\u00c0-\u00ff]{3}|[^\x00-\x7f]{5}")  # accented letters in a row: words of another alphabet
MISREAD = re.compile(  # a sign in a word, or a capital after a small letter
    r"(?<=[A-Za-z])[\u0152\u0160\u017d\u0192\u02c6\u02dc\u201a\u201e\u2020-\u2022\u2030\u2039\u203a\u20ac\u2122\u00a1-\u00bf](?=[A-Za-z])"
    r"|(?<=[a-z])[\u00c0-\u00de]"
)
MAX_MISREAD = 0.1  # such signs for one typographic sign
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


class Unreadable(Exception):
    """A file or row that yields no text; the message is the reason shown in the audit."""


def decode(data: bytes, named: str = "") -> tuple[str, str]:
    """Return the text of the bytes and the encoding, in words.

    Byte-order mark, then UTF-8, then the encoding ``named`` beside the file, then UTF-8 with a few broken bytes
    (replaced and counted in the encoding's name), then detection by charset-normalizer. UTF-8 comes before the name
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
    best = charset_normalizer.from_bytes(data[:DETECT_BYTES]).best()
    if (best is None or not best.encoding.startswith(LIKELY)) and (western := _read_western(data)):
        return western
    if best is None:
        raise Unreadable("no encoding fits the bytes: save the file as UTF-8")
    return _check_text(data.decode(best.encoding, errors="replace")), f"{best.encoding} (detected)"


def _read_western(data: bytes) -> tuple[str, str] | None:
    """Return the text as Windows-1252 if it reads as such but for a few bytes, which a detector may shy at."""
    text = data.decode("cp1252", errors="replace")
    broken, typed = text.count("\ufffd"), len(TYPOGRAPHIC.findall(text))
    if not typed or broken > max(1, MAX_BAD_BYTES * len(data)) or NOT_WESTERN.search(text):
        return None
    if len(MISREAD.findall(text)) > MAX_MISREAD * typed:
        return None
    return _check_text(text), f"cp1252 (detected; {broken} broken bytes replaced)"


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
