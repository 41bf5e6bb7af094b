"""Names in CrossNER, politics (Liu and others 2021): the package beside the bare spaCy model and runs of capitals.

Exact span and type, micro-averaged; the set holds single sentences, so nothing can be learned from an article around
them. Types are mapped to the four of CleanCoNLL: politician and person to PER; organisation and politicalparty to ORG;
country and location to LOC; event, election and misc to MISC. The systems' types are mapped as in
``entities_conll.py``; here adjectives of a country are misc, so demonyms count as MISC for both systems.
"""

from collections.abc import Iterator
from pathlib import Path

from benchmarks.common import emit, parse
from benchmarks.entities_conll import Span, measure
from corpus_utils.schema import Sentence

TYPES = {"politician": "PER", "person": "PER", "organisation": "ORG", "politicalparty": "ORG", "country": "LOC"}
TYPES |= {"location": "LOC", "event": "MISC", "election": "MISC", "misc": "MISC"}


def sentences(path: Path) -> Iterator[tuple[str, list[Sentence], set[Span]]]:
    """Yield each sentence as a document of its own."""
    for block in path.read_text(encoding="utf-8").strip().split("\n\n"):
        text, spans, first = "", set[Span](), 0
        for line in block.splitlines():
            word, _, tag = line.partition("\t")
            if tag.startswith("I-"):
                spans.discard((first, len(text) - 1, TYPES[tag[2:]]))
            elif tag.startswith("B-"):
                first = len(text)
            text += word
            if tag != "O":
                spans.add((first, len(text), TYPES[tag[2:]]))
            text += " "
        yield text, [Sentence(0, len(text) - 1, 0, "body", None)], spans


def main() -> None:
    args = parse("entities-crossner/dev.txt", __doc__)
    emit(measure(sentences(args.data), demonym="MISC"), args)


if __name__ == "__main__":
    main()
