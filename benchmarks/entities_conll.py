"""Names in CleanCoNLL (Rücker and Akbik 2023): the package beside the bare spaCy model and NLTK's chunk of capitals.

Exact span and type, micro-averaged; one document is one article. Labels are column 4 of the set, in which a demonym
is the place it belongs to. Types are mapped so: PERSON to PER; ORG and MEDIA to ORG; PLACE, demonyms too, to LOC;
EVENT and TREATY to MISC; nominals are left out. The bare model: PERSON to PER; ORG to ORG; GPE, LOC and FAC to LOC;
EVENT, WORK_OF_ART, LAW, PRODUCT and LANGUAGE to MISC; NORP to LOC, which serves it better than MISC. Its spans lose
the article "the" and the possessive, which the set never counts.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from spacy.tokens import Doc

from benchmarks.common import emit, parse
from corpus_utils import syntax
from corpus_utils.entities import find_mentions, load_register
from corpus_utils.schema import Sentence

OURS = {"PERSON": "PER", "ORG": "ORG", "MEDIA": "ORG", "PLACE": "LOC", "EVENT": "MISC", "TREATY": "MISC"}
BARE = {"PERSON": "PER", "ORG": "ORG", "GPE": "LOC", "LOC": "LOC", "FAC": "LOC"}
BARE |= dict.fromkeys(("EVENT", "WORK_OF_ART", "LAW", "PRODUCT", "LANGUAGE"), "MISC")
TYPES = ("PER", "ORG", "LOC", "MISC")

Span = tuple[int, int, str]


def documents(path: Path) -> Iterator[tuple[str, list[Sentence], set[Span]]]:
    """Yield each document's text (tokens joined by spaces), sentences, and labelled spans."""
    for part in re.split(r"^-DOCSTART-.*\n", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        text, sentences, spans = "", [], set[Span]()
        for block in part.strip("\n").split("\n\n"):
            start = len(text)
            for word, tag in [(line.split("\t")[0], line.split("\t")[3]) for line in block.splitlines() if line]:
                if tag.startswith("B-"):
                    first = len(text)
                if tag.startswith("I-"):
                    spans.discard((first, len(text) - 1, tag[2:]))
                text += word
                if tag != "O":
                    spans.add((first, len(text), tag[2:]))
                text += " "
            sentences.append(Sentence(start, len(text) - 1, len(sentences), "body", None))
            text += "\n\n"
        yield text, sentences, spans


def our_spans(text: str, sentences: list[Sentence], docs: list[Doc] | None, demonym: str) -> set[Span]:
    mentions = [m for m in find_mentions(text, sentences, docs, load_register()) if m.form != "nominal"]
    return {(m.start, m.end, demonym if m.form == "demonym" else OURS[m.type]) for m in mentions}


def bare_spans(sentences: list[Sentence], docs: list[Doc], demonym: str) -> set[Span]:
    types = BARE | {"NORP": demonym}
    spans = set()
    for sentence, doc in zip(sentences, docs, strict=True):
        for ent in doc.ents:
            if ent.label_ in types:
                name = re.sub(r"^[Tt]he | 's?$", "", ent.text)
                start = sentence.start + ent.start_char + ent.text.index(name)
                spans.add((start, start + len(name), types[ent.label_]))
    return spans


def capital_spans(text: str, sentences: list[Sentence]) -> set[Span]:
    """Runs of capitalised words, typed as the set's most frequent type: what no model costs."""
    pattern = re.compile(r"[A-Z][\w.&-]*(?: [A-Z][\w.&-]*)*")
    return {(m.start(), m.end(), "LOC") for s in sentences for m in pattern.finditer(text, s.start, s.end)}


def f1(counts: Counter[str]) -> float:
    total = counts["gold"] + counts["found"]
    return 2 * counts["hit"] / total if total else 0.0


def measure(
    parts: Iterable[tuple[str, list[Sentence], set[Span]]], demonym: str = "LOC"
) -> dict[str, float | int | str]:
    """Score every system on every document, by type and by span alone; ``demonym`` is the type the set gives to one."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    n = 0
    for text, sentences, gold in parts:
        docs = syntax.parse(text, sentences)
        systems = {
            "register_only": our_spans(text, sentences, None, demonym),
            "capitals": capital_spans(text, sentences),
        }
        if docs is not None:
            systems["ours"] = our_spans(text, sentences, docs, demonym)
            systems["bare_model"] = bare_spans(sentences, docs, demonym)
        for name, found in systems.items():
            for kind in ("all", *TYPES):
                one, other = ({s for s in spans if kind in ("all", s[2])} for spans in (gold, found))
                counts[f"{name}_{kind}"].update(hit=len(one & other), gold=len(one), found=len(other))
            one, other = ({(*s[:2], "") for s in spans} for spans in (gold, found))
            counts[f"{name}_span"].update(hit=len(one & other), gold=len(one), found=len(other))
        n += 1
    figures: dict[str, float | int | str] = {"documents": n}
    figures |= {f"f1_{name}": round(f1(count), 4) for name, count in sorted(counts.items(), reverse=True)}
    if "f1_ours_all" in figures:
        figures["points_above_bare_model"] = round(100 * (f1(counts["ours_all"]) - f1(counts["bare_model_all"])), 1)
    return figures


def main() -> None:
    args = parse("entities-cleanconll/cleanconll.dev", __doc__)
    emit(measure(documents(args.data)), args)


if __name__ == "__main__":
    main()
