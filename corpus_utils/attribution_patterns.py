"""Find reporting words without a parse, by patterns: what runs when no language model is installed."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from corpus_utils.attribution import Attribution
from corpus_utils.reporting import load_lexicon

LONGEST = 2000  # characters; a longer "sentence" is a table or a list
PRESENT = "says tells adds writes argues insists believes warns stresses emphasizes emphasises explains thinks asks"
MARK = '"“”«»'


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


def match_attributions(sentence: str) -> Iterator[Attribution]:
    """Yield the attributions of one sentence, with offsets into it; of two with the same cue the first.

    >>> [a.verb for a in match_attributions("The minister stressed that the road is open.")]
    ['stress']
    """
    run = re.sub(r"\s", " ", sentence[:LONGEST])
    taken: set[tuple[int, int]] = set()
    for pattern in _patterns():
        match = pattern.search(run)
        if match and match.span("cue") not in taken:
            taken.add(match.span("cue"))
            yield _attribution(match)


def _attribution(match: re.Match[str]) -> Attribution:
    content = None
    if match.groupdict().get("content"):
        content = (match.start("content"), match.start("content") + len(match["content"].rstrip(" .?!,")))
    lexicon, source = load_lexicon(), match.span("source")
    verb = lexicon.verbs.get(match["cue"].lower(), match["cue"].lower())
    kind = "said" if verb in lexicon.public or verb == "as" else "according"
    return Attribution(match.span("cue"), source, source, _head(match["source"]) + source[0], content, verb, True, kind)


def _head(words: str) -> int:
    """Return where the head of a noun phrase begins: its last word before "of", "for" or "in"."""
    first = re.split(r" (?:of|for|in|at|from|on|to) ", words)[0]
    return first.rfind(" ") + 1
