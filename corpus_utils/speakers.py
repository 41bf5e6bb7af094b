"""Resolve the words that name a speaker ("Lavrov", "the minister", "he") to a canonical entity."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from functools import cache

from corpus_utils.reporting import load_resource
from corpus_utils.schema import Mention

PERSONAL = ("he", "she", "him", "her", "his", "hers")
PRONOUNS = (*PERSONAL, "they", "them", "their", "it", "its", "who")
TITLE_BEFORE, TITLE_AFTER = 60, 90  # characters around a name that are read for the person's post
SPEAKING_TYPES = ("PERSON", "ORG", "MEDIA", "PLACE", "TREATY")


@cache
def load_roles() -> tuple[frozenset[str], dict[str, set[str]], dict[str, str]]:
    """Return the nouns for posts, the wider noun to its narrower ones, and abbreviations."""
    raw = load_resource()["roles"]
    wider = {key: set(rest.split()) for key, rest in (line.split(": ") for line in raw["wider"])}
    return frozenset(raw["names"].split()), wider, dict(pair.split("=") for pair in raw["abbreviated"].split())


class Speakers:
    """What one article tells about its persons, and who spoke last."""

    def __init__(self, text: str, mentions: Sequence[Mention]) -> None:
        """Read the posts of all persons named in the text."""
        self.text = text
        self.mentions = [m for m in mentions if m.type in SPEAKING_TYPES and m.form != "demonym"]
        self.starts = [m.start for m in self.mentions]
        self.posts = self._read_posts()
        self.persons = {m.entity for m in self.mentions if m.type == "PERSON"}
        self.surnames = {name.split()[-1].lower(): name for name in sorted(self.persons)}
        self.last: str | None = None
        self.last_person: str | None = None

    def note(self, speaker: str | None) -> None:
        """Remember who spoke last."""
        self.last = speaker or self.last
        if speaker in self.persons:
            self.last_person = speaker

    def by_surname(self, word: str) -> str | None:
        """Return the person with that last name."""
        return self.surnames.get(word.lower())

    def _read_posts(self) -> dict[str, set[str]]:
        posts: dict[str, set[str]] = defaultdict(set)
        names, _, short = load_roles()
        for mention in self.mentions:
            if mention.type == "PERSON":
                before = re.split(r"[;:!?\"“”]", self.text[max(0, mention.start - TITLE_BEFORE) : mention.start])[-1]
                after = re.match(
                    r"(?:,| is\b| was\b)[^.;:\"“”]*",
                    self.text[mention.end : mention.end + TITLE_AFTER].replace("\xa0", " "),
                )
                words = re.findall(r"[a-z]+", (before + " " + (after.group() if after else "")).lower())
                words = [short.get(w, w) for w in words]
                posts[mention.entity] |= {w for w in words if w in names}
        return dict(posts)

    def resolve(self, start: int, end: int, head: int) -> str | None:
        """Return the entity that the words name; the words themselves for someone without a name."""
        named = self.named(start, end, head)
        if named:
            return named
        word = re.match(r"[\w'’-]*", self.text[head:]).group().lower()  # type: ignore[union-attr]
        if word in PRONOUNS:
            return self.last_person or self.last if word in PERSONAL else self.last
        if word in load_roles()[0]:
            person = self._by_post(word, start, self.text[start:end])
            if person:
                return person
        return re.sub(r"^(?:the|a|an)\s+", "", " ".join(self.text[start:end].split()), flags=re.IGNORECASE) or None

    def named(self, start: int, end: int, head: int) -> str | None:
        """Return the entity whose name is, or stands at, the head of these words."""
        first = bisect_left(self.starts, start)
        inside = [m for m in self.mentions[max(0, first - 1) : first + 12] if m.start < end and m.end > start]
        for mention in inside:
            if mention.start <= head < mention.end:
                return mention.entity
        for mention in inside:
            if mention.type == "PERSON" and not re.search(
                r"\b(?:of|for|to|with)\b", self.text[min(head, mention.start) : mention.start]
            ):
                return mention.entity
        return None

    def _by_post(self, word: str, position: int, words: str) -> str | None:
        fits = {word} | load_roles()[1].get(word, set())
        index = bisect_left(self.starts, position)
        candidates = [m for m in self.mentions if m.type == "PERSON" and self.posts.get(m.entity, set()) & fits]
        before = [m for m in candidates if m.start < position]
        if before:
            exact = [m for m in before if word in self.posts[m.entity]]
            return (exact or before)[-1].entity
        following = [m for m in candidates if m.start >= position]
        if following:
            return following[0].entity
        del index
        return self.last if words.lower().startswith("the ") else None
