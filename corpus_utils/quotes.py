"""Quotations and reported speech, and who speaks."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from spacy.tokens import Doc

from corpus_utils.attribution import find_attributions
from corpus_utils.contents import refine
from corpus_utils.direct_speech import Context, find_direct
from corpus_utils.quotation_marks import Quoted, covers, find_quoted
from corpus_utils.reporting import Attribution, load_lexicon
from corpus_utils.schema import BODY_KINDS, Block, Mention, Quote, Sentence
from corpus_utils.sentences import PARAGRAPH, trim
from corpus_utils.speakers import PERSONAL, Speakers, Subject, main_subject
from corpus_utils.transcripts import Turn, TurnIndex, divide, find_turns, mark_retold, name_turns

NEARBY = 600  # characters within which speech in one paragraph is held to be one person's
ATTITUDES = ("thought", "judged", "sided", "told", "topic", "resolved")  # kinds that need someone who holds them
DEEPER = ("said", "according")  # kinds that may hold speech within speech


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
    """Find who says what, word for word (direct) or in the writer's words (indirect).

    ``sentences`` and ``docs`` (a parse each, or None for patterns instead of syntax) are those of the page,
    ``mentions`` its names. Rows come sorted by start; spans hold the quotation marks, or the words of an interview
    turn, one row a paragraph; reported clauses come without "that" and the full stop, and may hold direct rows.
    ``speaker`` is a canonical name, for someone without a name the words that the text has for him, for interview
    questions the publication, None where no one can tell. ``rule`` says how the row was found: "marks", "interview
    answer", "transcript question", "speech" …; of reported speech, what it is ("said", "thought", "judged" …, see
    ``resources/reporting.toml``). Terms, titles and irony in marks are left out, and so is what "I" and "we" report.
    The lexicon follows Quirk et al. (1985) and Levin (1993); contents those of PolNeAR (2018), see ``contents.refine``.

    >>> from corpus_utils.sentences import split_sentences
    >>> page = 'Ann Lee told reporters: "The road is open." Tom Roe said that it was not.'
    >>> blocks = [Block(0, len(page), "body", "rest", 0, None)]
    >>> rows = find_quotes(page, blocks, split_sentences(page, blocks), [], None, "The Gazette")
    >>> [(q.kind, q.speaker, q.text) for q in rows]
    [('direct', 'Ann Lee', '"The road is open."'), ('indirect', 'Tom Roe', 'it was not')]
    """
    rows = [s for s in sentences if s.kind in BODY_KINDS]
    parses = None if docs is None else [d for s, d in zip(sentences, docs, strict=True) if s.kind in BODY_KINDS]
    attributions = find_attributions(text, rows, parses)
    paragraphs = [p.span() for b in blocks if b.kind in BODY_KINDS for p in PARAGRAPH.finditer(text, b.start, b.end)]
    turns = mark_retold(text, find_turns(text, blocks, mentions), chain.from_iterable(attributions))
    spoken, written = divide(paragraphs, turns)
    runs = find_quoted(text, written)
    speakers = Speakers(text, mentions, list(_subjects(rows, parses, runs, turns)))
    names = name_turns(text, blocks, turns, speakers, outlet)
    direct = find_direct(Context(text, rows, parses, attributions), runs)
    marked = [Finding(*run[:2], "direct", a, "marks") for run, a in direct]
    findings = [*marked, *_indirect(refine(text, rows, parses, attributions, written), runs, speakers)]
    quotes = [*_spoken(text, spoken, turns, names), *_attributed(text, findings, TurnIndex(turns, names), speakers)]
    return _one_a_span(quotes)


def _one_a_span(quotes: list[Quote]) -> list[Quote]:
    """Return the first row of each span and kind, sorted by start."""
    first = {(q.start, -q.end, q.kind): q for q in reversed(list(_filled(quotes)))}
    return [first[span] for span in sorted(first)]


def _subjects(
    sentences: Sequence[Sentence], docs: Sequence[Doc] | None, marked: Sequence[Quoted], turns: Sequence[Turn]
) -> Iterator[Subject]:
    """Yield the subjects of the sentences that no one speaks: whom "he" may stand for."""
    spoken = TurnIndex(turns, [None] * len(turns))
    for sentence, doc in zip(sentences, docs or [], strict=docs is not None):
        subject = main_subject(doc)
        if subject is not None:
            start, end, head = (offset + sentence.start for offset in subject)
            if not covers(marked, head) and spoken.at(head) is None:
                yield Subject(start, end, head)


def _spoken(
    text: str, pieces: Sequence[tuple[int, int, int]], turns: Sequence[Turn], names: Sequence[str | None]
) -> Iterator[Quote]:
    """Give one quotation a paragraph of each turn; a turn that is retold is indirect."""
    for start, end, index in pieces:
        start, end = trim(text, start, end)
        turn = turns[index]
        whole = turn.rule in ("speech", "retold")
        rule = turn.rule if whole else f"{turn.rule} {'question' if turn.asks else 'answer'}"
        if start < end:
            kind = "indirect" if turn.rule == "retold" else "direct"
            yield Quote(start, end, text[start:end], kind, names[index], None, rule)


def _indirect(attributions: Sequence[list[Attribution]], runs: list[Quoted], speakers: Speakers) -> Iterator[Finding]:
    """Yield what is reported outside the marks, and inside them where the one who speaks names another speaker."""
    for attribution in (a for row in attributions for a in row):
        if attribution.content is None or attribution.named is None or attribution.head is None:
            continue
        start, end = attribution.content
        quoted = covers(runs, attribution.cue[0])
        if quoted and not (attribution.kind in DEEPER and speakers.named(*attribution.named, attribution.head)):
            continue
        if start < end and (quoted or not (covers(runs, start) and covers(runs, end - 1))):
            yield Finding(start, end, "indirect", attribution, attribution.kind)


def _attributed(text: str, findings: list[Finding], turns: TurnIndex, speakers: Speakers) -> Iterator[Quote]:
    """Name the speakers in reading order; speech without reporting words goes on with the last speaker."""
    before: Quote | None = None
    spoken: Quote | None = None
    for finding in sorted(findings, key=lambda f: f.attribution.cue if f.attribution else (f.start, f.end)):
        row = _row(text, finding, spoken if _goes_on(text, spoken, finding) else before, turns, speakers)
        if row is not None:
            speakers.note(finding.start, row.speaker)
            before = row
            spoken = row if row.kind == "direct" else spoken
            yield row


def _goes_on(text: str, spoken: Quote | None, finding: Finding) -> bool:
    """Tell speech without reporting words that follows other speech within the paragraph."""
    if spoken is None or finding.kind != "direct" or finding.attribution is not None:
        return False
    return finding.start - spoken.end < NEARBY and "\n" not in text[spoken.end : finding.start]


def _row(text: str, finding: Finding, before: Quote | None, turns: TurnIndex, speakers: Speakers) -> Quote | None:
    cue = finding.attribution
    row = Quote(finding.start, finding.end, text[finding.start : finding.end], finding.kind, None, None, finding.rule)
    if cue is None or cue.source is None or cue.named is None or cue.head is None:
        if before is None:
            return row
        return row._replace(speaker=before.speaker, source_start=before.source_start, source_end=before.source_end)
    word, turn = text[slice(*cue.named)].lower(), turns.at(finding.start)
    if word in load_lexicon().first_person or (turn is not None and finding.rule not in DEEPER):
        return None
    if word == "you":
        speaker = turns.answerer(turn) if turn is not None and turns.turns[turn].asks else None
        if speaker is None:
            return None
    elif word in PERSONAL and turn is not None:  # "he" in someone's turn: himself where it is retold, or whom he named
        retold = turns.turns[turn].rule == "retold"
        speaker = turns.names[turn] if retold else speakers.person_before(cue.named[0], turns.turns[turn].speech)
    else:
        speaker = speakers.resolve(*cue.named, cue.head)
    if finding.rule in ATTITUDES and not (cue.agent or speakers.knows(speaker)):
        row = row._replace(rule="shown")  # what a poll or a development shows is no one's view
    start, end = cue.source
    return row._replace(speaker=speaker, cue=text[slice(*cue.cue)], source_start=start, source_end=end)


def _filled(rows: list[Quote]) -> Iterator[Quote]:
    """Give a quotation that no one near it is named for to the one who speaks most."""
    counts = Counter(r.speaker for r in rows if r.speaker and not r.rule.endswith("question"))
    main = counts.most_common(1)[0][0] if counts else None
    for row in rows:
        yield row._replace(speaker=main) if row.rule == "marks" and not row.speaker else row
