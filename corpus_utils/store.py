"""Keep the rows of analysed articles in Parquet shards, so that nothing is analysed twice.

A shard is a folder named by the hash of what is in it. It is written under another name, flushed to disk and renamed
when whole, so a stopped run leaves no half shard; files that no longer match their hash are not used.
"""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, get_args, get_type_hints

import pandas as pd
import platformdirs
import pyarrow as pa
import pyarrow.parquet as pq

ARROW = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_()}
# Parts of the package that only show, run, measure, or read the rows of many articles: they change no row.
NOT_CODE = {
    "__pycache__", "templates", "notebooks", "figures", "measured.csv", "tables.py", "reports.py", "report_pages.py",
    "safe_html.py", "execution.py", "changes.py", "cli.py", "scoring.py", "validation.py", "sampling.py",
    "topics.py", "topic_summary.py", "terms.py", "factorisation.py", "stability.py", "keyness.py",
}  # fmt: skip
Rows = Mapping[str, Sequence[Mapping[str, Any]]]  # table name -> rows


@cache
def code_version() -> str:
    """Hash of the package's code and resources: other code may give other rows."""
    digest = hashlib.sha256()
    root = Path(str(files("corpus_utils")))
    paths = sorted(path.relative_to(root) for path in root.rglob("*") if path.is_file())
    for path in (path for path in paths if not NOT_CODE & {*path.parts}):
        digest.update(path.as_posix().encode() + b"\0" + (root / path).read_bytes())
    return digest.hexdigest()


def default_folder() -> Path:
    """Return where shards are kept: ``$CORPUS_CACHE``, else the user's cache folder."""
    return Path(os.environ.get("CORPUS_CACHE") or platformdirs.user_cache_path("corpus_utils"))


def arrow_schema(row_type: type) -> pa.Schema:
    """Turn the annotations of a row type into Parquet columns, with ``key`` and ``article`` in front."""
    hints = {name: hint for name, hint in get_type_hints(row_type).items() if name != "article"}
    return pa.schema(
        [("key", pa.string()), ("article", pa.string()), *((name, ARROW[_base(hint)]) for name, hint in hints.items())]
    )


def _base(hint: Any) -> type:
    if not isinstance(hint, UnionType):
        return hint
    (base,) = (part for part in get_args(hint) if part is not NoneType)
    return base


class Store:
    """Shards of analysed articles in one folder, found again by the key of the article."""

    def __init__(self, folder: Path, schemas: Mapping[str, type]) -> None:
        """Open or make the folder; ``schemas`` maps table names to row types."""
        self.folder = folder
        self.row_types = schemas
        self.schemas = {name: arrow_schema(row_type) for name, row_type in schemas.items()}
        self.folder.mkdir(parents=True, exist_ok=True)
        self.shards = {key: shard for shard in self._whole_shards() for key in self._manifest(shard)["keys"]}

    def __contains__(self, key: str) -> bool:
        """Tell whether the article of this key has been analysed."""
        return key in self.shards

    def write(self, rows: Rows, keys: Sequence[str]) -> None:
        """Write the rows of some articles as one shard."""
        work = Path(tempfile.mkdtemp(dir=self.folder, prefix="unfinished-"))
        for name, schema in self.schemas.items():
            pq.write_table(pa.Table.from_pylist(list(rows[name]), schema=schema), work / f"{name}.parquet")
        hashes = {name: _sha256(work / f"{name}.parquet") for name in self.schemas}
        (work / "manifest.json").write_text(json.dumps({"keys": list(keys), "sha256": hashes}), encoding="utf-8")
        for path in work.iterdir():
            _flush(path)
        shard = self.folder / hashlib.sha256("".join(keys).encode()).hexdigest()
        shutil.rmtree(shard, ignore_errors=True)  # a shard that failed its hash, if anything
        work.rename(shard)
        self.shards |= dict.fromkeys(keys, shard)

    def read(self, name: str, keys: Iterable[str], columns: Sequence[str] | None = None) -> pd.DataFrame:
        """Return one table, or these columns of it, for the articles of these keys, sorted by article and start."""
        schema = self.schemas[name]
        columns = list(columns or schema.names[1:])
        wanted: dict[Path, list[str]] = {}
        for key in dict.fromkeys(keys):
            wanted.setdefault(self.shards[key], []).append(key)
        tables = [
            pq.read_table(shard / f"{name}.parquet", columns=columns, filters=[("key", "in", some)], schema=schema)
            for shard, some in sorted(wanted.items())
        ]
        frame = pa.concat_tables(tables or [schema.empty_table().select(columns)]).to_pandas()
        order = [column for column in ("article", "start", "end") if column in frame]
        return _nullable(frame, self.row_types[name]).sort_values(order, kind="stable", ignore_index=True)

    def _whole_shards(self) -> list[Path]:
        return [p.parent for p in sorted(self.folder.glob("*/manifest.json")) if self._matches(p.parent)]

    def _matches(self, shard: Path) -> bool:
        hashes = self._manifest(shard)["sha256"]
        return set(hashes) == set(self.schemas) and all(
            (shard / f"{name}.parquet").exists() and _sha256(shard / f"{name}.parquet") == value
            for name, value in hashes.items()
        )

    @staticmethod
    def _manifest(shard: Path) -> dict[str, Any]:
        return json.loads((shard / "manifest.json").read_text(encoding="utf-8"))


def _nullable(frame: pd.DataFrame, row_type: type) -> pd.DataFrame:
    """Give whole numbers that may be missing a type of their own, lest pandas make them floats."""
    hints = get_type_hints(row_type).items()
    columns = {name: "Int64" for name, hint in hints if isinstance(hint, UnionType) and _base(hint) is int}
    return frame.astype({name: kind for name, kind in columns.items() if name in frame})


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _flush(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
