"""Resolve the words that name a speaker ("Lavrov", "the minister", "he") to a canonical entity."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from spacy.tokens import Doc

from corpus_utils.attribution_syntax import SUBJECTS, TOLD, child, name_span
from corpus_utils.entities import load_register
from corpus_utils.reporting import load_lexicon, load_resource
from corpus_utils.schema import Mention

PERSONAL = ("he", "she", "him", "her", "his", "hers")
PRONOUNS = (*PERSONAL, "they", "them", "their", "it", "its", "who", "that", "which", "this", "these", "those")
SPEAKING_TYPES = ("PERSON", "ORG", "MEDIA", "PLACE", "TREATY")
STEM = 5  # letters that a state and its demonym share: Russia, Russian
BEFORE = re.compile(r"(?:(?:[A-Z][\w.'’-]*|of|the|and|for|to|[a-z]+)[ ,]+){1,14}$")
AFTER = re.compile(r",? (?:is |was |the |a |an )*([^,.;:()\"“”]{3,90})")
CATAPHORA = 700  # characters within which "a top general" may be named after he is introduced
NEAR = 60  # mentions of persons before and behind a post that are weighed as its holder
FULL_NAME = re.compile(r"[^\W\d_a-z][\w.'’-]+(?: [^\W\d_a-z][\w.'’-]+){1,2}$")  # a name that no room before knew
INDEFINITE = re.compile(r"(?:a|an|one|another|some)\s", re.IGNORECASE)
ARTICLE = re.compile(r"(?:the|a|an)\s+", re.IGNORECASE)
PARENTHESIS = re.compile(r"[\w’']+(?: [\w’']+){1,4}[,;.]")  # ", he says," inside what he says
SENTENCE_START = re.compile(r"[.!?:\n]\s*")


class Subject(NamedTuple):
    """The subject of a sentence outside speech: span and offset of its head word."""

    start: int
    end: int
    head: int


class Roles(NamedTuple):
    """What the lexicon says of posts."""

    names: frozenset[str]
    wider: dict[str, set[str]]
    short: dict[str, str]
    messages: frozenset[str]
    metonyms: dict[str, str]


@cache
def load_roles() -> Roles:
    """Return the nouns for posts, the wider noun to its narrower ones, abbreviations, messages and capitals."""
    raw = load_resource()["roles"]
    wider = {key: set(rest.split()) for key, rest in (line.split(": ") for line in raw["wider"])}
    short = dict(pair.split("=") for pair in raw["abbreviated"].split())
    return Roles(frozenset(raw["names"].split()), wider, short, frozenset(raw["messages"].split()), raw["metonyms"])


@cache
def place_stems() -> frozenset[str]:
    """Return the first letters of all states and their demonyms: "russi" for Russia and Russian."""
    states = (e for e in load_register().entries.values() if e.group == "state")
    names = (name for e in states for name in (e.entity, *e.demonyms))
    return frozenset(word[:STEM].lower() for name in names for word in re.findall(r"\b[A-Z]\w+", name))


def main_subject(doc: Doc) -> tuple[int, int, int] | None:
    """Return start, end and head of the subject of a sentence, unless it is a pronoun or is spoken to ("was told")."""
    root = next((t for t in doc if t.dep_ == "ROOT"), None)
    subject = None if root is None else child(root, *SUBJECTS)
    if root is None or subject is None or subject.pos_ == "PRON":
        return None
    if subject.dep_ == "nsubjpass" and load_lexicon().verbs.get(root.lower_) in TOLD:
        return None
    first, last = name_span(subject)
    return doc[first].idx, doc[last].idx + len(doc[last]), subject.idx


class Speakers:
    """What one article tells about its persons, and who spoke last."""

    def __init__(self, text: str, mentions: Sequence[Mention], subjects: Sequence[Subject] = ()) -> None:
        """Read the posts of all persons named in the text; ``subjects`` sorted by start."""
        self.text = text
        self.mentions = [m for m in mentions if m.type in SPEAKING_TYPES and m.form != "demonym"]
        self.starts = [m.start for m in self.mentions]
        self.people = [m for m in self.mentions if m.type == "PERSON"]
        self.people_starts = [m.start for m in self.people]
        self.persons = {m.entity for m in self.people}
        self.bodies = {m.entity for m in self.mentions if m.type != "PERSON"}
        self.surnames = {name.split()[-1].lower(): name for name in sorted(self.persons)}
        self.subjects, self.subject_starts = subjects, [s.start for s in subjects]
        self.posts = self._read_posts()
        self.last: tuple[int, str] | None = None
        self.last_person: tuple[int, str] | None = None
        self.last_body: tuple[int, str] | None = None

    def note(self, position: int, speaker: str | None) -> None:
        """Remember who spoke last, and where."""
        if speaker:
            self.last = (position, speaker)
            if speaker in self.persons or (speaker not in self.bodies and FULL_NAME.match(speaker)):
                self.last_person = self.last
            elif speaker in self.bodies:
                self.last_body = self.last

    def knows(self, speaker: str | None) -> bool:
        """Tell whether a speaker is an entity of the text."""
        return speaker in self.persons or speaker in self.bodies

    def by_surname(self, word: str) -> str | None:
        """Return the person with that last name."""
        return self.surnames.get(word.lower())

    def resolve(self, start: int, end: int, head: int) -> str | None:
        """Return the entity that the words name; the words themselves for someone without a name."""
        word = re.match(r"[\w'’-]*", self.text[head:]).group().lower()  # type: ignore[union-attr]
        told_from = self._told_from(start)
        if word in PRONOUNS:
            return self._by_pronoun(told_from, word)
        return self.named(start, end, head) or self._by_noun(start, end, word, told_from)

    def _told_from(self, start: int) -> int:
        """Return where the sentence of ", he says," begins: whom it names before is spoken of, and does not speak."""
        if self.text[start - 2 : start] != ", " or not PARENTHESIS.match(self.text, start):
            return start
        before = self.text[:start]
        ends = [m.end() for m in SENTENCE_START.finditer(before, max(0, start - CATAPHORA))]
        return ends[-1] if ends else start

    def named(self, start: int, end: int, head: int) -> str | None:
        """Return the entity whose name is, or stands at, the head of these words; a capital stands for its state."""
        first = bisect_left(self.starts, start)
        inside = [m for m in self.mentions[max(0, first - 1) : first + 12] if m.start < end and m.end > start]
        for mention in inside:
            if mention.start <= head < mention.end:
                return load_roles().metonyms.get(mention.entity, mention.entity)
        index = bisect_left(self.people_starts, end)
        apposed = self.people[index : index + 1]  # "the minister, Ann Lee, said"
        if apposed and self.text[end : apposed[0].start] in (", ", ",\xa0") and self.text[head:end].islower():
            return apposed[0].entity
        return None

    def _by_noun(self, start: int, end: int, word: str, position: int) -> str | None:
        words = " ".join(self.text[start:end].split())
        if word in load_roles().messages and words[1:].islower():
            return self._by_pronoun(start, word) or ARTICLE.sub("", words, count=1)
        if word in load_roles().messages:
            first = self.mentions[bisect_left(self.starts, start) :][:1]
            return first[0].entity if first and first[0].start < end else ARTICLE.sub("", words, count=1)
        if word in load_roles().names:
            person = self.by_post(words, position, word)
            if person:
                return person
        return (ARTICLE.sub("", words, count=1) if ARTICLE.match(words) else words) or None

    def _by_pronoun(self, position: int, word: str) -> str | None:
        """Return the subject or the speaker before, whichever is nearer; "he" is a person, "it" is none."""
        personal, thing = word in PERSONAL, word in ("it", "its")
        known = max(filter(None, (self.last_person, self.last_body)), default=None)
        spoke = self.last_person if personal else self.last_body if thing else self.last if word in PRONOUNS else known
        index = bisect_left(self.subject_starts, position) - 1
        for subject in self.subjects[max(0, index - 2) : index + 1][::-1]:
            if spoke and spoke[0] > subject.start:
                break
            name = self._subject_name(subject)
            if name and (name in self.persons or not personal) and not (thing and name in self.persons):
                return name
        return spoke[1] if spoke else self.person_before(position) if personal else None

    def person_before(self, position: int, floor: int = 0) -> str | None:
        """Return the person named last before an offset, but not before ``floor``."""
        index = bisect_left(self.people_starts, position) - 1
        return self.people[index].entity if index >= 0 and self.people_starts[index] >= floor else None

    def _subject_name(self, subject: Subject) -> str | None:
        named = self.named(*subject)
        if named:
            return named
        word = re.match(r"[\w'’-]*", self.text[subject.head :]).group().lower()  # type: ignore[union-attr]
        words = self.text[subject.start : subject.end]
        return self.by_post(words, subject.start, word) if word in load_roles().names else None

    def by_post(self, words: str, position: int, word: str = "") -> str | None:
        """Return the person of the text whose post fits "the Russian president"; the last one named, if several.

        ``word`` is the noun for the post; without it the last such noun of ``words`` is taken.
        """
        known = [w for w in re.findall(r"[a-z]+", words.lower()) if w in load_roles().names]
        word = word or (known[-1] if known else "")
        fits = {word} | load_roles().wider.get(word, set())
        asked = place_stems() & {w[:STEM].lower() for w in re.findall(r"\b[A-Z]\w+", words)}
        ranked = []
        index = bisect_left(self.people_starts, position)
        for mention in self.people[max(0, index - NEAR) : index + NEAR]:
            post = self.posts.get(mention.entity, set())
            states = place_stems() & {w[:STEM].lower() for w in post if w[0].isupper()}
            if fits & {w.lower() for w in post} and not (asked and states and not asked & states):
                rank = (len(asked & states), word in post, mention.start < position, -abs(mention.start - position))
                ranked.append((rank, mention))
        if ranked:
            best = max(ranked)[1]
            if not INDEFINITE.match(words) or 0 < best.start - position < CATAPHORA:
                return best.entity
        last = self.last_person[1] if self.last_person else None
        definite = words.lower().startswith(("the ", "this ")) and not asked
        return last if definite and last and not self.posts.get(last) else None

    def _read_posts(self) -> dict[str, set[str]]:
        """Collect the words of each person's posts: from the register, before the name, and in apposition after it."""
        posts: dict[str, set[str]] = defaultdict(set)
        entries, text = load_register().entries, self.text.replace("\xa0", " ")
        for mention in self.people:
            found = posts[mention.entity]
            if mention.entity in entries:
                found |= _post_words(entries[mention.entity].note)
            before = BEFORE.search(re.split(r"[;:!?\"“”\n]", text[max(0, mention.start - 90) : mention.start])[-1])
            if before:
                found |= _title_before(before.group())
            after = AFTER.match(text, mention.end, mention.end + 100)
            if after and _post_words(after[1]) & load_roles().names:
                found |= _post_words(after[1])
        return dict(posts)


def _post_words(words: str) -> set[str]:
    """Return the words of a post: nouns in small letters as they are known, names with their capital."""
    roles = load_roles()
    found = set()
    for word in re.findall(r"[^\W\d_]+", words):
        short = roles.short.get(word.lower(), word.lower())
        found.add(short if short in roles.names else word)
    return found


def _title_before(words: str) -> set[str]:
    """Return the post that stands right before a name: back to the first word that is no part of a title."""
    roles, kept = load_roles(), []
    for word in reversed(re.findall(r"[\w.'’-]+", words)):
        bare = word.strip(".").lower()
        known = roles.short.get(bare, bare) in roles.names
        if not (word[0].isupper() or known or bare in ("of", "the", "and", "for", "foreign", "defence", "defense")):
            break
        kept.append(word)
    found = _post_words(" ".join(kept))
    return found if found & roles.names else set()
