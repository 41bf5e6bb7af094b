"""Compare the rows of one article with hand labels, layer by layer; items marked doubtful are neither hit nor miss.

The labels are those of the annotation guidelines: one JSON object an article, offsets into its raw text.
"""

import calendar
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from corpus_utils.schema import BODY_KINDS

Row = Mapping[str, Any]  # one label, or one row of a table
Tables = Mapping[str, Sequence[Row]]
SAME_SENTENCE = 0.5  # share of the two spans' union that they must have in common to be one sentence


class Counts(NamedTuple):
    """Hits, wrong answers and missed labels; they add up over articles."""

    hit: float = 0
    wrong: float = 0
    missed: float = 0

    @property
    def precision(self) -> float:
        """Share of the answers that are right."""
        return self.hit / (self.hit + self.wrong) if self.hit + self.wrong else float("nan")

    @property
    def recall(self) -> float:
        """Share of the labels that are found."""
        return self.hit / (self.hit + self.missed) if self.hit + self.missed else float("nan")

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = 2 * self.hit + self.wrong + self.missed
        return 2 * self.hit / total if total else float("nan")

    def plus(self, other: "Counts") -> "Counts":
        """Add two counts.

        >>> Counts(1, 0, 2).plus(Counts(1, 1, 0))
        Counts(hit=2, wrong=1, missed=2)
        """
        return Counts(*(a + b for a, b in zip(self, other, strict=True)))


def overlap(a: Row, b: Row) -> int:
    """Return how many characters two spans share."""
    return max(0, min(a["end"], b["end"]) - max(a["start"], b["start"]))


def match(labels: Sequence[Row], rows: Sequence[Row], same: Callable[[Row, Row], bool]) -> list[tuple[Row, Row]]:
    """Pair labels with rows one to one, in the order of the text."""
    pairs, free = [], list(rows)
    for label in labels:
        found = next((row for row in free if same(label, row)), None)
        if found is not None:
            free.remove(found)
            pairs.append((label, found))
    return pairs


def count(labels: Sequence[Row], rows: Sequence[Row], same: Callable[[Row, Row], bool]) -> Counts:
    """Count hits, wrong rows and missed labels; rows that touch only a doubtful label do not count."""
    sure = [label for label in labels if not label.get("doubtful")]
    pairs = match(sure, rows, same)
    hits = [id(row) for _, row in pairs]
    rest = [row for row in rows if id(row) not in hits]
    doubtful = [label for label in labels if label.get("doubtful")]
    wrong = [row for row in rest if not any(overlap(label, row) for label in doubtful)]
    return Counts(len(pairs), len(wrong), len(sure) - len(pairs))


def share(right: Iterable[bool]) -> Counts:
    """Count a share of right answers, so that precision, recall and F1 are all that share."""
    answers = list(right)
    hits = sum(answers)
    return Counts(hits, len(answers) - hits, len(answers) - hits)


def score_body(gold: Row, tables: Tables, text: str) -> dict[str, Counts]:
    """Compare visible characters of the body."""
    labels = _characters(gold["body"], text)
    found = _characters([(b["start"], b["end"]) for b in tables["blocks"] if b["kind"] in BODY_KINDS], text)
    return {"body": Counts(len(labels & found), len(found - labels), len(labels - found))}


def _characters(spans: Iterable[Sequence[int]], text: str) -> set[int]:
    return {i for start, end in spans for i in range(start, end) if not text[i].isspace()}


def score_published(gold: Row, tables: Tables, _: str) -> dict[str, Counts]:
    """Compare the publication date; a date where no one can tell is wrong, none where there is one is missed."""
    label, found = gold["published"]["date"], tables["articles"][0]["published"]
    if label == found:
        return {"published": Counts(hit=1)}
    return {"published": Counts(wrong=found is not None, missed=label is not None)}


def score_mentions(gold: Row, tables: Tables, _: str) -> dict[str, Counts]:
    """Compare names and demonyms by span and entity, and by span alone; those that the model found; nominals."""
    labels, rows = gold["mentions"], tables["mentions"]
    names, nominals = _by_form(labels, False), _by_form(labels, True)
    found, found_nominals = _by_form(rows, False), _by_form(rows, True)
    right = {(row["start"], row["end"], (row["entity"] or "").casefold()) for row in names}
    doubtful = [row for row in labels if row.get("doubtful")]
    guessed = [r for r in found if r.get("rule") == "model" and not any(overlap(r, label) for label in doubtful)]
    return {
        "mentions": count(names, found, lambda a, b: _same_span(a, b) and _same(a["entity"], b["entity"])),
        "mentions_model": share((r["start"], r["end"], r["entity"].casefold()) in right for r in guessed),
        "mentions_span": count(names, found, _same_span),
        "nominals": count(nominals, found_nominals, lambda a, b: overlap(a, b) > 0 and a["entity"] == b["entity"]),
    }


