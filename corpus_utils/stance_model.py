"""The stance classifier: a small sentence encoder, fine-tuned with target markers, run with onnxruntime."""

from collections.abc import Sequence

MARK_START, MARK_END = "[unused1]", "[unused2]"  # spare tokens of the encoder's vocabulary, round each target
MAX_TOKENS = 160  # word pieces; longer sentences are cut to a window round the target


def mark_targets(sentence: str, spans: Sequence[tuple[int, int]]) -> str:
    """Put the target markers round the spans, which must not overlap.

    >>> mark_targets("They blame NATO.", [(11, 15)])
    'They blame [unused1] NATO [unused2].'
    """
    for start, end in sorted(spans, reverse=True):
        sentence = f"{sentence[:start]}{MARK_START} {sentence[start:end]} {MARK_END}{sentence[end:]}"
    return sentence
