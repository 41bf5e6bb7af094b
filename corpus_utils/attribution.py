"""Find who reports what: reporting words, their subject and their content clause, sentence by sentence."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from spacy.tokens import Doc, Token

from corpus_utils.schema import Sentence

Span = tuple[int, int]
SUBJECTS = ("nsubj", "nsubjpass")
RELATIVES = ("who", "which", "that", "whom")
CLAUSES = ("ccomp",)


class Attribution(NamedTuple):
    """One reporting expression: offsets into the raw text, content None where no clause was found."""

    cue: Span
    source: Span | None
    head: int | None  # offset of the head word of the source
    content: Span | None
    verb: str  # base form
    kind: str  # public | private | noun | adposition


@cache
def load_reporting() -> dict[str, Any]:
    """Return the lexicon: ``forms`` maps each inflected verb to its base form and kind; nouns and labels as sets."""
    raw = tomllib.loads((files("corpus_utils") / "resources" / "reporting.toml").read_text(encoding="utf-8"))
    irregular = dict(pair.split("=") for pair in raw["verbs"]["irregular"].split())
    forms: dict[str, tuple[str, str]] = {}
    for kind in ("private", "public"):
        for verb in raw["verbs"][kind].split():
            forms.update(dict.fromkeys(_inflect(verb), (verb, kind)))
        for form, verb in irregular.items():
            if verb in raw["verbs"][kind].split():
                forms[form] = (verb, kind)
    nouns = set(raw["nouns"]["saying"].split())
    return {
        "forms": forms,
        "nouns": nouns | {n + "s" for n in nouns},
        "framing": set(raw["nouns"]["framing"].split()),
        "asking": set(raw["turns"]["asking"]),
        "speaking": set(raw["turns"]["speaking"]),
    }


def _inflect(verb: str) -> list[str]:
    """Return the regular forms of a verb.

    >>> _inflect("deny")
    ['deny', 'denies', 'denied', 'denying']
    """
    if verb.endswith("e"):
        return [verb, verb + "s", verb + "d", verb[:-1] + "ing"]
    if re.search("[^aeiou]y$", verb):
        return [verb, verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"]
    if re.search("^(admit|submit|quip|brag|concur|regret|sum|chat|refer|infer|rebut|quiz)$", verb):
        return [verb, verb + "s", verb + verb[-1] + "ed", verb + verb[-1] + "ing"]
    return [verb, verb + ("es" if re.search("(s|sh|ch|x|z)$", verb) else "s"), verb + "ed", verb + "ing"]


def find_attributions(text: str, sentences: Sequence[Sentence], docs: Sequence[Doc] | None) -> list[list[Attribution]]:
    """Return the attributions of each sentence, by syntax where there is a parse, else by patterns."""
    if docs is None:
        return [list(_by_pattern(text, s.start, s.end)) for s in sentences]
    return [list(_by_syntax(doc, s.start)) for s, doc in zip(sentences, docs, strict=True)]


def _by_syntax(doc: Doc, offset: int) -> Iterator[Attribution]:
    lexicon = load_reporting()
    for token in doc:
        word = token.lower_
        if word in lexicon["forms"] and token.pos_ in ("VERB", "AUX"):
            yield _verb_attribution(token, offset)
        elif word == "according" and token.i + 1 < len(doc) and doc[token.i + 1].lower_ == "to":
            yield from _according(token, offset)
        elif word in lexicon["nouns"]:
            yield from _noun_attribution(token, offset)


def _verb_attribution(verb: Token, offset: int) -> Attribution:
    lemma, kind = load_reporting()["forms"][verb.lower_]
    subject = _subject(verb)
    source = _span(subject, offset) if subject is not None else None
    head = subject.idx + offset if subject is not None else None
    return Attribution(
        (verb.idx + offset, verb.idx + len(verb) + offset), source, head, _content(verb, offset), lemma, kind
    )


def _subject(verb: Token) -> Token | None:
    """Return the head of the verb's subject; a participle or second verb takes that of the clause above."""
    for _ in range(4):
        for child in verb.children:
            if child.dep_ == "agent":
                return next((c for c in child.children if c.dep_ == "pobj"), None)
        for child in verb.children:
            if child.dep_ in SUBJECTS:
                if child.lower_ in RELATIVES and verb.dep_ == "relcl":
                    return verb.head
                return None if child.dep_ == "nsubjpass" and child.lower_ == "it" else child
        if verb.dep_ in ("acl", "relcl"):
            return verb.head
        if verb.dep_ not in ("conj", "advcl", "xcomp", "pcomp") or verb.head.pos_ not in ("VERB", "AUX"):
            return None
        verb = verb.head
    return None


def _span(token: Token, offset: int) -> Span:
    """Return the noun phrase of a head word, without the clauses that hang on it."""
    kept = [t for t in token.subtree if not _under_clause(t, token)]
    return kept[0].idx + offset, kept[-1].idx + len(kept[-1]) + offset


def _under_clause(token: Token, top: Token) -> bool:
    while token != top:
        if token.dep_ in ("relcl", "acl", "appos", "punct", "parataxis"):
            return True
        token = token.head
    return False


