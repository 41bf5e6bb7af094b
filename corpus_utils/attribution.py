"""Find who reports what: reporting words, their subject and their content, sentence by sentence."""

from collections.abc import Iterator
from typing import NamedTuple

from spacy.tokens import Doc, Token

from corpus_utils.reporting import load_lexicon

Span = tuple[int, int]
SUBJECTS = ("nsubj", "nsubjpass")
RELATIVES = ("who", "which", "that", "whom", "whose")
NOUNS = ("NOUN", "PROPN", "PRON")
NOT_IN_NAME = ("relcl", "acl", "appos", "parataxis", "punct")  # what hangs on a name but does not belong to it
TOLD = ("tell", "assure", "remind", "inform", "ask", "advise", "warn")  # verbs whose object is the one spoken to
EDGES = " ,.:;?!-–—"


class Attribution(NamedTuple):
    """One reporting expression; offsets as in the text it was found in, content None where nothing is beside it."""

    cue: Span
    source: Span | None  # the words that name the speaker
    named: Span | None  # the words to resolve: as ``source``, but for "who" the name before it
    head: int | None  # offset of the head word of ``named``
    content: Span | None
    verb: str  # base form
    kind: str  # said | thought | resolved | judged | sided | told | shown | noun | according | label | other

    def shifted(self, by: int) -> "Attribution":
        """Return the same with all offsets moved."""
        cue, source, named, content = (None if s is None else (s[0] + by, s[1] + by) for s in self[:3] + self[4:5])
        assert cue is not None
        return Attribution(cue, source, named, None if self.head is None else self.head + by, content, *self[5:])


def parse_attributions(doc: Doc) -> Iterator[Attribution]:
    """Yield the attributions of one parsed sentence, with offsets into the sentence.

    The frames of the lexicon are matched against the dependency tree (labels of the ClearNLP scheme).
    """
    lexicon = load_lexicon()
    for token in doc:
        word = token.lower_
        if word in lexicon.verbs and token.pos_ in ("VERB", "AUX"):
            yield from _of_verb(token)
        elif word == "according" and token.i + 2 < len(doc) and doc[token.i + 1].lower_ == "to":
            yield from _according(doc, token.i)
        elif word in lexicon.nouns and token.pos_ == "NOUN":
            yield from _of_noun(token)


def _of_verb(verb: Token) -> Iterator[Attribution]:
    lexicon = load_lexicon()
    lemma = lexicon.verbs[verb.lower_]
    frames, public = lexicon.frames[lemma], lemma in lexicon.public
    subject = _subject(verb)
    content, last, kind = None, verb.i, "said" if public else "thought"
    for frame in ("clause", "infinitive", "object", *sorted(frames.keys() - {"clause", "infinitive", "object"})):
        if frame in frames and content is None:
            content, last = _complement(verb, frame)
            kind = frames[frame]
    if content is None and public and subject is not None:
        content, kind = _beside_as(verb, subject) or _around(verb, subject), "said"
    if subject is not None and kind != "said" and not _is_agent(subject):
        kind = "shown"
    if subject is not None and subject.lower_ in lexicon.things:
        return
    if content is not None or (public and subject is not None):
        yield _attribution(verb.doc, (verb.i, last), subject, content, lemma, kind)


def _attribution(doc: Doc, cue: Span, source: Token | None, content: Span | None, lemma: str, kind: str) -> Attribution:
    """Turn token numbers (ends inclusive) into offsets."""
    meant = source
    if source is not None and source.lower_ in RELATIVES:
        meant = _antecedent(source)
    return Attribution(
        _offsets(doc, cue),
        None if source is None else _offsets(doc, _name(source)),
        None if meant is None else _offsets(doc, _name(meant)),
        None if meant is None else meant.idx,
        None if content is None else _offsets(doc, _trimmed(doc, content)),
        lemma,
        kind,
    )


def _is_agent(subject: Token) -> bool:
    """Tell who can hold a view: a name, a pronoun, a person or a body."""
    if subject.pos_ in ("PRON", "PROPN") or subject.ent_type_:
        return subject.lower_ not in ("it", "this", "that", "which", "what", "there")
    return subject.lower_ in load_lexicon().agents


def _offsets(doc: Doc, span: Span) -> Span:
    return doc[span[0]].idx, doc[span[1]].idx + len(doc[span[1]])


