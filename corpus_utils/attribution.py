"""Find who reports what, sentence by sentence: reporting words, their source and their content."""

from collections.abc import Iterator, Sequence

from spacy.tokens import Doc, Token

from corpus_utils.attribution_syntax import (
    FINITE,
    FRAMES,
    RELATIVES,
    SUBJECTS,
    TOLD,
    child,
    find_antecedent,
    find_complement,
    find_source,
    is_agent,
    is_finite,
    last_token,
    name_span,
    that_clause_mark,
)
from corpus_utils.reporting import Attribution, Span, load_lexicon, match_attributions
from corpus_utils.schema import Sentence

OPENING = 2  # tokens that may stand before a phrase that opens a sentence ("But according to …")
EDGES = " ,.:;?!-–—"


def find_attributions(text: str, sentences: Sequence[Sentence], docs: Sequence[Doc] | None) -> list[list[Attribution]]:
    """Return the reporting expressions of each sentence, by syntax where there is a parse, else by patterns."""
    if docs is None:
        return [[a.shifted(s.start) for a in match_attributions(text[s.start : s.end])] for s in sentences]
    return [[a.shifted(s.start) for a in parse_attributions(d)] for s, d in zip(sentences, docs, strict=True)]


def parse_attributions(doc: Doc) -> Iterator[Attribution]:
    """Yield the attributions of one parsed sentence, with offsets into the sentence.

    The frames of the lexicon are matched against the dependency tree (labels of the ClearNLP scheme).
    """
    lexicon = load_lexicon()
    for token in doc:
        word = token.lower_
        if word in lexicon.verbs and token.pos_ in ("VERB", "AUX"):
            yield from _of_verb(token)
        elif word == "to" and token.i and doc[token.i - 1].lower_ == "according":
            yield from _according(token)
        elif word == "in":
            yield from _in_view(token)
        elif word in lexicon.nouns and token.pos_ == "NOUN":
            yield from _of_noun(token)
        elif word in lexicon.adjectives:
            yield from _of_adjective(token)


def _of_verb(verb: Token) -> Iterator[Attribution]:
    lexicon = load_lexicon()
    lemma = lexicon.verbs[verb.lower_]
    frames, public = lexicon.frames[lemma], lemma in lexicon.public
    subject = find_source(verb)
    if verb.tag_ == "VB" and verb.dep_ in ("xcomp", "advcl") and verb.head.pos_ == "ADJ":
        return  # "hard to say"
    if lemma == "go" and not any(c.dep_ == "prt" and c.lower_ == "on" for c in verb.children):
        return
    content, last, kind = None, verb.i, "said" if public else "thought"
    for frame in sorted(frames, key=lambda f: (FRAMES.index(f) if f in FRAMES else len(FRAMES), f)):
        if content is None:
            content, last = find_complement(verb, frame)
            kind = frames[frame]
    inverted = subject is not None and subject.i > verb.i and verb.i > 0 and verb.doc[verb.i - 1].text == ","
    if (content is None or inverted) and subject is not None and lemma in lexicon.parenthetical:
        content, kind = _beside_as(verb, subject) or _around(verb, subject), "said"
    if subject is not None and subject.lower_ in lexicon.things:
        return
    if content is not None or (public and subject is not None):
        yield make_attribution(verb.doc, (verb.i, last), subject, content, kind)


def _around(verb: Token, source: Token) -> Span | None:
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
    return following.tag_ not in ("VBG", "WP", "WDT", "WRB")


def _has_object(verb: Token) -> bool:
    """Tell "he continued the work" from "he said" and "he told reporters"."""
    objects = (c for c in verb.children if c.dep_ in ("dobj", "xcomp") and c.i > verb.i)
    return any(load_lexicon().verbs.get(verb.lower_) not in TOLD for _ in objects)


def _beside_as(verb: Token, source: Token) -> Span | None:
    """Return the clause beside "as he said" at either end of a sentence."""
    doc, first = verb.doc, min(verb.i, name_span(source)[0]) - 1
    if first < 0 or doc[first].lower_ != "as":
        return None
    if first > 1:
        return (0, first - 1) if all(t.is_punct for t in doc[verb.i + 1 :]) else None
    comma = next((t.i for t in doc[verb.i + 1 :] if t.text == ","), len(doc))
    return (comma + 1, len(doc) - 1) if comma + 1 < len(doc) else None


def make_attribution(doc: Doc, cue: Span, source: Token | None, content: Span | None, kind: str) -> Attribution:
    """Turn token numbers (ends inclusive) into offsets."""
    meant = source
    if source is not None and source.lower_ in RELATIVES:
        meant = find_antecedent(source)
    return Attribution(
        _offsets(doc, cue),
        None if source is None else _offsets(doc, name_span(source)),
        None if meant is None else _offsets(doc, name_span(meant)),
        None if meant is None else meant.idx,
        None if content is None else _offsets(doc, _trimmed(doc, content)),
        source is not None and is_agent(source),
        kind,
    )


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
    while end > start and (doc[end].text in EDGES or doc[end].dep_ == "cc"):
        end -= 1
    return start, end


