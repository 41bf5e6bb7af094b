"""Names and nominals in twelve further texts (Kremlin, United Nations, White House, Kyiv, a chronicle), and speed.

Labels by the annotation guidelines are in ``gold/entities``, offsets only; the texts are read from ``--data``. Span
and canonical entity, micro-averaged, items marked doubtful neither hit nor miss. The labels were made before the rules
were last changed, by the same hands: what they measure is not a blind test. Beside the package: the register alone,
and the spans of the bare spaCy model (types aside, its names as they are). Speed on one core: the register's matching,
naming as a whole without parsing, and the bare model's named entities alone.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import spacy

from benchmarks.common import emit, parse
from corpus_utils import syntax
from corpus_utils.entities import find_mentions, load_register
from corpus_utils.schema import Block, Sentence
from corpus_utils.scoring import Counts, score_mentions
from corpus_utils.sentences import split_sentences

GOLD = Path(__file__).parent / "gold" / "entities"
ROUNDS = 3  # the fastest of these counts: the others wait for the machine
KINDS = ("PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "EVENT", "LAW", "WORK_OF_ART")


def labelled(texts: dict[str, str]) -> Iterator[tuple[dict[str, Any], str, list[Sentence]]]:
    """Yield labels, text and sentences of each labelled text."""
    for path in sorted(GOLD.glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        text = texts[gold["article"]]
        yield gold, text, split_sentences(text, [Block(a, b, "body", "gold", a, None) for a, b in gold["body"]])


def fastest(work: Callable[[], Any], size: float) -> float:
    """Megabytes a second."""
    spent = []
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        spent.append(time.process_time() - start)
    return round(size / min(spent), 3)


def main() -> None:
    args = parse("../corpus/dev.jsonl", __doc__)
    rows = [json.loads(line) for line in args.data.read_text(encoding="utf-8").splitlines()]
    texts = {row["id"]: row["text"] for row in rows}
    register, scores, parts = load_register(), dict[str, Counts](), []
    for gold, text, sentences in labelled(texts):
        docs = syntax.parse(text, sentences)
        parts.append((text, sentences, docs))
        systems = {"ours": find_mentions(text, sentences, docs, register)}
        systems["register_only"] = find_mentions(text, sentences, None, register)
        for name, found in systems.items():
            for figure, counts in score_mentions(gold, {"mentions": [m._asdict() for m in found]}, text).items():
                scores[f"{figure}_{name}"] = scores.get(f"{figure}_{name}", Counts()).plus(counts)
        spans = [
            {"start": s.start + e.start_char, "end": s.start + e.end_char, "entity": "", "form": "name"}
            for s, doc in zip(sentences, docs or [], strict=docs is not None)
            for e in doc.ents
            if e.label_ in KINDS
        ]
        bare = score_mentions(gold, {"mentions": spans}, text)["mentions_span"]
        scores["mentions_span_bare_model"] = scores.get("mentions_span_bare_model", Counts()).plus(bare)
    if not parts:
        sys.exit(f"{GOLD} holds no labels.")
    figures: dict[str, float | int | str] = {"texts": len(parts)}
    figures |= {f"f1_{name}": round(counts.f1, 4) for name, counts in sorted(scores.items())}
    size = sum(len(text) for text, _, _ in parts) / 1e6
    figures["speed_register_mb_s"] = fastest(lambda: [register.find(text) for text, _, _ in parts], size)
    figures["speed_naming_mb_s"] = fastest(lambda: [find_mentions(*part, register) for part in parts], size)
    name = next((name for name in syntax.MODELS if spacy.util.is_package(name)), None)
    if name:
        model = spacy.load(name, enable=["tok2vec", "ner"])
        figures["speed_bare_model_ner_mb_s"] = fastest(lambda: list(model.pipe(text for text, _, _ in parts)), size)
    emit(figures, args)


if __name__ == "__main__":
    main()
