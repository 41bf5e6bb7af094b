"""The packaged tagger: whole, small, the same on every run; its spans are true shares of all ways to tag a sentence."""

import hashlib
import itertools

import numpy as np
import pytest

from corpus_utils import content_model
from corpus_utils.content_model import DOUBT, LIKELY, MAX_TOKENS, MODEL_FOLDER, load_tagger, span_shares

LARGEST = 15_000_000  # bytes


@pytest.fixture(scope="module")
def tagger():
    loaded = load_tagger()
    assert loaded is not None, "onnxruntime and tokenizers are dependencies: the model must load"
    return loaded


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
def test_the_model_is_the_one_of_its_card(name):
    data = (MODEL_FOLDER / name).read_bytes()
    assert len(data) <= LARGEST
    assert hashlib.sha256(data).hexdigest() in (MODEL_FOLDER / "MODEL_CARD.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("sentence", "contents"),
    [
        ("The minister said that the road was open.", ["the road was open"]),
        ("The road was open, the minister said.", ["The road was open"]),
        ("The council hopes to open the road in May.", ["to open the road in May"]),
        ("The road was open in May.", []),
        ("The minister said that the r\ud800ad was open.", ["the r\ud800ad was open"]),  # a broken letter counts as one
    ],
)
def test_plain_cases(tagger, sentence, contents):
    tagged = tagger.tag(sentence)
    likely = [span for span, share in tagged.contents.items() if share > LIKELY]
    assert [sentence[slice(*span)] for span in likely] == contents


@pytest.mark.parametrize(("sentence", "read"), [("", False), ("word " * MAX_TOKENS, False), ("word " * 100, True)])
def test_what_is_empty_or_too_long_is_left_to_the_rules(tagger, sentence, read):
    assert (tagger.tag(sentence) is not None) == read


def test_cue_and_source(tagger):
    sentence = "The minister said that the road was open."
    tagged = tagger.tag(sentence)
    assert [sentence[slice(*s)] for s in tagged.cues] == ["said"]
    assert [sentence[slice(*s)] for s in tagged.sources] == ["The minister"]


def test_the_same_on_every_run(tagger):
    sentence = "Ann Lee believes the road will be open by the autumn."
    first = tagger.tag(sentence)
    tagger.tag("Something else was said in between, and it was longer than the sentence before.")
    assert tagger.tag(sentence) == first


def count_all_ways(outside, opens, goes_on):
    """Add up every tagging of a sentence in which a content goes on only where one is open."""
    n, whole, shares = len(outside), 0.0, {}
    for tags in itertools.product("obi", repeat=n):
        if any(tag == "i" and (t == 0 or tags[t - 1] == "o") for t, tag in enumerate(tags)):
            continue
        way = float(np.prod([{"o": outside, "b": opens, "i": goes_on}[tag][t] for t, tag in enumerate(tags)]))
        whole += way
        for first in (t for t, tag in enumerate(tags) if tag == "b"):
            last = next((t - 1 for t in range(first + 1, n) if tags[t] != "i"), n - 1)
            shares[first, last] = shares.get((first, last), 0.0) + way
    return {span: share / whole for span, share in shares.items()}


@pytest.mark.parametrize("seed", range(6))
def test_span_shares_are_those_of_all_ways_to_tag(seed):
    tokens = np.random.default_rng(seed).dirichlet([1.0, 0.5, 1.0], size=7).T
    expected = {span: share for span, share in count_all_ways(*tokens).items() if share >= DOUBT}
    assert span_shares(*tokens) == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize("seed", range(6))
def test_likely_spans_never_overlap(seed):
    tokens = np.random.default_rng(seed).dirichlet([0.1, 0.1, 0.3], size=30).T
    likely = sorted(span for span, share in span_shares(*tokens).items() if share > LIKELY)
    assert all(a[1] < b[0] for a, b in itertools.pairwise(likely))


def test_without_the_model_the_rules_stand_alone(monkeypatch, tmp_path, caplog):
    monkeypatch.setattr(content_model.Tagger.__init__, "__defaults__", (tmp_path,))
    assert load_tagger.__wrapped__() is None
    assert "rules alone" in caplog.text


def test_a_missing_tokenizer_is_a_missing_model(monkeypatch, tmp_path):
    (tmp_path / "model.onnx").write_bytes((MODEL_FOLDER / "model.onnx").read_bytes())
    monkeypatch.setattr(content_model.Tagger.__init__, "__defaults__", (tmp_path,))
    assert load_tagger.__wrapped__() is None
