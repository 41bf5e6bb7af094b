"""An analyst's corrections of the stance ledger, kept in a CSV beside the articles; they win over every method."""

from pathlib import Path
from typing import Any

import pandas as pd
from pandas import DataFrame

KEYS = ["article", "target", "text"]  # a row is found again by its words, so it survives new offsets
VALUES = ["stance", "holder", "voice"]  # an empty cell leaves what the method found
VOICES = ("author", "direct", "indirect")
STANCES = ("-1", "0", "1")


def apply_overrides(stances: DataFrame, path: Path | None) -> tuple[DataFrame, list[str]]:
    """Return the ledger with the analyst's rows put in, and the conflicts in words.

    ``path`` is a CSV with ``article, target, text`` and any of ``stance, holder, voice``; some rows of the ledger
    saved as CSV and corrected are such a file. Where a row wins, ``method`` is "analyst", ``probability`` missing and
    ``abstained`` False once it has a stance. A row whose sentence is no longer in its article changes nothing and is
    reported, and so are two rows that contradict each other. No file, no change.
    """
    if path is None or not path.exists():
        return stances, []
    rows, conflicts = read_overrides(path)
    places = _places(stances)
    result = stances.copy()
    for row in rows.to_dict("records"):
        found = places.get(_key(row), [])
        if not found:
            conflicts.append(
                f"{path} row {row['row']}: no sentence about {row['target']!r} in {row['article']!r} reads "
                f"{row['text'][:60]!r}. The text has changed or the name is wrong: look the sentence up and correct it."
            )
        for index in found:
            _put(result, index, row)
    return result, conflicts


def read_overrides(path: Path) -> tuple[DataFrame, list[str]]:
    """Return the usable rows, with their number in the file, and what is wrong with the others."""
    table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    if "field" in table:  # rows that correct an article, read by ``corrections``
        table = table[table["field"].str.strip() == ""].reindex(columns=[*table.columns, *(set(KEYS) - set(table))])
    missing = [name for name in KEYS if name not in table]
    if missing:
        raise ValueError(f"{path}: the columns {', '.join(missing)} are missing; found {', '.join(table.columns)}.")
    table = table.reindex(columns=[*KEYS, *VALUES], fill_value="").apply(lambda column: column.str.strip())
    table["stance"] = table["stance"].str.removesuffix(".0").str.removeprefix("+").str.replace("−", "-")
    table.insert(0, "row", range(2, len(table) + 2))  # row 1 holds the names of the columns
    wrong = {row["row"]: message for row in table.to_dict("records") if (message := _wrong(row))}
    kept = table[~table["row"].isin(wrong)]
    split = kept[kept.groupby(KEYS)[VALUES].transform("nunique").gt(1).any(axis=1)]
    problems = [f"{path} row {number}: {message}" for number, message in wrong.items()]
    problems += [f"{path} row {n}: another row says otherwise of this sentence; keep one." for n in split["row"]]
    return kept.drop(split.index).drop_duplicates(KEYS), problems


def _wrong(row: dict[Any, str]) -> str:
    if row["stance"] and row["stance"] not in STANCES:
        return f"stance is {row['stance']!r}; expected -1, 0, 1 or nothing."
    if row["voice"] and row["voice"] not in VOICES:
        return f"voice is {row['voice']!r}; expected {', '.join(VOICES)} or nothing."
    return "" if any(row[name] for name in VALUES) else "stance, holder and voice are all empty; nothing to correct."


def _key(row: dict[Any, str]) -> tuple[str, str, str]:
    return row["article"], row["target"], " ".join(row["text"].split())


def _places(stances: DataFrame) -> dict[tuple[str, str, str], list[int]]:
    places: dict[tuple[str, str, str], list[int]] = {}
    for index, row in zip(stances.index, stances[KEYS].to_dict("records"), strict=True):
        places.setdefault(_key(row), []).append(index)
    return places


def _put(result: DataFrame, index: int, row: dict[Any, str]) -> None:
    for name in ("holder", "voice"):
        if row[name]:
            result.loc[index, name] = row[name]
    if row["stance"]:
        result.loc[index, "stance"] = int(row["stance"])
        result.loc[index, "probability"] = None
        result.loc[index, "abstained"] = False
    result.loc[index, "method"] = "analyst"
