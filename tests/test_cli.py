import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from corpus_utils.cli import SAMPLED, main
from corpus_utils.sampling import LAYERS

PAGE = "The CSTO met in Minsk on 1 March 2021. NATO did not comment, the secretary said.\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch) -> Path:
    monkeypatch.setenv("CORPUS_CACHE", str(tmp_path / "cache"))
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "a.txt").write_text(PAGE, encoding="utf-8")
    return tmp_path / "articles"


@pytest.mark.parametrize("command", ["report", "audit", "annotate"])
def test_an_empty_folder_ends_with_one_sentence_and_status_2(folder: Path, capsys, command: str) -> None:
    (folder / "a.txt").unlink()
    assert main([command, str(folder)]) == 2
    message = capsys.readouterr().err.strip()
    assert message.startswith(f"corpus {command}: {folder}")
    assert len(message.splitlines()) == 1


def test_audit_lists_every_file(folder: Path, capsys) -> None:
    (folder / "b.txt").write_bytes(b"")
    assert main(["audit", str(folder), "--json"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(row["file"], row["status"]) for row in rows] == [("a.txt", "read"), ("b.txt", "left out")]


def test_the_audit_has_one_sign_for_what_is_missing_and_whole_rows(folder: Path, capsys) -> None:
    (folder / "b.csv").write_text("body\n" + f'"{PAGE.strip()} Again."\n', encoding="utf-8")
    (folder / "c.txt").write_bytes(b"")
    assert main(["audit", str(folder)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert not any("None" in line or "nan" in line or "1.0" in line for line in lines)
    assert max(len(line) for line in lines) <= 200


def test_annotate_writes_every_table(folder: Path, tmp_path: Path) -> None:
    assert main(["annotate", str(folder), "--out", str(tmp_path / "tables")]) == 0
    names = {path.stem for path in (tmp_path / "tables").glob("*.csv")}
    assert names >= {"articles", "mentions", "quotes", "times", "events", "stances", "reprints", "audit"}
    assert "CSTO" in set(pd.read_csv(tmp_path / "tables" / "mentions.csv")["text"])


def test_evaluate_scores_labels_and_names_what_it_cannot_score(folder: Path, tmp_path: Path, capsys) -> None:
    gold = tmp_path / "gold"
    gold.mkdir()
    mention = {"start": 4, "end": 8, "text": "CSTO", "entity": "Collective Security Treaty Organization"}
    label = {"article": "a", "mentions": [{**mention, "type": "ORG", "form": "name"}]}
    (gold / "a.json").write_text(json.dumps(label), encoding="utf-8")
    (gold / "b.json").write_text("{", encoding="utf-8")
    assert main(["evaluate", str(folder), str(gold), "--layer", "mentions", "--json"]) == 1
    out, err = capsys.readouterr()
    assert json.loads(out)["mentions_recall"] == 1.0
    assert "b.json" in err


def test_help_reads_well_and_the_module_runs() -> None:
    done = subprocess.run([sys.executable, "-m", "corpus_utils", "--help"], capture_output=True, text=True, check=True)
    for command in ("fetch", "report", "audit", "annotate", "evaluate", "validate"):
        assert command in done.stdout


def test_help_loads_no_library() -> None:
    code = "import sys; from corpus_utils import cli; cli._parser(); print(*{'pandas', 'spacy'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_every_layer_that_can_be_sampled_can_be_named() -> None:
    assert set(SAMPLED) == set(LAYERS)


def test_validate_draws_a_sample_and_reads_it_back(folder: Path, tmp_path: Path, capsys) -> None:
    sample = tmp_path / "sample.csv"
    assert main(["validate", str(folder), str(sample), "--layer", "mentions"]) == 0
    frame = pd.read_csv(sample, dtype=str)
    frame.assign(label=frame["machine"], annotator="a").to_csv(sample, index=False)
    assert main(["validate", str(folder), str(sample)]) == 0
    assert "alpha): not measured, no item was labelled by two" in capsys.readouterr().out


def test_a_target_that_no_one_knows_is_refused_with_the_nearest_name(folder: Path, capsys) -> None:
    assert main(["audit", str(folder), "--target", "NATTO"]) == 2
    assert "Did you mean 'NATO'?" in capsys.readouterr().err


def test_validate_names_a_file_that_is_no_sample(folder: Path, tmp_path: Path, capsys) -> None:
    (tmp_path / "x.csv").write_text("a\n1\n")
    assert main(["validate", str(folder), str(tmp_path / "x.csv")]) == 2
    assert "x.csv" in capsys.readouterr().err
