"""Body, title and date on raw web pages (HTML, and text copied with menus), beside trafilatura alone and jusText.

Body: F1 over runs of four words, averaged over pages. What belongs to each body was marked by hand:
``gold/pages_raw.jsonl`` holds checksums of the page's lines (``body``; ``optional`` lines, such as sub-headings, are
not scored) and the date that a reader of the page concludes. Titles and further dates are those of the set's own
``manifest.jsonl``. The rules were written with these pages in view: the figures say how they do at home, not abroad.
"""

import hashlib
import json
import re
import sys
from pathlib import Path
from statistics import mean
from typing import Any

import justext
import trafilatura

from benchmarks.common import emit, parse
from corpus_utils.articles import read_articles
from corpus_utils.cleaning import body_text, find_blocks
from corpus_utils.dating import date_article
from corpus_utils.layout import split_units
from corpus_utils.schema import Article

GOLD = Path(__file__).parent / "gold" / "pages_raw.jsonl"
SAME_TITLE = 0.8  # share of the words of the shorter of two titles from which they are taken for one
RUN = 4  # words in a row that count as one item
STOPLISTS = {"DW": "German", "ZDF": "German", "Rosyjskie": "Polish"}  # the pages that are not in English, by file name


def main() -> None:
    args = parse("pages-raw", str(__doc__))
    if not (args.data / "manifest.jsonl").is_file():
        sys.exit(f"{args.data}: expected a folder of pages with a manifest.jsonl.")
    manifest = _by_file(args.data / "manifest.jsonl")
    gold = _by_file(GOLD)
    pages = [a for _, a in read_articles(args.data) if a and a.file in manifest]
    rows = [_score(page, manifest[page.file], gold.get(page.file, {}), args.data) for page in pages]
    if not args.json:
        for row in rows:
            print("  ".join(f"{value:.2f}" if isinstance(value, float) else str(value)[:40] for value in row.values()))
    emit(_figures(rows), args)


def _by_file(path: Path) -> dict[str, dict[str, Any]]:
    rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
    return {row["file"]: row for row in rows}


def _score(page: Article, known: dict[str, Any], gold: dict[str, Any], folder: Path) -> dict[str, Any]:
    blocks = find_blocks(page.text, page.main, page.metadata)
    dating = date_article(page.text, blocks, page.metadata)
    titles = [page.metadata.get("title", ""), *(page.text[b.start : b.end] for b in blocks if b.kind == "title")]
    source = (folder / page.file).read_text(encoding="utf-8")
    html = source if page.format == "html" else "".join(f"<p>{line}</p>" for line in source.splitlines())
    texts = {
        "ours": body_text(page.text, blocks),
        "trafilatura": trafilatura.extract(html, include_comments=False) or "",
        "jusText": "\n".join(
            p.text for p in justext.justext(html.encode(), _stoplist(page.file)) if not p.is_boilerplate
        ),
    }
    scores = {f"body F1, {name}": _f1(text, page, gold) for name, text in texts.items()} if gold else {}
    return {
        "file": page.file,
        "html": page.format == "html",
        "title": _same_title(known.get("title"), titles) if known.get("title") else None,
        "title in text": _same_title(known.get("title"), titles[1:]) if known.get("title") else None,
        "date": dating.published == known["published"][:10] if known.get("published") else None,
        "date read": dating.published == gold.get("published") if gold else None,
        "wrong and sure": bool(
            gold and dating.published and dating.published != gold["published"] and dating.confidence != "low"
        ),
        **scores,
    }


def _stoplist(file: str) -> frozenset[str]:
    return justext.get_stoplist(next((language for mark, language in STOPLISTS.items() if mark in file), "English"))


def _f1(text: str, page: Article, gold: dict[str, Any]) -> float:
    lines = {_checksum(unit.text): unit.text for unit in split_units(page.text)}
    missing = [key for key in [*gold["body"], *gold["optional"]] if key not in lines]
    if missing:
        sys.exit(f"{page.file}: {len(missing)} marked lines are not in the page as it is rendered now; mark it again.")
    wanted = _runs(lines[key] for key in gold["body"])
    neutral = _runs(lines[key] for key in gold["optional"])
    found = _runs(text.splitlines()) - (neutral - wanted)
    hits = len(wanted & found)
    return 2 * hits / (len(wanted) + len(found)) if wanted or found else 1.0


def _checksum(line: str) -> str:
    return hashlib.sha256(" ".join(line.split()).encode()).hexdigest()[:12]


def _runs(lines: Any) -> set[tuple[str, ...]]:
    split = (re.findall(r"\w+", line.casefold()) for line in lines)
    return {tuple(words[i : i + RUN]) for words in split for i in range(max(1, len(words) - RUN + 1)) if words}


def _same_title(known: str | None, found: list[str]) -> bool:
    """Whether a title found has most words of the known one (the set cuts long ones and adds the outlet's name)."""
    wanted, *others = [set(re.findall(r"\w+", title.casefold())) for title in (known or "", *found)]
    return any(len(wanted & words) >= SAME_TITLE * min(len(wanted), len(words)) for words in others if len(words) >= 3)


def _figures(rows: list[dict[str, Any]]) -> dict[str, Any]:
    def share(key: str, part: list[dict[str, Any]]) -> float:
        return mean(float(row[key]) for row in part if row.get(key) is not None)

    figures: dict[str, Any] = {"pages": len(rows)}
    for key in ("title", "title in text", "date", "date read"):
        figures |= {f"{key} right": share(key, rows), f"{key}, n": sum(row.get(key) is not None for row in rows)}
    figures["dates wrong and sure"] = sum(row["wrong and sure"] for row in rows)
    for name in ("ours", "trafilatura", "jusText"):
        key = f"body F1, {name}"
        for label, part in (("HTML", [r for r in rows if r["html"]]), ("text", [r for r in rows if not r["html"]])):
            figures[f"{key}, {label}"] = share(key, part)
        figures[key] = share(key, rows)
    return figures


if __name__ == "__main__":
    main()
