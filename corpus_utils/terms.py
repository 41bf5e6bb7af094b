"""Words and set phrases that can name a topic, and the vectoriser that counts them.

A term is a stem (Snowball, Porter 2001) or two stems that keep company; it is shown as its most frequent written form.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib import resources
from itertools import pairwise

from nltk.stem.snowball import SnowballStemmer
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, TfidfVectorizer

MIN_DOCUMENTS = 2  # documents a term must stand in; of a thousand documents and more, five
MANY_DOCUMENTS = 1_000
MIN_DOCUMENTS_OF_MANY = 5
MAX_SHARE = 0.5  # share of documents above which a term no longer tells topics apart
VOCABULARY = 20_000  # most frequent terms kept, so that memory stays bounded
LIST = 3  # names in a row that make a list
PHRASE_COUNT = 5  # times two words must stand side by side to be a phrase
PHRASE_NPMI = 0.4  # normalised pointwise mutual information (Bouma 2009) of the two words, -1 to 1
CACHED = 100_000  # words whose spelling and stem are kept at hand: a large corpus has more, most of them once
ACRONYMS = {"US", "UN", "EU", "UK"}  # two letters that name someone; other words need three letters
TOKEN = re.compile(r"[’'](?:s|t|re|ve|ll|d|m)\b|(?P<word>[^\W\d_]+(?:-[^\W\d_]+)*)|(?P<gap>[^\w\s-]|\d|\n|\s[-–—]\s)")


@lru_cache(CACHED)
def normalise_word(word: str) -> str:
    """Return one spelling, in lower case, for British and American forms.

    >>> [normalise_word(w) for w in ("Organisation", "organization", "colour", "our")]
    ['organization', 'organization', 'color', 'our']
    """
    word = re.sub(r"(?<=\w{3})is(e|ed|es|ing|ation|ations)$", r"iz\1", word.lower())
    return re.sub(r"(?<=\w{3})our(s|ed|ing|able|ful)?$", r"or\1", word)


@cache
def stop_words() -> frozenset[str]:
    """Return the words that name no topic: scikit-learn's English list and ``resources/stopwords.txt``."""
    lines = (resources.files("corpus_utils") / "resources" / "stopwords.txt").read_text("utf-8").splitlines()
    return ENGLISH_STOP_WORDS | {w for line in lines if not line.startswith("#") for w in line.split()}


@lru_cache(CACHED)
def stem(word: str) -> str:
    """Return the stem of a written word, hyphens left out; acronyms of two letters stay as they are."""
    return word if word in ACRONYMS else _stemmer().stem(normalise_word(word.replace("-", "")))


@cache
def _stemmer() -> SnowballStemmer:
    return SnowballStemmer("english")


@lru_cache(CACHED)
def _can_name(word: str) -> bool:
    return word in ACRONYMS or (len(word) > 2 and word.lower() not in stop_words())


def names_pattern(names: Iterable[str], listed: Iterable[str] = ()) -> re.Pattern[str] | None:
    """Return a pattern for names that are to be set aside, the longest first; None for no names.

    Those ``listed`` are set aside where three or more stand in a row: a list of members tells who, not what about.

    >>> names_pattern(["Lake Pact"], ["Tarn", "Elm", "Fir"]).sub("-", "Lake Pact: Tarn, Elm and Fir. Tarn left.")
    '-: -. Tarn left.'
    """
    one, some = (
        "|".join(sorted({re.escape(n) for n in group if n}, key=lambda n: (-len(n), n))) for group in (names, listed)
    )
    row = rf"(?:{some})(?:(?:[,;]| and|, and)(?: the)? (?:{some})){{{LIST - 1},}}" if some else ""
    parts = [part for part in (row, one) if part]
    return re.compile(rf"\b(?:{'|'.join(parts)})\b", re.IGNORECASE) if parts else None