def _by_form(rows: Sequence[Row], nominal: bool) -> list[Row]:
    return [row for row in rows if (row["form"] == "nominal") is nominal]


def _same_span(a: Row, b: Row) -> bool:
    return (a["start"], a["end"]) == (b["start"], b["end"])


def _same(a: str | None, b: str | None) -> bool:
    return (a or "").casefold() == (b or "").casefold()


def score_quotes(gold: Row, tables: Tables, text: str) -> dict[str, Counts]:
    """Compare direct and indirect speech by its words (marks at the ends aside), by overlap, and its speakers."""
    scores = {}
    for kind in ("direct", "indirect"):
        labels = [row for row in gold["quotes"] if row["kind"] == kind]
        rows = [row for row in tables["quotes"] if row["kind"] == kind]
        scores[f"quotes_{kind}"] = count(labels, rows, lambda a, b: _words(a, text) == _words(b, text))
        pairs = match([x for x in labels if not x.get("doubtful")], rows, lambda a, b: overlap(a, b) > 0)
        scores[f"quotes_{kind}_overlap"] = count(labels, rows, lambda a, b: overlap(a, b) > 0)
        scores[f"quotes_{kind}_speaker"] = share(_same(a["speaker"], b["speaker"]) for a, b in pairs)
    return scores


def _words(row: Row, text: str) -> tuple[int, int]:
    """Return the span without marks and stops at its ends."""
    positions = [i for i in range(row["start"], row["end"]) if text[i].isalnum()]
    return (positions[0], positions[-1]) if positions else (row["start"], row["start"])


def score_stances(gold: Row, tables: Tables, _: str) -> dict[str, Counts]:
    """Compare the ledger toward NATO: sentences found, voice, holder, answers given, and answers that are right."""
    labels, rows = gold["stances"], tables["stances"]
    pairs = match([x for x in labels if not x.get("doubtful")], rows, _same_sentence)
    answered = [(a, b) for a, b in pairs if not b["abstained"]]
    return {
        "stances_found": count(labels, rows, _same_sentence),
        "stances_voice": share(a["voice"] == b["voice"] for a, b in pairs),
        "stances_holder": share(_same(a["holder"], b["holder"]) for a, b in pairs),
        "stances_answered": share(not b["abstained"] for _, b in pairs),
        "stances_right": share(a["stance"] == b["stance"] for a, b in answered),
    }


def _same_sentence(a: Row, b: Row) -> bool:
    union = max(a["end"], b["end"]) - min(a["start"], b["start"])
    return overlap(a, b) > SAME_SENTENCE * union


def score_times(gold: Row, tables: Tables, _: str) -> dict[str, Counts]:
    """Compare time expressions as TempEval-3 does: touching spans, equal spans, touching spans of equal value."""
    labels, rows = gold["times"], tables["times"]
    return {
        "times_relaxed": count(labels, rows, lambda a, b: overlap(a, b) > 0),
        "times_strict": count(labels, rows, _same_span),
        "times_value": count(labels, rows, lambda a, b: overlap(a, b) > 0 and a["value"] == b["value"]),
    }


def score_events(gold: Row, tables: Tables, _: str) -> dict[str, Counts]:
    """Compare events: same sentence, and dates that have a day in common. Rows without a date claim no event."""
    dated = [row for row in tables["reports"] if row["date_start"]]
    return {"events": count(gold["events"], dated, _same_event)}


def _same_event(a: Row, b: Row) -> bool:
    if not overlap(a, b) or not a["date_start"] or not b["date_start"]:
        return False
    (first_a, last_a), (first_b, last_b) = (days(x["date_start"], x["date_end"] or x["date_start"]) for x in (a, b))
    return first_a <= last_b and first_b <= last_a


def days(first: str, last: str) -> tuple[str, str]:
    """Return the first and the last day of an extent given by partial dates.

    >>> days("2018-05", "2018-06")
    ('2018-05-01', '2018-06-30')
    """
    end = f"{last}-12" if len(last) == len("2018") else last
    if len(end) == len("2018-06"):
        end = f"{end}-{calendar.monthrange(int(end[:4]), int(end[5:7]))[1]:02}"
    return (first + "-01-01")[: len("2018-05-01")], end


SCORERS: dict[str, Callable[[Row, Tables, str], dict[str, Counts]]] = {
    "body": score_body,
    "published": score_published,
    "mentions": score_mentions,
    "quotes": score_quotes,
    "stances": score_stances,
    "times": score_times,
    "events": score_events,
}
LAYERS = tuple(SCORERS)
