"""Run the line once over one article: raw text in, the rows of every table out."""

import hashlib
import json
import re
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, NamedTuple

from corpus_utils import schema
from corpus_utils.cleaning import find_blocks
from corpus_utils.dating import date_article
from corpus_utils.entities import find_mentions, load_register
from corpus_utils.events import find_events
from corpus_utils.quotes import find_quotes
from corpus_utils.schema import Article, ArticleRow, Block, Dating, Sentence
from corpus_utils.sentences import split_sentences, trim
from corpus_utils.stance import find_stances
from corpus_utils.store import code_version
from corpus_utils.syntax import MODELS, parse
from corpus_utils.times import find_times

TABLES: dict[str, type] = {
    "articles": schema.ArticleRow,
    "blocks": schema.Block,
    "sentences": schema.Sentence,
    "mentions": schema.Mention,
    "quotes": schema.Quote,
    "times": schema.Time,
    "reports": schema.Event,
    "stances": schema.Stance,
}
OUTLET_KEYS = ("outlet", "source", "sitename", "publisher", "publication")
LIBRARIES = ("nltk", "spacy", *MODELS, "onnxruntime", "tokenizers")  # rows depend on which of these is there
WORD = re.compile(r"\w+(?:[-’']\w+)*")


class Settings(NamedTuple):
    """What an analyst can set; other settings give other rows."""

    target: str = "NATO"
    register: Path | None = None  # her own entities, beside ours

    def digest(self) -> str:
        """Hash of the settings, the code, the versions of the models (None: missing) and the analyst's register."""
        extra = self.register.read_bytes() if self.register else b""
        made_by = [self.target, code_version(), *map(_installed, LIBRARIES)]
        return hashlib.sha256(json.dumps(made_by).encode() + b"\0" + extra).hexdigest()


def _installed(library: str) -> str | None:
    try:
        return version(library)
    except PackageNotFoundError:
        return None


def annotate(article: Article, settings: Settings) -> dict[str, list[Any]]:
    """Run the line over one article and return its rows, table by table."""
    text, metadata = article.text, article.metadata
    blocks = find_blocks(text, article.main, metadata)
    dating = date_article(text, blocks, metadata)
    sentences = split_sentences(text, blocks)
    docs = parse(text, sentences)
    outlet = next((metadata[key] for key in OUTLET_KEYS if metadata.get(key)), None)
    mentions = find_mentions(text, sentences, docs, load_register(settings.register))
    quotes = find_quotes(text, blocks, sentences, mentions, docs, outlet)
    times = find_times(text, sentences, dating.published)
    return {
        "articles": [_article_row(article, blocks, sentences, dating, outlet)],
        "blocks": blocks,
        "sentences": sentences,
        "mentions": mentions,
        "quotes": quotes,
        "times": times,
        "reports": find_events(text, sentences, mentions, times, dating),
        "stances": find_stances(text, sentences, mentions, quotes, outlet, settings.target),
    }


def _article_row(
    article: Article, blocks: Sequence[Block], sentences: Sequence[Sentence], dating: Dating, outlet: str | None
) -> ArticleRow:
    text = article.text
    return ArticleRow(
        article.article,
        0,
        len(text),
        article.metadata.get("title") or _title(text, blocks),
        outlet,
        dating.published,
        dating.precision,
        dating.not_before,
        dating.not_after,
        dating.confidence,
        dating.start,
        dating.end,
        dating.reason,
        dating.conflicts,
        sum(len(WORD.findall(text, s.start, s.end)) for s in sentences if s.kind != "speaker"),
        text,
        article.file,
        article.format,
        article.encoding,
        article.sha256,
        json.dumps(article.metadata, ensure_ascii=False, sort_keys=True),
    )


def _title(text: str, blocks: Sequence[Block]) -> str | None:
    spans = (trim(text, block.start, block.end) for block in blocks if block.kind == "title")
    return next((" ".join(text[start:end].split()) for start, end in spans), None)
