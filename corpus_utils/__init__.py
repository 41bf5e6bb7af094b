"""Helpers for analysing news about the CSTO and NATO: every number leads to its sentences."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from corpus_utils.corpus import Corpus, NoUsableArticle

__all__ = ["Corpus", "NoUsableArticle"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """Import ``Corpus`` when it is first asked for: it takes seconds, which ``corpus --help`` need not wait."""
    if name not in __all__:
        raise AttributeError(f"module 'corpus_utils' has no attribute {name!r}")
    from corpus_utils import corpus

    return getattr(corpus, name)