def _is_lead(doc: Doc, start: int, ahead: int) -> bool:
    """Tell the conjunction in "that …", "while that …" and "the fact that …" from a pronoun."""
    if doc[start + ahead].dep_ not in ("mark", "nsubj") and doc[start + ahead].tag_ != "IN":
        return False
    lead = [t.lower_ for t in doc[start : start + ahead]]
    return lead in ([], ["the", "fact"], ["the", "idea"], ["while"], ["also"]) and doc[start + ahead].tag_ != "DT"


def introduce(doc: Doc, position: int, behind: bool) -> Attribution | None:
    """Return any verb with its subject right behind or before an offset, a reporting verb or not."""
    tokens = [t for t in doc if (t.idx >= position if behind else t.idx + len(t) <= position)]
    verbs = [t for t in tokens if t.tag_ in FINITE and t.pos_ == "VERB"]
    for verb in verbs[:1] if behind else verbs[:-2:-1]:
        subject = find_source(verb)
        near = subject is not None and (subject.i >= tokens[0].i if behind else True)
        if near and (not behind or min(verb.i, subject.left_edge.i) - tokens[0].i <= 1):  # type: ignore[union-attr]
            return make_attribution(doc, (verb.i, verb.i), subject, None, "other")
    return None


def _according(to: Token) -> Iterator[Attribution]:
    """Read "According to X, …" and "…, according to X"."""
    if (source := child(to, "pobj")) is not None:
        yield from _framed(to.doc, (to.i - 1, to.i), source, source.right_edge.i, "according")


def _in_view(preposition: Token) -> Iterator[Attribution]:
    """Read "In his view, …" and "…, in the words of X"."""
    noun = child(preposition, "pobj")
    if noun is None or noun.lower_ not in load_lexicon().framing or noun.i == preposition.i + 1:
        return  # "in view of" names no one's view
    of = [b for c in noun.children if c.lower_ == "of" for b in c.children if b.dep_ == "pobj"]
    source = child(noun, "poss") or (of[0] if of else None)
    if source is not None:
        yield from _framed(preposition.doc, (preposition.i, noun.i), source, noun.right_edge.i, noun.lower_)


def _framed(doc: Doc, cue: Span, source: Token, last: int, word: str) -> Iterator[Attribution]:
    """Take what follows a phrase that opens the sentence, what goes before one that ends it, or all around it."""
    first, end = cue[0], len(doc) - 1
    between = first > 0 and doc[first - 1].text == "," and last + 1 < end and doc[last + 1].text == ","
    opens = first <= OPENING and not between
    start = last + 2 if last < end and doc[last + 1].text == "," else last + 1
    content = (start, end) if opens else (0, end) if between else (0, first - 1)
    if content[0] < content[1]:
        yield make_attribution(doc, cue, source, content, "according")


def _of_adjective(adjective: Token) -> Iterator[Attribution]:
    """Read "he is confident that …"."""
    clause = next((c for c in adjective.children if c.dep_ == "ccomp" and that_clause_mark(c) is not None), None)
    holders = [*adjective.children, *(adjective.head.children if adjective.dep_ == "acomp" else ())]
    source = next((c for c in holders if c.dep_ in SUBJECTS), None)
    if clause is not None and source is not None:
        content, at = (clause.left_edge.i, last_token(adjective.doc, clause)), adjective.i
        yield make_attribution(adjective.doc, (at, at), source, content, "thought")


def _of_noun(noun: Token) -> Iterator[Attribution]:
    """Read "the claim that …", "his call for …": the owner, or the subject of the verb, is the source."""
    frames = load_lexicon().nouns[noun.lower_]
    behind = [
        c for c in noun.head.children if c.dep_ == "prep" and noun.dep_ == "dobj" and c.i > noun.i
    ]  # "drew attention to"
    for word in sorted([*noun.rights, *behind], key=lambda c: c.i):
        content = None
        if word.dep_ in ("acl", "ccomp", "relcl") and "that" in frames and that_clause_mark(word) is not None:
            content = (word.left_edge.i, last_token(noun.doc, word))
        elif word.dep_ == "acl" and "to" in frames and word.left_edge.lower_ == "to":
            content = (word.left_edge.i, word.right_edge.i)
        elif word.dep_ == "prep" and word.lower_ in frames:
            below = child(word, "pobj", "pcomp")
            content = None if below is None else (below.left_edge.i, below.right_edge.i)
        if content is not None:
            yield make_attribution(noun.doc, (noun.i, noun.i), _owner(noun), content, "noun")
            return


def _owner(noun: Token) -> Token | None:
    """Return whose claim or call it is: its possessor, its "by", or the subject of the verb that governs it."""
    for below in noun.children:
        of_subject = below.tag_ == "PRP$" and noun.dep_ == "dobj" and find_source(noun.head) is not None
        if below.dep_ == "poss" and not of_subject:
            return below
        if below.lower_ in ("by", "from") and below.dep_ == "prep":
            return child(below, "pobj")
    verb = noun.head
    if noun.dep_ == "pobj" and verb.dep_ == "prep":
        verb = verb.head
    return find_source(verb) if verb.pos_ == "VERB" and noun.dep_ in ("dobj", "pobj") else None
