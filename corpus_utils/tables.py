"""Tables for a reader: a captioned table, and the sentences behind a number. Everything from an article is escaped."""

import hashlib
import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from corpus_utils.safe_html import visible

MISSING = "–"
ROWS = 200  # rows of a table that a page shows; a reader scrolls no further, and a page stays small
SPARED = 1.1  # times the rows to show up to which all are shown: nobody gains by one row less
GROUPS = 500  # evidence lists under one heading
SENTENCES = 10  # sentences in one evidence list, where all lists together hold more than
MANY = 2_000  # marks: about a megabyte of page
CELL = 300  # characters of one cell
SHORT = 16  # characters of a cell that is never broken into lines, such as a date
LONG = 60  # characters from which a cell is a text to read and gets room
CONTEXT = 300  # characters of a sentence kept before and after a highlighted span
WINDOW = 80  # characters around a span that stands in no sentence (furniture, captions)
Links = Mapping[str, str | tuple[str, str]]  # column of the linked cells -> column of keys, or (prefix, column of keys)


@dataclass(frozen=True)
class Html:
    """A piece of safe HTML that a notebook displays."""

    html: str

    def _repr_html_(self) -> str:
        return self.html

    def __repr__(self) -> str:
        """Stay short where a program shows the plain form."""
        return f"Html({len(self.html)} characters)"


def escape(text: object) -> str:
    """Return the text safe for HTML, in an element as in a quoted attribute.

    >>> escape("<b onclick='x'>")
    '&lt;b onclick=&#x27;x&#x27;&gt;'
    """
    return html.escape(visible(text))


def clip(text: object, width: int) -> str:
    """Return the text on one line and no longer than ``width`` characters.

    >>> clip("one  two\\nthree", 9)
    'one two …'
    """
    line = " ".join(str(text).split())
    return line if len(line) <= width else line[: width - 1] + "…"


def count(number: int, noun: str, nouns: str = "") -> str:
    """Return the number with its noun, whose plural is said where it is no "s" more.

    >>> count(1, "page"), count(2000, "page"), count(2, "body", "bodies")
    ('1 page', '2,000 pages', '2 bodies')
    """
    return f"{number:,} {noun if number == 1 else nouns or noun + 's'}"


def anchor(prefix: str, key: object) -> str:
    """Return the id under which the evidence of ``key`` stands, safe for any string and different for each.

    >>> anchor("entity", "NATO")
    'entity-nato-ace0fc1b'
    """
    name = _key(key)
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    words = re.sub(r"[^a-z0-9]+", "-", f"{prefix} {name}".lower())[:48].strip("-")
    return f"{words}-{digest}"


def is_missing(value: Any) -> bool:
    """Tell whether a cell holds nothing: None, NaN, NaT, or an empty string."""
    return bool(pd.isna(value)) or value == "" if pd.api.types.is_scalar(value) else value is None


def format_value(value: Any) -> str:
    """Return a cell as a reader wants it: thousands apart, at most three digits after the point.

    >>> [format_value(v) for v in (12345, 0.12345, 2.0, True, None, "NATO")]
    ['12,345', '0.123', '2', 'yes', '–', 'NATO']
    """
    if is_missing(value):
        return MISSING
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    if pd.api.types.is_integer(value):
        return f"{value:,}"
    if not isinstance(value, float | np.floating):
        return clip(value, CELL)
    number = float(value)
    small = 0 < abs(number) < 0.001  # not "0": it is not nothing
    return f"{number:.2g}" if small else f"{number:,.3f}".rstrip("0").rstrip(".")


