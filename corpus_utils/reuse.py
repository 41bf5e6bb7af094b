"""Find articles that share text or retell one another, and which of them was likely first.

Shared text is measured by word shingles (Broder 1997, *On the resemblance and containment of documents*): every run
of ``SHINGLE`` words, as a 64-bit number. ``find_reprints`` gives the pairs, ``collapse`` one article a group.
"""

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from functools import cache, lru_cache
from hashlib import blake2b
from itertools import combinations, pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from corpus_utils.calendars import last_day, opening_day
from corpus_utils.schema import BODY_KINDS, Reprint
from corpus_utils.terms import normalise_word

Shingles = NDArray[np.uint64]

SHINGLE = 5  # words a shingle: set phrases of the field seldom make one, edited sentences still do
NEAR = 0.5  # resemblance (shared / all shingles of the two): one word in fourteen may differ
PARTIAL = 0.07  # share of the shorter text's shingles: a sentence of 30 words in an article of 350
COPIED = 0.5  # share of the shorter text's shingles from which on even shared quotations are a copy, not a retelling
QUOTED = 0.5  # share of the common shingles that stand in quotations: from here on the two share speech, not prose
SPOKEN_RUNS = 2  # separate common runs in quotations that a retelling needs: one may be a well-known saying
STANDING = 3  # articles of one outlet that hold a shingle: from here on it is the outlet's standing text
STANDING_ANYWHERE = 10  # the same among articles whose outlet is not known
SAMPLED = 1_000  # articles from which on pairs are sought by a sample of the shingles
SAMPLE = 8  # one shingle in so many is in that sample
CROWD = 20  # articles that share one shingle; above this each meets its neighbours only, so that work stays linear
SKETCHED = 0.3  # part of PARTIAL that two sketches must show: a sample may miss some, and crowds are counted in part
READ_AGAIN = 4_096  # fingerprints kept at hand while pairs are judged
KINDS = tuple(Reprint._fields)
COPIES = ("exact", "near")  # kinds that count as one article when reprints are collapsed


class Fingerprint(NamedTuple):
    """The shingles of one text in reading order, with the offsets of the words that they begin and end with."""

    hashes: Shingles
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    words: tuple[str, ...]


class Page(NamedTuple):
    """What is compared of one article."""

    text: str
    spans: list[tuple[int, int]] | None  # its own words, without the labels of interview turns; None: the whole page
    speech: list[tuple[int, int]]  # its quotations
    interview: bool


@cache
def _hash_word(word: str) -> int:
    return int.from_bytes(blake2b(normalise_word(word).encode(), digest_size=8).digest(), "little")


def fingerprint(text: str, spans: Sequence[tuple[int, int]] | None = None) -> Fingerprint:
    """Return every run of ``SHINGLE`` words in ``spans`` of ``text`` (all of it when None), with raw offsets.

    >>> len(fingerprint("The parade was held on the old square.").hashes)
    4
    """
    found = [
        (m.group(), m.start() + start, m.end() + start)
        for start, end in (spans if spans is not None else [(0, len(text))])
        for m in re.finditer(r"\w+", text[start:end])
    ]
    n = max(len(found) - SHINGLE + 1, 0)  # a text of fewer words has no shingle and is never compared
    words = np.array([_hash_word(w) for w, _, _ in found], dtype=np.uint64)
    hashes = np.zeros(n, dtype=np.uint64)
    for i in range(SHINGLE if n else 0):
        hashes = hashes * np.uint64(0x9E3779B97F4A7C15) + words[i : i + n]  # wraps round: a rolling polynomial
        hashes ^= hashes >> np.uint64(29)  # so that no bit of it is the sum of the words' bits alone
    starts = np.array([s for _, s, _ in found[:n]], dtype=np.int64)
    ends = np.array([e for _, _, e in found[SHINGLE - 1 :]], dtype=np.int64)[:n]
    return Fingerprint(hashes, starts, ends, tuple(normalise_word(w) for w, _, _ in found))


