"""Names of one actor in NewsWCL50 (Hamborg, Zhukova and Gipp 2019): the package's entities beside surname matching.

Given the labelled mentions of actors (ACTOR), countries (COUNTRY) and groups (GROUP), each method says which of them
are one; B-cubed (Bagga and Baldwin 1998) compares that with the labels, over all articles of one event, mentions of
all events together. The package: the entity of the last name in the mention, before an "of" or a comma; else the
title's bearer ("the president"); else the mention's own last word. Peers: equal last word (surname matching); equal
words. Countries and groups of this set also hold persons who speak for them, which no method that follows names can
find, so actors are given apart.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.common import emit, parse
from corpus_utils import syntax
from corpus_utils.entities import find_mentions, load_register
from corpus_utils.schema import Mention, Sentence
from corpus_utils.titles import find_titles

KINDS = ("ACTOR", "COUNTRY", "GROUP")
GLUED = re.compile(r"^(?:[,.;:!?)%’”-]|'s|n't|'\w+)$")  # tokens that stand right behind the word before


class Chained(NamedTuple):
    start: int
    end: int
    chain: str


def documents(path: Path) -> Iterator[tuple[str, str, list[Sentence], list[Chained]]]:
    """Yield each document's event, text, sentences and labelled mentions."""
    files = sorted(path.glob("*.conll")) if path.is_dir() else [path]
    for part in "".join(file.read_text(encoding="utf-8") for file in files).split("#begin document ")[1:]:
        head, _, body = part.partition("\n")
        text, sentences, mentions = "", [], []
        opened: dict[str, list[int]] = defaultdict(list)
        for block in body.replace("#end document", "").strip("\n").split("\n\n"):
            start = len(text)
            for line in block.splitlines():
                if line.count("\t") < 4:
                    continue
                word, label = line.split("\t")[3:5]
                word = " " if word in ("\\n", "") else word
                text = text[:-1] if GLUED.match(word) and text.endswith(" ") else text
                first, text = len(text), text + word
                for chain in filter(None, (piece.strip() for piece in label.split("|"))):
                    name = chain.strip("()")
                    if chain.startswith("("):
                        opened[name].append(first)
                    if chain.endswith(")") and opened[name]:
                        mentions.append(Chained(opened[name].pop(), len(text), name))
                text += "" if word == "-" else " "
            if len(text) > start:
                sentences.append(Sentence(start, len(text) - 1, len(sentences), "body", None))
        yield head.split("/")[0], text, sentences, [m for m in mentions if m.chain.rsplit("_", 1)[-1] in KINDS]


def last_word(text: str) -> str:
    words = re.findall(r"[\w.-]+", re.sub(r"['’]s?$", "", text.strip()))
    return words[-1].casefold() if words else text


def resolve(text: str, mention: Chained, found: Sequence[Mention]) -> Hashable:
    """Return the entity of the mention's head, or its last word where no entity is known."""
    words = text[mention.start : mention.end]
    cut = re.search(r",| of | who | from |\bin ", words)
    end = mention.start + (cut.start() if cut and cut.start() else len(words))
    inside = [m for m in found if m.start >= mention.start and m.start < end]
    named = [m for m in inside if m.rule == "title"] or inside
    if named and not re.search(r"[a-z]{4,}\s*$", text[named[-1].end : end]):
        return named[-1].entity
    return last_word(words)


def b_cubed(pairs: Sequence[tuple[Hashable, Hashable]]) -> tuple[float, float, float]:
    """Precision, recall and F1 of clusters (second) against chains (first)."""
    chains, clusters, both = Counter(p[0] for p in pairs), Counter(p[1] for p in pairs), Counter(pairs)
    precision = sum(n * n / clusters[cluster] for (_, cluster), n in both.items()) / len(pairs)
    recall = sum(n * n / chains[chain] for (chain, _), n in both.items()) / len(pairs)
    return precision, recall, 2 * precision * recall / (precision + recall)


def main() -> None:
    args = parse("aliases-newswcl50/NewsWCL50-events-0-4.conll", __doc__)
    pairs: dict[tuple[str, str], list[tuple[Hashable, Hashable]]] = defaultdict(list)
    register = load_register()
    n = 0
    for event, text, sentences, gold in documents(args.data):
        names = find_mentions(text, sentences, syntax.parse(text, sentences), register)
        titles = find_titles(text, [(s.start, s.end) for s in sentences], names, register)
        n += 1
        for mention in gold:
            words = text[mention.start : mention.end]
            answers = {
                "ours": resolve(text, mention, [*names, *titles]),
                "surname": last_word(words),
                "exact": words.casefold(),
            }
            for method, answer in answers.items():
                for kind in ("all", mention.chain.rsplit("_", 1)[-1].lower()):
                    pairs[method, kind].append(((event, mention.chain), (event, answer)))
    figures: dict[str, float | int | str] = {"documents": n, "mentions": len(pairs["ours", "all"])}
    for (method, kind), found in sorted(pairs.items()):
        for name, value in zip(("precision", "recall", "f1"), b_cubed(found), strict=True):
            figures[f"b3_{name}_{method}_{kind}"] = round(value, 4)
    emit(figures, args)


if __name__ == "__main__":
    main()
