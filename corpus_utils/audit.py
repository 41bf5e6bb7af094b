"""What became of every byte that was read: files, parts of pages by rule, dates with their evidence; in words."""

import json
from typing import TYPE_CHECKING

import pandas as pd
from pandas import DataFrame

from corpus_utils.corrections import NAME as CORRECTIONS
from corpus_utils.dating import bound_by_retelling
from corpus_utils.layout import make_unit
from corpus_utils.schema import BODY_KINDS
from corpus_utils.tables import clip, count

if TYPE_CHECKING:
    from corpus_utils.corpus import Corpus

KEPT = ("title", *BODY_KINDS)  # kinds of blocks that are the article
COLUMNS = ["article", "kind", "rule", "characters", "words"]
REASONS = 3  # for leaving files out that a sentence names
APART = ("metadata", "other item", "foreign")  # kinds of blocks that say nothing of what was cut of the article itself
SCANT = 30  # percent: real pages with comments and teasers keep more of their paragraphs (the least of 21: 38)
SCANT_CHARACTERS = 2000  # of paragraphs that a page has at least: below, one legal note or teaser outweighs a brief
SNIPPET = 120  # characters of a block or of the line of a date that a table shows
MARKUP = "markup, other columns, byte-order marks"
RECODED = "gained or lost by reading another encoding as Unicode"


def count_files(audit: DataFrame) -> DataFrame:
    """Return one row a status and reason: ``status, reason, files, rows, bytes``, most bytes first.

    A table counts as one file; its rows are counted apart. The bytes of whole files add up to all bytes found.

    >>> audit = DataFrame({"file": ["a"], "row": [None], "status": ["read"], "reason": [""], "bytes": [7]})
    >>> count_files(audit).to_dict("records")
    [{'status': 'read', 'reason': 'as it is', 'files': 1, 'rows': 0, 'bytes': 7}]
    """
    whole = audit["row"].isna()
    reason = (
        audit["reason"].replace("", "as it is").str.replace(r"^same text as .*", "same text as another", regex=True)
    )
    table = audit.assign(
        reason=reason, files=whole.astype(int), rows=(~whole).astype(int), bytes=audit["bytes"].where(whole, 0)
    )
    sums = table.groupby(["status", "reason"], as_index=False)[["files", "rows", "bytes"]].sum()
    return sums.astype({"bytes": int}).sort_values(["bytes", "rows"], ascending=False, ignore_index=True)


def count_bytes(corpus: "Corpus") -> DataFrame:
    """Return where every byte of the folder went: ``part, bytes, percent``; the bytes add up to those of all files.

    Text is counted in UTF-8. What a file holds beside its texts (markup, other columns) is a part of its own, and so is
    the difference that another encoding makes.
    """
    audit = corpus.audit
    whole = audit[audit["row"].isna()]
    parts = _block_bytes(own_blocks(corpus), corpus.articles).groupby("kind")["bytes"].sum().to_dict()
    pages = corpus.articles[~_is_item(corpus.articles)]
    held = pages["text"].map(_encode).map(len).groupby(pages["file"]).sum()
    for row in whole.to_dict("records"):
        rest = row["bytes"] - held.get(row["file"], 0)
        dropped = row["status"] == "left out"
        recoded = not dropped and not row["encoding"].startswith("utf-8") and rest < 0
        part = f"left out: {row['reason']}" if dropped else RECODED if recoded else MARKUP
        parts[part] = parts.get(part, 0) + rest
    sizes = [(part, int(size)) for part, size in parts.items() if size]
    table = DataFrame(sizes, columns=["part", "bytes"]).sort_values("bytes", ascending=False, ignore_index=True)
    return table.assign(percent=100 * table["bytes"] / whole["bytes"].sum())


def find_lost_bytes(corpus: "Corpus") -> DataFrame:
    """Return the UTF-8 text files whose blocks do not hold every byte of the file; a row here is a defect."""
    audit = corpus.audit[corpus.audit["row"].isna() & (corpus.audit["status"] == "read")]
    plain = audit[
        (audit["encoding"] == "utf-8") & audit["article"].isin(corpus.articles.query("format == 'txt'")["article"])
    ]
    sizes = _block_bytes(corpus.blocks, corpus.articles).groupby("article")["bytes"].sum()
    table = plain.assign(in_blocks=plain["article"].map(sizes).fillna(0).astype(int))
    return table.loc[table["bytes"] != table["in_blocks"], ["file", "bytes", "in_blocks"]]


