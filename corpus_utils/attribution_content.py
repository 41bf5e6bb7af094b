"""Find by syntax what is said: the content of a reporting verb, in each of its frames."""

from spacy.tokens import Doc, Token

from corpus_utils.attribution_source import SUBJECTS, is_finite, name_span
from corpus_utils.reporting import load_lexicon

Span = tuple[int, int]  # token numbers, the end inclusive
NOMINAL = ("NOUN", "PROPN", "ADJ", "NUM")
TOLD = ("tell", "assure", "remind", "inform", "ask", "advise", "warn")  # verbs whose object is the one spoken to
FRAMES = ("object infinitive", "object predicate", "clause", "infinitive", "object as", "object")  # in this order


def find_complement(verb: Token, frame: str) -> tuple[Span | None, int]:
    """Return the content (token numbers, ends inclusive) and the last token of the cue."""
    if frame == "clause":
        return _clause(verb), verb.i
    if frame == "infinitive":
        to = next((c for c in verb.children if c.dep_ == "xcomp" and c.i > verb.i and c.left_edge.lower_ == "to"), None)
        return (None if to is None else (to.left_edge.i, to.right_edge.i)), verb.i
    if frame.startswith("object"):
        return _object(verb, frame), verb.i
    for preposition in (c for c in verb.children if c.lower_ == frame and c.i > verb.i):
        for below in preposition.children:
            if below.dep_ in ("pobj", "pcomp"):
                return (below.left_edge.i, below.right_edge.i), preposition.i
    return None, verb.i


def _object(verb: Token, frame: str) -> Span | None:
    """Return the object with what is said of it; of a passive with "by", the subject."""
    if any(c.dep_ == "agent" for c in verb.children) and frame == "object":
        subject = next((c for c in verb.children if c.dep_ == "nsubjpass"), None)
        return None if subject is None or subject.pos_ == "PRON" else (subject.left_edge.i, subject.right_edge.i)
    objects = [c for c in verb.children if c.dep_ in ("dobj", "nsubj") and c.i > verb.i]
    if frame == "object infinitive":
        to = next((c for c in verb.children if c.tag_ == "VB" and c.i > verb.i and _to(c) is not None), None)
        within = [] if to is None else [c for c in to.children if c.dep_ == "nsubj"]
        on = [b for c in verb.children if c.lower_ in ("on", "upon") for b in c.children if b.dep_ == "pobj"]
        whom = next((c for c in (*objects, *within, *on) if to is not None and verb.i < c.i < to.i), None)
        return None if whom is None or to is None else (whom.left_edge.i, to.right_edge.i)
    if frame == "object predicate":
        said = [c for c in verb.children if c.dep_ in ("oprd", "ccomp", "attr") and c.i > verb.i and c.pos_ in NOMINAL]
        return (min([verb.i + 1, *(o.left_edge.i for o in objects)]), said[-1].right_edge.i) if said else None
    objects = [c for c in objects if c.dep_ == "dobj"]
    if not objects or (objects[0].pos_ == "PRON" and objects[0].tag_ != "PRP"):
        return None
    joined = ("as",) if frame == "object as" else ("of", "as", "for")
    last = [c.right_edge.i for c in verb.children if c.lower_ in joined and c.i > objects[0].i]
    if frame == "object as" and not last:
        return None
    return max(verb.i + 1, objects[0].left_edge.i), max([objects[0].right_edge.i, *last])


def _clause(verb: Token) -> Span | None:
    """Return the clause that the verb governs on its right; "that" right after the verb outweighs the parse."""
    doc = verb.doc
    clauses = [c for c in verb.children if c.dep_ in ("ccomp", "advcl", "xcomp") and c.i > verb.i]
    clause = next((c for c in clauses if c.dep_ == "ccomp" or that_clause_mark(c) is not None), None)
    if clause is None:
        if verb.i + 2 < len(doc) and doc[verb.i + 1].lower_ == "that" and doc[verb.i + 1].tag_ == "IN":
            return verb.i + 2, len(doc) - 1
        return None
    first = clause.left_edge
    start = first.i if first.tag_ in ("WDT", "WP") else max(first.i, verb.i + 1)
    that = that_clause_mark(clause)
    return (start if that is None else that.i + 1), last_token(doc, clause)


