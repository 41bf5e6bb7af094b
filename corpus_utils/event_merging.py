"""Reports of one happening summed up over articles, counted by independent source, named by the chronology."""

import calendar
import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from corpus_utils.calendars import last_day, opening_day
from corpus_utils.event_matching import Report, join_reports
from corpus_utils.event_words import Fact

NAMED_BY_BODY = ("summit", "meeting", "document", "founding")  # kinds that the body or the treaty named took part in
MONTHS = calendar.month_name[1:]
FEW_WORDS = 30  # characters of a clause that can stand for the whole sentence
LINK = re.compile(r"^(?:and|that|but)\s+")
PRECISION = {len("2014"): "year", len("2014-08"): "month", len("2014-08-18"): "day"}
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
PLAN = re.compile(r"\b(?:plan|programme|program|schedule)\b", re.I)
NAME_WORDS = 90  # characters of the sentence that stand for a name where there is none
COLUMNS = [
    "article",
    "start",
    "end",
    "event",
    "name",
    "lane",
    "kind",
    "date_start",
    "date_end",
    "precision",
    "modality",
    "announced",
    "participants",
    "place",
    "text",
    "reports",
    "sources",
    "articles",
    "conflicts",
    "how",
    "source",
]


def merge_events(events: pd.DataFrame, articles: pd.DataFrame, reprints: pd.DataFrame) -> pd.DataFrame:
    """Join the reports of one happening over articles, one row an event, sorted by date.

    ``events`` are reports as ``find_events`` gives them, with ``article``. Reports are one event where they bear one
    name with its year, fit one fact of the reference chronology, fall on the same days with the same kind and no other
    place, or, where dates are coarse, share date, kind, place and bodies; an announcement joins the later report.
    Columns: ``article, start, end, text, how`` of the report that tells most; ``event``, a key that reads;
    ``date_start, date_end, precision`` as most independent sources have it, others that exclude it in ``conflicts``,
    and where no report has a date of its own, as the chronology has it;
    ``reports, sources`` (a reprint group counts once) and ``articles``; ``announced``, whether one told it beforehand;
    ``lane`` is "statement" where no report has a date of its own and the chronology does not know the event;
    ``source``, the address of the chronology's fact that named it. Statements are joined within a reprint group only.

    >>> none = pd.DataFrame(columns=["article", "other", "group"])
    >>> report = {"article": "a", "start": 0, "end": 9, "text": "Held.", "date_start": "2014-08", "date_end": "2014-08",
    ...     "precision": "month", "kind": "exercise", "modality": "happened", "lane": "event", "place": None,
    ...     "participants": "Interaction-2014", "how": "“August” (month)"}
    >>> reports = pd.DataFrame([report, report | {"article": "b"}])
    >>> merge_events(reports, none, none)[["name", "sources"]].to_dict("records")
    [{'name': 'Interaction-2014', 'sources': 2}]
    """
    return _merge(join_reports(events, reprints)).drop(columns="number")


def label_reports(events: pd.DataFrame, reprints: pd.DataFrame) -> pd.DataFrame:
    """Return the reports in the order of their events, with ``event``, the key that `merge_events` gives theirs."""
    joined = join_reports(events, reprints)
    merged = _merge(joined)
    rows = [(r.row.Index, key) for key, n in zip(merged["event"], merged["number"], strict=True) for r in joined[n]]
    return events.loc[[index for index, _ in rows]].assign(event=[key for _, key in rows]).reset_index(drop=True)


def _merge(joined: dict[int, list[Report]]) -> pd.DataFrame:
    """Sum up each event and give it its key; ``number`` leads back to its reports."""
    rows = [_one_event(reports) | {"number": number} for number, reports in joined.items()]
    frame = pd.DataFrame(rows, columns=[*COLUMNS, "number"])
    frame = frame.sort_values(["date_start", "date_end", "kind", "article", "start"], ignore_index=True)
    return frame.assign(event=_keys(frame))