def find_reprints(
    articles: pd.DataFrame,
    blocks: pd.DataFrame | None = None,
    quotes: pd.DataFrame | None = None,
    read: Callable[[str], Page] | None = None,
) -> pd.DataFrame:
    """Return the pairs of articles that share text or retell one another (columns of ``schema.Reprint``).

    ``articles`` needs ``article, text``; ``published`` (and ``not_before, not_after``) tell the origin. With ``blocks``
    only body, questions and answers are compared, else the whole page. With ``quotes``, a pair whose common words stand
    mainly in quotations is a ``retelling``, else it is ``partial``. Pairs below ``PARTIAL`` are dropped; what an
    ``outlet`` prints in ``STANDING`` articles does not count toward it. From ``SAMPLED`` articles on, pairs are sought
    by one shingle in ``SAMPLE`` (Broder's mod-m sketch), which keeps the work near linear; what is found is still
    measured on all shingles. Where ``read`` gives the page of an article by its name, ``articles`` needs no ``text``.

    >>> wire = "The ministers met in the capital on Monday and agreed to hold the drill on the river in the spring."
    >>> pages = pd.DataFrame({"article": ["a", "b"], "text": [wire, wire.upper()], "published": ["2020", "2019"]})
    >>> find_reprints(pages)[["article", "other", "kind", "similarity", "origin"]].values.tolist()
    [['a', 'b', 'exact', 1.0, 'b']]
    """
    articles = articles.sort_values("article", ignore_index=True)
    page = read or make_pages(articles, blocks, quotes).__getitem__

    @lru_cache(READ_AGAIN)  # fingerprints are made anew for each pair, so that a large corpus need not hold them all
    def shingles(article: str) -> Fingerprint:
        return fingerprint(page(article).text, page(article).spans)

    sampled = SAMPLE if len(articles) >= SAMPLED else 1
    sketches = [np.unique(h[h % np.uint64(sampled) == 0]) for h in (shingles(a).hashes for a in articles.article)]
    standing = _standing_text(sketches, articles)
    rows = []
    for i, j in _candidates(sketches):
        left, right = articles.article[i], articles.article[j]
        speech = page(left).speech, page(right).speech
        kind, similarity = _judge(shingles(left), shingles(right), speech, standing, sampled)
        if kind:
            rows.append((left, right, kind, round(similarity, 4)))
    return _with_groups(pd.DataFrame(rows, columns=list(KINDS[:4])), articles, lambda article: page(article).interview)


def make_pages(articles: pd.DataFrame, blocks: pd.DataFrame | None, quotes: pd.DataFrame | None) -> dict[str, Page]:
    """Return what is compared of each article, by its name: the page, or with ``blocks`` its own words."""
    body = None if blocks is None else _spans(blocks[blocks.kind.isin(BODY_KINDS)], "speech")
    speech = {} if quotes is None else _spans(quotes, "start")
    interviews = set() if blocks is None else set(blocks[blocks.kind == "answer"].article)
    return {
        a: Page(text, None if body is None else body.get(a, []), speech.get(a, []), a in interviews)
        for a, text in zip(articles.article, articles.text, strict=True)
    }


def _spans(rows: pd.DataFrame, first: str) -> dict[str, list[tuple[int, int]]]:
    return {str(a): list(zip(g[first], g.end, strict=True)) for a, g in rows.groupby("article")}


def _candidates(sketches: Sequence[Shingles]) -> list[tuple[int, int]]:
    """Return the pairs whose sketches share enough that the texts may share ``PARTIAL``, in order."""
    owner = np.repeat(np.arange(len(sketches)), [len(s) for s in sketches])
    hashes = np.concatenate([*sketches, np.zeros(0, dtype=np.uint64)])
    order = np.lexsort((owner, hashes))
    owner, hashes = owner[order], hashes[order]
    first = np.flatnonzero(np.append(True, hashes[1:] != hashes[:-1])) if len(hashes) else np.zeros(0, dtype=int)
    length = np.diff(np.append(first, len(hashes)))
    pairs: Counter[tuple[int, int]] = Counter()
    for start, many in zip(first[length > 1].tolist(), length[length > 1].tolist(), strict=True):
        crowd = owner[start : start + many].tolist()
        pairs.update(combinations(crowd, 2) if many <= CROWD else pairwise(crowd))
    enough = SKETCHED * PARTIAL
    return sorted(p for p, n in pairs.items() if n >= enough * min(len(sketches[p[0]]), len(sketches[p[1]])))


def _standing_text(sketches: Sequence[Shingles], articles: pd.DataFrame) -> Shingles:
    """Return the shingles that an outlet prints again and again: notes, appeals and descriptions of itself."""
    outlet = articles.outlet.fillna("") if "outlet" in articles else pd.Series("", index=articles.index)
    repeated = [np.zeros(0, dtype=np.uint64)]
    for name, rows in outlet.groupby(outlet).indices.items():
        hashes, count = np.unique(np.concatenate([sketches[i] for i in rows]), return_counts=True)
        repeated.append(hashes[count >= (STANDING if name else STANDING_ANYWHERE)])
    return np.unique(np.concatenate(repeated))


