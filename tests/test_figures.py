import base64
import re
import subprocess
import sys
import warnings

import lxml.etree
import lxml.html
import numpy as np
import pandas as pd
import pytest

from corpus_utils import figures
from corpus_utils.corrections import KINDS
from corpus_utils.figures.bars import STANCES
from corpus_utils.figures.grids import PART_OF
from corpus_utils.figures.style import LARGEST_SVG, Figure
from corpus_utils.figures.timelines import extent

WORDS = {"unit": "mentions", "source": "invented articles", "n": 7}
HOSTILE = "</svg><script>alert(1)</script>--> $x_{1}$ \u202e 北京 \x00 " + "long " * 400
NAMES = pd.DataFrame({"name": ["NATO", HOSTILE], "mentions": [5, 2], "low": [3, np.nan], "high": [8, np.nan]})
STANCE = pd.DataFrame({"holder": ["A", HOSTILE], -1: [3, 0], 0: [1, 1], 1: [0, 2], "abstained": [2, 0]})
MATRIX = pd.DataFrame([[1, np.nan], [-2, 3]], index=["NATO", HOSTILE], columns=["NATO", HOSTILE])
MONTHS = pd.DataFrame({"month": ["2022-01", "2022-03"], "NATO": [1, np.nan], HOSTILE: [2, 3]})
BLOCKS = pd.DataFrame(
    [("a", 0, 10, "title"), ("a", 10, 90, "body"), ("a", 90, 100, "related"), (HOSTILE, 0, 5, "a new kind")],
    columns=["article", "start", "end", "kind"],
)


def event(date: str | None, end: str | None = None, **more: object) -> dict:
    return {"date_start": date, "date_end": end or date, "kind": "summit", "modality": "happened", "text": "T", **more}


EVENTS = pd.DataFrame(
    [
        event("1992-05-15", kind="founding", sources=3),
        event("2018-05", "2018-06", modality="planned"),
        event("2004", kind=HOSTILE, text=HOSTILE, modality="denied"),
        event("2022-01-10", lane="statement"),
        event(None),
        event("2022-13-45"),
    ]
)
DRAWN = {
    "ranked_bars": lambda: figures.ranked_bars(NAMES, "mentions", "name", "low", "high", title=HOSTILE, **WORDS),
    "stance": lambda: figures.stacked_bars(STANCE, title=HOSTILE, **WORDS),
    "stacked_bars": lambda: figures.stacked_bars(MATRIX.abs(), title=HOSTILE, **WORDS),
    "heat_map": lambda: figures.heat_map(MATRIX, title=HOSTILE, **WORDS),
    "lines": lambda: figures.lines(MONTHS, title=HOSTILE, **WORDS),
    "timeline": lambda: figures.timeline(EVENTS, title=HOSTILE, source="invented", n=6),
    "packed timeline": lambda: figures.timeline(pd.concat([EVENTS] * 20), title=HOSTILE, source="invented", n=6),
    "page_strip": lambda: figures.page_strip(BLOCKS, title=HOSTILE, source="invented", n=2),
}
EMPTY = {
    "ranked_bars": lambda: figures.ranked_bars(NAMES[:0], "mentions", "name", title="T", **WORDS),
    "ranked_bars of nothing known": lambda: figures.ranked_bars(
        NAMES.assign(mentions=np.nan), "mentions", "name", title="T", **WORDS
    ),
    "stacked_bars": lambda: figures.stacked_bars(STANCE[:0], title="T", **WORDS),
    "stacked_bars of zeros": lambda: figures.stacked_bars(STANCE.set_index("holder") * 0, title="T", **WORDS),
    "heat_map": lambda: figures.heat_map(pd.DataFrame(), title="T", **WORDS),
    "lines": lambda: figures.lines(MONTHS[:0], title="T", **WORDS),
    "timeline": lambda: figures.timeline(EVENTS[:0], title="T", source="s", n=0),
    "timeline without dates": lambda: figures.timeline(EVENTS[4:], title="T", source="s", n=0),
    "page_strip": lambda: figures.page_strip(BLOCKS[:0], title="T", source="s", n=0),
}