def _one_event(reports: Sequence[Report]) -> dict[str, Any]:
    """Sum up the reports of one event."""
    fact = next((r.fact for r in reports if r.fact), None)
    best, dates = _date(reports, fact)
    kind = fact.kind if fact else _most_told((r.row.kind, r.origin) for r in reports)
    places = _by_count(r.row.place for r in reports if r.row.place)
    names = (name for r in reports for name in r.row.participants.split("; ") if name)
    return dates | {
        "article": best.row.article,
        "start": best.row.start,
        "end": best.row.end,
        "name": _name(reports, fact, kind, best),
        "lane": "event" if fact or any(r.row.lane == "event" for r in reports) else "statement",
        "kind": kind,
        "modality": _modality([r.row.modality for r in reports]),
        "announced": any(r.row.modality == "planned" for r in reports),
        "participants": "; ".join(_by_count(names)),
        "place": next((p for p in places if not (fact and fact.places) or p in fact.places), None),
        "text": best.row.text,
        "reports": len(reports),
        "sources": len({r.origin for r in reports}),
        "articles": "; ".join(sorted({r.row.article for r in reports})),
        "source": fact.source if fact else None,
    }


def _date(reports: Sequence[Report], fact: Fact | None) -> tuple[Report, dict[str, Any]]:
    """Give the report that tells most, and the date of the event with what speaks against it.

    An event that no report dates itself, but its article, has the days of the chronology if they fit; one that a single
    source dates without a year, so by the day of its page, has them even if they do not.
    """
    main, others = _choose_dates(reports)
    best = min(
        reports, key=lambda r: (r.dates != main, r.row.modality != "happened", -len(r.row.participants), r.row.article)
    )
    precision, how = best.row.precision, best.row.how
    differs = fact is not None and not fact.meets(*_days(main))
    alone = len({r.origin for r in reports if r.dates == main}) == 1 and not YEAR.search(how)
    if fact and (alone if differs else not any(r.row.lane == "event" for r in reports)):
        others = [f"{_range(main)} (1 source)", *others] if differs else others
        main, precision = (fact.start, fact.end), PRECISION[len(fact.start)]
        how += "; the days are those of the reference chronology"
    elif fact and differs:
        others.append(f"{_range((fact.start, fact.end))} (reference chronology)")
    dates = {"date_start": main[0], "date_end": main[1], "precision": precision}
    return best, dates | {"conflicts": "; ".join(others), "how": how}


def _choose_dates(reports: Sequence[Report]) -> tuple[tuple[str, str], list[str]]:
    """Choose the dates that most independent sources have, the narrower of equals; name those that exclude them.

    A month that holds a day told by another source is no rival of it.
    """
    origins: dict[tuple[str, str], set[str]] = defaultdict(set)
    for report in reports:
        origins[report.dates].add(report.origin)
    finest = [d for d in origins if not any(_holds(d, other) for other in origins)]
    main = min(finest, key=lambda d: (-len(origins[d]), _width(d), d))
    others = sorted((d for d in origins if not _overlap(d, main)), key=lambda d: (-len(origins[d]), d))
    return main, [f"{_range(d)} ({len(origins[d])} source{'s' if len(origins[d]) > 1 else ''})" for d in others]


def _days(dates: tuple[str, str]) -> tuple[str, str]:
    return opening_day(dates[0]), last_day(dates[1])


def _width(dates: tuple[str, str]) -> int:
    first, last = (dt.date.fromisoformat(day) for day in _days(dates))
    return (last - first).days


def _holds(outer: tuple[str, str], inner: tuple[str, str]) -> bool:
    (a, b), (c, d) = _days(outer), _days(inner)
    return a <= c and d <= b and (a, b) != (c, d)


def _overlap(one: tuple[str, str], other: tuple[str, str]) -> bool:
    (a, b), (c, d) = _days(one), _days(other)
    return a <= d and c <= b


def _range(dates: tuple[str, str]) -> str:
    return dates[0] if dates[0] == dates[1] else f"{dates[0]} to {dates[1]}"


