"""Whose voice each sentence is in: the outlet's, or that of someone whom it quotes or reports."""

from bisect import bisect_left
from collections.abc import Sequence

from corpus_utils.quotes import DEEPER
from corpus_utils.schema import Quote, Sentence

SHARE = 1 / 3  # part of a sentence that direct speech must fill to lend it its voice
BESIDE = 0.3  # part of it that speech must fill which does not name the target: less says nothing of whose view it is
NESTED = 0.4  # part of the outer speech that speech within it must fill to become the voice
WHOLE = ("retold", "said", "thought", "according")  # kinds whose content is a clause
REPORTED = (*WHOLE, "judged", "told", "noun")  # kinds that lend a sentence their voice; clauses come before their parts

Voice = tuple[str, str | None, str]


def find_voices(
    sentences: Sequence[Sentence], quotes: Sequence[Quote], outlet: str | None, places: Sequence[int] | None = None
) -> list[Voice]:
    """Return voice (direct, indirect or author), holder and chain ("outlet > speaker > deeper") of each sentence.

    The voice is that of the speech that fills most of the sentence. Speech inside speech makes the deepest speaker the
    holder. The holder is None where someone speaks whom the text does not name. ``places`` are the sorted offsets at
    which the text names a target: a reported clause then counts if it names it, or is said and fills enough of the
    sentence.

    >>> rows = [Quote(11, 27, "the road is open", "indirect", "Ann Lee", "said", "said")]
    >>> find_voices([Sentence(0, 28, 0, "body", None)], rows, "The Gazette")
    [('indirect', 'Ann Lee', 'The Gazette > Ann Lee')]
    """
    voices: list[Voice] = []
    waiting = sorted(quotes, key=lambda q: q.start)
    active: list[Quote] = []
    taken = 0
    for sentence in sentences:
        while taken < len(waiting) and waiting[taken].start < sentence.end:
            active.append(waiting[taken])
            taken += 1
        active = [q for q in active if q.end > sentence.start]
        voices.append(_voice(sentence, active, outlet, places))
    return voices


def _concerns(quote: Quote, sentence: Sentence, places: Sequence[int]) -> bool:
    """Tell a clause that names the target, or that fills enough of the sentence to be what it is about."""
    if bisect_left(places, quote.start) < bisect_left(places, quote.end):
        return True
    return quote.rule in DEEPER and _overlap(quote, sentence) >= BESIDE * (sentence.end - sentence.start)


def _voice(sentence: Sentence, quotes: Sequence[Quote], outlet: str | None, places: Sequence[int] | None) -> Voice:
    layers = _layers(sentence, quotes, places)
    if not layers:
        return "author", outlet, outlet or "outlet"
    names = [layer.speaker or "unknown" for layer in layers]
    chain = " > ".join(dict.fromkeys([outlet or "outlet", *names]))
    return layers[-1].kind, layers[-1].speaker, chain


def _layers(sentence: Sentence, quotes: Sequence[Quote], places: Sequence[int] | None) -> list[Quote]:
    """Return the speech that lends the sentence its voice, then the speech within it."""
    direct = [q for q in quotes if q.kind == "direct"]
    reported = [q for q in quotes if q.kind == "indirect" and q.rule in REPORTED]
    near = [q for q in reported if places is None or _concerns(q, sentence, places)]
    near.sort(key=lambda q: (q.rule not in WHOLE, -_overlap(q, sentence)))
    filled = sum(_overlap(q, sentence) for q in direct) / (sentence.end - sentence.start)
    if direct and (filled >= SHARE or not reported):
        outer = max(direct, key=lambda q: _overlap(q, sentence))
    elif near:
        outer = near[0]
    else:
        return []
    return [outer, *_deeper(sentence, outer, near)]


def _deeper(sentence: Sentence, outer: Quote, reported: Sequence[Quote]) -> list[Quote]:
    """Return the one whom the speaker in turn reports, if that fills enough of the sentence."""
    share = NESTED * _overlap(outer, sentence)
    others = (q for q in reported if q.speaker not in (None, outer.speaker))
    inside = (q for q in others if outer.start <= q.start and q.end <= outer.end and _overlap(q, sentence) >= share)
    return [q for q in inside if q.rule in DEEPER or outer.rule == "according"][:1]


def _overlap(quote: Quote, sentence: Sentence) -> int:
    return max(0, min(quote.end, sentence.end) - max(quote.start, sentence.start))
