"""Run every benchmark, print what it found, and write ``RESULTS.md`` and the errors that the notebooks show."""

import json
import platform
import subprocess
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import pandas as pd
from common import BENCH

from corpus_utils import Corpus
from corpus_utils.validation import evaluate

HERE = Path(__file__).parent
RESULTS = HERE / "RESULTS.md"
MEASURED = HERE.parent / "corpus_utils" / "resources" / "measured.csv"
NOT_BENCHMARKS = {"common", "run"}
LIMIT_S = 3600  # a benchmark that takes longer is named as unfinished, and the others still run
LIBRARIES = ("pandas", "scikit-learn", "spacy", "nltk", "trafilatura", "htmldate")


def main() -> int:
    """Run all, or those named on the command line; return 1 if one failed."""
    chosen = sys.argv[1:] or sorted(p.stem for p in HERE.glob("*.py") if p.stem not in NOT_BENCHMARKS)
    parts, failed = [_heading(), _originals()], []
    for name in chosen:
        print(f"== {name}", flush=True)
        part, ok = _run(name)
        print(part, flush=True)
        parts.append(part)
        failed += [] if ok else [name]
    RESULTS.write_text("\n".join(parts), encoding="utf-8")
    print(f"{RESULTS}: {len(chosen) - len(failed)} of {len(chosen)} benchmarks ran")
    if failed:
        print("failed:", *failed)
    return 1 if failed else 0


def _heading() -> str:
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return (
        f"# Results\n\nMeasured on {datetime.now(UTC):%Y-%m-%d} by `make bench`: Python {platform.python_version()}, "
        f"{platform.machine()}, {libraries}.\nEach number can be had again with the command above its table.\n"
    )


def _originals() -> str:
    folder = BENCH.parent
    scores = evaluate(Corpus.open(folder / "articles"), folder / "gold" / "articles")
    MEASURED.write_text(scores.table.round(4).to_csv(index=False), encoding="utf-8")
    table = scores.table.round(3).astype(object).where(scores.table.notna(), "–")
    command = "corpus evaluate ../shared/articles ../shared/gold/articles"
    note = "low and high bound F1 at 95 % (bootstrap over five articles). The rules were written with these in view."
    return f"## The five originals\n\n`{command}`\n\n{_markdown(table)}\n\n{note}\n"


def _run(name: str) -> tuple[str, bool]:
    command = [sys.executable, str(HERE / f"{name}.py"), "--json"]
    head = f"## {name}\n\n`python benchmarks/{name}.py`\n\n"
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT_S, cwd=HERE.parent, check=False)
    except subprocess.TimeoutExpired:
        return f"{head}Unfinished after {LIMIT_S} s.\n", False
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        return f"{head}Failed: {last}\n", False
    figures = json.loads(done.stdout.strip().splitlines()[-1])
    return head + _markdown(pd.DataFrame(figures.items(), columns=["figure", "value"])) + "\n", True


def _markdown(table: pd.DataFrame) -> str:
    lines = [list(map(str, table.columns)), ["---"] * len(table.columns), *table.astype(str).to_numpy().tolist()]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


if __name__ == "__main__":
    sys.exit(main())
