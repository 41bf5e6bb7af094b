"""The tables: one row type a table, one field a column; the codebook in ``data/README.md`` explains them.

``start`` and ``end`` are Python character offsets into the raw text of the article, end exclusive.
The column ``article`` is put in front when the rows of many articles become one pandas frame.
"""

from typing import NamedTuple

BODY_KINDS = ("body", "question", "answer")  # block kinds that are the article's own text


class Article(NamedTuple):
    """One article as it was read: nothing cut, nothing mended."""

    article: str  # path in the folder without its suffix; "file#row" for a row of a table
    text: str  # raw text; for HTML the visible text of the page, as if copied from a browser
    file: str
    format: str  # txt | html | csv | jsonl
    encoding: str
    sha256: str  # of the file's bytes; of the UTF-8 text for a row of a table
    metadata: dict[str, str]  # front matter, sidecar file, or the other columns of the row
    main: tuple[str, ...] = ()  # HTML only: the lines that trafilatura holds for the article's body


class ArticleRow(NamedTuple):
    """One article in the table ``articles``: what was read, and what was found out about it as a whole."""

    article: str
    start: int  # always 0
    end: int  # length of the raw text
    title: str | None
    outlet: str | None
    published: str | None  # as in Dating, and so the next columns
    precision: str | None
    not_before: str | None
    not_after: str | None
    confidence: str
    date_start: int | None
    date_end: int | None
    reason: str
    conflicts: str
    words: int  # words of title and body
    text: str
    file: str
    format: str
    encoding: str
    sha256: str
    metadata: str  # JSON


class Audit(NamedTuple):
    """What became of one file or one row of a table."""

    file: str
    row: int | None  # 1-based row of a table, None for a whole file
    status: str  # read | left out
    reason: str
    bytes: int
    encoding: str
    article: str | None


class Block(NamedTuple):
    """A run of the raw page; the blocks of a page tile it without gap or overlap."""

    start: int
    end: int  # trailing white space belongs to the block before it
    # title | heading | byline | dateline | body | question | answer | caption | related | tags | navigation | clock |
    # other item | source note | foreign | metadata
    kind: str
    rule: str  # name of the rule that decided
    speech: int  # offset where the words begin: after "- " or "Name: ", else equal to start
    speaker: str | None  # the label of an interview turn as written, else None


class Dating(NamedTuple):
    """When an article was published, as far as the page lets one conclude."""

    published: str | None  # YYYY-MM-DD, YYYY-MM or YYYY
    precision: str | None  # day | month | year
    not_before: str | None  # YYYY-MM-DD
    not_after: str | None
    confidence: str  # high | medium | low | none
    start: int | None  # evidence span in the raw text
    end: int | None
    reason: str
    conflicts: str  # empty if none


class Sentence(NamedTuple):
    """One sentence of the body or the title, without surrounding white space."""

    start: int
    end: int
    block: int  # index of its block
    kind: str  # kind of its block; speaker for the label of an interview turn
    speaker: str | None  # label of the interview turn it stands in


class Mention(NamedTuple):
    """One name of one entity."""

    start: int
    end: int
    text: str
    entity: str  # canonical English name
    type: str  # PERSON | ORG | PLACE | EVENT | TREATY | MEDIA
    form: str  # name | demonym | nominal
    rule: str  # register | model | surname | acronym | nominal …


class Time(NamedTuple):
    """One expression that TIMEX3 would mark."""

    start: int
    end: int
    text: str
    type: str  # DATE | TIME | DURATION | SET
    value: str | None  # TIMEX3 value; None where no one can tell
    anchor: str | None  # the date it was resolved against
    rule: str


class Quote(NamedTuple):
    """A run of speech attributed to someone."""

    start: int
    end: int
    text: str
    kind: str  # direct | indirect
    speaker: str | None  # canonical name; the outlet for interview questions; None if not known
    cue: str | None  # the reporting words, as written
    rule: str
    source_start: int | None = None  # the words that name the speaker: "the minister", "he"
    source_end: int | None = None


class Stance(NamedTuple):
    """One sentence that names the target: who holds which view of it, in whose voice."""

    start: int
    end: int
    text: str
    target: str
    holder: str | None  # canonical name of the deepest source; the outlet where the voice is author
    voice: str  # direct | indirect | author
    stance: int | None  # -1 | 0 | 1; None where the method abstains
    probability: float | None
    cues: str  # the words that decided, joined by "; "
    chain: str  # "outlet > reporter > holder"
    abstained: bool
    method: str  # rules | model | analyst
    flags: str = ""  # negation | rebuttal | irony, joined by "; "


class Event(NamedTuple):
    """A dated happening of the CSTO, told in one sentence."""

    start: int
    end: int
    text: str  # the sentence
    date_start: str | None  # YYYY, YYYY-MM or YYYY-MM-DD, first day of the extent
    date_end: str | None
    precision: str | None  # day | month | year | decade
    kind: (
        str  # founding | summit | meeting | exercise | operation | statement | accession | document | deployment | plan
    )
    modality: str  # happened | planned | denied
    lane: str  # event | statement (dated by its article) | undated (by words that nothing resolves)
    participants: str  # canonical names joined by "; "
    place: str | None
    how: str  # how the date was found


class Reprint(NamedTuple):
    """Two articles that share text or retell one another."""

    article: str
    other: str
    kind: str  # exact | near | partial | retelling
    similarity: float  # share of the shorter text's word shingles found in the other, 0 to 1
    group: int
    origin: str | None  # the likely first of the group, None if no one can tell
