"""How fast each station of the line is, in megabytes of raw text a second on one core, beside spaCy's bare model."""

import json
import sys
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import spacy

from benchmarks.common import emit, parse
from corpus_utils.cleaning import find_blocks
from corpus_utils.dating import date_article
from corpus_utils.entities import find_mentions, load_register
from corpus_utils.events import find_events
from corpus_utils.quotes import find_quotes
from corpus_utils.sentences import split_sentences
from corpus_utils.stance import find_stances
from corpus_utils.syntax import MODELS
from corpus_utils.syntax import parse as parse_syntax
from corpus_utils.times import find_times

ROUNDS = 3  # the first warms caches up and is not counted
PEERS = {  # the name finder has a word layer of its own; the one beside it serves the parser only, and costs time
    "peer: bare spaCy model, names only": ["tok2vec", "ner"],
    "peer: its name finder alone": ["ner"],
}
spent: Counter[str] = Counter()


def timed(station: str, work: Callable[..., Any], *arguments: Any) -> Any:
    start = time.process_time()
    result = work(*arguments)
    spent[station] += time.process_time() - start
    return result


def run_line(text: str) -> None:
    register = load_register()
    blocks = timed("cleaning", find_blocks, text)
    dating = timed("dating", date_article, text, blocks, {})
    sentences = timed("sentences", split_sentences, text, blocks)
    docs = timed("syntax", parse_syntax, text, sentences)
    mentions = timed("entities", find_mentions, text, sentences, docs, register)
    quotes = timed("quotes", find_quotes, text, blocks, sentences, mentions, docs, None)
    times = timed("times", find_times, text, sentences, dating.published)
    timed("events", find_events, text, sentences, mentions, times, dating)
    timed("stance", find_stances, text, sentences, mentions, quotes, None)


def bare_models() -> dict[str, Callable[[str], Any]]:
    name = next(name for name in MODELS if spacy.util.is_package(name))
    return {label: spacy.load(name, enable=pipes) for label, pipes in PEERS.items()}


def main() -> None:
    args = parse("../corpus/dev.jsonl", __doc__)
    texts = [json.loads(line)["text"] for line in args.data.read_text(encoding="utf-8").splitlines()]
    if not texts:
        sys.exit(f"{args.data} holds no text.")
    models = bare_models()
    for number in range(ROUNDS):
        if number == 1:
            spent.clear()
        for text in texts:
            run_line(text)
            for label, model in models.items():
                timed(label, model, text)
    size = (ROUNDS - 1) * sum(len(text.encode()) for text in texts) / 1e6
    line = sum(seconds for station, seconds in spent.items() if not station.startswith("peer"))
    figures = {f"{station} (MB/s)": round(size / max(seconds, 1e-9), 3) for station, seconds in spent.items()}
    emit({**figures, "whole line (MB/s)": round(size / line, 3), "texts": len(texts), "MB": round(size, 3)}, args)


if __name__ == "__main__":
    main()
