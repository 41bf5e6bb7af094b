"""What the tests share: where the material beside the project is, and a skip that says so when it is missing."""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder with the original articles and their labels; skip where it is not at hand."""
    if not (SHARED / "articles").is_dir():
        pytest.skip("the original articles (../shared) are not at hand")
    return SHARED
