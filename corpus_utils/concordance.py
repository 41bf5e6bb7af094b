"""Words in their context: concordance lines by regular expression or entity, and collocations."""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from nltk import FreqDist
from nltk.metrics import BigramAssocMeasures
from pandas import DataFrame
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

from corpus_utils.cooccurrence import locate

WIDTH = 70  # characters of context on either side: a line of a printed page
WINDOW = 5  # words on either side within which a word counts as a neighbour
FEWEST = 2  # times together; a word seen once near the entity is one sentence's
KEY = 6.63  # log-likelihood that chance reaches for one word in a hundred (chi-square, one degree of freedom)
MEASURES = ("likelihood_ratio", "pmi", "student_t", "chi_sq", "dice")
STOP_WORDS = frozenset(ENGLISH_STOP_WORDS) | {"said", "says", "s", "t", "according"}
WORD = re.compile(r"[^\W\d_](?:[\w’'-]*\w)?")
Token = tuple[int, int, str]  # start, end, word in small letters
LINES = ["article", "start", "end", "left", "keyword", "right"]


def concordance(
    articles: DataFrame, sentences: DataFrame, pattern: str, *, width: int = WIDTH, ignore_case: bool = True
) -> DataFrame:
    """Return every match of a regular expression in the sentences, one line a match, sorted by what follows.

    Columns: ``article, start, end`` (of the match), ``left, keyword, right``. Context never leaves the sentence.
    Sorting by ``right`` puts like uses side by side (key word in context, Luhn 1960). Raises ``ValueError`` for a bad
    pattern.

    >>> pages = DataFrame({"article": ["a"], "text": ["NATO grew. It fears NATO now."]})
    >>> spans = DataFrame({"article": ["a", "a"], "start": [0, 11], "end": [10, 29]})
    >>> concordance(pages, spans, r"\\bNATO\\b")[["left", "keyword", "right"]].to_dict("split")["data"]
    [['', 'NATO', 'grew.'], ['It fears', 'NATO', 'now.']]
    """
    try:
        compiled = re.compile(pattern, re.IGNORECASE if ignore_case else 0)
    except re.error as error:
        raise ValueError(f"{pattern!r} is no regular expression: {error}.") from error
    texts = articles.set_index("article")["text"]
    rows = []
    for article, first, last in _columns(sentences, "article", "start", "end"):
        for match in compiled.finditer(texts[article], first, last):
            if match.end() > match.start():
                rows.append((article, *match.span(), *_line(texts[article], first, last, *match.span(), width)))
    return _sort_lines(DataFrame(rows, columns=LINES))


def entity_concordance(
    articles: DataFrame, sentences: DataFrame, mentions: DataFrame, entity: str, *, width: int = WIDTH
) -> DataFrame:
    """Return every mention of an entity, under all its names, as ``concordance`` does."""
    texts = articles.set_index("article")["text"]
    placed = locate(mentions[mentions["entity"] == entity], sentences)
    spans = _columns(placed, "article", "start", "end")
    bounds = _columns(sentences.loc[placed["sentence"]], "start", "end")
    rows = [
        (article, start, end, *_line(texts[article], first, last, start, end, width))
        for (article, start, end), (first, last) in zip(spans, bounds, strict=True)
    ]
    return _sort_lines(DataFrame(rows, columns=LINES))


def _columns(frame: DataFrame, *names: str) -> Iterator[tuple[Any, ...]]:
    return zip(*(frame[name].tolist() for name in names), strict=True)


def _line(text: str, first: int, last: int, start: int, end: int, width: int) -> tuple[str, str, str]:
    left, right = text[max(first, start - width) : start], text[end : min(last, end + width)]
    return " ".join(left.split()), " ".join(text[start:end].split()), " ".join(right.split())


def _sort_lines(lines: DataFrame) -> DataFrame:
    keys = lines["right"].str.lower().str.replace(r"^\W+", "", regex=True)
    return lines.loc[keys.sort_values(kind="stable").index].reset_index(drop=True) if len(lines) else lines


