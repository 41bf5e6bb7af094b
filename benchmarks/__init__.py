"""Accuracy and speed, side by side with the peers; ``make bench`` runs all and writes ``RESULTS.md``."""
