"""Quotations, their speakers, and whose voice each sentence is in."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from spacy.tokens import Doc

from corpus_utils.attribution import Attribution, parse_attributions
from corpus_utils.attribution_patterns import match_attributions
from corpus_utils.direct_speech import Context, Runs, find_direct
from corpus_utils.quotation_marks import Quoted, find_quoted
from corpus_utils.schema import BODY_KINDS, Block, Mention, Quote, Sentence
from corpus_utils.sentences import PARAGRAPH
from corpus_utils.speakers import Speakers


class Finding(NamedTuple):
    """A run of speech before its speaker is known."""

    start: int
    end: int
    kind: str
    attribution: Attribution | None
    rule: str


def find_quotes(
    text: str,
    blocks: Sequence[Block],
    sentences: Sequence[Sentence],
    mentions: Sequence[Mention],
    docs: Sequence[Doc] | None,
    outlet: str | None,
) -> list[Quote]:
    """Find who says what, word for word (direct) or in the writer's words (indirect)."""
    body = [i for i, s in enumerate(sentences) if s.kind in BODY_KINDS]
    rows = [sentences[i] for i in body]
    parses = None if docs is None else [docs[i] for i in body]
    attributions = find_attributions(text, rows, parses)
    paragraphs = [p.span() for b in blocks if b.kind == "body" for p in PARAGRAPH.finditer(text, b.start, b.end)]
    runs = find_quoted(text, paragraphs)
    speakers = Speakers(text, mentions)
    context = Context(text, rows, parses, attributions, [s.start for s in rows])
    findings = [*_direct(context, runs), *_indirect(attributions, runs)]
    quotes = [*_turns(text, blocks, speakers, outlet), *_attributed(text, findings, paragraphs, speakers)]
    return sorted(set(_filled(quotes)), key=lambda q: (q.start, -q.end, q.kind))


def find_attributions(text: str, sentences: Sequence[Sentence], docs: Sequence[Doc] | None) -> list[list[Attribution]]:
    """Return the reporting expressions of each sentence, by syntax where there is a parse, else by patterns."""
    if docs is None:
        return [[a.shifted(s.start) for a in match_attributions(text[s.start : s.end])] for s in sentences]
    return [[a.shifted(s.start) for a in parse_attributions(d)] for s, d in zip(sentences, docs, strict=True)]


def _turns(text: str, blocks: Sequence[Block], speakers: Speakers, outlet: str | None) -> Iterator[Quote]:
    """Give one direct quotation a paragraph of an interview; the questions are the outlet's."""
    answering: str | None = None
    for block in blocks:
        if block.kind not in ("question", "answer"):
            continue
        label: str | None = answering if block.kind == "answer" else outlet
        if block.speaker:
            label = speakers.named(block.start, block.speech, block.start) or block.speaker
        if block.kind == "answer":
            answering = label
        for paragraph in PARAGRAPH.finditer(text, block.speech, block.end):
            start, end = paragraph.start(), paragraph.start() + len(paragraph.group().rstrip())
            yield Quote(start, end, text[start:end], "direct", label, None, f"interview {block.kind}")


def _direct(context: Context, runs: list[Quoted]) -> Iterator[Finding]:
    for direct in find_direct(context, runs):
        yield Finding(direct.run.start, direct.run.end, "direct", direct.attribution, "marks")


def _indirect(attributions: Sequence[list[Attribution]], runs: list[Quoted]) -> Iterator[Finding]:
    marked = Runs(runs)
    for attribution in (a for row in attributions for a in row):
        if attribution.content is None or attribution.source is None or marked.covers(attribution.cue[0]):
            continue
        start, end = attribution.content
        if start < end and not (marked.covers(start) and marked.covers(end - 1)):
            yield Finding(start, end, "indirect", attribution, attribution.kind)


def _attributed(
    text: str, findings: list[Finding], paragraphs: list[tuple[int, int]], speakers: Speakers
) -> Iterator[Quote]:
    """Name the speakers in reading order; speech without reporting words goes on with the last speaker."""
    before: Quote | None = None
    for finding in sorted(findings, key=lambda f: f.attribution.cue if f.attribution else (f.start, f.end)):
        cue = finding.attribution
        row = Quote(
            finding.start, finding.end, text[finding.start : finding.end], finding.kind, None, None, finding.rule
        )
        if cue and cue.source and cue.named and cue.head is not None:
            speaker = speakers.resolve(*cue.named, cue.head)
            row = row._replace(
                speaker=speaker, cue=text[slice(*cue.cue)], source_start=cue.source[0], source_end=cue.source[1]
            )
        elif before:
            row = row._replace(speaker=before.speaker, source_start=before.source_start, source_end=before.source_end)
        speakers.last = row.speaker or speakers.last
        before = row
        yield row


def _filled(rows: list[Quote]) -> Iterator[Quote]:
    """Give a quotation that no one near it is named for to the one who speaks most."""
    counts = Counter(r.speaker for r in rows if r.speaker and r.rule != "interview question")
    main = counts.most_common(1)[0][0] if counts else None
    for row in rows:
        yield row if row.speaker or row.kind == "indirect" else row._replace(speaker=main)


def find_voices(
    sentences: Sequence[Sentence], quotes: Sequence[Quote], outlet: str | None
) -> list[tuple[str, str | None, str]]:
    """Return voice, holder and chain of each sentence."""
    return [_voice(s, [q for q in quotes if q.start < s.end and q.end > s.start], outlet) for s in sentences]


def _voice(sentence: Sentence, quotes: list[Quote], outlet: str | None) -> tuple[str, str | None, str]:
    width = sentence.end - sentence.start
    direct = [q for q in quotes if q.kind == "direct"]
    indirect = [q for q in quotes if q.kind == "indirect"]
    covered = sum(min(q.end, sentence.end) - max(q.start, sentence.start) for q in direct)
    nested = any(d.start < q.start and q.end <= d.end and d.speaker != q.speaker for d in direct for q in indirect[-1:])
    if indirect and (covered < width / 3 or nested):
        holder, voice = indirect[-1].speaker, "indirect"
    elif direct and covered >= width / 4:
        holder, voice = direct[0].speaker, "direct"
    else:
        holder, voice = outlet, "author"
    links = [outlet or "outlet", *([] if voice == "author" else [holder or "unknown"])]
    return voice, holder, " > ".join(dict.fromkeys(links))
