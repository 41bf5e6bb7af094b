"""Quotations, their speakers, and whose voice each sentence is in."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence

from spacy.tokens import Doc

from corpus_utils.attribution import Attribution, find_attributions
from corpus_utils.quotation_marks import Quoted, find_quoted
from corpus_utils.schema import Block, Mention, Quote, Sentence
from corpus_utils.speakers import Speakers

PARAGRAPH = re.compile(r"\S(?:[^\n]|\n(?![ \t\u00a0\r]*\n))*")
FRAGMENT_WORDS = 8  # words; a quoted run at least this long is speech even without reporting words around it
GAP = 60  # characters between a quotation and its reporting words, at most


def find_quotes(
    text: str,
    blocks: Sequence[Block],
    sentences: Sequence[Sentence],
    mentions: Sequence[Mention],
    docs: Sequence[Doc] | None,
    outlet: str | None,
) -> list[Quote]:
    """Find who says what, word for word (direct) or in the writer's words (indirect)."""
    speakers = Speakers(text, mentions)
    rows = list(_turns(text, blocks, speakers, outlet))
    body = [s for s in sentences if s.kind in ("body", "question", "answer")]
    parses = (
        None
        if docs is None
        else [d for s, d in zip(sentences, docs, strict=True) if s.kind in ("body", "question", "answer")]
    )
    attributions = find_attributions(text, body, parses)
    paragraphs = [p.span() for b in blocks if b.kind == "body" for p in PARAGRAPH.finditer(text, b.start, b.end)]
    quoted = find_quoted(text, paragraphs)
    rows += _quotations(text, body, attributions, quoted, paragraphs, speakers)
    return sorted(set(_fill(rows)), key=lambda q: (q.start, -q.end))


def _turns(text: str, blocks: Sequence[Block], speakers: Speakers, outlet: str | None) -> Iterator[Quote]:
    """Give one direct quotation a paragraph of an interview; the questions are the outlet's."""
    answering: str | None = None
    for block in blocks:
        if block.kind not in ("question", "answer"):
            continue
        if block.speaker:
            named = speakers.resolve(block.start, block.speech, block.start)
            known = {m.entity for m in speakers.mentions}
            label: str | None = named if named in known else block.speaker
        else:
            label = answering if block.kind == "answer" else outlet
        if block.kind == "answer":
            answering = label
        for paragraph in PARAGRAPH.finditer(text, block.speech, block.end):
            start, end = paragraph.start(), paragraph.start() + len(paragraph.group().rstrip())
            yield Quote(start, end, text[start:end], "direct", label, None, f"interview {block.kind}")


def _quotations(
    text: str,
    sentences: Sequence[Sentence],
    attributions: list[list[Attribution]],
    quoted: list[Quoted],
    paragraphs: list[tuple[int, int]],
    speakers: Speakers,
) -> Iterator[Quote]:
    starts = [s.start for s in sentences]
    opens = [q.start for q in quoted]

    def inside(position: int) -> bool:
        index = bisect_right(opens, position) - 1
        return index >= 0 and position < quoted[index].end

    used: set[tuple[int, int]] = set()
    events: list[tuple[int, str, object]] = [(q.start, "direct", q) for q in quoted]
    for row in attributions:
        events += [(a.cue[0], "cue", a) for a in row]
    resolved: dict[tuple[int, int], str | None] = {}
    last_of_paragraph: dict[int, str | None] = {}
    spans = [p[0] for p in paragraphs]

    def voice_of(attribution: Attribution) -> str | None:
        if attribution.cue not in resolved:
            resolved[attribution.cue] = (
                speakers.resolve(*attribution.source, attribution.head or attribution.source[0])
                if attribution.source
                else None
            )
            if resolved[attribution.cue]:
                speakers.last = resolved[attribution.cue]
        return resolved[attribution.cue]

    for position, what, item in sorted(events, key=lambda e: e[0]):
        paragraph = bisect_right(spans, position) - 1
        if what == "cue":
            attribution = item
            assert isinstance(attribution, Attribution)
            if inside(attribution.cue[0]) or attribution.source is None:
                continue
            if attribution.content:
                start, end = attribution.content
                if not (inside(start) and inside(end - 1)) and start < end:
                    speaker = voice_of(attribution)
                    last_of_paragraph[paragraph] = speaker
                    yield Quote(
                        start,
                        end,
                        text[start:end],
                        "indirect",
                        speaker,
                        text[slice(*attribution.cue)],
                        attribution.kind,
                    )
            continue
        run = item
        assert isinstance(run, Quoted)
        index = bisect_right(starts, run.start) - 1
        last = bisect_right(starts, run.end - 1) - 1
        nearby = [a for i in sorted({index, last}) if i >= 0 for a in attributions[i]]
        nearby = [a for a in nearby if not inside(a.cue[0]) and a.source]
        after = [a for a in nearby if a.cue[0] >= run.end]
        before = [a for a in nearby if a.cue[1] <= run.start]
        best = None
        if after and not re.search(r"[.!?]", text[run.end : after[0].cue[0]]):
            best = after[0]
        if before and (best is None or best.cue[0] - run.end > GAP):
            best = before[-1]
        words = len(text[run.start : run.end].split())
        if words < FRAGMENT_WORDS and not (
            best and (best.content is None or best.content[0] <= run.start < best.content[1])
        ):
            continue
        if run.single and not (best and text[run.end - 2] in ",.!?"):
            continue
        if best:
            speaker, cue = voice_of(best), text[slice(*best.cue)]
        else:
            speaker, cue = last_of_paragraph.get(paragraph) or speakers.last, None
        last_of_paragraph[paragraph] = speaker
        used.add((run.start, run.end))
        yield Quote(run.start, run.end, text[run.start : run.end], "direct", speaker, cue, "marks")


def _fill(rows: list[Quote]) -> Iterator[Quote]:
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
    if indirect and (
        covered < width / 3
        or any(
            d.start < indirect[-1].start and indirect[-1].end <= d.end and d.speaker != indirect[-1].speaker
            for d in direct
        )
    ):
        holder, voice = indirect[-1].speaker, "indirect"
    elif direct and covered >= width / 4:
        holder, voice = direct[0].speaker, "direct"
    else:
        holder, voice = outlet, "author"
    chain = " > ".join(
        n for n in dict.fromkeys([outlet or "outlet", *([] if voice == "author" else [holder or "unknown"])])
    )
    return voice, holder, chain
