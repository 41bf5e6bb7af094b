"""The other items of a page that holds several, as articles of their own."""

import hashlib
from collections.abc import Sequence

from corpus_utils.cleaning import find_blocks
from corpus_utils.corrections import ITEM
from corpus_utils.layout import split_units
from corpus_utils.schema import Article, Block
from corpus_utils.zones import ITEM_BEGINS, ITEM_WORDS

OWN_KEYS = ("outlet", "source", "sitename", "publisher", "publication", "url", "address", "language", "country")


def split_items(article: Article) -> list[Article]:
    """Return the other items of an article's page, in page order; empty for most pages.

    An item is called ``page/item-1``; its text is a slice of the page, ``part of`` and ``part of start`` in its
    metadata say of which.
    """
    blocks = find_blocks(article.text, article.main, article.metadata)
    shared = {key: article.metadata[key] for key in OWN_KEYS if key in article.metadata}
    items = []
    for number, (start, end) in enumerate(_spans(article.text, blocks), start=1):
        text = article.text[start:end]
        metadata = {**shared, "part of": article.article, "part of start": str(start)}
        digest = hashlib.sha256(text.encode("utf-8", errors="replace")).hexdigest()
        name = f"{article.article}{ITEM}{number}"
        items.append(article._replace(article=name, text=text, sha256=digest, metadata=metadata, main=()))
    return items


def _spans(text: str, blocks: Sequence[Block]) -> list[tuple[int, int]]:
    """Return the spans of the other items, each from its headline or date line on; the head of an export is none."""
    spans: list[tuple[int, int]] = []
    after = False
    for block in blocks:
        other = block.kind == "other item"
        if other and after and block.rule != ITEM_BEGINS:
            spans[-1] = (spans[-1][0], block.end)
        elif other:
            spans.append((block.start, block.end))
        after = other
    return [(start, end) for start, end in spans if _prose_words(text[start:end]) >= ITEM_WORDS]


def _prose_words(text: str) -> int:
    return sum(unit.words for unit in split_units(text) if unit.prose)
