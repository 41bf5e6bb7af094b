"""Findings in words: right numbers, and "too little to say" where so."""

from types import SimpleNamespace

import pandas as pd

from corpus_utils import entity_summary
from corpus_utils.figures import network


def corpus(*pairs, articles="abc", target="NATO"):
    rows = [{"article": a, "entity": e, "type": "ORG", "form": "name", "rule": "register"} for a, e in pairs]
    columns = ["article", "entity", "type", "form", "rule"]
    reprints = pd.DataFrame(columns=["article", "other", "kind", "similarity", "group", "origin"])
    return SimpleNamespace(
        mentions=pd.DataFrame(rows, columns=columns),
        articles=pd.DataFrame({"article": list(articles), "words": 100}),
        reprints=reprints,
        settings=SimpleNamespace(target=target, register=None),
    )


def test_numbers_and_their_n():
    found = "\n".join(entity_summary.describe_entities(corpus(("a", "NATO"), ("b", "NATO"), ("c", "OSCE"))))
    assert "**3** mentions of 2 entities in 3 articles (300 words)" in found
    assert "**NATO**, 2 times" in found and "in 2 of 3 articles" in found
    assert "Collective Security Treaty Organization is not named." in found


def test_too_few_articles_are_said_so():
    found = "\n".join(entity_summary.describe_entities(corpus(("a", "NATO"), articles="ab")))
    assert "too few articles for an interval" in found


def test_nothing_found_is_said_so():
    assert entity_summary.describe_entities(corpus()) == ["No name was found: nothing to say about entities."]


def test_titles_say_when_there_is_nothing():
    empty = pd.DataFrame({"key": [], "key_for": []})
    assert entity_summary.keyness_title(empty, ["X", "Y"]) == "Nothing sets X apart from Y beyond chance"
    assert entity_summary.keyness_title(empty, ["X"]) == "Too few outlets with enough text to compare them"
    assert entity_summary.tie_title(pd.DataFrame()).startswith("No two entities")
    assert entity_summary.ranking_title(pd.DataFrame()) == "No entity is named"


def test_the_title_of_keyness_names_what_is_key_to_each_side():
    table = pd.DataFrame({"key": ["NATO", "Peace", "UN"], "key_for": ["group", "other", "other"]})
    assert entity_summary.keyness_title(table, ["X", "Y", "Z"]) == "X names NATO more, Y names UN more"


def test_a_network_without_pairs_shows_nothing_and_one_with_pairs_has_alt_text():
    nodes = pd.DataFrame({"entity": ["A", "B", "C"], "type": ["ORG", "PLACE", "X"], "mentions": [3, 2, 1]})
    pairs = pd.DataFrame({"entity": ["A", "B"], "other": ["B", "C"], "together": [3, 1]})
    words = {"title": "t", "unit": "sentences", "source": "s", "n": 2}
    assert network(pairs.iloc[:0], nodes, **words).canvas is None
    figure = network(pairs, nodes, **words)
    assert "A with B 3; B with C 1" in figure.alt
    assert figure.svg() == network(pairs, nodes, **words).svg()


def test_a_rare_name_is_not_called_bound_for_being_rare():
    # five mentions in five articles of a hundred are as many articles as they can fill; ten in two are not
    rare = [(str(i), "OSCE") for i in range(5)]
    bound = [(str(i % 2), "GUAM") for i in range(10)]
    often = [(str(i), "NATO") for i in range(100)]
    found = corpus(*rare, *bound, *often, articles=[str(i) for i in range(100)])
    (finding,) = [f for f in entity_summary.describe_entities(found) if f.startswith("Of 3 entities")]
    assert finding == (
        "Of 3 entities with at least 5 mentions, spread nearly as evenly as the words (deviation of proportions below "
        "0.3): NATO; in at most half as many articles as by chance: "
        "GUAM (10 mentions in 2 articles; by chance they would be in 10)."
    )


def test_forms_that_do_not_occur_are_not_listed():
    found = entity_summary.describe_entities(corpus(("a", "NATO"), ("b", "NATO"), ("c", "OSCE")))
    assert "2 times under all its names (2 names), in 2 of 3 articles" in found[1]


def test_a_difference_is_told_with_its_direction():
    pairs = [(a, "NATO") for a in "abc"] * 2 + [(a, "Collective Security Treaty Organization") for a in "abc"]
    (finding,) = [f for f in entity_summary.describe_entities(corpus(*pairs)) if "the CSTO" in f]
    assert finding == (
        "NATO is named 6 times, the CSTO 3 times: 10.0 more per 1,000 words (95 % interval 10.0 to 10.0 more)."
    )


def test_the_title_of_rates_says_when_there_is_too_little():
    assert entity_summary.rates_title(pd.DataFrame(index=["NATO"]), "NATO", "years").startswith("Too little to compare")
