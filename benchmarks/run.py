"""Run every benchmark, print what it found, and write ``RESULTS.md`` and the errors that the notebooks show."""

import json
import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import pandas as pd

from corpus_utils import Corpus
from corpus_utils.validation import COLUMNS, evaluate

HERE = Path(__file__).parent
RESULTS = HERE / "RESULTS.md"
ROOT = HERE.parent
MEASURED = ROOT / "corpus_utils" / "resources" / "measured.csv"
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}  # measure this checkout, whatever is installed
NOTE = "low and high bound F1 at 95 % (bootstrap by article); error: by what part counts of the n most named are off."
LABELLED = {  # name -> articles, labels, what to know
    "The five originals": (
        "../shared/articles",
        "../shared/gold/articles",
        f"{NOTE} The rules were written with these five in view.",
    ),
    "The digests": (
        "data/articles",
        "data/gold",
        f"{NOTE} One annotator, who did not write the rules. `published` is read from front matter here.",
    ),
}
NOT_BENCHMARKS = {"common", "run"}
LIMIT_S = 3600  # a benchmark that takes longer is named as unfinished, and the others still run
LIBRARIES = ("pandas", "scikit-learn", "spacy", "nltk", "trafilatura", "htmldate")


def main() -> int:
    """Run all, or those named on the command line; return 1 if one failed."""
    chosen = sys.argv[1:] or sorted(p.stem for p in HERE.glob("*.py") if p.stem not in NOT_BENCHMARKS)
    sections, failed = _sections() | _labelled(), []
    for name in chosen:
        print(f"== {name}", flush=True)
        sections[name], ok = _run(name)
        print(sections[name], flush=True)
        failed += [] if ok else [name]
        _write(sections)
    print(f"{RESULTS}: {len(chosen) - len(failed)} of {len(chosen)} benchmarks ran")
    if failed:
        print("failed:", *failed)
    return 1 if failed else 0


def _write(sections: dict[str, str]) -> None:
    """Write what there is so far: a stopped run loses nothing."""
    parts = [f"## {name}\n\n{text.strip()}\n" for name, text in sections.items()]
    RESULTS.write_text("\n".join([_heading(), *parts]), encoding="utf-8")


def _sections() -> dict[str, str]:
    """Return what stands in the results already, so that one benchmark can be run again by itself."""
    text = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else ""
    parts = [part.split("\n", 1) for part in text.split("\n## ")[1:]]
    return {name: body for name, body in parts if name in LABELLED or (HERE / f"{name}.py").exists()}


def _heading() -> str:
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return (
        f"# Results\n\nMeasured by `make bench`: Python {platform.python_version()}, "
        f"{platform.machine()}, {libraries}.\nEach number can be had again with the command above its table.\n"
    )


def _labelled() -> dict[str, str]:
    """Score the line on every set of labelled articles, and keep the figures for the notebooks."""
    parts, tables = {}, []
    for name, (articles, gold, note) in LABELLED.items():
        scores = evaluate(Corpus.open(ROOT / articles), ROOT / gold)
        tables.append(scores.table.round(4).assign(labels=name))
        table = _markdown(scores.table.round(3).astype(object).where(scores.table.notna(), "–"))
        parts[name] = f"`corpus evaluate {articles} {gold}`\n\n{table}\n\n{note}"
    measured = pd.concat(tables)
    MEASURED.write_text(measured[["labels", *COLUMNS]].to_csv(index=False), encoding="utf-8")
    return parts


def _run(name: str) -> tuple[str, bool]:
    command = [sys.executable, str(HERE / f"{name}.py"), "--json"]
    head = f"`python benchmarks/{name}.py`, {datetime.now(UTC):%Y-%m-%d}\n\n"
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=LIMIT_S, cwd=ROOT, check=False, env=ENVIRONMENT
        )
    except subprocess.TimeoutExpired:
        return f"{head}Unfinished after {LIMIT_S} s.\n", False
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        return f"{head}Failed: {last}\n", False
    figures = json.loads(done.stdout.strip().splitlines()[-1])
    rows = [(name, _short(value)) for name, value in figures.items()]
    return head + _markdown(pd.DataFrame(rows, columns=["figure", "value"])) + "\n", True


def _short(value: float | int | str) -> str:
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def _markdown(table: pd.DataFrame) -> str:
    lines = [list(map(str, table.columns)), ["---"] * len(table.columns), *table.astype(str).to_numpy().tolist()]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


if __name__ == "__main__":
    sys.exit(main())