def _trimmed(doc: Doc, span: Span) -> Span:
    """Leave out "that" and "the fact that" at the start and punctuation at both ends."""
    start, end = span
    for ahead in range(3, -1, -1):
        if start + ahead < end and doc[start + ahead].lower_ == "that" and _is_lead(doc, start, ahead):
            start += ahead + 1
    while start < end and doc[start].text in EDGES:
        start += 1
    while end > start and doc[end].text in EDGES:
        end -= 1
    return start, end


def _is_lead(doc: Doc, start: int, ahead: int) -> bool:
    """Tell the conjunction in "that …", "while that …" and "the fact that …" from a pronoun."""
    if doc[start + ahead].dep_ not in ("mark", "nsubj") and doc[start + ahead].tag_ != "IN":
        return False
    lead = [t.lower_ for t in doc[start : start + ahead]]
    return lead in ([], ["the", "fact"], ["the", "idea"], ["while"], ["also"]) and doc[start + ahead].tag_ != "DT"


def _name(token: Token) -> Span:
    """Return the noun phrase of a head word without the clauses and appositions that hang on it."""
    kept = [token.i]
    stack = list(token.children)
    while stack:
        child = stack.pop()
        if child.dep_ not in NOT_IN_NAME:
            kept.append(child.i)
            stack += child.children
    return min(kept), max(kept)


def _subject(verb: Token) -> Token | None:
    """Return the one who speaks: the word before the verb, its subject, the name after it, or the clause above's."""
    own = next((c for c in verb.children if c.dep_ in SUBJECTS), None)
    if any(c.dep_ == "auxpass" for c in verb.children) or (verb.tag_ == "VBN" and verb.dep_ == "acl"):
        agent = next((c for c in verb.children if c.dep_ == "agent"), None)
        return next((c for c in agent.children if c.dep_ == "pobj"), None) if agent is not None else None
    before = _before(verb)
    if before is not None and (own is None or (own.i < before.i and not own.is_ancestor(before))):
        return before
    after = _after(verb)
    if after is not None and (own is None or (own.i < verb.i and verb.doc[verb.i - 1].text != ",")):
        return after
    if own is not None:
        return own
    return _apposed(verb) or _subject_above(verb)


def _apposed(verb: Token) -> Token | None:
    """Return the name before an apposition that ends at the verb: "Ann Lee, the minister, said"."""
    doc, i = verb.doc, verb.i - 1
    if verb.tag_ not in ("VBD", "VBZ"):
        return None
    while i > 0 and doc[i].pos_ in ("AUX", "ADV"):
        i -= 1
    if i < 3 or doc[i].text != ",":
        return None
    comma = next((t.i for t in reversed(doc[1 : i - 1]) if t.text == ","), 0)
    return doc[comma - 1] if comma and doc[comma - 1].pos_ == "PROPN" else None


def _before(verb: Token) -> Token | None:
    """Return the noun right before a finite verb and its auxiliaries; small models often attach it elsewhere."""
    if verb.tag_ not in ("VBD", "VBZ", "VBP"):
        return None
    doc, i = verb.doc, verb.i - 1
    while i >= 0 and (doc[i].pos_ in ("AUX", "ADV", "PART") or doc[i].tag_ == "MD"):
        i -= 1
    return doc[i] if i >= 0 and doc[i].pos_ in NOUNS and doc[i].tag_ not in ("WDT", "WP") else None


def _after(verb: Token) -> Token | None:
    """Return the name after an inverted verb ("…," said Smith)."""
    doc = verb.doc
    if verb.tag_ not in ("VBD", "VBZ") or verb.i == 0 or verb.i + 1 >= len(doc) or not doc[verb.i - 1].is_punct:
        return None
    first = doc[verb.i + 1]
    if first.pos_ not in ("PROPN", "DET", "ADJ", "NOUN") or first.lower_ == "that":
        return None
    for token in doc[verb.i + 1 : verb.i + 12]:
        if token.pos_ in ("PROPN", "NOUN") and (token.i + 1 == len(doc) or doc[token.i + 1].dep_ != "compound"):
            while token.dep_ == "compound" and token.head.i > token.i:
                token = token.head
            return token
    return None


def _subject_above(verb: Token) -> Token | None:
    """Climb from a participle or second verb to the clause that has a subject."""
    token = verb
    for _ in range(6):
        above = token.head
        if above == token:
            return None
        if token.dep_ == "relcl" or (token.dep_ == "acl" and above.dep_ in SUBJECTS):
            return above
        subject = next((c for c in above.children if c.dep_ in SUBJECTS), None)
        if subject is not None and above.pos_ in ("VERB", "AUX"):
            return None if token.dep_ == "ccomp" and verb == token else subject
        token = above
    return None


