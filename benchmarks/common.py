"""What every benchmark script shares: its two options and its one line of figures."""

import argparse
import json
import sys
from pathlib import Path

BENCH = Path(__file__).resolve().parents[2] / "shared" / "bench"


def parse(default: Path | str, what: str) -> argparse.Namespace:
    """Read ``--data`` and ``--json``; end with one sentence when the data is not there."""
    parser = argparse.ArgumentParser(description=what)
    parser.add_argument("--data", type=Path, default=BENCH / default, help="file or folder in the set's format")
    parser.add_argument("--json", action="store_true", help="print one line: figure names to numbers")
    args = parser.parse_args()
    if not args.data.exists():
        sys.exit(f"{args.data} is missing: name the data with --data PATH.")
    return args


def emit(figures: dict[str, float | int | str], args: argparse.Namespace) -> None:
    """Print the figures, as one JSON line or as a list a person reads."""
    if args.json:
        print(json.dumps(figures))
        return
    for name, value in figures.items():
        print(f"{name:<48} {value:.3f}" if isinstance(value, float) else f"{name:<48} {value}")
