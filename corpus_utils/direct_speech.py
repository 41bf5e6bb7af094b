"""Decide which quoted runs are speech, and which reporting words belong to each."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from spacy.tokens import Doc

from corpus_utils.attribution import introduce
from corpus_utils.quotation_marks import Quoted, covers
from corpus_utils.reporting import Attribution, load_resource
from corpus_utils.schema import Sentence

SPEECH_WORDS = 8  # words; a quoted run at least this long is speech even without reporting words around it
FAR = 60  # characters; reporting words further behind the run give way to those before it
PARAGRAPHS_APART = 12  # characters of white space at most between paragraphs that belong together
TITLE_WORDS, TITLE_CAPITALS = 3, 0.75  # words of four letters or more; share of them with a capital
CLOSING = "\"'”’»“‟`"
LABEL = re.compile(r"(?:^|[.!?…”\"'’]\s+|\s[-–—]\s+)([A-Z][\w.'’-]*(?:\s[A-Z][\w.'’-]*){0,4}):\s*$")  # `Smith: "…"`


class Direct(NamedTuple):
    """A quoted run that is speech, with its reporting words if there are any."""

    run: Quoted
    attribution: Attribution | None


class Context(NamedTuple):
    """The sentences of a text with their parses and reporting words."""

    text: str
    sentences: Sequence[Sentence]
    docs: Sequence[Doc] | None
    attributions: Sequence[list[Attribution]]

    def at(self, position: int) -> int:
        """Return the index of the sentence at an offset."""
        return bisect_right(self.sentences, position, key=lambda s: s.start) - 1


def find_direct(context: Context, runs: Sequence[Quoted]) -> list[Direct]:
    """Return the runs that are speech, with their reporting words; terms, titles and irony are left out.

    A quotation that runs over paragraphs takes the reporting words of its last one.
    """
    found = [Direct(run, _reporting(context, run, runs)) for run in runs if context.at(run.start) >= 0]
    for index in range(len(found) - 2, -1, -1):
        here, following = found[index], found[index + 1]
        if not here.run.closed and not here.attribution and _goes_on(context.text, here.run, following.run):
            found[index] = here._replace(attribution=following.attribution)
    return [d for d in found if _is_speech(context, d.run, d.attribution)]


def _goes_on(text: str, run: Quoted, following: Quoted) -> bool:
    """Tell whether nothing but white space stands between two runs."""
    return following.start - run.end < PARAGRAPHS_APART and not text[run.end : following.start].strip()


def _reporting(context: Context, run: Quoted, runs: Sequence[Quoted]) -> Attribution | None:
    """Return the reporting words that belong to a run."""
    first, last = context.at(run.start), context.at(run.end - 1)
    near = (a for i in sorted({first, last}) for a in context.attributions[i])
    outside = [a for a in near if a.source and not covers(runs, a.cue[0])]
    best = _inside(run, outside) or _behind(context, run, outside) or _before(run, outside)
    if best is None and _long(context.text, run):
        best = _adjacent(context, run, first, last) or _announced(context, run, runs)
    return best


def _announced(context: Context, run: Quoted, runs: Sequence[Quoted]) -> Attribution | None:
    """Return the reporting words of the paragraph before, if it ends in a colon."""
    ahead = context.text[max(0, run.start - PARAGRAPHS_APART) : run.start].rstrip(" \n\r\t\xa0>")
    if not ahead.endswith(":"):
        return None
    index = max(0, context.at(max(0, run.start - PARAGRAPHS_APART) + len(ahead) - 1))
    told = [a for a in context.attributions[index] if a.source and not covers(runs, a.cue[0])]
    if told or context.docs is None:
        return told[-1] if told else None
    offset = context.sentences[index].start
    found = introduce(context.docs[index], run.start - offset, behind=False)
    return found.shifted(offset) if found else None


def _inside(run: Quoted, outside: list[Attribution]) -> Attribution | None:
    """Return the nearest reporting words whose content the run stands in: he said that it was "bad"."""
    fits = [a for a in outside if a.content and a.cue[1] <= run.start and _touches(a, run)]
    return fits[-1] if fits else None


def _behind(context: Context, run: Quoted, outside: list[Attribution]) -> Attribution | None:
    """Return the reporting words right behind the run: "…," he said."""
    text, sentence = context.text, context.sentences[context.at(run.end - 1)]
    after = [a for a in outside if a.cue[0] >= run.end and a.kind != "noun"]
    if after:
        return after[0] if _gap(run, after[0]) < FAR or not any(a.cue[1] <= run.start for a in outside) else None
    following = context.at(run.end - 1) + 1
    if (
        text[run.start : run.end].rstrip(CLOSING)[-1:] not in ("?", "!")
        or following >= len(context.sentences)
        or text[run.end : sentence.end].strip()
    ):
        return None
    behind = context.attributions[following][:1]  # Punkt ends a sentence at "…?" before a name
    return next((a for a in behind if a.source and _gap(run, a) < 3 and not a.content), None)


def _gap(run: Quoted, attribution: Attribution) -> int:
    """Return the number of characters between a run and the reporting clause behind it."""
    return max(0, min(attribution.cue[0], (attribution.source or attribution.cue)[0]) - run.end)


def _before(run: Quoted, outside: list[Attribution]) -> Attribution | None:
    """Return the reporting words before the run: he said: "…"."""
    before = [a for a in outside if a.cue[1] <= run.start]
    return before[-1] if before else None


def _adjacent(context: Context, run: Quoted, first: int, last: int) -> Attribution | None:
    """Return a label before the run, or any verb with a subject right before or behind it."""
    text = context.text
    label = LABEL.search(text, max(0, run.start - 80), run.start)
    if label:
        span = label.span(1)
        head = text.rfind(" ", *span) + 1 or span[0]
        return Attribution((span[1], span[1] + 1), span, span, head, None, True, "label")
    if context.docs is None:
        return None
    for index, position, behind in ((last, run.end, True), (first, run.start, False)):
        found = introduce(context.docs[index], position - context.sentences[index].start, behind)
        if found:
            return found.shifted(context.sentences[index].start)
    return None


def _long(text: str, run: Quoted) -> bool:
    return len(text[run.start : run.end].split()) >= SPEECH_WORDS


def _is_speech(context: Context, run: Quoted, best: Attribution | None) -> bool:
    """Tell speech from a term, a title or irony: long, a sentence of its own, or in the content of reporting words."""
    text = context.text
    if run.single and not (best and text[run.end - 2] in ",.!?"):
        return False
    if _is_title(text[run.start + 1 : run.end - 1]) or _naming().search(text, max(0, run.start - 30), run.start):
        return False
    if _long(text, run) or _is_sentence(context, run):
        return True
    return best is not None and (best.content is None or _touches(best, run))


def _touches(attribution: Attribution, run: Quoted) -> bool:
    """Tell whether a run stands in what is said."""
    content = attribution.content
    return content is not None and content[0] < run.end and run.start < content[1]


def _is_sentence(context: Context, run: Quoted) -> bool:
    """Tell a run that is one or more whole sentences."""
    first, last = (context.sentences[context.at(p)] for p in (run.start, run.end - 1))
    return run.start == first.start and run.end == last.end and context.text[run.end - 2] in ".!?…"


@cache
def _naming() -> re.Pattern[str]:
    """Return the words before a quoted run that make it a name or a term: "the so-called", "a film titled"."""
    words = "|".join(load_resource()["naming"]["words"].split() + load_resource()["naming"]["phrases"])
    return re.compile(rf"\b(?:{words})(?:,? of| the)?,?\s*$", re.IGNORECASE)


def _is_title(words: str) -> bool:
    """Tell a title by its capitals: "Years on Guard of Peace"."""
    counted = list(re.findall(r"[^\W\d_]{4,}", words))
    return len(counted) >= TITLE_WORDS and sum(w[0].isupper() for w in counted) >= TITLE_CAPITALS * len(counted)
