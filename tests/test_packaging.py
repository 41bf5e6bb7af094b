"""Files that say the same thing twice stay in step."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
REQUIRED = [Requirement(line) for line in PROJECT["dependencies"]]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
LOCKED = dict(re.findall(r"^([a-z0-9-]+)==(\S+)", LOCK, re.MULTILINE))
CORE = ("jupyterlab", "pandas", "matplotlib", "scikit-learn", "nltk")


def test_environment_yml_names_the_core_packages_as_pyproject_does() -> None:
    listed = re.findall(r"^  - ([a-z].*)$", (ROOT / "environment.yml").read_text(encoding="utf-8"), re.MULTILINE)
    specifiers = {Requirement(line).name: Requirement(line).specifier for line in listed if not line.endswith(":")}
    wanted = {required.name: required.specifier for required in REQUIRED}
    assert specifiers.pop("python") == PROJECT["requires-python"]
    assert {name: wanted[name] for name in CORE} == {name: specifiers[name] for name in CORE}
    assert set(specifiers) <= {*wanted, "pip", "conda-forge"}


@pytest.mark.parametrize("required", [*REQUIRED, *map(Requirement, PROJECT["optional-dependencies"]["dev"])], ids=str)
def test_lock_holds_what_pyproject_asks_for(required: Requirement) -> None:
    assert LOCKED[required.name.lower()] in required.specifier


def test_every_locked_package_has_a_hash_and_no_address() -> None:
    entries = [part for part in re.split(r"^(?=[a-z0-9-]+==)", LOCK, flags=re.MULTILINE) if "==" in part[:60]]
    assert len(entries) > 100
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []
    assert "://" not in LOCK


def test_the_version_stands_in_two_places() -> None:
    source = (ROOT / "corpus_utils" / "__init__.py").read_text(encoding="utf-8")
    assert f'__version__ = "{PROJECT["version"]}"' in source
