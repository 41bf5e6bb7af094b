"""What is reported: the tagger moves the ends of what the rules found, adds what they missed, drops what it doubts."""

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from functools import cache

from spacy.tokens import Doc, Token

from corpus_utils.attribution import EDGES, make_attribution
from corpus_utils.attribution_syntax import NOUNS
from corpus_utils.content_model import LIKELY, Tagged, load_tagger
from corpus_utils.quotation_marks import DOUBLE
from corpus_utils.reporting import Attribution, Span, load_lexicon
from corpus_utils.schema import Sentence

MARKED = re.compile(f"``|''|[{DOUBLE}]")
LEAD = re.compile(r"(?:the (?:fact|idea) that |[\s,:;–—-]+)", re.IGNORECASE)
SURE = ("said", "according")  # kinds that stay whatever the tagger says
FAR = 60  # characters between content and cue, or cue and source, beyond which they do not belong together


def refine(
    text: str,
    sentences: Sequence[Sentence],
    docs: Sequence[Doc] | None,
    attributions: Sequence[list[Attribution]],
    written: Sequence[Span],
) -> list[list[Attribution]]:
    """Return the attributions of each sentence with the contents that the tagger finds.

    They stay as they are where there is no model, no parse, no word that may report, or outside the runs ``written``
    by the outlet (in an interview's turns "I think" reports no one).
    """
    tagger = load_tagger()
    if tagger is None or docs is None:
        return list(attributions)
    rows = []
    for sentence, doc, found in zip(sentences, docs, attributions, strict=True):
        worth = _holds(written, sentence) and not load_reporting().isdisjoint(t.lower_ for t in doc)
        tagged = tagger.tag(text[sentence.start : sentence.end]) if worth else None
        own = [a.shifted(-sentence.start) for a in found]
        rows.append([a.shifted(sentence.start) for a in (own if tagged is None else fit(doc, own, tagged))])
    return rows


def _holds(runs: Sequence[Span], sentence: Sentence) -> bool:
    """Tell whether a sentence begins within one of the sorted runs."""
    at = bisect_right(runs, sentence.start, key=lambda run: run[0]) - 1
    return at >= 0 and sentence.start < runs[at][1]


@cache
def load_reporting() -> frozenset[str]:
    """Return the words of the lexicon: a sentence without any hardly ever reports, and reading it takes time."""
    lexicon = load_lexicon()
    return frozenset({*lexicon.verbs, *lexicon.nouns, *lexicon.adjectives, *lexicon.framing, "according"})


def fit(doc: Doc, attributions: Sequence[Attribution], tagged: Tagged) -> list[Attribution]:
    """Return the attributions of one sentence with the tagger's contents; those that hold quotation marks stay.

    >>> from spacy import blank
    >>> said = Attribution((4, 8), (0, 3), (0, 3), 0, (9, 27), True, "said")
    >>> tagged = Tagged({(14, 27): 0.9}, [(4, 8)], [(0, 3)])
    >>> [a.content for a in fit(blank("en")("Lee said that it was not so."), [said], tagged)]
    [(14, 27)]
    """
    sentence = doc.text
    likely = clean_spans(sentence, [s for s, share in tagged.contents.items() if share > LIKELY])
    claims: dict[Span, list[Attribution]] = {}
    kept = []
    for a in attributions:
        if a.content is None or MARKED.search(sentence, *a.content):
            kept.append(a)
        elif span := _nearest(a.content, likely):
            claims.setdefault(span, []).append(a)
        elif a.kind in SURE or _nearest(a.content, tagged.contents):
            kept.append(a)
    for span, rivals in claims.items():
        kept += _settle(span, rivals)
    new = [s for s in likely if s not in claims and not any(a.content and _likeness(s, a.content) for a in kept)]
    return [*kept, *_add(doc, new, tagged, {a.cue for a in kept if a.content})]


def clean_spans(sentence: str, spans: Sequence[Span]) -> list[Span]:
    """Return spans outside quotation marks: neighbours as one, without "the fact that" and the marks at the edges.

    >>> clean_spans("They told the town to go.", [(10, 18), (19, 24)])
    [(10, 24)]
    """
    whole: list[Span] = []
    for start, end in sorted(spans):
        if whole and sentence[whole[-1][1] : start].isspace():
            start = whole.pop()[0]
        whole.append((start, end))
    found = []
    for start, end in whole:
        lead, rest = LEAD.match(sentence, start, end), sentence[start:end].rstrip(EDGES)
        start, end = lead.end() if lead else start, start + len(rest)
        if start < end and not MARKED.search(sentence, start, end):
            found.append((start, end))
    return found


def _nearest(content: Span, spans: Sequence[Span] | dict[Span, float]) -> Span | None:
    """Return the span most like a content, of those that share a letter with it."""
    best = max(spans, key=lambda s: _likeness(s, content), default=None)
    return best if best is not None and _likeness(best, content) > 0 else None


def _likeness(a: Span, b: Span) -> float:
    """Return the shared letters as a part of all."""
    shared = max(0, min(a[1], b[1]) - max(a[0], b[0]))
    return shared / (a[1] - a[0] + b[1] - b[0] - shared)


def _settle(span: Span, rivals: Sequence[Attribution]) -> list[Attribution]:
    """Give a content to the attribution with a source that comes nearest; speech in or round it, by another, stays."""
    best = max(rivals, key=lambda a: (a.named is not None, _likeness(span, a.content or span)))
    others = [a for a in rivals if a.kind in SURE and a.cue != best.cue and a.content != span]
    return [best._replace(content=span), *others]


def _add(doc: Doc, spans: Sequence[Span], tagged: Tagged, taken: Collection[Span]) -> Iterator[Attribution]:
    """Yield what no rule found, with the cue and the source nearest to it; a cue that has a content is ``taken``."""
    for span in spans:
        cue = _beside(span, tagged.cues, span)
        source = _beside(cue, tagged.sources, span) if cue else None
        words, holder = _tokens(doc, cue), _tokens(doc, source)
        head = _find_head(holder) if words and holder else None
        if cue in taken or head is None or head.dep_ == "nsubjpass":  # "Lee was told to go": he says nothing
            continue
        place = (words[0].i, words[-1].i)
        yield make_attribution(doc, place, head, None, _kind(words))._replace(content=span)


def _find_head(words: Sequence[Token]) -> Token | None:
    """Return the noun on which the words of a source hang, None where there is none."""
    head = next((t for t in words if t.head not in words), words[0])
    while head.pos_ not in (*NOUNS, "VERB", "AUX") and head.head != head:
        head = head.head
    return head if head.pos_ in NOUNS else None


def _beside(span: Span, others: Sequence[Span], content: Span) -> Span | None:
    """Return the span nearest to another, within the content only if none is outside; None where all are far."""
    best = min(others, key=lambda o: (_likeness(o, content) > 0, _gap(span, o)), default=None)
    return best if best is not None and _gap(span, best) <= FAR else None


def _gap(a: Span, b: Span) -> int:
    return max(0, b[0] - a[1], a[0] - b[1])


def _tokens(doc: Doc, span: Span | None) -> list[Token]:
    return [] if span is None else [t for t in doc if span[0] < t.idx + len(t) and t.idx < span[1]]


def _kind(cue: Sequence[Token]) -> str:
    lexicon, words = load_lexicon(), [t.lower_ for t in cue]
    if "according" in words:
        return "according"
    if any(t.pos_ == "NOUN" for t in cue) and not any(t.pos_ == "VERB" for t in cue):
        return "noun"
    return "said" if any(lexicon.verbs.get(w) in lexicon.public for w in words) else "thought"
