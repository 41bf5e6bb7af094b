"""Helpers for analysing news about the CSTO and NATO: every number leads to its sentences."""

from corpus_utils.corpus import Corpus, NoUsableArticle

__all__ = ["Corpus", "NoUsableArticle"]
__version__ = "0.1.0"
