"""Names that only another article makes clear."""

import pandas as pd

from corpus_utils.linking import resolve_across


def rows(*triples, kind="PERSON"):
    table = pd.DataFrame(triples, columns=["article", "text", "rule"])
    return table.assign(entity=table["text"], type=kind, form="name")


def test_a_surname_goes_to_its_only_bearer():
    table = resolve_across(
        rows(("a", "Ann Testova", "model"), ("b", "Ann Testova", "model"), ("c", "Testova", "model"))
    )
    assert table["entity"].tolist() == ["Ann Testova"] * 3
    assert table["rule"].tolist() == ["model", "model", "corpus surname"]


def test_a_surname_that_two_bear_or_that_one_article_alone_explains_stays():
    two = rows(
        ("a", "Ann Testova", "model"),
        ("b", "Ann Testova", "model"),
        ("c", "Eve Testova", "model"),
        ("d", "Testova", "model"),
    )
    assert resolve_across(two)["entity"].iat[3] == "Testova"
    once = rows(("a", "Ann Testova", "model"), ("c", "Testova", "model"))
    assert resolve_across(once)["entity"].iat[1] == "Testova"


def test_spellings_of_one_name_meet_in_the_most_frequent():
    table = rows(("a", "Ivan Nurgaliev", "model"), ("b", "Ivan Nurgaliyev", "model"), ("c", "Ivan Nurgaliyev", "model"))
    assert set(resolve_across(table)["entity"]) == {"Ivan Nurgaliyev"}


def test_an_acronym_goes_to_what_another_article_defines():
    table = rows(("a", "TPA", "acronym"), ("b", "TPA", "model"), kind="ORG")
    table.loc[0, "entity"] = "Testland Peace Agency"
    assert resolve_across(table)["entity"].tolist() == ["Testland Peace Agency"] * 2


def test_names_of_the_register_never_change():
    table = rows(("a", "Ann Putin", "model"), ("b", "Ann Putin", "model"), ("c", "Putin", "register"))
    assert resolve_across(table)["entity"].tolist() == ["Ann Putin", "Ann Putin", "Putin"]