def _content(verb: Token, offset: int) -> Span | None:
    doc = verb.doc
    if verb.dep_ == "parataxis" or (
        verb.dep_ == "advcl" and verb.i and doc[verb.i - 1].dep_ in SUBJECTS and doc[0].lower_ == "as"
    ):
        start = (
            doc[0].idx if verb.dep_ == "parataxis" else next((t.idx for t in doc[verb.i + 1 :] if not t.is_punct), None)
        )
        return None if start is None else (start + offset, _end(doc, len(doc) - 1) + offset)
    for child in verb.children:
        if child.dep_ in CLAUSES:
            return _clause(child, verb, offset)
        if child.dep_ in ("dobj", "prep", "pobj") and verb.i < child.i:
            for grandchild in child.subtree:
                if grandchild.dep_ in ("acl", "ccomp") and any(m.lower_ == "that" for m in grandchild.children):
                    return _clause(grandchild, verb, offset)
    return None


def _clause(clause: Token, cue: Token, offset: int) -> Span:
    doc = clause.doc
    tokens = sorted(clause.subtree, key=lambda t: t.i)
    if clause.i < cue.i:
        start, last = tokens[0].i, min(tokens[-1].i, cue.i - 1)
        subject = next((c for c in cue.children if c.dep_ in SUBJECTS), None)
        if subject is not None and subject.i < cue.i:
            last = min(last, subject.left_edge.i - 1)
        while last > start and doc[last].is_punct:
            last -= 1
        return doc[start].idx + offset, doc[last].idx + len(doc[last]) + offset
    that = next((t.i for t in doc[cue.i + 1 : clause.i] if t.lower_ == "that" and t.dep_ == "mark"), None)
    start = that + 1 if that is not None else max(tokens[0].i, cue.i + 1)
    return doc[start].idx + offset, _end(doc, tokens[-1].i) + offset


def _end(doc: Doc, last: int) -> int:
    while last > 0 and doc[last].text in ".,;:?!":
        last -= 1
    return doc[last].idx + len(doc[last])


def _according(token: Token, offset: int) -> Iterator[Attribution]:
    doc = token.doc
    to = doc[token.i + 1]
    source = next((t for t in to.subtree if t.dep_ == "pobj"), None)
    if source is None:
        return
    left, right = source.left_edge.i, source.right_edge.i
    cue = (token.idx + offset, to.idx + len(to) + offset)
    if token.i <= 1:
        first = right + 1
        while first < len(doc) and doc[first].is_punct and doc[first].text == ",":
            first += 1
        content = (doc[first].idx + offset, _end(doc, len(doc) - 1) + offset) if first < len(doc) else None
    else:
        content = (doc[0].idx + offset, _end(doc, token.i - 1) + offset)
    yield Attribution(
        cue, (doc[left].idx + offset, _span(source, offset)[1]), source.idx + offset, content, "according", "adposition"
    )


def _noun_attribution(noun: Token, offset: int) -> Iterator[Attribution]:
    if noun.head.lower_ in load_reporting()["forms"]:
        return
    for child in noun.children:
        if child.dep_ in ("acl", "ccomp") and any(m.lower_ == "that" and m.dep_ == "mark" for m in child.children):
            owner = next((c for c in noun.children if c.dep_ == "poss"), None)
            if owner is None:
                subject = _subject(noun.head) if noun.dep_ == "dobj" else None
                owner = subject
            source = _span(owner, offset) if owner is not None else None
            head = owner.idx + offset if owner is not None else None
            cue = (noun.idx + offset, noun.idx + len(noun) + offset)
            yield Attribution(cue, source, head, _clause(child, noun, offset), noun.lower_, "noun")


@cache
def _patterns() -> list[re.Pattern[str]]:
    verbs = "|".join(
        sorted((f for f, (_, k) in load_reporting()["forms"].items() if k == "public"), key=len, reverse=True)
    )
    source = r"(?P<source>(?:[^\s,;:\"“”]+ ){0,8}?[^\s,;:\"“”]+)"
    cue = rf"(?:(?:has|have|had|also|then|later|further) )*(?P<cue>{verbs})\b"
    return [
        re.compile(rf"{source} {cue}(?: [^,;:\"“”]{{0,60}}?)? that (?P<content>.+)", re.DOTALL),
        re.compile(r"(?P<cue>[Aa]ccording to) (?P<source>[^,]+), (?P<content>.+)", re.DOTALL),
        re.compile(rf"(?P<content>[^\"“”]+), {source}(?:, [^,]+,)? {cue}[^,]*$", re.DOTALL),
        re.compile(rf"(?:^|[\"“”’'»,] ){source} {cue}", re.DOTALL),
        re.compile(rf"[\"”’'»],? (?P<cue>{verbs}) (?P<source>[A-Z][^\s,.]+(?: [A-Z][^\s,.]+)*|the \w+)", re.DOTALL),
    ]


def _by_pattern(text: str, start: int, end: int) -> Iterator[Attribution]:
    run = re.sub(r"\s", " ", text[start:end])
    for pattern in _patterns():
        match = pattern.search(run)
        if match:
            groups = match.groupdict()
            cue = (match.start("cue") + start, match.end("cue") + start)
            source = (match.start("source") + start, match.end("source") + start)
            content = None
            if groups.get("content"):
                last = match.start("content") + len(groups["content"].rstrip(" .?!,"))
                content = (match.start("content") + start, last + start)
            head = source[0] + match["source"].rfind(" ") + 1
            verb = load_reporting()["forms"].get(match["cue"].lower(), ("according", "adposition"))
            yield Attribution(cue, source, head, content, *verb)
            return
