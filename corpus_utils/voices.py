"""Whose voice a sentence is in: the outlet's own, or that of someone it quotes or reports."""

from collections.abc import Sequence

from corpus_utils.schema import Quote, Sentence

SHARE = 1 / 3  # part of a sentence that direct speech must fill to lend it its voice, where no target is named
NESTED = 0.4  # part of the outer speech that speech within it must fill to become the voice, where no target is named
REPORTED = (
    "said",
    "thought",
    "according",
    "judged",
    "told",
    "noun",
)  # kinds of reporting that lend a sentence their voice
DEEPER = ("said", "according")  # kinds that may hold speech within speech

Voice = tuple[str, str | None, str]


def find_voices(
    sentences: Sequence[Sentence],
    quotes: Sequence[Quote],
    outlet: str | None,
    targets: Sequence[Sequence[int]] | None = None,
) -> list[Voice]:
    """Return voice (direct, indirect or author), holder and chain ("outlet > speaker > deeper") of each sentence.

    ``targets`` may give for each sentence the offsets of the words in question (its mentions of NATO): the voice is
    then that of the speech one of them stands in; without any, of the speech that fills most of the sentence. Speech
    inside speech makes the deepest speaker the holder. The holder is None where someone speaks whom the text does
    not name.

    >>> rows = [Quote(11, 27, "the road is open", "indirect", "Ann Lee", "said", "said")]
    >>> find_voices([Sentence(0, 28, 0, "body", None)], rows, "The Gazette")
    [('indirect', 'Ann Lee', 'The Gazette > Ann Lee')]
    """
    voices: list[Voice] = []
    waiting = sorted(quotes, key=lambda q: q.start)
    active: list[Quote] = []
    taken = 0
    for index, sentence in enumerate(sentences):
        while taken < len(waiting) and waiting[taken].start < sentence.end:
            active.append(waiting[taken])
            taken += 1
        active = [q for q in active if q.end > sentence.start]
        voices.append(_voice(sentence, active, outlet, targets[index] if targets else ()))
    return voices


def _voice(sentence: Sentence, quotes: Sequence[Quote], outlet: str | None, targets: Sequence[int]) -> Voice:
    layers = _layers(sentence, quotes, targets)
    if not layers:
        return "author", outlet, outlet or "outlet"
    names = [layer.speaker or "unknown" for layer in layers]
    chain = " > ".join(dict.fromkeys([outlet or "outlet", *names]))
    return layers[-1].kind, layers[-1].speaker, chain


def _layers(sentence: Sentence, quotes: Sequence[Quote], targets: Sequence[int]) -> list[Quote]:
    """Return the speech that lends the sentence its voice, then the speech within it."""
    if targets:
        quotes = [q for q in quotes if any(q.start <= t < q.end for t in targets)]
    direct = [q for q in quotes if q.kind == "direct"]
    reported = [q for q in quotes if q.kind == "indirect" and q.rule in REPORTED]
    filled = sum(_overlap(q, sentence) for q in direct) / (sentence.end - sentence.start)
    reported.sort(key=lambda q: (REPORTED.index(q.rule) > 2, -_overlap(q, sentence)))
    if direct and (filled >= SHARE or not reported):
        outer = max(direct, key=lambda q: _overlap(q, sentence))
    elif reported:
        outer = reported[0]
    else:
        return []
    share = NESTED * _overlap(outer, sentence) if not targets else 0
    return [outer, *_deeper(sentence, outer, reported, share)]


def _deeper(sentence: Sentence, outer: Quote, reported: Sequence[Quote], share: float) -> list[Quote]:
    """Return the one whom the speaker in turn reports, if that fills enough characters of the sentence."""
    inside = (
        q
        for q in reported
        if q is not outer
        and (q.rule in DEEPER or outer.rule == "according")
        and q.speaker
        and (q.speaker != outer.speaker or outer.rule.endswith("answer"))  # an answer retold: "the road, he says, …"
        and outer.start <= q.start
        and q.end <= outer.end
        and _overlap(q, sentence) >= share
    )
    return list(inside)[:1]


def _overlap(quote: Quote, sentence: Sentence) -> int:
    return max(0, min(quote.end, sentence.end) - max(quote.start, sentence.start))
