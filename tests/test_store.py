import ast
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pytest

import corpus_utils
from corpus_utils.store import NOT_CODE, Store


class Row(NamedTuple):
    start: int
    end: int
    name: str | None
    stance: int | None


ROWS = {"rows": [{"key": "k1", "article": "a", "start": 3, "end": 4, "name": None, "stance": None}]}
MORE = {"rows": [{"key": "k2", "article": "a", "start": 1, "end": 2, "name": "NATO", "stance": -1}]}


@pytest.fixture
def store(tmp_path) -> Store:
    return Store(tmp_path, {"rows": Row})


def test_rows_come_back_in_the_order_of_the_text(store: Store) -> None:
    store.write(ROWS, ["k1"])
    store.write(MORE, ["k2"])
    frame = store.read("rows", ["k1", "k2"])
    assert list(frame.columns) == ["article", "start", "end", "name", "stance"]
    assert list(frame["start"]) == [1, 3]
    assert frame["stance"].dtype == "Int64"
    assert list(frame["name"].isna()) == [False, True]


def test_only_the_wanted_articles_are_read(store: Store) -> None:
    store.write({"rows": ROWS["rows"] + MORE["rows"]}, ["k1", "k2"])
    assert len(store.read("rows", ["k2"])) == 1


def test_an_article_without_rows_is_remembered(store: Store) -> None:
    store.write({"rows": []}, ["empty"])
    assert "empty" in store
    assert store.read("rows", ["empty"]).empty


def test_a_new_store_finds_what_an_old_one_wrote(store: Store) -> None:
    store.write(ROWS, ["k1"])
    again = Store(store.folder, {"rows": Row})
    pd.testing.assert_frame_equal(again.read("rows", ["k1"]), store.read("rows", ["k1"]))


def test_a_damaged_shard_is_not_used_and_can_be_written_again(store: Store) -> None:
    store.write(ROWS, ["k1"])
    (path,) = store.folder.glob("*/rows.parquet")
    path.write_bytes(path.read_bytes()[:-1])
    again = Store(store.folder, {"rows": Row})
    assert "k1" not in again
    again.write(ROWS, ["k1"])
    assert "k1" in Store(store.folder, {"rows": Row})


def test_an_unfinished_shard_is_not_used(store: Store) -> None:
    (store.folder / "unfinished-x").mkdir()
    assert Store(store.folder, {"rows": Row}).shards == {}


def test_all_code_that_makes_rows_is_part_of_the_key() -> None:
    root, found, todo = Path(corpus_utils.__file__).parent, set(), {"annotation"}
    while todo:
        found.add(name := todo.pop())
        tree = ast.walk(ast.parse((root / f"{name}.py").read_text(encoding="utf-8")))
        for node in (node for node in tree if isinstance(node, ast.ImportFrom) and node.module):
            parts = node.module.split(".")[1:] or [alias.name for alias in node.names]
            todo |= {*parts} - found if node.module.startswith("corpus_utils") else set()
    assert len(found) > 20
    assert not {f"{name}.py" for name in found} & NOT_CODE
