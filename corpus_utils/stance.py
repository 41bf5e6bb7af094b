"""The stance ledger: who holds which view of a target, in whose voice; one row a sentence that names it."""

from collections.abc import Sequence

from corpus_utils.schema import BODY_KINDS, Mention, Quote, Sentence, Stance
from corpus_utils.stance_model import load_classifier
from corpus_utils.stance_rules import Cue, find_cues, find_flags, judge
from corpus_utils.voices import find_voices

TARGET = "NATO"  # entity whose view is looked for, as the register names it


def find_stances(
    text: str,
    sentences: Sequence[Sentence],
    mentions: Sequence[Mention],
    quotes: Sequence[Quote],
    outlet: str | None,
    target: str = TARGET,
) -> list[Stance]:
    """Return one row for each body sentence that names the target, sorted by start.

    The label is the model's (``method`` "model"), or the word list's where the model cannot be loaded ("rules"); where
    the method is not sure enough, ``stance`` is None and ``abstained`` True. Voice, holder and chain come from
    ``voices.find_voices``. ``cues`` are the words of the word list in the sentence, whichever method decided.

    >>> sentence = Sentence(0, 27, 0, "body", None)
    >>> mention = Mention(11, 15, "NATO", "NATO", "ORG", "name", "register")
    >>> row = find_stances("They blame NATO for the war", [sentence], [mention], [], "The Paper")[0]
    >>> row.holder, row.voice, row.cues
    ('The Paper', 'author', 'blame')
    """
    places = [m.start for m in mentions if m.entity == target]
    voices = find_voices(sentences, quotes, outlet, places)
    rows = []
    for sentence, (voice, holder, chain) in zip(sentences, voices, strict=True):
        spans = target_spans(sentence, mentions, target)
        if sentence.kind not in BODY_KINDS or not spans:
            continue
        words = text[sentence.start : sentence.end]
        cues = find_cues(words, spans)
        stance, probability = predict(words, spans, cues)
        method = "rules" if probability is None else "model"
        judged = (stance, probability, name_cues(cues, stance), chain, stance is None, method)
        rows.append(
            Stance(
                sentence.start, sentence.end, words, target, holder, voice, *judged, flags="; ".join(find_flags(words))
            )
        )
    return rows


def predict(sentence: str, spans: Sequence[tuple[int, int]], cues: Sequence[Cue]) -> tuple[int | None, float | None]:
    """Return the model's stance and probability; the word list's stance and None where there is no model."""
    model = load_classifier()
    if model is None:
        return judge(cues, spans), None
    prediction = model.predict(sentence, spans)
    return prediction.stance, prediction.probability


def target_spans(sentence: Sentence, mentions: Sequence[Mention], target: str) -> list[tuple[int, int]]:
    """Return where the sentence names the target, as offsets into the sentence."""
    return [
        (m.start - sentence.start, m.end - sentence.start)
        for m in mentions
        if m.entity == target and sentence.start <= m.start and m.end <= sentence.end
    ]


def name_cues(cues: Sequence[Cue], stance: int | None) -> str:
    """Return the words that point the way of the label; all that point anywhere where there is none."""
    wanted = {stance} if stance else {-1, 1}
    return "; ".join(dict.fromkeys(c.text.lower() for c in cues if c.polarity in wanted))