def show(frame: pd.DataFrame, caption: str, links: Links | None = None, *, limit: int = ROWS) -> Html:
    """Return a captioned table whose cells may lead to their evidence.

    ``links`` names the column whose cells become links and the column that holds the keys of the evidence:
    ``{"mentions": "entity"}`` leads from each number of mentions to ``evidence(…, by="entity")``. Where those
    lists go by a column of another name, give it too: ``{"mentions": ("left", "entity")}`` for ``by="left"``.
    Rows beyond ``limit`` are left out, and the caption says so, unless they are hardly more.

    >>> table = show(pd.DataFrame({"entity": ["NATO"], "mentions": [3]}), "Names", {"mentions": "entity"})
    >>> '<td class="number"><a href="#entity-nato-ace0fc1b">3</a></td>' in table.html
    True
    """
    limit = len(frame) if len(frame) <= SPARED * limit else limit
    names = [escape(str(column).replace("_", " ")) for column in frame.columns]
    head = "".join(f'<th scope="col"{_align(frame, j)}>{name}</th>' for j, name in enumerate(names))
    cells = ((_cell(frame, i, j, links or {}) for j in range(len(names))) for i in range(min(limit, len(frame))))
    rows = "".join(f"<tr>{''.join(row)}</tr>" for row in cells)
    cut = f" ({limit:,} of {len(frame):,} rows shown)" if len(frame) > limit else ""
    empty = "" if len(frame) else f'<tr><td colspan="{max(1, frame.shape[1])}">Nothing to show.</td></tr>'
    return Html(
        f'<div class="scroll"><table><caption>{escape(caption)}{cut}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}{empty}</tbody></table></div>"
    )


def evidence(
    rows: pd.DataFrame, articles: pd.DataFrame, sentences: pd.DataFrame, by: str | None = None, limit: int | None = None
) -> Html:
    """Return the sentences behind ``rows``, the spans marked, one folded list for each value of the column ``by``.

    ``rows`` has ``article, start, end``; ``articles`` has ``article, text`` and, where known, ``title, outlet,
    published``; ``sentences`` has ``article, start, end``. Lists come largest first where ``rows`` stand in the order
    of the articles, else in the order in which their values first appear. A list shows at most ``limit`` sentences
    (default: all, or 10 of more than 2,000 rows), from as many articles as there are, and says of how many.
    """
    if rows.empty:
        return Html("<p>No sentences to show.</p>")
    limit = limit or (SENTENCES if len(rows) > MANY else MANY)
    placed, known = place(rows, sentences), articles.drop_duplicates("article").set_index("article")
    if by is None:
        return Html(f'<div class="evidence">{_group("All", "evidence", placed, known, limit)}</div>')
    found = list(placed.groupby(placed[by].map(_key), sort=False))
    if rows["article"].is_monotonic_increasing:  # an order that says nothing of the lists
        found.sort(key=lambda group: -len(group[1]))
    parts = [_group(key, by, part, known, limit) for key, part in found[:GROUPS]]
    cut = f"<p>{GROUPS:,} of {len(found):,} lists shown.</p>" if len(found) > GROUPS else ""
    return Html(f'<div class="evidence">{"".join(parts)}{cut}</div>')


def describe_article(article: Mapping[Any, Any]) -> str:
    """Return title, outlet and date of an article on one line, what is not known said."""
    unknown = {"title": "no title", "outlet": "outlet unknown", "published": "no date"}
    cells = [words if is_missing(article.get(name)) else format_value(article[name]) for name, words in unknown.items()]
    return " · ".join(cells)


def _key(value: object) -> str:
    """Return the same text for 1, 1.0 and "1", so that links meet their evidence whatever the column's type."""
    if is_missing(value):
        return MISSING
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _align(frame: pd.DataFrame, i: int) -> str:
    kind = frame.dtypes.iloc[i]
    numeric = pd.api.types.is_numeric_dtype(kind) and not pd.api.types.is_bool_dtype(kind)
    return ' class="number"' if numeric else ""


def _cell(frame: pd.DataFrame, i: int, j: int, links: Links) -> str:
    value, column = frame.iat[i, j], str(frame.columns[j])
    words = re.sub(r"<[^>]*>", "", value.html) if isinstance(value, Html) else format_value(value)
    shown = value.html if isinstance(value, Html) else escape(words)
    if column in links and not is_missing(value):
        link = links[column]
        prefix, key = (link, link) if isinstance(link, str) else link
        shown = f'<a href="#{anchor(prefix, frame[key].iat[i])}">{shown}</a>'
    width = "short" if len(words) <= SHORT else "phrase" if len(words) <= LONG else "long"
    look = _align(frame, j) or f' class="{width}"'
    return f'<th scope="row"{look}>{shown}</th>' if j == 0 else f"<td{look}>{shown}</td>"