def collocations(
    articles: DataFrame,
    sentences: DataFrame,
    mentions: DataFrame,
    entity: str,
    *,
    measure: str = "likelihood_ratio",
    window: int = WINDOW,
    top: int = 25,
) -> DataFrame:
    """Return the words that stand near an entity more often than chance, the strongest first.

    Columns: ``word``, ``together`` (times within ``window`` words of a mention, in one sentence), ``count`` (of the
    word in all sentences), ``score`` by one of NLTK's measures: likelihood_ratio, pmi, student_t, chi_sq, dice.
    Mentions of all entities are one word each, so names are no neighbours of themselves. Function words, words seen
    near it once, and by likelihood_ratio those below 6.63 are left out.
    """
    if measure not in MEASURES:
        raise ValueError(f"measure {measure!r}: expected one of {', '.join(MEASURES)}.")
    words, near = FreqDist[str](), FreqDist[str]()
    for _, tokens in _sentences_of_tokens(articles, sentences, mentions):
        words.update(word for _, _, word in tokens)
        near.update(word for _, _, word in _near(tokens, entity, window))
    score = getattr(BigramAssocMeasures, measure)
    rows = [
        (word, n, words[word], score(n, (near.N(), words[word]), words.N()))
        for word, n in near.items()
        if n >= FEWEST and word not in STOP_WORDS and not word.startswith("[")
        if n * words.N() > near.N() * words[word]  # more often than chance, not less
    ]
    table = DataFrame(rows, columns=["word", "together", "count", "score"])
    if measure == "likelihood_ratio":
        table = table[table["score"] >= KEY]
    order = table.sort_values(["score", "word"], ascending=[False, True], kind="stable", ignore_index=True)
    return order.head(top)


def neighbours(
    articles: DataFrame, sentences: DataFrame, mentions: DataFrame, entity: str, *, window: int = WINDOW
) -> DataFrame:
    """Return the words that ``collocations`` counts as ``together``, one row each: ``article, start, end, word``."""
    rows = [
        (article, *token)
        for article, tokens in _sentences_of_tokens(articles, sentences, mentions)
        for token in _near(tokens, entity, window)
    ]
    return DataFrame(rows, columns=["article", "start", "end", "word"])


def _near(tokens: list[Token], entity: str, window: int) -> list[Token]:
    """Return the words within the window around any mention of the entity, each once, in the order of the text."""
    nodes = [i for i, (_, _, word) in enumerate(tokens) if word == f"[{entity}]"]
    places = {place for i in nodes for place in range(max(0, i - window), min(len(tokens), i + window + 1))}
    return [tokens[place] for place in sorted(places.difference(nodes))]


def _sentences_of_tokens(
    articles: DataFrame, sentences: DataFrame, mentions: DataFrame
) -> Iterator[tuple[str, list[Token]]]:
    """Yield the article and the words of each sentence in small letters, every mention one word "[entity]"."""
    texts = articles.set_index("article")["text"]
    outer = mentions.sort_values(["article", "start", "end"], ascending=[True, True, False])
    placed = locate(outer, sentences)
    names: dict[Any, list[tuple[Any, ...]]] = defaultdict(list)
    for sentence, *mention in _columns(placed, "sentence", "start", "end", "entity"):
        names[sentence].append(tuple(mention))
    places = zip(sentences.index, _columns(sentences, "article", "start", "end"), strict=True)
    for label, (article, first, last) in places:
        at, tokens = first, list[Token]()
        for start, end, entity in [*names.get(label, ()), (last, last, None)]:
            if start >= at:  # else inside the name before
                tokens += [(*word.span(), word[0].lower()) for word in WORD.finditer(texts[article], at, start)]
                tokens += [(start, end, f"[{entity}]")] if entity else []
                at = end
        yield article, tokens
