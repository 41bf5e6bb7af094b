"""The command ``corpus``: fetch, report, audit, annotate, evaluate and validate from a shell."""

import argparse
import difflib
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from corpus_utils.scoring import LAYERS

# What a command needs is imported when it runs: all of it together takes seconds, and ``--help`` needs none of it.
if TYPE_CHECKING:
    from corpus_utils.corpus import Corpus

SAMPLED = ("mentions", "dates", "events", "stances")  # layers that ``validate`` can sample
CELL = 32  # characters of a cell that a shell shows, so that a row stays on a line
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

    found = NoUsableArticle, UnreadableSample, UnknownTarget, CannotFetch
    return *found, FileNotFoundError, FileExistsError, NotADirectoryError


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
    from corpus_utils.register import load_register

    corpus = Corpus.open(args.folder, target=args.target, jobs=args.jobs, items=getattr(args, "items", False))
    register = load_register()
    if args.target not in register.entries and args.target not in set(corpus.read("mentions", ["entity"])["entity"]):
        raise UnknownTarget(_suggest(args.target, {name: e.aliases for name, e in register.entries.items()}))
    return corpus


class UnknownTarget(ValueError):
    """No article names the target, and the register does not know it."""


def _suggest(target: str, register: Mapping[str, Sequence[str]]) -> str:
    """Return what is wrong with the name of a target, and the entity whose names come nearest to it.

    >>> _suggest("Untied Nations", {"United Nations": ["UN"]})
    "no article names 'Untied Nations', and the register does not know it. Did you mean 'United Nations'?"
    """
    names = {alias.casefold(): name for name, aliases in register.items() for alias in (name, *aliases)}
    near = difflib.get_close_matches(target.casefold(), names, n=1)
    hint = (
        f"Did you mean {names[near[0]]!r}?" if near else "Give an entity as the column entity of the mentions has it."
    )
    return f"no article names {target!r}, and the register does not know it. {hint}"


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
    table = corpus.audit.astype({"row": "Int64"}).merge(dates, on="article", how="left")
    table = table.merge(kept, on="article", how="left")
    if args.json:
        print(table.to_json(orient="records", lines=True).strip())
        return 0
    shown = table.drop(
        columns=["encoding", "article"] if table["row"].notna().any() else ["encoding", "article", "row"]
    )
    print(shown.map(_cell).to_string(index=False))
    print("\nLong cells are cut here; --json gives them whole, with article and encoding.")
    return 0


def _cell(value: object) -> str:
    """Return a cell of the audit that leaves room for its neighbours, one sign for all that is missing."""
    from corpus_utils.tables import MISSING, clip, is_missing

    return MISSING if is_missing(value) else clip(value, CELL)


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
    from corpus_utils.articles import read_articles
    from corpus_utils.sampling import ALLOWED, check_articles, draw_sample, read_sample, validate

    if not args.sample.exists():
        sample = draw_sample(_open(args), args.layer, args.size)
        sample.to_csv(args.sample, index=False)
        print(f"{args.sample}: {len(sample)} rows of {args.layer}. Fill in label and annotator, then run this again.")
        print(f"Labels: {ALLOWED[args.layer][1]}. A row left empty is not counted.")
        return 0
    sample = read_sample(args.sample)
    if warning := check_articles(sample, {audit.article or "" for audit, _ in read_articles(args.folder)}, args.folder):
        print(f"corpus validate: {warning}", file=sys.stderr)
    result = validate(sample)
    print(f"{result.labelled} items labelled, {result.unlabelled} rows without a label\n")
    print(result.answers.to_string(index=False, na_rep="–", float_format="{:.3f}".format))
    print(f"\nMachine (rows) by label (columns)\n{result.confusion.to_string()}")
    known = result.agreement == result.agreement  # not a number where no item has two annotators
    alpha = f"{result.agreement:.3f}" if known else "not measured, no item was labelled by two annotators"
    print(f"\nAgreement between annotators (Krippendorff's alpha): {alpha}")
    return 0
