"""What became of every byte that was read: files, parts of pages by rule, dates with their evidence; in words."""

from typing import TYPE_CHECKING

import pandas as pd
from pandas import DataFrame

from corpus_utils.dating import bound_by_retelling
from corpus_utils.schema import BODY_KINDS

if TYPE_CHECKING:
    from corpus_utils.corpus import Corpus

KEPT = ("title", *BODY_KINDS)  # kinds of blocks that are the article
SNIPPET = 120  # characters of a block or of a date's surroundings that a table shows
AROUND = 30  # characters to either side of a date's evidence
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
    texts = corpus.articles.set_index("article")["text"]
    parts = _block_bytes(corpus.blocks, texts).groupby("kind")["bytes"].sum().to_dict()
    held = (
        corpus.articles.assign(held=[len(_encode(text)) for text in corpus.articles["text"]])
        .groupby("file")["held"]
        .sum()
    )
    for row in whole.to_dict("records"):
        rest = row["bytes"] - held.get(row["file"], 0)
        dropped = row["status"] == "left out"
        recoded = not dropped and not row["encoding"].startswith("utf-8") and rest < 0
        part = f"left out: {row['reason']}" if dropped else RECODED if recoded else MARKUP
        parts[part] = parts.get(part, 0) + rest
    rows = [
        {"part": part, "bytes": int(size), "percent": 100 * size / whole["bytes"].sum()}
        for part, size in parts.items()
        if size
    ]
    return DataFrame(rows, columns=["part", "bytes", "percent"]).sort_values(
        "bytes", ascending=False, ignore_index=True
    )


def find_lost_bytes(corpus: "Corpus") -> DataFrame:
    """Return the UTF-8 text files whose blocks do not hold every byte of the file; a row here is a defect."""
    audit = corpus.audit[corpus.audit["row"].isna() & (corpus.audit["status"] == "read")]
    plain = audit[
        audit["encoding"].isin(["utf-8"]) & audit["article"].isin(corpus.articles.query("format == 'txt'")["article"])
    ]
    sizes = _block_bytes(corpus.blocks, corpus.articles.set_index("article")["text"]).groupby("article")["bytes"].sum()
    table = plain.assign(in_blocks=plain["article"].map(sizes).fillna(0).astype(int))
    return table.loc[table["bytes"] != table["in_blocks"], ["file", "bytes", "in_blocks"]]


def _block_bytes(blocks: DataFrame, texts: "pd.Series[str]") -> DataFrame:
    spans = zip(blocks["article"], blocks["start"], blocks["end"], strict=True)
    return blocks.assign(bytes=[len(_encode(texts[article][start:end])) for article, start, end in spans])


def _encode(text: str) -> bytes:
    return text.encode("utf-8", errors="surrogatepass")


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
    return cut.assign(
        characters=cut["end"] - cut["start"], words=_snippets(corpus, cut["article"], cut["start"], cut["end"])
    )[["article", "kind", "rule", "characters", "words"]]


def list_dates(corpus: "Corpus") -> DataFrame:
    """Return each article's date of publication with its evidence, the least certain first.

    Columns: ``article, published, confidence, not_before, not_after, evidence`` (the words on the page, where it shows
    them), ``reason, conflicts``.
    """
    articles = bound_by_retelling(corpus.articles, corpus.reprints)
    shown = articles["date_start"].notna()
    start = (articles["date_start"].where(shown, 0) - AROUND).clip(lower=0).astype(int)
    end = (articles["date_end"].where(shown, 0) + AROUND).astype(int)
    words = pd.Series(_snippets(corpus, articles["article"], start, end), index=articles.index)
    table = articles.assign(evidence=words.where(shown, ""))
    order = table["confidence"].map({"none": 0, "low": 1, "medium": 2, "high": 3})
    columns = ["article", "published", "confidence", "not_before", "not_after", "evidence", "reason", "conflicts"]
    return table.loc[order.sort_values(kind="stable").index, columns]


def _snippets(
    corpus: "Corpus", articles: "pd.Series[str]", starts: "pd.Series[int]", ends: "pd.Series[int]"
) -> list[str]:
    texts = corpus.articles.set_index("article")["text"]
    spans = zip(articles, starts, ends, strict=True)
    return [" ".join(texts[article][start : min(end, start + SNIPPET)].split()) for article, start, end in spans]


def describe_ingest(corpus: "Corpus") -> list[str]:
    """Return the findings of the audit as Markdown sentences, each number with what it is a number of."""
    articles, blocks, audit = corpus.articles, corpus.blocks, corpus.audit
    whole = audit[audit["row"].isna()]
    left = audit[audit["status"] == "left out"]
    found = [
        f"**{len(articles):,} articles** were read from {whole['file'].nunique():,} files "
        f"({whole['bytes'].sum():,} bytes); {len(left):,} files or rows were left out"
        + (
            f", most often for: {left['reason'].str.replace(r' as .*', '', regex=True).mode()[0]}."
            if len(left)
            else "."
        )
    ]
    found += [_describe_cuts(count_rules(blocks)), _describe_dates(articles)]
    items = blocks.loc[blocks["kind"] == "other item", "article"].nunique()
    turns = blocks.loc[blocks["kind"] == "question", "article"].nunique()
    found.append(
        f"{turns:,} of {len(articles):,} articles are interviews or transcripts with marked questions; "
        f"{items:,} pages carry items of another date above or below the article."
    )
    return found


def _describe_cuts(rules: DataFrame) -> str:
    total, kept = rules["characters"].sum(), rules.loc[rules["kept"], "characters"].sum()
    cut = rules[~rules["kept"]]
    if cut.empty:
        return f"All {total:,} characters of the pages were kept as article text: nothing looked like page furniture."
    kinds = cut.groupby("kind")["characters"].sum().sort_values(ascending=False)
    return (
        f"**{100 * kept / total:.1f} %** of the {total:,} characters on the pages are article text; "
        f"{cut['blocks'].sum():,} blocks were cut by {len(cut):,} rules, the largest part of them "
        f"{kinds.index[0]} ({100 * kinds.iloc[0] / total:.1f} % of all)."
    )


def _describe_dates(articles: DataFrame) -> str:
    n = len(articles)
    days, known = (articles["precision"] == "day").sum(), articles["published"].notna().sum()
    sure = (articles["confidence"] == "high").sum()
    bounded = (articles["published"].isna() & (articles["not_before"].notna() | articles["not_after"].notna())).sum()
    conflicts = (articles["conflicts"].fillna("") != "").sum()
    return (
        f"**{known:,} of {n:,} articles** have a date of publication "
        f"({days:,} to the day, {sure:,} of high confidence); "
        f"{n - known:,} have none, of which {bounded:,} have bounds. "
        f"{conflicts:,} dates conflict with other evidence on the page."
    )