def parse(figure: Figure) -> lxml.html.HtmlElement:
    return lxml.html.fragment_fromstring(figure._repr_html_())


@pytest.mark.parametrize("name", DRAWN)
def test_a_figure_has_image_alt_text_caption_and_table(name: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        html = parse(DRAWN[name]())
    (image,) = html.iter("img")
    assert re.match(r"data:image/svg\+xml;base64,[A-Za-z0-9+/=]+$", image.get("src"))
    assert len(image.get("alt")) > 40
    assert "</svg>" in html.findtext("figcaption/strong")
    assert "n = " in html.text_content()
    assert html.find("details/div/table/caption") is not None
    assert html.xpath("//script") == []


@pytest.mark.parametrize("name", DRAWN)
def test_the_image_is_sound_xml_without_anything_alive(name: str) -> None:
    svg = lxml.etree.fromstring(DRAWN[name]().svg(), lxml.etree.XMLParser(resolve_entities=False))
    names = {lxml.etree.QName(element).localname for element in svg.iter(lxml.etree.Element)}
    assert names.isdisjoint({"script", "foreignObject", "a", "iframe", "animate", "set"})
    attributes = {name for element in svg.iter(lxml.etree.Element) for name in element.attrib}
    assert [name for name in attributes if name.startswith("on")] == []
    links = {
        value for element in svg.iter(lxml.etree.Element) for k, value in element.attrib.items() if k.endswith("href")
    }
    assert [link for link in links if not link.startswith(("#", "data:image/png;base64,"))] == []


@pytest.mark.parametrize("name", DRAWN)
def test_the_same_table_gives_the_same_bytes(name: str) -> None:
    assert DRAWN[name]()._repr_html_() == DRAWN[name]()._repr_html_()


def test_another_process_gives_the_same_bytes() -> None:
    code = """if True:
        import hashlib, pandas as pd
        from corpus_utils import figures
        table = pd.DataFrame({"name": ["x", "y"], "n": [2, 1]})
        figure = figures.ranked_bars(table, "n", "name", title="t", unit="u", source="s", n=3)
        digest = hashlib.sha256(figure.svg()).hexdigest()
        print(digest)"""
    here: dict = {}
    exec(code, here)
    there = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert there.strip() == here["digest"]


@pytest.mark.parametrize("name", EMPTY)
def test_an_empty_table_is_said_not_drawn(name: str) -> None:
    figure = EMPTY[name]()
    assert figure.canvas is None
    assert "Nothing to show." in parse(figure).text_content()
    with pytest.raises(ValueError, match="no image"):
        figure.svg()


def test_a_figure_too_large_for_svg_becomes_png() -> None:
    size = 40
    noise = pd.DataFrame(np.random.default_rng(1).integers(1, 9, (size, 12)), columns=list("abcdefghijkl"))
    figure = figures.stacked_bars(noise.set_axis([f"row {i}" for i in range(size)]), title="T", **WORDS)
    assert len(figure.svg()) > LARGEST_SVG
    (image,) = parse(figure).iter("img")
    assert base64.b64decode(image.get("src").removeprefix("data:image/png;base64,")).startswith(b"\x89PNG")


def test_links_lead_from_the_table_behind_a_figure() -> None:
    figure = figures.ranked_bars(NAMES, "mentions", "name", title="T", links={"mentions": "name"}, **WORDS)
    assert len(parse(figure).xpath("//a[starts-with(@href, '#name-')]")) == 2


def test_figures_can_be_saved(tmp_path) -> None:
    figure = DRAWN["ranked_bars"]()
    figure.save(tmp_path / "f.svg")
    figure.save(tmp_path / "f.png")
    assert (tmp_path / "f.svg").read_bytes().startswith(b"<?xml")
    assert (tmp_path / "f.png").read_bytes().startswith(b"\x89PNG")


def test_alt_text_can_be_given_and_else_tells_the_first_values() -> None:
    assert figures.ranked_bars(NAMES, "mentions", "name", title="T", alt="Mine", **WORDS).alt == "Mine"
    assert "NATO 5" in DRAWN["ranked_bars"]().alt


def test_more_rows_than_fit_are_said_and_kept_in_the_table() -> None:
    many = pd.DataFrame({"name": [f"name {i}" for i in range(99)], "mentions": range(99, 0, -1)})
    html = parse(figures.ranked_bars(many, "mentions", "name", title="T", **WORDS))
    assert "40 of 99 rows drawn." in html.text_content()
    assert len(html.findall("details/div/table/tbody/tr")) == 99


@pytest.mark.parametrize(
    "columns", [[-1, 0, 1, "abstained"], ["-1", "0", "+1", "abstained"], [-1.0, 0.0, 1.0], ["−1", "+1"]]
)
def test_stance_columns_are_known_by_any_spelling(columns: list) -> None:
    frame = pd.DataFrame([range(1, len(columns) + 1)], index=["A"], columns=columns)
    canvas = figures.stacked_bars(frame, title="T", **WORDS).canvas
    assert len(canvas.axes) == 2  # the stance chart has a panel for what is on neither side
    assert {text.get_text() for text in canvas.legends[0].texts} <= {name for name, _, _ in STANCES.values()}


def test_no_two_parts_of_a_bar_look_alike() -> None:
    parts = pd.DataFrame(np.ones((2, 12)), index=["A", "B"])
    legend = figures.stacked_bars(parts, title="T", **WORDS).canvas.legends[0]
    assert len({(patch.get_facecolor(), patch.get_hatch()) for patch in legend.get_patches()}) == 12


def test_years_run_from_left_to_right() -> None:
    years = pd.DataFrame({"year": ["2019", "2020", "2021"], "summit": [1, 0, 2], "meeting": [0, 0, 3]})
    axes = figures.stacked_bars(years, title="T", **WORDS).canvas.axes[0]
    assert [label.get_text() for label in axes.get_xticklabels()] == ["2019", "2020", "2021"]
    assert [(bar.get_y(), bar.get_height()) for bar in axes.patches] == [(0, 1), (0, 2), (2, 3)]


def test_low_and_high_are_the_band_of_a_line() -> None:
    years = pd.DataFrame({"year": [2019, 2020], "balance": [-0.2, 0.1], "low": [-0.5, np.nan], "high": [0.1, np.nan]})
    figure = figures.lines(years.set_index("year"), title="T", **WORDS)
    assert len(figure.canvas.axes[0].lines) == 2  # the balance and the line at zero
    assert "Band" in figure.note
    assert list(figure.table.columns) == ["year", "balance", "low", "high"]


def test_negative_goes_left_and_positive_right() -> None:
    sides = figures.stacked_bars(STANCE, title="T", **WORDS).canvas.axes[0]
    reach = [(patch.get_x(), patch.get_x() + patch.get_width()) for patch in sides.patches]
    assert (-3, 0) in reach
    assert (0, 2) in reach


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        ("2022-01-10", "2022-01-10", 1),
        ("2022-01-10", None, 1),
        ("2024-02", None, 29),
        ("2018-05", "2018-06", 61),
        ("2004", "2004", 366),
        ("2000", "2009", 3653),
        ("2024-04-08", "2024-04-11", 4),
    ],
)
def test_extent_is_as_wide_as_the_date_is_uncertain(start: str, end: str | None, days: int) -> None:
    first, last = extent(start, end)
    assert last - first + 1 == days


