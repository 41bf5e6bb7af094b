"""Find by syntax the two roles of a reporting expression: who speaks (source) and what is said (content)."""

from spacy.tokens import Doc, Token

from corpus_utils.reporting import load_lexicon

Span = tuple[int, int]  # token numbers, the end inclusive
SUBJECTS = ("nsubj", "nsubjpass")
RELATIVES = ("who", "which", "that", "whom", "whose")
NOUNS = ("NOUN", "PROPN", "PRON")
NOMINAL = ("NOUN", "PROPN", "ADJ", "NUM")
FINITE = ("VBD", "VBZ", "VBP")
NOT_IN_NAME = ("relcl", "acl", "appos", "parataxis", "punct", "case")  # what hangs on a name but does not belong to it
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "today", "yesterday", "tomorrow")
TOLD = ("tell", "assure", "remind", "inform", "ask", "advise", "warn")  # verbs whose object is the one spoken to
FRAMES = ("object infinitive", "object predicate", "clause", "infinitive", "object as", "object")  # in this order
DATELINE = 3  # tokens at the start of a sentence in which a dateline may stand
CLIMB = 6  # clauses to climb at most from a participle to its subject
REACH = 12  # tokens in which the name behind an inverted verb must end


def child(token: Token, *labels: str) -> Token | None:
    """Return the first word that hangs on a token by one of these relations."""
    return next((c for c in token.children if c.dep_ in labels), None)


def is_finite(verb: Token) -> bool:
    """Tell "said", "has said" and "was quoted as saying" from "to say"."""
    return verb.tag_ in FINITE or any(c.lemma_ == "have" for c in verb.children) or _quoting(verb) is not None


def _quoting(verb: Token) -> Token | None:
    """Return the verb above in "was quoted as saying"."""
    above = verb.head.head if verb.lower_ == "saying" and verb.head.lower_ == "as" else verb
    return above if above.lower_ in ("quoted", "cited", "reported") and above != verb else None


def find_source(verb: Token) -> Token | None:
    """Return the one who speaks: the word before the verb, its subject, the name after it, or the clause above's."""
    own = next((c for c in verb.children if c.dep_ in SUBJECTS and not _is_day(c)), None)
    if any(c.dep_ == "auxpass" for c in verb.children) or (verb.tag_ == "VBN" and verb.dep_ == "acl"):
        agent = child(verb, "agent")
        return None if agent is None else child(agent, "pobj")
    quoting = _quoting(verb)
    if quoting is not None:
        return child(quoting, *SUBJECTS) or _apposed(quoting)
    before = _before(verb)
    if before is not None and (own is None or (own.i < before.i and not own.is_ancestor(before))):
        return before
    after = _inverted(verb)
    if after is not None and (own is None or (own.i < verb.i and verb.doc[verb.i - 1].text != ",")):
        return after
    if own is not None:
        return _out_of_brackets(_after_dateline(own, verb))
    return _apposed(verb) or _subject_above(verb)


def _before(verb: Token) -> Token | None:
    """Return the noun right before a finite verb and its auxiliaries; small models often attach it elsewhere."""
    if verb.tag_ not in FINITE:
        return None
    doc, i = verb.doc, verb.i - 1
    while i >= 0 and (doc[i].pos_ in ("AUX", "ADV", "PART") or _is_day(doc[i])):
        i -= 1
    return doc[i] if i >= 0 and doc[i].pos_ in NOUNS and doc[i].tag_ not in ("WDT", "WP") else None


def _inverted(verb: Token) -> Token | None:
    """Return the name after an inverted verb ("…," said Smith)."""
    doc = verb.doc
    if verb.tag_ not in ("VBD", "VBZ") or verb.i == 0 or not doc[verb.i - 1].is_punct:
        return None
    first = doc[verb.i + 1 : verb.i + 2]
    if not first or first[0].pos_ not in ("PROPN", "DET", "ADJ", "NOUN") or _is_day(first[0]):
        return None
    for token in doc[verb.i + 1 : verb.i + REACH]:
        inside = any(t.dep_ in ("compound", "case") for t in doc[token.i + 1 : token.i + 2])
        if token.pos_ in ("PROPN", "NOUN") and not inside:
            while token.dep_ == "compound" and token.head.i > token.i:
                token = token.head
            return token
    return None


def _is_day(token: Token) -> bool:
    """Tell a day or a date: no one speaks who is one, as in "Lee on Friday said"."""
    return token.ent_type_ in ("DATE", "TIME") or token.lower_ in DAYS


def _after_dateline(subject: Token, verb: Token) -> Token:
    """Return the subject behind a dateline that was taken for it: "Geneva - The head of the bank said"."""
    doc = verb.doc
    dash = next((t.i for t in doc[subject.i + 1 : verb.i] if t.text in ("-", "–", "—", ":")), None)
    if subject.i > DATELINE or dash is None:
        return subject
    behind = (t for t in doc[dash + 1 : verb.i] if t.pos_ in NOUNS and t.dep_ not in ("compound", "poss"))
    return next(behind, subject)


def _out_of_brackets(token: Token) -> Token:
    """Return the noun before the brackets that a word stands in: "Lee (R-OH) said"."""
    doc = token.doc
    before = next((t.i for t in reversed(doc[: token.i]) if t.text in "()"), None)
    if before is None or doc[before].text != "(" or before == 0:
        return token
    return doc[before - 1] if doc[before - 1].pos_ in NOUNS else token