def _antecedent(relative: Token) -> Token:
    clause = relative.head
    while clause.dep_ not in ("relcl", "ROOT") and clause.head != clause:
        clause = clause.head
    return clause.head if clause.dep_ == "relcl" else relative


def main_subject(doc: Doc) -> tuple[int, int, int] | None:
    """Return start, end and head of the subject of a sentence, unless it is a pronoun."""
    root = next((t for t in doc if t.dep_ == "ROOT"), None)
    subject = next((c for c in root.children if c.dep_ in SUBJECTS), None) if root is not None else None
    if subject is None or subject.pos_ == "PRON":
        return None
    return (*_offsets(doc, _name(subject)), subject.idx)


def introduce(doc: Doc, position: int, behind: bool) -> Attribution | None:
    """Return any verb with its subject right behind or before an offset, a reporting verb or not."""
    tokens = [t for t in doc if (t.idx >= position if behind else t.idx + len(t) <= position)]
    verbs = [t for t in tokens if t.tag_ in ("VBD", "VBZ", "VBP") and t.pos_ == "VERB"]
    for verb in verbs[:1] if behind else verbs[:-2:-1]:
        subject = _subject(verb)
        near = subject is not None and (subject.i >= tokens[0].i if behind else True)
        if near and (not behind or min(verb.i, subject.left_edge.i) - tokens[0].i <= 1):  # type: ignore[union-attr]
            return _attribution(doc, (verb.i, verb.i), subject, None, verb.lemma_, "other")
    return None


def _complement(verb: Token, frame: str) -> tuple[Span | None, int]:
    """Return the content (token numbers, ends inclusive) and the last token of the cue."""
    if frame == "clause":
        return _clause(verb), verb.i
    if frame == "infinitive":
        to = next((c for c in verb.children if c.dep_ == "xcomp" and c.i > verb.i and c.left_edge.lower_ == "to"), None)
        return (None if to is None else (to.left_edge.i, to.right_edge.i)), verb.i
    if frame == "object":
        objects = [c for c in verb.children if c.dep_ == "dobj" and c.i > verb.i]
        if not objects or (objects[0].pos_ == "PRON" and objects[0].tag_ != "PRP"):
            return None, verb.i
        last = [c.right_edge.i for c in verb.children if c.lower_ in ("of", "as", "for") and c.i > objects[0].i]
        return (max(verb.i + 1, objects[0].left_edge.i), max([objects[0].right_edge.i, *last])), verb.i
    for preposition in (c for c in verb.children if c.lower_ == frame and c.i > verb.i):
        for below in preposition.children:
            if below.dep_ in ("pobj", "pcomp"):
                return (below.left_edge.i, below.right_edge.i), preposition.i
    return None, verb.i


def _clause(verb: Token) -> Span | None:
    """Return the clause that the verb governs on its right; "that" right after the verb outweighs the parse."""
    doc = verb.doc
    clauses = [c for c in verb.children if c.dep_ in ("ccomp", "advcl", "xcomp") and c.i > verb.i]
    clause = next((c for c in clauses if c.dep_ == "ccomp" or _that(c) is not None), None)
    if clause is None:
        if verb.i + 2 < len(doc) and doc[verb.i + 1].lower_ == "that" and doc[verb.i + 1].tag_ == "IN":
            return verb.i + 2, len(doc) - 1
        return None
    first = clause.left_edge
    start = first.i if first.tag_ in ("WDT", "WP") else max(first.i, verb.i + 1)
    that = _that(clause)
    return (start if that is None else that.i + 1), _last(doc, clause)


def _that(clause: Token) -> Token | None:
    return next((c for c in clause.children if c.lower_ == "that" and c.dep_ == "mark"), None)


def _last(doc: Doc, clause: Token) -> int:
    """Return the last token of a clause: before a second reporting verb, and with what a small model cuts off."""
    lexicon = load_lexicon()
    last = clause.right_edge.i
    for token in doc[clause.i + 1 : last + 1]:
        if token.dep_ == "conj" and token.head == clause and token.lower_ in lexicon.verbs:
            subject = next((c for c in token.children if c.dep_ in SUBJECTS), None)
            if lexicon.verbs[token.lower_] in lexicon.public and (subject is None or subject.i > clause.i):
                return max(clause.i, token.left_edge.i - 1 if subject is not None else token.i - 1)
    ink = last
    while ink > clause.i and doc[ink].is_punct:
        ink -= 1
    return len(doc) - 1 if doc[ink].dep_ == "cc" else last  # a clause does not end in "but": its other half is cut off


