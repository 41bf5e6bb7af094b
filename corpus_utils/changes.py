"""What changed since the last run into the same folder: articles, numbers, and the sentences that moved them.

Each run keeps a record beside its pages: the articles by checksum, and each count of the report as the sentences it was
counted from. The next run compares. A sentence is found again by its words, not by its offsets: what only stands
further down the page has not changed.
"""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd
from pandas import DataFrame, Series

from corpus_utils.corrections import find_file
from corpus_utils.event_merging import label_reports
from corpus_utils.linking import resolve_across
from corpus_utils.overrides import apply_overrides
from corpus_utils.stance_summary import LABELS, NOT_KNOWN
from corpus_utils.tables import ROWS, SENTENCES, Html, anchor, clip, count, describe_article, escape, place, show

if TYPE_CHECKING:
    from corpus_utils.corpus import Corpus

COLUMNS = ["number", "of", "article", "start", "end", "text"]
KEY = ["number", "of"]
SAME = [*KEY, "article", "text"]  # what makes rows of two runs one
ARTICLES = "articles"  # the number whose rows are the articles themselves; ``of`` is their checksum
LONGEST = 600  # characters of a sentence that the record keeps
NAMED = 6  # moved numbers that the row of an article names
FIRST = "This is the first run that kept a record in this folder: the next one will say here what changed."


class Changes(NamedTuple):
    """What the overview says: one sentence, and the tables and sentences behind it as safe HTML."""

    headline: str
    html: str = ""


def record_run(corpus: "Corpus", circumstances: Mapping[str, str]) -> DataFrame:
    """Return what the next run compares with, one row a sentence of a number.

    Columns: ``number, of`` (mentions of an entity, sentences on the target of a holder and stance, reports of an event,
    articles of a checksum of text and metadata), ``article, start, end`` of what was counted, ``text`` of its sentence
    (of an article: title, outlet and date). ``circumstances``, such as time, settings, versions, go into ``attrs``.
    """
    mentions, events = resolve_across(corpus.mentions), label_reports(corpus.reports, corpus.reprints)
    stances = _corrected_stances(corpus)
    holders = stances["holder"].astype(object).fillna(NOT_KNOWN)
    views = holders + ": " + stances["stance"].map(LABELS).fillna("too unsure to label")
    counted = [
        mentions.assign(number="mentions", of=mentions["entity"]),
        stances.assign(number=f"sentences on {corpus.settings.target}", of=views),
        events.assign(number="reports of events", of=events["event"]),
    ]
    rows = place(pd.concat([part[COLUMNS[:-1]].astype({"of": object}) for part in counted]), corpus.sentences)
    texts = corpus.articles.set_index("article")["text"]
    spans = zip(rows["article"], rows["first"], rows["last"], strict=True)
    rows["text"] = [clip(texts[article][first:last], LONGEST) for article, first, last in spans]
    sums = pd.util.hash_pandas_object(corpus.articles[["sha256", "metadata"]], index=False)
    articles = corpus.articles.assign(number=ARTICLES, of=[f"{one:016x}" for one in sums])
    articles["text"] = [describe_article(row) for row in articles.to_dict("records")]
    record = pd.concat([articles[COLUMNS], rows[COLUMNS]], ignore_index=True)
    record.attrs.update(circumstances)
    return record


def _corrected_stances(corpus: "Corpus") -> DataFrame:
    path = find_file(corpus.folder)
    try:
        return apply_overrides(corpus.stances, path)[0] if path else corpus.stances
    except ValueError:  # the stance notebook stops at such a file and says what is wrong with it
        return corpus.stances


def read_record(path: Path) -> DataFrame | None:
    """Return the record of the last run; None where there is none. Raises ``ValueError`` where it cannot be read."""
    if not path.exists():
        return None
    try:
        record = pd.read_parquet(path)
    except (OSError, ValueError) as error:
        raise ValueError(f"{path.name} cannot be read: {error}") from error
    if list(record.columns) != COLUMNS:
        raise ValueError(f"{path.name} has the columns {', '.join(record.columns)}; expected {', '.join(COLUMNS)}")
    return record


