"""The packaged model: whole, small, the same on every run, and told apart from chance."""

import hashlib
import json
import re

import numpy as np
import pytest

from corpus_utils import stance_model
from corpus_utils.stance_model import MODEL_FOLDER, decide, load_classifier, mark_targets, window

LARGEST = 25_000_000  # bytes of the model, so that the package stays light


@pytest.fixture(scope="module")
def model():
    loaded = load_classifier()
    assert loaded is not None, "onnxruntime and tokenizers are dependencies: the model must load"
    return loaded


def test_the_model_is_the_one_of_its_card():
    card = (MODEL_FOLDER / "MODEL_CARD.md").read_text(encoding="utf-8")
    data = (MODEL_FOLDER / "model.onnx").read_bytes()
    assert len(data) <= LARGEST
    assert hashlib.sha256(data).hexdigest() in card
    tokenizer = (MODEL_FOLDER / "tokenizer.json").read_bytes()
    assert hashlib.sha256(tokenizer).hexdigest() in card


def test_the_card_states_the_calibration_in_use():
    card = (MODEL_FOLDER / "MODEL_CARD.md").read_text(encoding="utf-8")
    calibration = json.loads((MODEL_FOLDER / "calibration.json").read_text(encoding="utf-8"))
    assert re.search(rf"temperature {calibration['temperature']}\b", card)
    assert re.search(rf"threshold {calibration['threshold']}\b", card)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The minister praised NATO for its reliable help and thanked its soldiers.", 1),
        ("NATO is a dangerous aggressor that destroys whole countries and lies about it.", -1),
        ("The meeting took place at NATO headquarters in Brussels on Monday.", 0),
    ],
)
def test_plain_cases(model, sentence, expected):
    start = sentence.index("NATO")
    prediction = model.predict(sentence, [(start, start + 4)])
    assert prediction.likeliest == expected
    assert prediction.negative + prediction.neutral + prediction.positive == pytest.approx(1)


def test_the_target_matters(model):
    sentence = "Rome praised NATO and condemned the rebels as brutal murderers."
    liked = model.predict(sentence, [(13, 17)])
    blamed = model.predict(sentence, [(32, 42)])
    assert liked.positive > blamed.positive and blamed.negative > liked.negative


def test_the_same_sentence_gives_the_same_numbers_whatever_came_before(model):
    first = model.logits("They blame NATO.", [(11, 15)])
    model.logits("A quite different and much longer sentence about NATO and the weather.", [(48, 52)])
    assert np.array_equal(first, model.logits("They blame NATO.", [(11, 15)]))


@pytest.mark.parametrize("sentence", ["NATO", "NATO " * 2000, "\u202eNATO \ud800 [unused1]", "НАТО NATO 北約"])
def test_odd_sentences_are_read(model, sentence):
    assert -1 <= model.predict(sentence, [(sentence.index("NATO"), sentence.index("NATO") + 4)]).likeliest <= 1


def test_markers_round_several_targets():
    assert mark_targets("NATO is NATO", [(0, 4), (8, 12)]) == "[unused1] NATO [unused2] is [unused1] NATO [unused2]"


@pytest.mark.parametrize("at", [1, 5, 50, 97, 98])
def test_a_long_sentence_keeps_its_target(at):
    ids = [0] + [9] * 98 + [2]
    ids[at] = 1
    cut = window(ids, marker=1, limit=20)
    assert len(cut) == 20 and 1 in cut and cut[0] == 0 and cut[-1] == 2


def test_below_the_threshold_there_is_no_stance():
    assert decide(np.array([0.1, 0.0, 0.0]), 0.5).stance is None


def test_without_the_model_the_word_list_is_used(monkeypatch, tmp_path, caplog):
    monkeypatch.setattr(stance_model, "MODEL_FOLDER", tmp_path)
    monkeypatch.setattr(stance_model.Classifier.__init__, "__defaults__", (tmp_path,))
    assert load_classifier.__wrapped__() is None
    assert "the word list is" in caplog.text
