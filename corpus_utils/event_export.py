"""Merged events as files for other programs: a table, a calendar, a TimelineJS story, and schema.org JSON-LD."""

import datetime as dt
import hashlib
import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from corpus_utils.calendars import last_day, opening_day

LINE = 74  # octets of an iCalendar line before it is folded (RFC 5545, 3.1)
STATUS = {"happened": "CONFIRMED", "planned": "TENTATIVE", "denied": "CANCELLED"}  # RFC 5545, 3.8.1.11
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def export_events(events: pd.DataFrame, folder: str | Path) -> list[Path]:
    """Write ``events.csv, events.ics, events.timeline.json, events.jsonld`` and return their paths.

    ``events`` is the frame of ``merge_events``. The same events give the same bytes.
    """
    out = Path(folder)
    out.mkdir(parents=True, exist_ok=True)
    files = {
        "events.csv": events.to_csv(index=False),
        "events.ics": to_icalendar(events),
        "events.timeline.json": json.dumps(to_timelinejs(events), ensure_ascii=False, indent=1),
        "events.jsonld": json.dumps(to_jsonld(events), ensure_ascii=False, indent=1),
    }
    for name, content in files.items():
        (out / name).write_bytes(content.encode("utf-8", "replace"))
    return [out / name for name in files]


def to_icalendar(events: pd.DataFrame) -> str:
    """Write events as an iCalendar (RFC 5545): whole days, CRLF, lines folded, planned tentative and denied cancelled.

    A month or a year becomes all its days; the description says how exact the date is. Nothing tells the time of the
    export, so that the same events give the same file.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//corpus-utils//events//EN", "CALSCALE:GREGORIAN"]
    for event in _records(events):
        first, last = opening_day(event["date_start"]), last_day(event["date_end"])
        after = dt.date.fromisoformat(last) + dt.timedelta(days=1)
        lines += ["BEGIN:VEVENT", f"UID:{_digest(event)}@corpus-utils", f"DTSTAMP:{first.replace('-', '')}T000000Z"]
        lines += [f"DTSTART;VALUE=DATE:{first.replace('-', '')}", f"DTEND;VALUE=DATE:{after:%Y%m%d}"]
        lines += [f"SUMMARY:{_escape(event['name'])}", f"CATEGORIES:{_escape(event['kind'])}"]
        lines += [f"STATUS:{STATUS[event['modality']]}", f"DESCRIPTION:{_escape(_description(event))}"]
        lines += [f"LOCATION:{_escape(event['place'])}"] if event["place"] else []
        lines.append("END:VEVENT")
    return "".join(f"{folded}\r\n" for line in [*lines, "END:VCALENDAR"] for folded in _fold(line))


def to_timelinejs(events: pd.DataFrame) -> dict[str, Any]:
    """Give events in the JSON form of TimelineJS 3; all text is escaped, as TimelineJS shows it as HTML."""
    return {
        "events": [
            {
                "start_date": _parts(event["date_start"]),
                "end_date": _parts(event["date_end"]),
                "text": {"headline": html.escape(event["name"]), "text": html.escape(_description(event))},
                "group": event["kind"],
                "unique_id": f"event-{_digest(event)}",
            }
            for event in _records(events)
        ]
    }


def to_jsonld(events: pd.DataFrame) -> dict[str, Any]:
    """Give events as schema.org ``Event`` in JSON-LD."""
    graph = []
    for event in _records(events):
        status = "EventCancelled" if event["modality"] == "denied" else "EventScheduled"
        node = {
            "@type": "Event",
            "@id": f"urn:event:{_digest(event)}",
            "name": event["name"],
            "startDate": event["date_start"],
            "endDate": event["date_end"],
            "eventStatus": f"https://schema.org/{status}",
            "description": _description(event),
            "keywords": event["kind"],
        }
        if event["place"]:
            node["location"] = {"@type": "Place", "name": event["place"]}
        if event["source"]:
            node["sameAs"] = event["source"]
        graph.append(node)
    return {"@context": "https://schema.org", "@graph": graph}


def _records(events: pd.DataFrame) -> Iterator[dict[str, Any]]:
    known = events[events["date_start"].notna()].astype(object)
    for row in known.where(known.notna(), None).to_dict("records"):
        yield {str(name): value for name, value in row.items()}


def _description(event: dict[str, Any]) -> str:
    """Say what an event rests on."""
    sources = f"{event['sources']} independent source{'s' if event['sources'] != 1 else ''}"
    rest = f"{event['modality']}; dated to the {event['precision']} by {event['how']}; {sources}: {event['articles']}"
    conflict = f". Other dates: {event['conflicts']}" if event["conflicts"] else ""
    return f"{' '.join(event['text'].split())} ({rest}{conflict})"


def _digest(event: dict[str, Any]) -> str:
    return hashlib.sha256(event["event"].encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _parts(date: str) -> dict[str, str]:
    return dict(zip(("year", "month", "day"), date.split("-"), strict=False))


def _escape(text: str) -> str:
    """Escape a text for iCalendar (RFC 5545, 3.3.11)."""
    clean = CONTROL.sub(" ", text)
    return re.sub(r"([\\;,])", r"\\\1", clean).replace("\n", "\\n")


def _fold(line: str) -> Iterator[str]:
    """Fold a line at 75 octets without breaking a character."""
    part = ""
    for character in line:
        if len((part + character).encode("utf-8", "replace")) > LINE:
            yield part
            part = " "
        part += character
    yield part
