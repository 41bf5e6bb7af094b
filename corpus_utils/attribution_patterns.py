"""Find reporting words without a parse, by patterns: what runs when no language model is installed."""

import re
from collections.abc import Iterator
from functools import cache

from corpus_utils.attribution import Attribution
from corpus_utils.reporting import load_lexicon


@cache
def _patterns() -> list[re.Pattern[str]]:
    lexicon = load_lexicon()
    public = (form for form, verb in lexicon.verbs.items() if verb in lexicon.public)
    verbs = "|".join(sorted(public, key=len, reverse=True))
    source = r"(?P<source>(?:[^\s,;:\"“”]+ ){0,8}?[^\s,;:\"“”]+)"
    cue = rf"(?:(?:has|have|had|also|then|later|further) )*(?P<cue>{verbs})\b"
    return [
        re.compile(rf"{source} {cue}(?: [^,;:\"“”]{{0,60}}?)? that (?P<content>.+)", re.DOTALL),
        re.compile(r"(?P<cue>[Aa]ccording to) (?P<source>[^,]+), (?P<content>.+)", re.DOTALL),
        re.compile(rf"(?P<content>[^\"“”]+), {source}(?:, [^,]+,)? {cue}[^,]*$", re.DOTALL),
        re.compile(rf"(?:^|[\"“”’'»,] ){source} {cue}", re.DOTALL),
        re.compile(rf"[\"”’'»],? (?P<cue>{verbs}) (?P<source>[A-Z][^\s,.]+(?: [A-Z][^\s,.]+)*|the \w+)", re.DOTALL),
    ]


def match_attributions(sentence: str) -> Iterator[Attribution]:
    """Yield the attribution of one sentence, with offsets into it.

    >>> [a.verb for a in match_attributions("The minister stressed that the road is open.")]
    ['stress']
    """
    run = re.sub(r"\s", " ", sentence)
    for pattern in _patterns():
        match = pattern.search(run)
        if match:
            content = None
            if match.groupdict().get("content"):
                content = (match.start("content"), match.start("content") + len(match["content"].rstrip(" .?!,")))
            head = match.start("source") + match["source"].rfind(" ") + 1
            lexicon = load_lexicon()
            verb = lexicon.verbs.get(match["cue"].lower(), "according")
            kind = "said" if verb in lexicon.public else "according"
            yield Attribution(match.span("cue"), match.span("source"), match.span("source"), head, content, verb, kind)
            return