@pytest.mark.parametrize("value", [None, float("nan"), "", "2022-13-01", "2022-02-30", "PRESENT_REF", "0000", "22-01"])
def test_what_is_no_date_has_no_extent(value: object) -> None:
    assert extent(value) is None


def test_undated_events_are_counted_and_not_drawn() -> None:
    figure = DRAWN["timeline"]()
    assert "2 without a date" in figure.note
    assert "crossed: denied" in figure.note
    assert len(figure.table) == len(EVENTS)
    assert "4 events from 1992 to 2022" in figure.alt


def test_planned_events_are_hollow() -> None:
    planned = pd.DataFrame([event("2025", modality="planned"), event("2024")])
    faces = [
        patch.get_facecolor() for patch in figures.timeline(planned, title="T", source="s", n=2).canvas.axes[0].patches
    ]
    assert (1, 1, 1, 1) in faces
    assert len(set(faces)) == 2


def test_page_strips_count_what_was_kept() -> None:
    table = DRAWN["page_strip"]().table.set_index("article")
    assert table.loc["a", ["characters", "kept", "kept_percent", "blocks_cut"]].tolist() == [100, 90, 90.0, 1]
    assert table.loc[HOSTILE, "kept"] == 0


def test_every_kind_of_block_has_its_place_in_the_strip() -> None:
    assert set(KINDS) <= set(PART_OF)


