"""Open a folder of articles, analyse what is new, and hold the tables."""

import hashlib
import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

import pandas as pd
from joblib import Parallel, delayed
from tqdm import tqdm

from corpus_utils import schema
from corpus_utils.annotation import TABLES, Settings, annotate
from corpus_utils.articles import read_articles
from corpus_utils.dating import bound_by_retelling
from corpus_utils.events import merge_events
from corpus_utils.items import split_items
from corpus_utils.reuse import Page, find_reprints, make_pages
from corpus_utils.schema import Article
from corpus_utils.store import Rows, Store, default_folder
from corpus_utils.tables import evidence

BATCH = 64  # articles a shard: small enough to lose little when stopped, large enough for few files
PART = 64 * BATCH  # articles held at a time where a corpus is read in parts: some 30 MB of text and blocks


class NoUsableArticle(ValueError):
    """The folder holds no article that can be read."""


def _annotate_batch(batch: Sequence[tuple[str, Article]], settings: Settings) -> tuple[list[str], Rows]:
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in TABLES}
    for key, article in batch:
        for name, found in annotate(article, settings).items():
            rows[name] += [{"key": key, "article": article.article, **row._asdict()} for row in found]
    return [key for key, _ in batch], rows


class Corpus:
    """The tables of one folder of articles; see ``data/README.md`` for their columns.

    ``articles, blocks, sentences, mentions, quotes, times, reports, stances`` hold one row an item; ``reprints`` pairs
    of articles that share text; ``events`` the reports of dated CSTO events merged over articles; ``audit`` what
    became of every file. Each table is held in memory once it is asked for; ``read`` and ``parts`` hold a part of it.
    """

    def __init__(
        self, folder: Path, settings: Settings, audit: pd.DataFrame, keys: Mapping[str, str], store: Store
    ) -> None:
        """Use ``Corpus.open``; ``keys`` leads from the key of each article in the store to its name."""
        self.folder, self.settings, self.audit = folder, settings, audit
        self._keys, self._store = keys, store

    @classmethod
    def open(
        cls,
        folder: str | Path,
        *,
        target: str = "NATO",
        register: str | Path | None = None,
        cache: str | Path | None = None,
        jobs: int = 1,
        items: bool = False,
    ) -> "Corpus":
        """Read a folder of articles, analyse those not analysed before, and return the tables.

        ``target`` is the entity that stances are held toward; ``register`` a file with entities of your own; ``cache``
        where analysed articles are kept (default: ``$CORPUS_CACHE`` or the user's cache folder); ``jobs`` how many
        processes share the work (-1: one a core); ``items`` makes the other items of a page articles of their own.
        Raises ``NoUsableArticle`` when nothing can be read.
        """
        settings = Settings(target, Path(register) if register else None)
        store = Store(Path(cache) if cache else default_folder(), TABLES)
        audit: list[schema.Audit] = []
        keys: dict[str, str] = {}
        found = read_articles(Path(folder), split_items if items else None)
        todo = _missing(found, settings.digest(), store, audit, keys)
        _analyse(todo, store, settings, jobs)
        if not keys:
            raise NoUsableArticle(_why_nothing(Path(folder), audit))
        return cls(Path(folder), settings, pd.DataFrame(audit, columns=schema.Audit._fields), keys, store)

    def read(
        self, name: str, columns: Sequence[str] | None = None, articles: Collection[str] | None = None
    ) -> pd.DataFrame:
        """Return a table as it is stored, or these columns of it, or its rows of these ``articles`` only.

        For tables that do not fit into memory. Dates are as found in each article by itself.
        """
        wanted = None if articles is None else set(articles)
        keys = (key for key, article in self._keys.items() if wanted is None or article in wanted)
        return self._store.read(name, keys, columns)

    def parts(self, *names: str) -> Iterator[tuple[pd.DataFrame, ...]]:
        """Yield these tables for ``PART`` articles at a time, in the order in which the articles were read."""
        keys = iter(self._keys)
        for part in iter(lambda: list(islice(keys, PART)), []):
            yield tuple(self._store.read(name, part) for name in names)

    @cached_property
    def articles(self) -> pd.DataFrame:
        """One row an article, with its raw text and its publication date, bounded by an article that it retells."""
        return bound_by_retelling(self.read("articles"), self.reprints)

    @cached_property
    def blocks(self) -> pd.DataFrame:
        """What each run of each page is, and the rule that decided."""
        return self.read("blocks")

    @cached_property
    def sentences(self) -> pd.DataFrame:
        """Sentences of titles and bodies."""
        return self.read("sentences")

    @cached_property
    def mentions(self) -> pd.DataFrame:
        """Names, with the entity each stands for."""
        return self.read("mentions")

    @cached_property
    def quotes(self) -> pd.DataFrame:
        """Direct and indirect speech, with its speakers."""
        return self.read("quotes")

    @cached_property
    def times(self) -> pd.DataFrame:
        """Date words and their values."""
        return self.read("times")

    @cached_property
    def reports(self) -> pd.DataFrame:
        """Sentences that tell of a CSTO event, one row a report."""
        return self.read("reports")

    @cached_property
    def stances(self) -> pd.DataFrame:
        """The stance ledger toward ``target``."""
        return self.read("stances")

    @cached_property
    def reprints(self) -> pd.DataFrame:
        """Pairs of articles that share text."""
        columns = ["article", "outlet", "published", "not_before", "not_after"]
        return find_reprints(self.read("articles", columns), read=self._page_reader())

    def _page_reader(self) -> Callable[[str], Page]:
        """Return a function that reads one article's page from its shard, of which it keeps the last few."""
        keys = {article: key for key, article in self._keys.items()}
        shards: dict[Path, list[str]] = {}
        for key in self._keys:
            shards.setdefault(self._store.shards[key], []).append(key)

        @lru_cache(PART // BATCH)
        def pages(shard: Path) -> dict[str, Page]:
            return make_pages(*(self._store.read(name, shards[shard]) for name in ("articles", "blocks", "quotes")))

        return lambda article: pages(self._store.shards[keys[article]])[article]

    @cached_property
    def events(self) -> pd.DataFrame:
        """CSTO events, reports of one event merged over articles."""
        return merge_events(self.reports, self.articles, self.reprints)

    @property
    def hash(self) -> str:
        """Hash of every article read and every setting: the same hash, the same tables."""
        return hashlib.sha256("".join(sorted(self._keys)).encode()).hexdigest()

    def evidence(self, rows: pd.DataFrame, by: str | None = None) -> Any:
        """Show the sentences that ``rows`` of any table stand in, the span of each row marked."""
        articles, sentences = (self.read(name, articles=set(rows["article"])) for name in ("articles", "sentences"))
        return evidence(rows, articles, sentences, by=by)


def _missing(
    found: Iterator[tuple[schema.Audit, Article | None]],
    settings: str,
    store: Store,
    audit: list[schema.Audit],
    keys: dict[str, str],
) -> Iterator[tuple[str, Article]]:
    """Note every file in ``audit`` and every article in ``keys``; yield those not yet analysed."""
    for note, article in found:
        audit.append(note)
        if article is not None:
            key = _key(article, settings)
            keys[key] = article.article
            if key not in store:
                yield key, article


def _key(article: Article, settings: str) -> str:
    """Hash of all that an article's rows depend on."""
    content = json.dumps([settings, *article], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()


def _analyse(todo: Iterator[tuple[str, Article]], store: Store, settings: Settings, jobs: int) -> None:
    """Analyse articles in batches, each written as soon as it is done, so that a stopped run can go on."""
    batches = iter(lambda: list(islice(todo, BATCH)), [])
    work = Parallel(jobs, return_as="generator")(delayed(_annotate_batch)(batch, settings) for batch in batches)
    for keys, rows in tqdm(work, "articles", unit="batch", disable=None):
        store.write(rows, keys)


def _why_nothing(folder: Path, audit: Sequence[schema.Audit]) -> str:
    if not folder.is_dir():
        return f"{folder}: no such folder. Name a folder with .txt, .html, .csv or .jsonl files."
    if not audit:
        return f"{folder}: the folder is empty. Put .txt, .html, .csv or .jsonl files in it."
    first = audit[0]
    return f"{folder}: none of {len(audit)} files holds a usable article. The first, {first.file}: {first.reason}."
