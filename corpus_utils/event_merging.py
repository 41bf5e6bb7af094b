"""Reports of one happening joined over articles, counted by independent source, named by the reference chronology."""

from typing import Any

import pandas as pd

COLUMNS = ["lane", "kind", "date_start", "date_end", "precision", "modality", "text", "reports", "sources", "articles"]


def merge_events(events: pd.DataFrame, articles: pd.DataFrame, reprints: pd.DataFrame) -> pd.DataFrame:
    """Join the reports of one happening over articles; count each reprint group once."""
    group = {
        a: f"group {g}"
        for column in ("article", "other")
        for a, g in zip(reprints[column], reprints["group"], strict=True)
    }
    rows: list[dict[str, Any]] = []
    keys = ["lane", "kind", "date_start", "date_end"]
    for key, reports in events.groupby(keys, dropna=False, sort=True):
        sources = {group.get(a, a) for a in reports["article"]}
        rows.append(
            dict(zip(keys, key, strict=True))
            | {"precision": reports["precision"].iloc[0], "modality": reports["modality"].iloc[0]}
            | {"text": reports["text"].iloc[0], "reports": len(reports), "sources": len(sources)}
            | {"articles": "; ".join(sorted(set(reports["article"])))}
        )
    return pd.DataFrame(rows, columns=COLUMNS).sort_values(["date_start", "kind"], ignore_index=True)