def _slices(blocks: DataFrame, articles: DataFrame) -> list[str]:
    texts = articles.set_index("article")["text"]
    spans = zip(blocks["article"], blocks["start"], blocks["end"], strict=True)
    return [texts[article][start:end] for article, start, end in spans]


def _block_bytes(blocks: DataFrame, articles: DataFrame) -> DataFrame:
    return blocks.assign(bytes=[len(_encode(text)) for text in _slices(blocks, articles)])


def _encode(text: str) -> bytes:
    return text.encode("utf-8", errors="surrogatepass")


def own_blocks(corpus: "Corpus") -> DataFrame:
    """Return the blocks without those of a page whose text is an article of its own, so that nothing counts twice."""
    items = corpus.articles[_is_item(corpus.articles)]
    blocks = corpus.blocks
    twice = pd.Series(False, blocks.index)
    for metadata, text in zip(items["metadata"], items["text"], strict=True):
        place = json.loads(metadata)
        start = int(place["part of start"])
        inside = (blocks["start"] >= start) & (blocks["end"] <= start + len(text))
        twice |= inside & (blocks["article"] == place["part of"])
    return blocks[~twice]


def _is_item(articles: DataFrame) -> "pd.Series[bool]":
    return articles["metadata"].str.contains('"part of start"', regex=False)


def count_rules(blocks: DataFrame) -> DataFrame:
    """Return one row a kind and rule: ``kind, rule, kept, blocks, articles, characters, percent``, largest first."""
    table = blocks.assign(characters=blocks["end"] - blocks["start"], kept=blocks["kind"].isin(KEPT))
    sums = table.groupby(["kind", "rule", "kept"], as_index=False).agg(
        blocks=("start", "size"), articles=("article", "nunique"), characters=("characters", "sum")
    )
    sums["percent"] = (100 * sums["characters"] / max(1, sums["characters"].sum())).round(2)
    return sums.sort_values("characters", ascending=False, ignore_index=True)


def list_cuts(corpus: "Corpus") -> DataFrame:
    """Return the blocks that are not the article's: ``article, kind, rule, characters, words``, in page order.

    ``words`` is the beginning of what was cut, so that a reader can object.
    """
    cut = corpus.blocks[~corpus.blocks["kind"].isin(KEPT)]
    words = [" ".join(text[:SNIPPET].split()) for text in _slices(cut, corpus.articles)]
    return cut.assign(characters=cut["end"] - cut["start"], words=words)[COLUMNS]


def measure_kept(corpus: "Corpus") -> DataFrame:
    """Return how much of each page's paragraphs was kept: ``article, kept`` (percent) and ``paragraphs`` (characters).

    Paragraphs alone (``layout.make_unit``), since menus and lists of headlines may well be most of a page; other items,
    front matter and lines in another script are not counted. ``kept`` is missing for a page without paragraphs.
    """
    blocks = corpus.blocks[~corpus.blocks["kind"].isin(APART)]
    words = [" ".join(text.split()) for text in _slices(blocks, corpus.articles)]
    size = pd.Series([len(w) if w and make_unit(0, w, 0).prose else 0 for w in words], blocks.index, dtype=int)
    table = DataFrame(
        {"article": blocks["article"], "kept": size.where(blocks["kind"].isin(KEPT), 0), "paragraphs": size}
    )
    sums = table.groupby("article", as_index=False, sort=False).sum()
    return sums.assign(kept=(100 * sums["kept"] / sums["paragraphs"].where(sums["paragraphs"] > 0)).round(1))


def list_scant(corpus: "Corpus") -> DataFrame:
    """Return the articles of which so little was kept that cleaning may have failed: rows of ``measure_kept``."""
    table = measure_kept(corpus)
    return table[(table["kept"] < SCANT) & (table["paragraphs"] >= SCANT_CHARACTERS)].sort_values("kept")


def list_dates(corpus: "Corpus") -> DataFrame:
    """Return each article's date of publication with its evidence, the least certain first.

    Columns: ``article, published, confidence, not_before, not_after, evidence`` (the line of the page with the date,
    where it shows it), ``reason, conflicts``.
    """
    articles = bound_by_retelling(corpus.articles, corpus.reprints)
    shown = articles["date_start"].notna()
    starts = articles["date_start"].where(shown, 0).astype(int)
    lines = [_line(text, start) for text, start in zip(articles["text"], starts, strict=True)]
    table = articles.assign(evidence=pd.Series(lines, index=articles.index).where(shown, ""))
    order = table["confidence"].map({"none": 0, "low": 1, "medium": 2, "high": 3})
    columns = ["article", "published", "confidence", "not_before", "not_after", "evidence", "reason", "conflicts"]
    return table.loc[order.sort_values(kind="stable").index, columns]


