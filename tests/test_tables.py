import lxml.html
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus_utils import tables
from corpus_utils.safe_html import visible
from corpus_utils.tables import MISSING, anchor, clip, escape, evidence, format_value, is_missing, show

TEXT = "NATO met. The CSTO answered NATO, and Mr X said: NATO again.\n\nPhoto: NATO press"
ARTICLES = pd.DataFrame(
    {"article": ["a", "b"], "text": [TEXT, "No NATO here."], "title": ["Talks", None], "outlet": [None, "The Paper"]}
).assign(published=["2022-01", float("nan")])
SENTENCES = pd.DataFrame([("a", 0, 9), ("a", 10, 60), ("b", 0, 13)], columns=["article", "start", "end"])


def rows_of(*spans: tuple[str, int, int], entity: str = "NATO") -> pd.DataFrame:
    return pd.DataFrame([(*span, entity) for span in spans], columns=["article", "start", "end", "entity"])


def tree(html: object) -> lxml.html.HtmlElement:
    return lxml.html.fragment_fromstring(html.html, "div")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain, “curly” – dash, tab\tand\nline", "plain, “curly” – dash, tab\tand\nline"),  # must not change
        ("Ташкент, تونس, 北京", "Ташкент, تونس, 北京"),  # must not change
        ("a\u202eb", "a[U+202E]b"),
        ("\u2066x\u2069", "[U+2066]x[U+2069]"),
        ("nul\x00 esc\x1b", "nul[U+0000] esc[U+001B]"),
        ("half \ud800", "half [U+D800]"),
    ],
)
def test_visible_writes_out_what_hides_or_reorders(text: str, shown: str) -> None:
    assert visible(text) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "0"), (1234567, "1,234,567"), (0.5, "0.5"), (1e-9, "1e-09"), (float("nan"), MISSING), (pd.NaT, MISSING),
        (pd.NA, MISSING), ("", MISSING), (False, "no"), (-3, "-3"), (["a"], "['a']"), ("a\n b", "a b"),
    ],
)  # fmt: skip
def test_values_are_written_for_a_reader(value: object, shown: str) -> None:
    assert format_value(value) == shown


@settings(deadline=None)
@given(st.text(), st.text())
def test_anchors_are_safe_and_differ(prefix: str, key: str) -> None:
    name = anchor(prefix, key)
    assert name == escape(name)
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert anchor(prefix, key + "x") != name


@pytest.mark.parametrize(("one", "other"), [(1, 1.0), (-1, "-1"), (None, float("nan")), (1, pd.Series([1.0])[0])])
def test_the_same_key_has_one_anchor_whatever_its_type(one: object, other: object) -> None:
    assert anchor("stance", one) == anchor("stance", other)


@settings(deadline=None)
@given(st.text(max_size=200), st.integers(2, 50))
def test_clipped_text_is_one_short_line(text: str, width: int) -> None:
    assert len(clip(text, width)) <= width
    assert "\n" not in clip(text, width)


def test_a_table_is_captioned_and_accessible() -> None:
    frame = pd.DataFrame({"entity": ["<NATO>", None], "mentions": [3.0, None], "first_seen": ["2022-01-10", "x" * 50]})
    table = tree(show(frame, "Names & numbers"))
    assert table.findtext(".//caption") == "Names & numbers"
    assert [th.text for th in table.iterfind(".//thead//th[@scope='col']")] == ["entity", "mentions", "first seen"]
    assert [th.text_content() for th in table.iterfind(".//tbody//th[@scope='row']")] == ["<NATO>", MISSING]
    assert [td.text for td in table.iterfind(".//td[@class='number']")] == ["3", MISSING]


def test_a_long_table_says_how_much_it_shows() -> None:
    table = tree(show(pd.DataFrame({"n": range(9)}), "Numbers", limit=4))
    assert table.findtext(".//caption") == "Numbers (4 of 9 rows shown)"
    assert len(table.findall(".//tbody/tr")) == 4


def test_an_empty_table_says_so() -> None:
    assert "Nothing to show" in tree(show(pd.DataFrame({"a": [], "b": []}), "None")).text_content()


def test_links_of_a_table_meet_their_evidence() -> None:
    rows = pd.concat([rows_of(("a", 0, 4)), rows_of(("a", 14, 18), entity="CSTO <x>")])
    counts = rows.value_counts("entity", sort=False).reset_index()
    table = tree(show(counts, "Names", {"count": "entity"}))
    lists = tree(evidence(rows, ARTICLES, SENTENCES, by="entity"))
    assert {link.lstrip("#") for link in table.xpath("//a/@href")} == set(lists.xpath("//details/@id"))
    assert len(lists.xpath("//details/@id")) == 2


def test_links_lead_to_lists_by_a_column_of_another_name() -> None:
    lists = tree(evidence(rows_of(("a", 0, 4)).rename(columns={"entity": "left"}), ARTICLES, SENTENCES, by="left"))
    table = tree(show(pd.DataFrame({"entity": ["NATO"], "n": [1]}), "c", {"n": ("left", "entity")}))
    assert table.xpath("//a/@href") == ["#" + id_ for id_ in lists.xpath("//details/@id")]