def word_runs(text: str, aside: re.Pattern[str] | None = None) -> Iterator[list[str]]:
    """Yield runs of words that can name a topic, broken at stop words, punctuation, figures and names set aside.

    >>> list(word_runs("The peacekeeping forces of the Organisation's members, in Kazakhstan"))
    [['peacekeeping', 'forces'], ['Organisation', 'members'], ['Kazakhstan']]
    """
    run: list[str] = []
    for found in TOKEN.finditer(aside.sub(" . ", text) if aside else text):
        word = found["word"]
        if word and _can_name(word):
            run.append(word)
        elif (word or found["gap"]) and run:
            yield run
            run = []
    if run:
        yield run


@dataclass(frozen=True)
class Analyzer:
    """Cut a text into terms."""

    phrases: Mapping[tuple[str, str], float] = field(default_factory=dict)  # pair of stems -> how close they keep
    aside: re.Pattern[str] | None = None

    def __call__(self, text: str) -> list[str]:
        """Return the terms of ``text`` in order; a phrase stands in for its two words."""
        return [term for run in word_runs(text, self.aside) for term in self._join(run)]

    def _join(self, run: Sequence[str]) -> Iterator[str]:
        stems = [stem(w) for w in run]
        first: set[int] = set()  # where phrases begin; of two that overlap the closer one wins
        pairs = [(self.phrases[pair], -i) for i, pair in enumerate(pairwise(stems)) if pair in self.phrases]
        for _, i in sorted(pairs, reverse=True):
            if not {-i - 1, -i + 1} & first:
                first.add(-i)
        for i, each in enumerate(stems):
            if i - 1 not in first:
                yield f"{each} {stems[i + 1]}" if i in first else each


def fit_terms(
    texts: Sequence[str], set_aside: Iterable[str] = (), listed: Iterable[str] = ()
) -> tuple[TfidfVectorizer, csr_matrix, dict[str, str]]:
    """Return a TF-IDF vectoriser fitted on ``texts``, their matrix, and the written form by which each term is shown.

    Raises ``ValueError`` where no term stands in ``MIN_DOCUMENTS`` and in no more than ``MAX_SHARE`` of the documents.
    """
    aside = names_pattern(set_aside, listed)
    words: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for text in texts:
        for run in word_runs(text, aside):
            words.update(run)
            pairs.update(pairwise(run))
    vectorizer = TfidfVectorizer(
        analyzer=Analyzer(_find_phrases(words, pairs), aside),
        sublinear_tf=True,
        min_df=MIN_DOCUMENTS if len(texts) < MANY_DOCUMENTS else MIN_DOCUMENTS_OF_MANY,
        max_df=MAX_SHARE,
        max_features=VOCABULARY,
    )
    return vectorizer, vectorizer.fit_transform(texts), _written_forms(words, pairs)


def _find_phrases(words: Counter[str], pairs: Counter[tuple[str, str]]) -> dict[tuple[str, str], float]:
    """Return the NPMI of pairs of stems that stand side by side far more often than their frequencies explain."""
    single: Counter[str] = Counter()
    double: Counter[tuple[str, str]] = Counter()
    for word, count in words.items():
        single[stem(word)] += count
    for (first, second), count in pairs.items():
        double[stem(first), stem(second)] += count
    total = single.total()

    def npmi(pair: tuple[str, str], count: int) -> float:
        return math.log(count * total / (single[pair[0]] * single[pair[1]])) / -math.log(count / total)

    found = {p: npmi(p, n) for p, n in sorted(double.items()) if n >= PHRASE_COUNT and p[0] != p[1]}
    return {p: score for p, score in found.items() if score >= PHRASE_NPMI}


def _written_forms(words: Counter[str], pairs: Counter[tuple[str, str]]) -> dict[str, str]:
    """Return the most frequent written form of each stem and pair of stems; of equals the first by alphabet."""
    forms: dict[str, str] = {}
    for word in sorted(words, key=lambda w: (-words[w], w)):
        forms.setdefault(stem(word), word)
    for pair in sorted(pairs, key=lambda p: (-pairs[p], p)):
        forms.setdefault(" ".join(map(stem, pair)), " ".join(pair))
    return forms