def _apposed(verb: Token) -> Token | None:
    """Return the name before an apposition that ends at the verb: "Ann Lee, the minister, said"."""
    doc, i = verb.doc, verb.i - 1
    if verb.tag_ not in ("VBD", "VBZ", "VBN"):
        return None
    while i > 0 and doc[i].pos_ in ("AUX", "ADV"):
        i -= 1
    if i < 3 or doc[i].text != ",":
        return None
    comma = next((t.i for t in reversed(doc[1 : i - 1]) if t.text == ","), 0)
    return doc[comma - 1] if comma and doc[comma - 1].pos_ == "PROPN" else None


def _subject_above(verb: Token) -> Token | None:
    """Climb from a participle or second verb to the clause that has a subject."""
    token = verb
    for _ in range(CLIMB):
        above = token.head
        if above == token:
            return None
        if token.dep_ == "relcl" or (token.dep_ == "acl" and above.dep_ in SUBJECTS):
            return above
        subject = child(above, *SUBJECTS)
        if token.dep_ == "xcomp" and subject is not None and subject.dep_ == "nsubjpass" and _tells(above):
            return None  # "was told to press for": he is the one spoken to
        if subject is not None and above.pos_ in ("VERB", "AUX"):
            return None if token.dep_ == "ccomp" and verb == token else subject
        token = above
    return None


def find_antecedent(relative: Token) -> Token:
    """Return the noun that "who" or "which" stands for; the pronoun itself where the parse does not tell."""
    clause = relative.head
    while clause.dep_ not in ("relcl", "ROOT"):
        clause = clause.head
    return clause.head if clause.dep_ == "relcl" else relative


def name_span(token: Token) -> Span:
    """Return the noun phrase of a head word without the clauses and appositions that hang on it."""
    kept = [token.i]
    stack = list(token.children)
    while stack:
        below = stack.pop()
        if below.dep_ not in NOT_IN_NAME:
            kept.append(below.i)
            stack += below.children
    return min(kept), max(kept)


def is_agent(subject: Token) -> bool:
    """Tell who can hold a view: a name, a pronoun, a person or a body."""
    if subject.pos_ in ("PRON", "PROPN") or subject.ent_type_:
        return subject.lower_ not in ("it", "this", "that", "which", "what", "there")
    return subject.lower_ in load_lexicon().agents


def find_complement(verb: Token, frame: str) -> tuple[Span | None, int]:
    """Return the content (token numbers, ends inclusive) and the last token of the cue."""
    if frame == "clause":
        return _clause(verb), verb.i
    if frame == "infinitive":
        to = next((c for c in verb.children if c.dep_ == "xcomp" and c.left_edge.lower_ == "to"), None)
        return (None if to is None else (to.left_edge.i, to.right_edge.i)), verb.i
    if frame.startswith("object"):
        return _object(verb, frame), verb.i
    for preposition in (c for c in verb.children if c.lower_ == frame and c.i > verb.i):
        below = child(preposition, "pobj", "pcomp")
        if below is not None:
            return (below.left_edge.i, below.right_edge.i), preposition.i
    return None, verb.i


def _object(verb: Token, frame: str) -> Span | None:
    """Return the object with what is said of it; of a passive with "by", the subject."""
    if frame == "object" and child(verb, "agent") is not None:
        subject = child(verb, "nsubjpass")
        return None if subject is None or subject.pos_ == "PRON" else (subject.left_edge.i, subject.right_edge.i)
    objects = [c for c in verb.children if c.dep_ in ("dobj", "nsubj") and c.i > verb.i]
    if frame == "object infinitive":
        to = next((c for c in verb.children if c.tag_ == "VB" and c.i > verb.i and _has_to(c)), None)
        if to is None:
            return None
        on = [b for c in verb.children if c.lower_ in ("on", "upon") for b in c.children if b.dep_ == "pobj"]
        within = [c for c in to.children if c.dep_ == "nsubj"]
        whom = next((c for c in (*objects, *within, *on) if verb.i < c.i < to.i), None)
        return None if whom is None else (whom.left_edge.i, to.right_edge.i)
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


def _tells(verb: Token) -> bool:
    return load_lexicon().verbs.get(verb.lower_) in TOLD


def _has_to(clause: Token) -> bool:
    return any(c.lower_ == "to" and c.dep_ == "aux" for c in clause.children)


def that_clause_mark(clause: Token) -> Token | None:
    """Return the "that" which opens a clause."""
    return next((c for c in clause.children if c.lower_ == "that" and c.dep_ == "mark"), None)


def last_token(doc: Doc, clause: Token) -> int:
    """Return the last token of a clause: before a second reporting verb, and with what a small model cuts off."""
    lexicon, last = load_lexicon(), clause.right_edge.i
    for token in doc[clause.i + 1 : last + 1]:
        if token.dep_ == "conj" and token.head == clause and lexicon.verbs.get(token.lower_) in lexicon.public:
            return max(clause.i, (token if child(token, *SUBJECTS) is None else token.left_edge).i - 1)
    for token in doc[clause.i + 1 : last + 1]:
        if token.tag_ in ("WDT", "WP") and doc[token.i - 1].text == "," and token.head.right_edge.i >= last:
            return token.i - 2  # ", which …" at the end is as a rule the writer's own addition
    ink = last
    while ink > clause.i and doc[ink].is_punct:
        ink -= 1
    return len(doc) - 1 if doc[ink].dep_ == "cc" else last  # a clause does not end in "but": its other half is cut off
