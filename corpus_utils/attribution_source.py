"""Find by syntax who speaks: the source of a reporting verb or noun."""

from spacy.tokens import Token

from corpus_utils.reporting import load_lexicon

Span = tuple[int, int]
SUBJECTS = ("nsubj", "nsubjpass")
RELATIVES = ("who", "which", "that", "whom", "whose")
NOUNS = ("NOUN", "PROPN", "PRON")
FINITE = ("VBD", "VBZ", "VBP")
NOT_IN_NAME = ("relcl", "acl", "appos", "parataxis", "punct", "case")  # what hangs on a name but does not belong to it
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "today", "yesterday", "tomorrow")
DATELINE = 3  # tokens at the start of a sentence in which a dateline may stand
CLIMB = 6  # clauses to climb at most from a participle to its subject
REACH = 12  # tokens in which the name behind an inverted verb must end


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
        agent = next((c for c in verb.children if c.dep_ == "agent"), None)
        return next((c for c in agent.children if c.dep_ == "pobj"), None) if agent is not None else None
    quoting = _quoting(verb)
    if quoting is not None:
        return next((c for c in quoting.children if c.dep_ in SUBJECTS), None) or _apposed(quoting)
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
    while i >= 0 and (doc[i].pos_ in ("AUX", "ADV", "PART") or doc[i].tag_ == "MD" or _is_day(doc[i])):
        i -= 1
    return doc[i] if i >= 0 and doc[i].pos_ in NOUNS and doc[i].tag_ not in ("WDT", "WP") else None


def _inverted(verb: Token) -> Token | None:
    """Return the name after an inverted verb ("…," said Smith)."""
    doc = verb.doc
    if verb.tag_ not in ("VBD", "VBZ") or verb.i == 0 or verb.i + 1 >= len(doc) or not doc[verb.i - 1].is_punct:
        return None
    first = doc[verb.i + 1]
    if first.pos_ not in ("PROPN", "DET", "ADJ", "NOUN") or first.lower_ == "that" or _is_day(first):
        return None
    for token in doc[verb.i + 1 : verb.i + REACH]:
        following = doc[token.i + 1] if token.i + 1 < len(doc) else None
        if token.pos_ in ("PROPN", "NOUN") and (following is None or following.dep_ not in ("compound", "case")):
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


def find_antecedent(relative: Token) -> Token:
    """Return the noun that "who" or "which" stands for; the pronoun itself where the parse does not tell."""
    clause = relative.head
    while clause.dep_ not in ("relcl", "ROOT") and clause.head != clause:
        clause = clause.head
    return clause.head if clause.dep_ == "relcl" else relative


def find_owner(noun: Token) -> Token | None:
    """Return whose claim or call it is: its possessor, its "by", or the subject of the verb that governs it."""
    for child in noun.children:
        if child.dep_ == "poss" and not (
            child.tag_ == "PRP$" and noun.dep_ == "dobj" and find_source(noun.head) is not None
        ):
            return child
        if child.lower_ in ("by", "from") and child.dep_ == "prep":
            return next((c for c in child.children if c.dep_ == "pobj"), None)
    verb = noun.head
    if noun.dep_ == "pobj" and verb.dep_ == "prep":
        verb = verb.head
    return find_source(verb) if verb.pos_ == "VERB" and noun.dep_ in ("dobj", "pobj") else None


def name_span(token: Token) -> Span:
    """Return the noun phrase of a head word without the clauses and appositions that hang on it."""
    kept = [token.i]
    stack = list(token.children)
    while stack:
        child = stack.pop()
        if child.dep_ not in NOT_IN_NAME:
            kept.append(child.i)
            stack += child.children
    return min(kept), max(kept)


def is_agent(subject: Token) -> bool:
    """Tell who can hold a view: a name, a pronoun, a person or a body."""
    if subject.pos_ in ("PRON", "PROPN") or subject.ent_type_:
        return subject.lower_ not in ("it", "this", "that", "which", "what", "there")
    return subject.lower_ in load_lexicon().agents