def write_record(record: DataFrame, path: Path) -> None:
    """Write the record, whole or not at all."""
    draft = path.with_suffix(".draft")
    record.to_parquet(draft, compression="zstd", index=False)
    draft.replace(path)


def describe_changes(before: DataFrame | None, now: DataFrame) -> Changes:
    """Say what changed between two records, with the sentences that moved each number.

    >>> rows = [("articles", "x", "a", 0, 9, "A"), ("mentions", "NATO", "a", 0, 4, "NATO came.")]
    >>> one, two = DataFrame(rows[:1], columns=COLUMNS), DataFrame(rows, columns=COLUMNS)
    >>> describe_changes(one, two).headline
    'Since the last run: no article changed; 1 number moved (mentions 0 → 1).'
    """
    if before is None:
        return Changes(FIRST)
    articles, moved = _compare_articles(before, now), _compare_sentences(before, now)
    numbers, causes = _compare_numbers(before, now, moved), _find_causes(before.attrs, now.attrs)
    parts = [f"<p>Different beside the articles:</p><ul>{''.join(causes)}</ul>"] if causes else []
    if len(articles):
        parts.append(show(_add_moves(articles, moved), "Articles added, changed or removed").html)
    if len(numbers):
        parts.append(_show_numbers(numbers, moved, articles, {**_sources(before), **_sources(now)}))
    return Changes(_headline(before, now, articles, numbers, bool(causes)), "".join(parts))


def _sources(record: DataFrame) -> dict[str, str]:
    return dict(record.loc[record["number"] == ARTICLES, ["article", "text"]].itertuples(index=False, name=None))


def _compare_articles(before: DataFrame, now: DataFrame) -> DataFrame:
    """Return ``article, change, source``, the added first."""
    sides = [table.loc[table["number"] == ARTICLES, ["article", "of", "text"]] for table in (before, now)]
    both = sides[0].merge(sides[1], on="article", how="outer", suffixes=("_before", ""))
    change = (
        Series("changed", index=both.index).mask(both["of_before"].isna(), "added").mask(both["of"].isna(), "removed")
    )
    table = both.assign(change=change, source=both["text"].fillna(both["text_before"]))
    table = table[table["of_before"].ne(table["of"])]
    return table[["article", "change", "source"]].sort_values("change", kind="stable", ignore_index=True)


def _compare_sentences(before: DataFrame, now: DataFrame) -> DataFrame:
    """Return the rows that only one of two runs has: ``number, of, article, text, came`` (False: it is gone)."""
    sides = [table[table["number"] != ARTICLES][SAME] for table in (before, now)]
    one, other = (side.assign(nth=side.groupby(SAME).cumcount()) for side in sides)
    both = one.merge(other, how="outer", indicator="side")
    return both.assign(came=both["side"].eq("right_only"))[both["side"].ne("both")].reset_index(drop=True)


def _compare_numbers(before: DataFrame, now: DataFrame, moved: DataFrame) -> DataFrame:
    """Return ``number, of, before, now, came, gone``, those first that moved most."""
    table = moved.groupby(KEY)["came"].agg(came="sum", gone=lambda came: (~came).sum())
    for name, record in (("before", before), ("now", now)):
        table[name] = record.groupby(KEY).size().reindex(table.index, fill_value=0)
    order = (table["now"] - table["before"]).abs().sort_values(ascending=False, kind="stable").index
    return table.loc[order].reset_index()


def _find_causes(before: Mapping[Any, Any], now: Mapping[Any, Any]) -> list[str]:
    names = [name for name in {**before, **now} if name != "made" and before.get(name) != now.get(name)]
    return [f"<li>{escape(f'{name}: {before.get(name)} before, {now.get(name)} now')}</li>" for name in names]


