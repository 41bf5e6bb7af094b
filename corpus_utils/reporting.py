"""Reporting words: the lexicon, the frames in which they report, and patterns that find them without a parse."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

Span = tuple[int, int]
LONGEST = 2000  # characters; a longer "sentence" is a table or a list
PRESENT = "says tells adds writes argues insists believes warns stresses emphasizes emphasises explains thinks asks"
MARK = '"“”«»'


class Lexicon(NamedTuple):
    """Reporting words by form; frames are "clause", "infinitive", "object" or a preposition."""

    verbs: dict[str, str]  # inflected form: base form
    frames: dict[str, dict[str, str]]  # base form of a verb: its frames, each with its kind
    public: frozenset[str]  # base forms that introduce quotations
    parenthetical: frozenset[str]  # those of them that stand beside what is said: "…, he said"
    nouns: dict[str, frozenset[str]]  # singular or plural noun: "that" and prepositions
    adjectives: frozenset[str]
    framing: frozenset[str]
    things: frozenset[str]  # subjects that hold no view
    agents: frozenset[str]  # common nouns, singular and plural, that can
    first_person: frozenset[str]  # the speaker or writer, reporting no one else
    asking: frozenset[str]
    speaking: frozenset[str]


@cache
def load_resource() -> dict[str, Any]:
    """Return ``resources/reporting.toml`` as it is."""
    return tomllib.loads((files("corpus_utils") / "resources" / "reporting.toml").read_text(encoding="utf-8"))


@cache
def load_lexicon() -> Lexicon:
    """Return the reporting words with all their inflected forms."""
    raw = load_resource()
    frames = _frames(raw["verbs"])
    public = frozenset(raw["verbs"]["public"]["words"].split())
    nouns: dict[str, set[str]] = defaultdict(set)
    for frame, words in raw["nouns"].items():
        if frame != "framing":
            for noun in words.split():
                nouns[noun].add(frame)
                nouns[plural(noun)].add(frame)
    return Lexicon(
        _forms(frames, raw["verbs"]["forms"]),
        frames,
        public,
        public - set(raw["verbs"]["forms"]["introducing"].split()),
        {noun: frozenset(f) for noun, f in nouns.items()},
        frozenset(raw["adjectives"]["that"].split()),
        frozenset(raw["nouns"]["framing"].split()),
        frozenset(raw["things"]["words"].split()),
        _agents(raw),
        frozenset(raw["first_person"]["words"].split()),
        frozenset(raw["turns"]["asking"]),
        frozenset(raw["turns"]["speaking"]),
    )


def _agents(raw: dict[str, Any]) -> frozenset[str]:
    words = {*raw["agents"]["words"].split(), *raw["roles"]["names"].split()}
    return frozenset(words | {plural(w) for w in words} | {w[:-3] + "men" for w in words if w.endswith("man")})


def _frames(groups: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    frames: dict[str, dict[str, str]] = defaultdict(dict)
    for group in groups.values():
        lists = (
            {group["frame"]: group["words"]} if "frame" in group else {k: w for k, w in group.items() if k != "kind"}
        )
        for frame, words in lists.items():
            for verb in words.split():
                if "kind" in group:
                    frames[verb].setdefault(frame, group["kind"])
    return dict(frames)


def _forms(verbs: dict[str, dict[str, str]], rules: dict[str, str]) -> dict[str, str]:
    doubling = set(rules["doubling"].split())
    forms = {form: verb for verb in verbs for form in inflect(verb, verb in doubling)}
    irregular = (pair.split("=") for pair in rules["irregular"].split())
    return forms | {form: verb for form, verb in irregular if verb in verbs}


def inflect(verb: str, doubling: bool = False) -> list[str]:
    """Return the regular forms of a verb.

    >>> inflect("deny"), inflect("admit", doubling=True)
    (['deny', 'denies', 'denied', 'denying'], ['admit', 'admits', 'admitted', 'admitting'])
    """
    if doubling:
        return [verb, verb + "s", verb + verb[-1] + "ed", verb + verb[-1] + "ing"]
    if verb.endswith("e"):
        return [verb, verb + "s", verb + "d", verb[:-1] + "ing"]
    if re.search("[^aeiou]y$", verb):
        return [verb, verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"]
    return [verb, verb + ("es" if re.search("(s|sh|ch|x|z)$", verb) else "s"), verb + "ed", verb + "ing"]


def plural(noun: str) -> str:
    """Return the regular plural.

    >>> plural("testimony"), plural("view")
    ('testimonies', 'views')
    """
    return noun[:-1] + "ies" if re.search("[^aeiou]y$", noun) else noun + "s"


class Attribution(NamedTuple):
    """One reporting expression; offsets as in the text it was found in, content None where nothing is beside it."""

    cue: Span
    source: Span | None  # the words that name the speaker
    named: Span | None  # the words to resolve: as ``source``, but for "who" the name before it
    head: int | None  # offset of the head word of ``named``
    content: Span | None
    agent: bool  # the source can hold a view: a name, a person, a body; else it shows something
    kind: str  # said | thought | resolved | judged | sided | told | topic | noun | according | label | other

    def shifted(self, by: int) -> "Attribution":
        """Return the same with all offsets moved."""
        cue, source, named, content = (None if s is None else (s[0] + by, s[1] + by) for s in self[:3] + self[4:5])
        assert cue is not None
        return Attribution(cue, source, named, None if self.head is None else self.head + by, content, *self[5:])


def match_attributions(sentence: str) -> Iterator[Attribution]:
    """Yield the attributions of one sentence, with offsets into it; of two with the same cue the first.

    >>> [(a.cue, a.kind) for a in match_attributions("The minister stressed that the road is open.")]
    [((13, 21), 'said')]
    """
    run = re.sub(r"\s", " ", sentence[:LONGEST])
    taken: set[tuple[int, int]] = set()
    for pattern in _patterns():
        match = pattern.search(run)
        if match and match.span("cue") not in taken:
            taken.add(match.span("cue"))
            yield _matched(match)


def _matched(match: re.Match[str]) -> Attribution:
    content = None
    if match.groupdict().get("content"):
        content = (match.start("content"), match.start("content") + len(match["content"].rstrip(" .?!,")))
    lexicon, source = load_lexicon(), match.span("source")
    verb = lexicon.verbs.get(match["cue"].lower(), match["cue"].lower())
    kind = "said" if verb in lexicon.public or verb == "as" else "according"
    return Attribution(match.span("cue"), source, source, _head(match["source"]) + source[0], content, True, kind)


def _head(words: str) -> int:
    """Return where the head of a noun phrase begins: its last word before "of", "for" or "in"."""
    first = re.split(r" (?:of|for|in|at|from|on|to) ", words)[0]
    return first.rfind(" ") + 1


@cache
def _patterns() -> list[re.Pattern[str]]:
    """Return the patterns, each with the groups source, cue and, if it finds what is said, content."""
    lexicon = load_lexicon()
    public = {f: verb for f, verb in lexicon.verbs.items() if verb in lexicon.public}
    past = {f: verb for f, verb in public.items() if not f.endswith(("s", "ing")) and f not in lexicon.frames}
    present = dict.fromkeys(PRESENT.split())
    verb = rf"(?P<cue>{_either({**past, **present})})\b"
    beside = rf"(?P<cue>{_either({f: v for f, v in past.items() if v in lexicon.parenthetical} | present)})\b"
    participle = _either({f: v for f, v in public.items() if f.endswith("ing")})
    helpers = r"(?:(?:has|have|had|also|then|later|further|once|again|\w+ly) ){0,3}"
    source = rf"(?P<source>(?:[^\s,;:{MARK}]+ ){{0,8}}?[^\s,;:{MARK}]+)"
    spoken = rf"{source} {helpers}(?:{_either(past)})\b"
    opening = rf"(?:^|, |[{MARK}] ?)"
    return [
        re.compile(rf"{opening}{source} {helpers}{verb}(?: [^,;:{MARK}]{{1,60}}?)?,? that (?P<content>.+)"),
        re.compile(rf"{opening}{spoken}.{{0,300}}?, (?P<cue>{participle})(?: \w+){{0,3}}? that (?P<content>.+)"),
        re.compile(r"^(?P<cue>According to) (?P<source>[^,]+), (?P<content>.+)"),
        re.compile(r"^(?P<content>.+?),? (?P<cue>according to) (?P<source>[^,]+)"),
        re.compile(rf"^(?P<cue>As) {source} {helpers}(?:{_either(past)}|put it), (?P<content>.+)"),
        re.compile(rf"^(?P<content>[^{MARK}]+?, {source} {helpers}{beside}, [^{MARK}]+)"),
        re.compile(rf"^(?P<content>[^{MARK}]+), {source}(?:, [^,]+,)? {helpers}{beside}[^,]*$"),
        re.compile(rf"{opening}{source} {helpers}{verb}"),
        re.compile(rf"[{MARK}'’],? {verb} (?P<source>[A-Z][^\s,.]+(?: [A-Z][^\s,.]+)*|the \w+)"),
    ]


def _either(forms: Iterable[str]) -> str:
    return "|".join(sorted(forms, key=len, reverse=True))