def _to(clause: Token) -> Token | None:
    return next((c for c in clause.children if c.lower_ == "to" and c.dep_ == "aux"), None)


def that_clause_mark(clause: Token) -> Token | None:
    """Return the "that" which opens a clause."""
    return next((c for c in clause.children if c.lower_ == "that" and c.dep_ == "mark"), None)


def last_token(doc: Doc, clause: Token) -> int:
    """Return the last token of a clause: before a second reporting verb, and with what a small model cuts off."""
    lexicon = load_lexicon()
    last = clause.right_edge.i
    for token in doc[clause.i + 1 : last + 1]:
        if token.dep_ == "conj" and token.head == clause and token.lower_ in lexicon.verbs:
            subject = next((c for c in token.children if c.dep_ in SUBJECTS), None)
            if lexicon.verbs[token.lower_] in lexicon.public and (subject is None or subject.i > clause.i):
                return max(clause.i, token.left_edge.i - 1 if subject is not None else token.i - 1)
    for token in doc[clause.i + 1 : last + 1]:
        if token.tag_ in ("WDT", "WP") and doc[token.i - 1].text == "," and token.head.right_edge.i >= last:
            return token.i - 2  # ", which …" at the end is as a rule the writer's own addition
    ink = last
    while ink > clause.i and doc[ink].is_punct:
        ink -= 1
    return len(doc) - 1 if doc[ink].dep_ == "cc" else last  # a clause does not end in "but": its other half is cut off


def find_around(verb: Token, source: Token) -> Span | None:
    """Return the clause around "…, he said" or "…, he said, …"."""
    doc = verb.doc
    particles = (c.i for c in verb.children if c.dep_ == "prt")  # "he went on"
    first, last = min(verb.i, name_span(source)[0]), max(verb.i, name_span(source)[1], *particles)
    if first < 2 or doc[first - 1].text != "," or not is_finite(verb) or _has_object(verb):
        return None
    if _goes_on(doc, last, source.i > verb.i):
        return 0, len(doc) - 1
    subjects = (t for t in doc[: first - 1] if t.dep_ in (*SUBJECTS, "csubj", "expl"))
    return (0, first - 1) if any(_stands_beside(t.head, verb) for t in subjects) else None


def _stands_beside(clause: Token, verb: Token) -> bool:
    """Tell the clause that is said from one that hangs on it: "When asked, he said"."""
    return clause.dep_ in ("ROOT", "conj", "parataxis") or (
        clause.dep_ == "ccomp" and (verb in (clause, clause.head) or clause.head in verb.ancestors)
    )


def _goes_on(doc: Doc, last: int, inverted: bool) -> bool:
    """Tell "…, he said, because …" from "…, he said, adding …" and "…, said Lee, a lawyer"."""
    if last + 2 >= len(doc) or doc[last + 1].text != ",":
        return False
    following = doc[last + 2]
    if inverted:
        return following.pos_ in ("SCONJ", "CCONJ")
    return following.tag_ not in ("VBG", "WP", "WDT", "WRB") and following.lower_ != "according"


def _has_object(verb: Token) -> bool:
    """Tell "he continued the work" from "he said" and "he told reporters"."""
    objects = (c for c in verb.children if c.dep_ in ("dobj", "xcomp") and c.i > verb.i)
    return any(load_lexicon().verbs.get(verb.lower_) not in TOLD for _ in objects)


def find_beside_as(verb: Token, source: Token) -> Span | None:
    """Return the clause beside "as he said" at either end of a sentence."""
    doc, first = verb.doc, min(verb.i, name_span(source)[0]) - 1
    if first < 0 or doc[first].lower_ != "as":
        return None
    if first > 1:
        return (0, first - 1) if all(t.is_punct for t in doc[verb.i + 1 :]) else None
    comma = next((t.i for t in doc[verb.i + 1 :] if t.text == ","), len(doc))
    return (comma + 1, len(doc) - 1) if comma + 1 < len(doc) else None