@pytest.mark.parametrize("count", [1, 5, 40, 41, 500])
def test_timelines_of_any_length_are_drawn(count: int) -> None:
    dates = pd.date_range("1992-05-15", periods=count, freq="23D").strftime("%Y-%m-%d")
    events = pd.DataFrame([event(date, kind=f"kind {i % 5}") for i, date in enumerate(dates)])
    canvas = figures.timeline(events, title="T", source="s", n=count).canvas
    assert canvas.get_size_inches()[1] <= 16


def labels_of(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.canvas.axes[0].texts]


def test_words_that_have_no_room_on_a_timeline_are_left_out() -> None:
    wide = pd.DataFrame([event("1992", "2025", text="What no one can read here"), event("2001-02-03")])
    assert not any(
        "no one can read" in words for words in labels_of(figures.timeline(wide, title="T", source="s", n=2))
    )


def test_the_note_of_a_timeline_speaks_of_what_is_drawn() -> None:
    days = figures.timeline(pd.DataFrame([event("2022-01-10")]), title="T", unit="articles", source="s", n=1)
    assert "longer span" not in days.note and "1 articles from 2022" in days.alt
    assert "longer span" in figures.timeline(pd.DataFrame([event("2022")]), title="T", source="s", n=1).note


@pytest.mark.parametrize("shape", [(1, 3), (3, 1)])
def test_one_row_or_column_is_a_table_and_no_grid(shape: tuple[int, int]) -> None:
    frame = pd.DataFrame(np.ones(shape), index=list("abc")[: shape[0]], columns=list("xyz")[: shape[1]])
    figure = figures.heat_map(frame, title="Too little to compare", **WORDS)
    assert figure.canvas is None
    html = parse(figure)
    assert "Too little to compare" in html.text_content() and len(html.findall(".//tbody/tr")) == shape[0]


@pytest.mark.parametrize("years", [["2019", "2020"], ["2019"], [str(year) for year in range(1992, 2026)]])
def test_years_have_no_ticks_of_months(years: list[str]) -> None:
    figure = figures.lines(pd.DataFrame({"year": years, "rate": 1.0}), title="T", **WORDS)
    figure.svg()
    ticks = [label.get_text() for label in figure.canvas.axes[0].get_xticklabels()]
    assert all(len(tick) == 4 for tick in ticks) and len({*ticks}) == len(ticks) <= 10
    assert set(years[:1]) <= {*ticks} or len(years) > 10


def test_a_long_name_keeps_its_suffix() -> None:
    name = "The Ministry of Foreign Affairs of a Very Far Country, own voice"
    figure = figures.stacked_bars(STANCE.assign(holder=[name, "B"]), title="T", **WORDS)
    assert any(", own voice (6)" in label.get_text() for label in figure.canvas.axes[0].get_yticklabels())