def _most_told(told: Iterable[tuple[str, str]]) -> str:
    """Give the kind that most independent sources tell; of equals the one told first."""
    counts = Counter(kind for kind, _ in dict.fromkeys(told))
    return counts.most_common(1)[0][0]


def _by_count(names: Iterable[str]) -> list[str]:
    return [name for name, _ in Counter(names).most_common()]


def _modality(told: Sequence[str]) -> str:
    """Sum up: what was denied and never reported as done is denied; what was reported as done happened."""
    return "happened" if "happened" in told else "denied" if "denied" in told else "planned"


def _name(reports: Sequence[Report], fact: Fact | None, kind: str, best: Report) -> str:
    """Name an event: by the chronology, by its own name, by its kind, body and place, else by its sentence.

    A sentence that tells of several events names none of them.
    """
    if fact:
        return fact.name
    names = _by_count(name for r in reports for name in sorted(r.names))
    bodies = _by_count(name for r in reports for name in sorted(r.bodies)) if kind in NAMED_BY_BODY else []
    place = f", {best.row.place}" if best.row.place else ""
    if names or bodies or (place and not best.alone):
        return (names[0] if names else f"{kind.capitalize()}: {bodies[0]}" if bodies else kind.capitalize()) + place
    words = " ".join(best.row.text.split())
    if not best.alone or (len(words) > NAME_WORDS and kind != "statement"):
        words = _around_date(best) or words
    return words if len(words) <= NAME_WORDS else words[: NAME_WORDS - 1].rsplit(" ", 1)[0] + " …"


def _around_date(report: Report) -> str | None:
    """Give the words of a sentence next to the date that an event has; None where they say too little alone."""
    before, date, after = report.row.text.partition(report.row.how[1:].partition("”")[0])
    told = re.split(r"[,;:]\s", before)[-1] + date + re.split(r"[,;:.](?:\s|$)|\sand\s", after)[0]
    plan = None if report.alone or report.row.kind != "plan" else PLAN.search(told)
    words = LINK.sub("", " ".join(told[plan.start() if plan else 0 :].split()))
    enough = bool(date) and len(words) >= FEW_WORDS and not words.startswith(("which ", "who ", "where "))
    return words[0].upper() + words[1:] if enough else None


def _keys(frame: pd.DataFrame) -> list[str]:
    """Give each event a key that reads, different for each."""
    seen: Counter[str] = Counter()
    keys = []
    for start, end, name in zip(frame["date_start"], frame["date_end"], frame["name"], strict=True):
        key = f"{say_dates(start, end)}: {name}"
        seen[key] += 1
        keys.append(key if seen[key] == 1 else f"{key} ({seen[key]})")
    return keys


def say_dates(start: str, end: str | None = None) -> str:
    """Write an extent as one reads it.

    >>> [say_dates(*dates) for dates in (("2013-09-19", "2013-09-25"), ("2018-05", "2018-06"), ("2015", "2020"))]
    ['19–25 September 2013', 'May–June 2018', '2015–2020']
    >>> [say_dates(*dates) for dates in (("2019-09-01", "2019-11-30"), ("2022-09-26", "2022-10-08"), ("1992-05-15",))]
    ['September–November 2019', '26 September – 8 October 2022', '15 May 1992']
    """
    first, last = start.split("-"), (end or start).split("-")
    if first[2:] == ["01"] and last_day("-".join(last[:2])) == end:
        first, last = first[:2], last[:2]  # whole months
    words = [
        [*([str(int(d[2]))] if d[2:] else []), *([MONTHS[int(d[1]) - 1]] if d[1:] else []), d[0]] for d in (first, last)
    ]
    common = 0
    while common < len(words[0]) and words[0][-common - 1 :] == words[1][-common - 1 :]:
        common += 1
    if common == len(words[0]):
        return " ".join(words[0])
    head = " ".join(words[0][: len(words[0]) - common])
    return head + (" – " if " " in head else "–") + " ".join(words[1])