def place(rows: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    """Add ``first`` and ``last``: the extent of the sentences that hold each span, or a window where none does."""
    placed = rows.reset_index(drop=True).assign(first=0, last=0)
    held = dict(list(sentences[sentences["article"].isin(placed["article"])].groupby("article")))
    for article, part in placed.groupby("article", sort=False):
        start, end = part["start"].to_numpy(int), part["end"].to_numpy(int)
        bounds = held[article].sort_values("start") if article in held else sentences.iloc[:0]
        starts, ends = bounds["start"].to_numpy(int), bounds["end"].to_numpy(int)
        low, high = np.searchsorted(ends, start, "right"), np.searchsorted(starts, end, "left") - 1
        inside = low <= high
        first, last = np.maximum(start - WINDOW, 0), end + WINDOW
        first[inside], last[inside] = starts[low[inside]], ends[high[inside]]
        placed.loc[part.index, "first"], placed.loc[part.index, "last"] = first, last
    return placed


def _group(key: str, prefix: str, rows: pd.DataFrame, articles: pd.DataFrame, limit: int) -> str:
    spans = list(rows.groupby(["article", "first", "last"])[["start", "end"]])
    # the first of each article, then the second of each …: a short list still speaks for all articles
    names = pd.Series([where[0] for where, _ in spans])
    turns = names.groupby(names).cumcount().sort_values(kind="stable")
    chosen = [spans[i] for i in sorted(turns.index[:limit])]
    shown = f"{len(chosen):,} of {count(len(spans), 'sentence')}" if len(chosen) < len(spans) else ""
    counts = f"{count(len(rows), 'mark')}, {shown or count(len(spans), 'sentence')}"
    return (
        f'<details id="{anchor(prefix, key)}"><summary>{escape(clip(key, 120))} <small>({counts}, '
        f"{count(rows['article'].nunique(), 'article')})</small></summary>"
        f"<ul>{''.join(_item(where, part, articles) for where, part in chosen)}</ul></details>"
    )


def _item(span: Any, spans: pd.DataFrame, articles: pd.DataFrame) -> str:
    name, first, last = span
    if name not in articles.index:
        return f"<li>{escape(clip(name, 120))}: this article is not in the table of articles.</li>"
    article = articles.loc[name].to_dict()
    text, source = str(article["text"]), escape(describe_article(article))
    last = min(last, len(text))
    where = f"{escape(clip(name, 120))}, characters {first:,}–{last:,}"
    marks = sorted(zip(spans["start"].astype(int), spans["end"].astype(int), strict=True))
    quoted = _mark(text, first, last, marks)
    return f"<li><blockquote>{quoted}</blockquote><p><cite>{source}</cite> <small>({where})</small></p></li>"


def _mark(text: str, first: int, last: int, marks: list[tuple[int, int]]) -> str:
    start, end = max(first, marks[0][0] - CONTEXT), min(last, max(b for _, b in marks) + CONTEXT)
    if marks == [(first, last)] and start == first and end == last:
        return f'<mark class="whole">{escape(_shorten(text[first:last]))}</mark>'  # nothing beside it to stand out from
    out, at = ["…" if start > first else ""], start
    for a, b in marks:
        a = max(a, at)  # spans may nest or overlap: the later one marks what is left of it
        if b > a:
            out += [escape(_shorten(text[at:a])), f"<mark>{escape(_shorten(text[a:b]))}</mark>"]
            at = b
    return "".join([*out, escape(text[at:end]), "…" if end < last else ""])


def _shorten(text: str) -> str:
    """Cut the middle out of a very long run, both ends kept."""
    return text if len(text) <= 3 * CONTEXT else f"{text[:CONTEXT]} […] {text[-CONTEXT:]}"
