"""``python -m corpus_utils`` does what the command ``corpus`` does."""

import sys

from corpus_utils.cli import main

sys.exit(main())