def _around(verb: Token, source: Token) -> Span | None:
    """Return the clause around "…, he said" or "…, he said, …"."""
    doc = verb.doc
    first = min(verb.i, _name(source)[0])
    if first < 3 or doc[first - 1].text != "," or verb.tag_ not in ("VBD", "VBZ", "VBP") or _has_object(verb):
        return None
    subjects = [t for t in doc[: first - 1] if t.dep_ in ("nsubj", "nsubjpass", "expl")]
    if not any(t.head.dep_ not in ("advcl", "relcl", "acl") for t in subjects):
        return None
    root = next(t for t in doc if t.dep_ == "ROOT")
    if verb.dep_ == "parataxis" and root.i > verb.i:
        return 0, len(doc) - 1
    return 0, first - 1


def _has_object(verb: Token) -> bool:
    """Tell "he continued the work" from "he said" and "he told reporters"."""
    objects = (c for c in verb.children if c.dep_ in ("dobj", "xcomp") and c.i > verb.i)
    return any(load_lexicon().verbs.get(verb.lower_) not in TOLD for _ in objects)


def _beside_as(verb: Token, source: Token) -> Span | None:
    """Return the clause beside "as he said" at either end of a sentence."""
    doc, first = verb.doc, min(verb.i, _name(source)[0]) - 1
    if first < 0 or doc[first].lower_ != "as":
        return None
    if first > 1:
        return (0, first - 1) if all(t.is_punct for t in doc[verb.i + 1 :]) else None
    comma = next((t.i for t in doc[verb.i + 1 :] if t.text == ","), len(doc))
    return (comma + 1, len(doc) - 1) if comma + 1 < len(doc) else None


def _according(doc: Doc, i: int) -> Iterator[Attribution]:
    """Read "According to X, …" and "…, according to X"."""
    source = next((c for c in doc[i + 1].children if c.dep_ == "pobj"), None)
    if source is None:
        return
    content = (0, i - 1)
    if i <= 2:
        comma = next(
            (t.i for t in doc[_name(source)[1] + 1 :] if t.text == "," and t.i > source.right_edge.i - 1), None
        )
        if comma is None or comma + 1 >= len(doc):
            return
        content = (comma + 1, len(doc) - 1)
    yield _attribution(doc, (i, i + 1), source, content, "according", "according")


def _of_noun(noun: Token) -> Iterator[Attribution]:
    """Read "the claim that …", "his call for …": the owner, or the subject of the verb, is the source."""
    frames = load_lexicon().nouns[noun.lower_]
    behind = [c for c in noun.head.children if c.dep_ == "prep" and noun.dep_ == "dobj"]  # "drew attention to"
    for child in sorted([*noun.children, *behind], key=lambda c: c.i):
        content = None
        if child.i < noun.i:
            continue
        if child.dep_ in ("acl", "ccomp", "relcl") and "that" in frames and _that(child) is not None:
            content = (child.left_edge.i, _last(noun.doc, child))
        elif child.dep_ == "acl" and "to" in frames and child.left_edge.lower_ == "to":
            content = (child.left_edge.i, child.right_edge.i)
        elif child.dep_ == "prep" and child.lower_ in frames:
            below = next((c for c in child.children if c.dep_ in ("pobj", "pcomp")), None)
            content = None if below is None else (below.left_edge.i, below.right_edge.i)
        if content is not None:
            yield _attribution(noun.doc, (noun.i, noun.i), _owner(noun), content, noun.lower_, "noun")
            return


def _owner(noun: Token) -> Token | None:
    for child in noun.children:
        if child.dep_ == "poss" and not (
            child.tag_ == "PRP$" and noun.dep_ == "dobj" and _subject(noun.head) is not None
        ):
            return child
        if child.lower_ in ("by", "from") and child.dep_ == "prep":
            return next((c for c in child.children if c.dep_ == "pobj"), None)
    verb = noun.head
    if noun.dep_ == "pobj" and verb.dep_ == "prep":
        verb = verb.head
    return _subject(verb) if verb.pos_ == "VERB" and noun.dep_ in ("dobj", "pobj") else None