def _judge(
    a: Fingerprint, b: Fingerprint, speech: Iterable[list[tuple[int, int]]], standing: Shingles, sampled: int
) -> tuple[str | None, float]:
    """Return the kind of a pair and its similarity; None where they share little that is their own."""
    common = np.intersect1d(a.hashes, b.hashes)
    sizes = len(np.unique(a.hashes)), len(np.unique(b.hashes))
    similarity = len(common) / max(min(sizes), 1)
    if a.words == b.words:
        return "exact", 1.0
    if len(common) >= NEAR * (sum(sizes) - len(common)):
        return "near", similarity
    seen = common[common % np.uint64(sampled) == 0]
    own = 1 - np.isin(seen, standing).sum() / max(len(seen), 1)
    if similarity >= COPIED:
        return "partial", similarity
    if similarity * own < PARTIAL:
        return None, similarity
    spoken = any(_is_speech(text, common, spans) for text, spans in zip((a, b), speech, strict=True))
    return ("retelling" if spoken else "partial"), similarity


def _is_speech(text: Fingerprint, common: Shingles, speech: list[tuple[int, int]]) -> bool:
    """Tell whether the common shingles stand mainly in quotations of this text, in more than one run."""
    where = np.flatnonzero(np.isin(text.hashes, common))
    inside = np.zeros(len(where), dtype=bool)
    for start, end in speech:
        inside |= (text.ends[where] > start) & (text.starts[where] < end)
    runs = 1 + np.count_nonzero(np.diff(where[inside]) > SHINGLE)
    return bool(inside.mean() >= QUOTED and runs >= SPOKEN_RUNS)


def _with_groups(pairs: pd.DataFrame, articles: pd.DataFrame, interview: Callable[[str], bool]) -> pd.DataFrame:
    """Add the group (numbered in order of its first article) and its origin to each pair."""
    group = group_articles(pairs)
    rows = articles[articles.article.isin(group.index)]
    origins = {g: _origin(part) for g, part in rows.groupby(rows.article.map(group))}
    for number, part in pairs.groupby(pairs.article.map(group)):
        if origins[number] is None and set(part.kind) == {"retelling"}:
            first_hand = [a for a in {*part.article, *part.other} if interview(a)]
            if len(first_hand) == 1:
                origins[number] = first_hand[0]  # dates do not tell, but an interview is first-hand
    pairs["group"] = pairs.article.map(group).astype("int64")
    pairs["origin"] = pairs.group.map(origins).astype(object).where(lambda s: s.notna(), None)
    return pairs


def group_articles(pairs: pd.DataFrame) -> pd.Series:
    """Return a group number for every article in ``pairs``, joined through chains of pairs."""
    ends, articles = pd.factorize(pairs[["article", "other"]].to_numpy().ravel(), sort=True)
    joined = csr_matrix((np.ones(len(pairs)), (ends[::2], ends[1::2])), shape=(len(articles), len(articles)))
    groups = connected_components(joined, directed=False)[1] if len(pairs) else []
    return pd.Series(groups, articles, dtype="int64")


def _origin(group: pd.DataFrame) -> str | None:
    """Return the article that was surely published before all others of its group, else None."""
    spans = [_date_bounds(r) for r in group.to_dict("records")]
    for i, (_, last) in enumerate(spans):
        if last and all(first and last < first for j, (first, _) in enumerate(spans) if j != i):
            return str(group.article.iloc[i])
    return None


def _date_bounds(row: Mapping[Hashable, object]) -> tuple[str | None, str | None]:
    """Return the first and last day on which an article may have been published."""
    published, low, high = (row.get(name) for name in ("published", "not_before", "not_after"))
    if isinstance(published, str):
        return opening_day(published), last_day(published)
    return (low if isinstance(low, str) else None), (high if isinstance(high, str) else None)


def collapse(articles: pd.DataFrame, reprints: pd.DataFrame) -> pd.DataFrame:
    """Return ``articles`` with one article a group of reprints: the origin, or the first by name where none is known.

    >>> pages = pd.DataFrame({"article": ["a", "b", "c"]})
    >>> pairs = pd.DataFrame([("a", "b", "exact", 1.0, 0, "b")], columns=list(KINDS))
    >>> collapse(pages, pairs).article.tolist()
    ['b', 'c']
    """
    group = group_articles(reprints[reprints.kind.isin(COPIES)])
    origin = set(reprints.origin.dropna())
    kept = {min(m.index, key=lambda a: (a not in origin, a)) for _, m in group.groupby(group)}
    return articles[~articles.article.isin(set(group.index) - kept)]