def _headline(before: DataFrame, now: DataFrame, articles: DataFrame, numbers: DataFrame, other_causes: bool) -> str:
    run = f"the run of {before.attrs['made']}" if "made" in before.attrs else "the last run"
    if articles.empty and numbers.empty and not other_causes:
        return f"Nothing changed since {run}: the same articles, settings and software, the same numbers."
    kinds = articles["change"].value_counts(sort=False)
    told = ", ".join(f"{count(int(n), 'article')} {change}" for change, n in kinds.items()) or "no article changed"
    sizes = [table["number"].value_counts() for table in (before, now)]
    names = numbers["number"].drop_duplicates()
    totals = ", ".join(f"{name} {sizes[0].get(name, 0):,} → {sizes[1].get(name, 0):,}" for name in names)
    return f"Since {run}: {told}; " + (
        f"{count(len(numbers), 'number')} moved ({totals})." if totals else "no number moved."
    )


def _add_moves(articles: DataFrame, moved: DataFrame) -> DataFrame:
    """Add to each article the numbers that its sentences moved, each a link to them."""
    by_article = {name: part.groupby(KEY)["came"] for name, part in moved.groupby("article")}
    return articles.assign(
        numbers_moved=Series([_list_moves(by_article.get(name)) for name in articles["article"]], dtype=object)
    )


def _list_moves(came: Any) -> Html:
    if came is None:
        return Html("none")
    steps = (2 * came.sum() - came.size()).sort_values(key=abs, ascending=False, kind="stable")
    links = [f'<a href="#{_anchor(*key)}">{escape(key[1])} {_sign(step)}</a>' for key, step in steps[:NAMED].items()]
    return Html("; ".join(links) + (f"; and {len(steps) - NAMED:,} more" if len(steps) > NAMED else ""))


def _sign(step: int) -> str:
    return f"{step:+d}".replace("-", "−") if step else "±0"


def _anchor(number: object, of: object) -> str:
    return anchor("moved", f"{number}: {of}")


def _show_numbers(numbers: DataFrame, moved: DataFrame, articles: DataFrame, sources: Mapping[str, str]) -> str:
    changes, sentences = articles.set_index("article")["change"], dict(list(moved.groupby(KEY)))
    rows = numbers.head(ROWS).to_dict("records")
    links = [Html(f'<a href="#{_anchor(row["number"], row["of"])}">+{row["came"]} −{row["gone"]}</a>') for row in rows]
    table = numbers[[*KEY, "before", "now"]].head(ROWS).assign(sentences=Series(links, dtype=object))
    cut = f", the first {ROWS:,} of {len(numbers):,}" if len(numbers) > ROWS else ""
    lists = [_list_sentences(row, sentences[row["number"], row["of"]], changes, sources) for row in rows]
    return show(table, f"Numbers that moved{cut}").html + f'<div class="evidence">{"".join(lists)}</div>'


def _list_sentences(number: Mapping[Any, Any], rows: DataFrame, changes: Series, sources: Mapping[str, str]) -> str:
    """Return the folded list of the sentences that came into a number or went out of it."""
    found = Counter(zip(*(rows[name].tolist() for name in ("article", "came", "text")), strict=True))
    items = [
        f"<li><blockquote><strong>{'new' if came else 'gone'}{f', {n} times' if n > 1 else ''}:</strong> {escape(text)}"
        f"</blockquote><p><cite>{escape(sources.get(name, ''))}</cite> "
        f"<small>({escape(clip(name, 120))}, article {changes.get(name, 'not changed')})</small></p></li>"
        for (name, came, text), n in list(found.items())[:SENTENCES]
    ]
    shown = f", {SENTENCES} of them shown" if len(found) > SENTENCES else ""
    title = f"{number['of']}, {number['number']}: {number['before']:,} → {number['now']:,}"
    return (
        f'<details id="{_anchor(number["number"], number["of"])}"><summary>{escape(clip(title, 200))} '
        f"<small>({count(len(found), 'sentence')}{shown})</small></summary><ul>{''.join(items)}</ul></details>"
    )
