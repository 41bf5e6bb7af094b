"""What the ledger adds up to: shares by holder, voice and time with intervals by article; findings in words."""

from typing import TYPE_CHECKING

from pandas import DataFrame

if TYPE_CHECKING:
    from corpus_utils.corpus import Corpus

LABELS = {-1: "negative", 0: "neutral", 1: "positive"}
ENOUGH_SENTENCES = 5  # labelled sentences below which shares are not put in words


def count_stances(stances: DataFrame, by: str | list[str]) -> DataFrame:
    """Return one row a group of ``by``: sentences, articles, negative, neutral, positive, abstained; largest first.

    >>> rows = DataFrame({"article": ["a", "a"], "holder": ["X", "X"], "stance": [-1, None]})
    >>> count_stances(rows, "holder").to_dict("records")
    [{'holder': 'X', 'sentences': 2, 'articles': 1, 'negative': 1, 'neutral': 0, 'positive': 0, 'abstained': 1}]
    """
    marked = stances.assign(
        **{name: (stances["stance"] == value).astype(int) for value, name in LABELS.items()},
        abstained=stances["stance"].isna().astype(int),
    )
    groups = marked.groupby(by, dropna=False, sort=True)
    counts = groups[[*LABELS.values(), "abstained"]].sum()
    counts.insert(0, "articles", groups["article"].nunique())
    counts.insert(0, "sentences", groups.size())
    return counts.sort_values("sentences", ascending=False, kind="stable").reset_index()


def describe_stances(corpus: "Corpus") -> list[str]:
    """Return the findings on the target as Markdown sentences, each with its n."""
    stances = corpus.stances
    if stances.empty:
        return ["No sentence names the target: nothing to say about stance."]
    target = stances["target"].iloc[0]
    decided = stances[stances["stance"].notna()]
    lines = [
        f"{len(stances)} sentences of {stances['article'].nunique()} articles name {target}; "
        f"the method decides on {len(decided)} and abstains on {len(stances) - len(decided)}."
    ]
    for voice, part in decided.groupby("voice"):
        if len(part) < ENOUGH_SENTENCES:
            lines.append(f"In the {voice} voice there are too few labelled sentences to say ({len(part)}).")
        else:
            shares = ", ".join(f"{(part['stance'] == v).mean():.0%} {name}" for v, name in LABELS.items())
            lines.append(f"In the {voice} voice: {shares} (n = {len(part)} sentences).")
    return lines