def _line(text: str, place: int) -> str:
    """Return the line that holds a place of a text, cut around the place where it is long."""
    first, last = text.rfind("\n", 0, place) + 1, text.find("\n", place)
    return clip(text[max(first, place - SNIPPET // 2) : last if last >= 0 else len(text)], SNIPPET)


def describe_ingest(corpus: "Corpus") -> list[str]:
    """Return the findings of the audit as Markdown sentences, each number with what it is a number of."""
    articles, blocks, audit = corpus.articles, corpus.blocks, corpus.audit
    whole = audit[audit["row"].isna()]
    files = whole.loc[whole["file"] != CORRECTIONS, "file"]
    interviews = blocks.loc[blocks["kind"] == "question", "article"].nunique()
    others = blocks.loc[blocks["kind"] == "other item", "article"].nunique()
    return [
        f"**{count(len(articles), 'article')}** read from {count(files.nunique(), 'file')} "
        f"({whole['bytes'].sum():,} bytes); {describe_left_out(audit)}.",
        _describe_cuts(count_rules(own_blocks(corpus))),
        *_describe_scant(list_scant(corpus)),
        *_describe_dates(articles),
        f"Interviews or transcripts with marked questions: {interviews:,} of {len(articles):,} articles. "
        f"Pages that carry items of another date above or below the article: {others:,}.",
    ]


def describe_left_out(audit: DataFrame) -> str:
    """Return how many files and rows were left out, and for what reasons, most often first, as part of a sentence.

    >>> rows = DataFrame({"status": ["read", *["left out"] * 3], "reason": ["", "empty", "not readable", "empty"]})
    >>> describe_left_out(rows)
    '3 files or rows left out: empty (2), not readable (1)'
    """
    left = audit.loc[audit["status"] == "left out", "reason"]
    if left.empty:
        return "nothing was left out"
    files = "file or row" if len(left) == 1 else "files or rows"
    reasons = left.str.replace(r" as .*", "", regex=True).value_counts()
    named = ", ".join(f"{reason} ({n:,})" for reason, n in reasons.head(REASONS).items())
    rest = f" and {count(len(reasons) - REASONS, 'more reason')}" if len(reasons) > REASONS else ""
    return f"{len(left):,} {files} left out: {named}{rest}"


def _describe_scant(scant: DataFrame) -> list[str]:
    if scant.empty:
        return []
    names = ", ".join(scant["article"][:5]) + (", …" if len(scant) > 5 else "")
    return [
        f"**Look at these first**: less than {SCANT} % of the paragraphs were kept of {count(len(scant), 'article')} "
        f"({names}); what was cut there may be text."
    ]


def _describe_cuts(rules: DataFrame) -> str:
    """Say what part of the pages is article; the analyst's own front matter is no part of a page."""
    page = rules[rules["kind"] != "metadata"]
    total, kept = page["characters"].sum(), page.loc[page["kept"], "characters"].sum()
    cut = page[~page["kept"]]
    if cut.empty:
        return f"All {total:,} characters of the pages were kept as article text: nothing looked like page furniture."
    kinds = cut.groupby("kind")["characters"].sum().sort_values(ascending=False)
    return (
        f"**{kept / total:.1%}** of the {total:,} characters on the pages (front matter apart) are article text; "
        f"{count(int(cut['blocks'].sum()), 'block')} cut by {count(len(cut), 'rule')}, the largest part as "
        f"“{kinds.index[0]}” ({kinds.iloc[0] / total:.1%} of all)."
    )


def _describe_dates(articles: DataFrame) -> list[str]:
    n, known = len(articles), articles[articles["published"].notna()]
    days, sure = (known["precision"] == "day").sum(), (known["confidence"] == "high").sum()
    found = [
        f"A date of publication is known of **{len(known):,} of {count(n, 'article')}**: {days:,} to the day, "
        f"{sure:,} with high confidence."
    ]
    if len(known) < n:
        bounds = articles.loc[articles["published"].isna(), ["not_before", "not_after"]].notna().any(axis=1).sum()
        found.append(f"Without a date: {n - len(known):,}, of which {bounds:,} can be bounded.")
    if conflicts := (articles["conflicts"].fillna("") != "").sum():
        found.append(f"Dates that conflict with other evidence on the page: {conflicts:,}.")
    return [" ".join(found)]
