"""The command ``corpus``: fetch, report, audit, annotate, evaluate and validate from a shell."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from corpus_utils.scoring import LAYERS

# What a command needs is imported when it runs: all of it together takes seconds, and ``--help`` needs none of it.
if TYPE_CHECKING:
    from corpus_utils.corpus import Corpus

SAMPLED = ("mentions", "dates", "events", "stances")  # layers that ``validate`` can sample
FAILED = 1  # exit status when something failed on the way
USAGE_ERROR = 2  # exit status when the input cannot be used, as argparse has it


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit status: 0 done, 1 something failed on the way, 2 nothing could be done."""
    args = _parser().parse_args(arguments)
    try:
        return args.run(args)
    except _unusable_input() as error:
        print(f"corpus {args.command}: {error}", file=sys.stderr)
        return USAGE_ERROR


def _unusable_input() -> tuple[type[Exception], ...]:
    """Return the errors that say that the input cannot be used; looked up only once something has gone wrong."""
    from corpus_utils.corpus import NoUsableArticle
    from corpus_utils.fetching import CannotFetch
    from corpus_utils.sampling import UnreadableSample

    return NoUsableArticle, UnreadableSample, CannotFetch, FileNotFoundError, FileExistsError, NotADirectoryError


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="corpus", description="Analyse a folder of news articles about the CSTO and NATO."
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    what = "store the pages of a list of addresses, as they come, in a folder; run again to resume"
    fetch = commands.add_parser("fetch", help=what, description=what[0].upper() + what[1:] + ".")
    fetch.add_argument("list", type=Path, metavar="LIST", help="text file with one address a line")
    fetch.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="where the pages go")
    fetch.set_defaults(run=_fetch)
    report = _command(commands, "report", _report, "run the notebooks on a folder and write an HTML report")
    report.add_argument("--out", type=Path, default=Path("reports"), help="where the pages go (default: reports)")
    audit = _command(commands, "audit", _audit, "list what became of every file, and each article's date")
    audit.add_argument("--json", action="store_true", help="one JSON line a file")
    annotate = _command(commands, "annotate", _annotate, "write every table as CSV and Parquet")
    annotate.add_argument("--out", type=Path, default=Path("tables"), help="where the tables go (default: tables)")
    for command in (report, audit, annotate):
        command.add_argument("--items", action="store_true", help="other items of a page as articles of their own")
    score = _command(commands, "evaluate", _evaluate, "score the methods against hand labels")
    score.add_argument("gold", type=Path, metavar="GOLD", help="folder with one JSON file of labels an article")
    score.add_argument("--layer", action="append", choices=LAYERS, help="only this layer; may be repeated")
    score.add_argument("--json", action="store_true", help="one line: figure names to numbers")
    check = _command(
        commands, "validate", _validate, "draw a sample to label, or measure the methods by a labelled one"
    )
    check.add_argument("sample", type=Path, metavar="CSV", help="the sample: written if missing, else read back")
    check.add_argument("--layer", choices=SAMPLED, default="stances", help="what to sample (default: stances)")
    check.add_argument("--size", type=int, default=100, help="rows to draw (default: 100)")
    return parser


def _command(commands: argparse._SubParsersAction, name: str, run: object, what: str) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=what, description=what[0].upper() + what[1:] + ".")
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="folder of articles")
    parser.add_argument("--target", default="NATO", help="the entity that stances are held toward (default: NATO)")
    parser.add_argument("--jobs", type=int, default=1, help="processes that share the work (-1: one a core)")
    parser.set_defaults(run=run)
    return parser


def _open(args: argparse.Namespace) -> "Corpus":
    from corpus_utils.corpus import Corpus

    return Corpus.open(args.folder, target=args.target, jobs=args.jobs, items=getattr(args, "items", False))


def _fetch(args: argparse.Namespace) -> int:
    from corpus_utils.fetching import fetch_pages, summarise

    results = []
    for result in fetch_pages(args.list, args.out):
        results.append(result)
        print(f"line {result.line}: {result.status}: {result.address}  {result.file or result.reason}", flush=True)
    print(summarise(results))
    return FAILED if any(result.status == "failed" for result in results) else 0


def _report(args: argparse.Namespace) -> int:
    from corpus_utils.reports import ReportError, render

    _open(args)  # fail in one sentence before any notebook runs, and fill the cache with --jobs
    try:
        index, *pages = render(args.folder, args.out, target=args.target, items=args.items)
    except ReportError as error:
        print(f"corpus report: {error}", file=sys.stderr)
        return FAILED
    print(f"Report: {index}", *pages, sep="\n        ")
    return 0


def _audit(args: argparse.Namespace) -> int:
    from corpus_utils.audit import measure_kept

    corpus = _open(args)
    dates = corpus.articles[["article", "published", "confidence", "reason"]].rename(columns={"reason": "date_reason"})
    kept = measure_kept(corpus)[["article", "kept"]].rename(columns={"kept": "paragraphs_kept"})
    table = corpus.audit.merge(dates, on="article", how="left").merge(kept, on="article", how="left")
    lines = table.to_json(orient="records", lines=True).strip()
    print(lines if args.json else table.to_string(index=False, na_rep="–"))
    return 0


def _annotate(args: argparse.Namespace) -> int:
    corpus = _open(args)
    args.out.mkdir(parents=True, exist_ok=True)
    names = ("articles", "blocks", "sentences", "mentions", "quotes", "times", "reports", "stances")
    for name in (*names, "events", "reprints", "audit"):
        table = getattr(corpus, name)
        table.to_csv(args.out / f"{name}.csv", index=False)
        table.to_parquet(args.out / f"{name}.parquet", index=False)
        print(f"{len(table):>8} rows  {args.out / name}.csv")
    return 0


def _evaluate(args: argparse.Namespace) -> int:
    from corpus_utils.validation import evaluate

    scores = evaluate(_open(args), args.gold, args.layer or LAYERS)
    if args.json:
        print(json.dumps(scores.figures()))
    else:
        print(scores.table.to_string(index=False, na_rep="–", float_format="{:.3f}".format))
    for problem in scores.problems:
        print(f"corpus evaluate: {problem}", file=sys.stderr)
    return FAILED if scores.problems else 0


def _validate(args: argparse.Namespace) -> int:
    from corpus_utils.sampling import draw_sample, read_sample, validate

    if not args.sample.exists():
        sample = draw_sample(_open(args), args.layer, args.size)
        sample.to_csv(args.sample, index=False)
        print(f"{args.sample}: {len(sample)} rows of {args.layer}. Fill in label and annotator, then run this again.")
        return 0
    result = validate(read_sample(args.sample))
    print(f"{result.labelled} items labelled, {result.unlabelled} rows without a label\n")
    print(result.answers.to_string(index=False, na_rep="–", float_format="{:.3f}".format))
    print(f"\nMachine (rows) by label (columns)\n{result.confusion.to_string()}")
    print(f"\nAgreement between annotators (Krippendorff's alpha): {result.agreement:.3f}")
    return 0
