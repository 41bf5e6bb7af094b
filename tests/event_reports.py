"""Reports of events as the tests of merging and of the timeline need them."""

import pandas as pd

from corpus_utils.events import merge_events

CSTO = "Collective Security Treaty Organization"
NO_REPRINTS = pd.DataFrame(columns=["article", "other", "group"])


def report(article="a", start="2014-08-18", end=None, **more):
    row = {
        "article": article,
        "start": 0,
        "end": 20,
        "text": "The drills were held.",
        "date_start": start,
        "date_end": end or start,
        "precision": {4: "year", 7: "month", 10: "day"}[len(start)],
        "kind": "exercise",
        "modality": "happened",
        "lane": "event",
        "participants": CSTO,
        "place": None,
        "how": "“told” (test)",
    }
    return row | more


def merged(*reports, reprints=NO_REPRINTS):
    return merge_events(pd.DataFrame(reports), pd.DataFrame(), reprints)