def test_evidence_marks_spans_in_their_sentence_and_names_the_source() -> None:
    lists = tree(
        evidence(rows_of(("a", 0, 4), ("a", 28, 32), ("a", 49, 53), ("b", 3, 7)), ARTICLES, SENTENCES, "entity")
    )
    assert lists.findtext(".//summary/small") == "(4 marks, 3 sentences, 2 articles)"
    quotes = [q.text_content() for q in lists.iterfind(".//blockquote")]
    assert quotes == ["NATO met.", "The CSTO answered NATO, and Mr X said: NATO again.", "No NATO here."]
    assert [mark.text for mark in lists.iterfind(".//mark")] == ["NATO"] * 4
    cites = [cite.text_content() for cite in lists.iterfind(".//cite")]
    assert cites[0] == "Talks · outlet unknown · 2022-01"
    assert cites[2] == "no title · The Paper · no date"
    assert "a, characters 10–60" in lists.text_content()


def test_a_short_list_speaks_for_all_articles_and_says_how_much_it_shows() -> None:
    lists = tree(evidence(rows_of(("a", 0, 4), ("a", 28, 32), ("b", 3, 7)), ARTICLES, SENTENCES, "entity", limit=2))
    assert lists.findtext(".//summary/small") == "(3 marks, 2 of 3 sentences, 2 articles)"
    assert [q.text_content() for q in lists.iterfind(".//blockquote")] == ["NATO met.", "No NATO here."]


def test_a_span_outside_every_sentence_gets_a_window() -> None:
    quote = tree(evidence(rows_of(("a", 69, 73)), ARTICLES, SENTENCES)).find(".//blockquote")
    assert quote.findtext("mark") == "NATO"
    assert quote.text_content() == TEXT


def test_a_span_over_two_sentences_shows_both() -> None:
    quote = tree(evidence(rows_of(("a", 5, 18)), ARTICLES, SENTENCES)).find(".//blockquote")
    assert quote.text_content() == TEXT[:60]


def test_an_article_that_is_missing_is_named_not_dropped() -> None:
    assert (
        "c: this article is not in the table"
        in tree(evidence(rows_of(("c", 0, 4)), ARTICLES, SENTENCES)).text_content()
    )


def test_no_rows_no_list() -> None:
    assert evidence(rows_of(), ARTICLES, SENTENCES, by="entity").html == "<p>No sentences to show.</p>"


@pytest.mark.parametrize(
    ("order", "names"),
    [("aab", ["y", "x"]), ("baa", ["x", "y"])],  # in the order of the articles: largest first; else: as they come
)
def test_lists_come_largest_first_unless_the_rows_have_an_order(order: str, names: list[str]) -> None:
    rows = pd.concat([rows_of((article, 0, 4), entity=name) for article, name in zip(order, "xyy", strict=True)])
    lists = tree(evidence(rows, ARTICLES, SENTENCES, by="entity"))
    assert [summary.text.strip() for summary in lists.iterfind(".//summary")] == names


def test_every_sentence_is_shown_unless_there_are_very_many(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "NATO came. " * 30
    many = pd.DataFrame({"article": "a", "start": range(0, 330, 11), "end": range(10, 340, 11)})
    page = pd.DataFrame({"article": ["a"], "text": [text]})
    assert len(tree(evidence(many, page, many)).findall(".//li")) == 30
    monkeypatch.setattr(tables, "MANY", 29)
    few = tree(evidence(many, page, many))
    assert len(few.findall(".//li")) == tables.SENTENCES
    assert "10 of 30 sentences" in few.text_content()


def test_lists_are_cut_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "GROUPS", 3)
    rows = pd.concat([rows_of(("a", 0, 4), entity=str(i)) for i in range(5)])
    lists = tree(evidence(rows, ARTICLES, SENTENCES, by="entity"))
    assert len(lists.findall(".//details")) == 3
    assert "3 of 5 lists shown." in lists.text_content()


spans = st.tuples(st.integers(0, len(TEXT) - 1), st.integers(1, 30)).map(lambda s: (s[0], min(len(TEXT), sum(s))))


@settings(deadline=None)
@given(st.lists(spans, min_size=1, max_size=8))
def test_marks_cover_every_span_and_repeat_nothing(found: list[tuple[int, int]]) -> None:
    lists = tree(evidence(rows_of(*(("a", *span) for span in found)), ARTICLES, SENTENCES, by="entity"))
    for quote in lists.iterfind(".//blockquote"):
        assert quote.text_content() in TEXT
    marked = "".join(mark.text for mark in lists.iterfind(".//mark"))
    # white space between two sentences stands in neither
    assert all(set(TEXT[start:end]) - {" ", "\n"} <= set(marked) for start, end in found)


def test_a_line_of_100_kb_stays_short() -> None:
    long = pd.DataFrame({"article": ["a"], "text": ["word " * 20_000]})
    whole = pd.DataFrame([("a", 0, 100_000)], columns=["article", "start", "end"])
    assert len(evidence(rows_of(("a", 0, 100_000)), long, whole).html) < 3_000
    assert len(evidence(rows_of(("a", 50_000, 50_004)), long, whole).html) < 3_000
    assert len(show(pd.DataFrame({"text": long["text"]}), "x").html) < 2_000


def test_is_missing_takes_containers() -> None:
    assert not is_missing([])
    assert not is_missing([None])


def test_a_table_is_not_cut_by_one_row() -> None:
    assert "rows shown" not in show(pd.DataFrame({"x": range(51)}), "Lines", limit=50).html
    assert "(50 of 60 rows shown)" in show(pd.DataFrame({"x": range(60)}), "Lines", limit=50).html
