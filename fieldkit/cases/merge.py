"""Several revisions of one interview that stand beside each other: what they agree on, and what a person must decide.

Pure functions over a tree of versions; docs/store-format.md 13 has the rules. Nothing depends on the order in which
versions came, no value is made up, and every value that two of them give otherwise is shown.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, TypeAlias

from fieldkit.cases.stricter import allowed, is_within
from fieldkit.result import Json

ANSWERS, NOTES, CONSENT, REPEATS = "answers", "notes", "consent", "repeats"
MOST_HEADS: Final = 16

Token: TypeAlias = str
"""A value as it is compared: its JSON with keys in order; `NOTHING` where the field is not there."""
NOTHING: Final = ""


class Field(NamedTuple):
    """What merges by itself: the part of the content, and in `answers` and `notes` the key."""

    part: str
    key: str = ""

    @property
    def name(self) -> str:
        """How people name it: an answer by its key alone."""
        return self.key if self.part == ANSWERS else f"note:{self.key}" if self.part == NOTES else self.part


@dataclass(frozen=True, slots=True)
class Version:
    """One revision. `also` is a second hash under which a later one may name it; `content` is None once erased."""

    revision: str
    base: str | None
    rev: int
    content: Mapping[str, Json] | None = None
    also: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person decided about one field: between these heads, for the value of `revision`; None takes it back."""

    field: Field
    heads: tuple[str, ...]
    revision: str | None


@dataclass(frozen=True, slots=True)
class Merged:
    """What the heads say. `settled` has the value (a token) of each field that is not open; `open` the values of each
    that is, by head; a head whose content was erased is not among them."""

    heads: tuple[str, ...]
    settled: Mapping[Field, Token]
    open: Mapping[Field, Mapping[str, Token]]
    chosen: Mapping[Field, str]
    """The fields that a person decided, and whose value stands."""


# --- which versions stand beside each other --------------------------------------------------------------------


def heads_of(versions: Sequence[Version]) -> tuple[str, ...]:
    """Return the heads in the order of their hashes, at most 16: more than one is something to merge."""
    rev = {one.revision: one.rev for one in versions}
    newest = sorted(all_heads(versions), key=lambda revision: (-rev[revision], revision))[:MOST_HEADS]
    return tuple(sorted(newest))


def all_heads(versions: Sequence[Version]) -> tuple[str, ...]:
    """Return every head, however many there are."""
    tree = _Tree(versions)
    bare = [one for one in tree.by_hash.values() if not tree.children.get(one.revision)]
    late = [first for first in (tree.line(one.revision)[-1] for one in bare) if first.base is not None]
    missing = max((first.rev - 1 for first in late), default=0)
    kept = [one for one in bare if missing <= one.rev]
    return tuple(sorted(one.revision for one in kept or bare))


class _Tree:
    """Versions by their hash, each under the one that it was made from."""

    def __init__(self, versions: Iterable[Version]) -> None:
        self.by_hash = {one.revision: one for one in sorted(versions, key=lambda one: one.revision)}
        self._also = {one.also: one.revision for one in self.by_hash.values() if one.also}
        self.children: dict[str, list[str]] = {}
        for one in self.by_hash.values():
            parent = self.parent(one)
            if parent is not None:
                self.children.setdefault(parent, []).append(one.revision)

    def parent(self, one: Version) -> str | None:
        base = one.base if one.base in self.by_hash else self._also.get(one.base or "")
        return None if base == one.revision else base

    def line(self, revision: str) -> tuple[Version, ...]:
        """Return a version and those it was made from, the newest first."""
        found: dict[str, Version] = {}
        at: str | None = revision
        while at is not None and at not in found:
            found[at] = self.by_hash[at]
            at = self.parent(found[at])
        return tuple(found.values())


# --- what they say ---------------------------------------------------------------------------------------------


def merge(
    versions: Sequence[Version], choices: Sequence[Choice] = (), computed: frozenset[str] = frozenset()
) -> Merged:
    """Merge all heads. `choices` are in the order in which they were made; `computed` are keys of answers that the
    form computes: nobody is asked about these, and while they differ they are in neither list."""
    heads = heads_of(versions)
    tree = _Tree(versions)
    facts = {one.revision: facts_of(one.content) for one in tree.by_hash.values() if one.content is not None}
    said = _said(tree, heads, facts)
    latest = {choice.field: choice for choice in choices}
    settled: dict[Field, Token] = {}
    open_: dict[Field, Mapping[str, Token]] = {}
    chosen: dict[Field, str] = {}
    for field, values in said.items():
        by_head = {head: facts[head].get(field, NOTHING) for head in heads if head in facts}
        one = _only(field, values, tuple(by_head.values()))
        made = latest.get(field)
        if one is not None:
            settled[field] = one
        elif field.part == ANSWERS and field.key in computed:
            continue
        elif made is not None and made.revision is not None and _stands(made, values, facts):
            settled[field] = facts[made.revision].get(field, NOTHING)
            chosen[field] = made.revision
        else:
            open_[field] = by_head
    return Merged(heads, settled, open_, chosen)


def _said(
    tree: _Tree, heads: Sequence[str], facts: Mapping[str, Mapping[Field, Token]]
) -> dict[Field, frozenset[Token]]:
    """Return what all heads together say of each field."""
    lines = [tree.line(head) for head in heads]
    used = {one.revision: one for line in lines for one in line}
    fields = sorted({field for revision in used for field in facts.get(revision, ())})
    found: dict[str, dict[Field, frozenset[Token]]] = {}
    for one in sorted(used.values(), key=lambda one: -_depth(tree, one)):
        below = [found[child] for child in tree.children.get(one.revision, ()) if child in found]
        own = facts.get(one.revision)
        found[one.revision] = {field: _of_one(field, own, below) for field in fields}
    roots = sorted({line[-1].revision for line in lines})
    together = {field: joined(None, *(found[root][field] for root in roots)) for field in fields}
    return {field: values for field, values in together.items() if values}


def _of_one(
    field: Field, own: Mapping[Field, Token] | None, below: Sequence[Mapping[Field, frozenset[Token]]]
) -> frozenset[Token]:
    """Return what a version and those made from it say of a field; a head says its own."""
    before = None if own is None else own.get(field, NOTHING)
    if below:
        return joined(before, *(some[field] for some in below))
    return frozenset() if before is None else frozenset((before,))


def _depth(tree: _Tree, one: Version) -> int:
    return len(tree.line(one.revision))


def joined(before: Token | None, *said: frozenset[Token]) -> frozenset[Token]:
    """Return what several sides say of a field that was `before` (None: not known). Who left it as it was says
    nothing; the order of the sides does not matter, nor whether one is named twice."""
    every: frozenset[Token] = frozenset().union(*said)
    if before is None or not every:  # where all sides were erased nobody knows what they would say
        return every
    return every - {before} or frozenset((before,))


def _only(field: Field, values: frozenset[Token], by_head: Sequence[Token]) -> Token | None:
    """Return the value that stands without asking anybody, None where somebody must be asked."""
    if field.part != CONSENT:
        return next(iter(values)) if len(values) == 1 else None
    first = min(values)
    alike = all(allowed(value_of(one)) == allowed(value_of(first)) for one in values)
    narrow = all(is_within(value_of(first), value_of(one)) for one in by_head)
    return first if alike and narrow else None


def _stands(choice: Choice, values: frozenset[Token], facts: Mapping[str, Mapping[Field, Token]]) -> bool:
    """Tell whether a decision still fits: the field says nothing else than what was decided between."""
    shown = (*choice.heads, str(choice.revision))
    if not all(head in facts for head in shown):
        return False
    return values <= {facts[head].get(choice.field, NOTHING) for head in shown}


# --- the fields of a content -----------------------------------------------------------------------------------


def facts_of(content: Mapping[str, Json]) -> dict[Field, Token]:
    """Return the fields that a content has, each with its value as it is compared."""
    answers, notes = _part(content, ANSWERS), _part(content, NOTES)
    inside = {key: value for key, value in answers.items() if _in_repeat(key, value)}
    found = {Field(ANSWERS, key): token_of(value) for key, value in answers.items() if key not in inside}
    found |= {Field(NOTES, key): token_of(value) for key, value in notes.items()}
    if inside:
        found[Field(REPEATS)] = token_of(inside)
    if content.get(CONSENT) is not None:
        found[Field(CONSENT)] = token_of(content[CONSENT])
    return found


def _in_repeat(key: str, value: Json) -> bool:
    """Tell whether an answer stands in a repeat, or lists the ids of one (a choice whose words are numbers looks the
    same, and merges with them)."""
    listed = isinstance(value, list | tuple) and bool(value) and all(isinstance(x, str) and x.isdigit() for x in value)
    return "[" in key or listed


def token_of(value: Json) -> Token:
    """Return a value as it is compared."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def value_of(token: Token) -> Json:
    """Return the value of a token; None for `NOTHING`."""
    value: Json = None if token == NOTHING else json.loads(token)
    return value


def content_of(merged: Merged, own: Mapping[str, Json]) -> dict[str, Json]:
    """Return one content of the merged values; where a field is open, or is computed and differs, that of the version
    whose content is `own`. Everything that belongs to a version is that one's."""
    values = {**facts_of(own), **merged.settled}
    answers = _values(values, ANSWERS)
    repeats = value_of(values.get(Field(REPEATS), NOTHING))
    answers |= repeats if isinstance(repeats, Mapping) else {}
    notes, consent = _values(values, NOTES), value_of(values.get(Field(CONSENT), NOTHING))
    rest = {name: value for name, value in own.items() if name not in (ANSWERS, NOTES, CONSENT)}
    more = {name: part for name, part in ((NOTES, notes), (CONSENT, consent)) if part}
    return {**rest, ANSWERS: answers, **more}


def _values(values: Mapping[Field, Token], part: str) -> dict[str, Json]:
    return {field.key: value_of(token) for field, token in values.items() if field.part == part and token != NOTHING}


def _part(content: Mapping[str, Json], name: str) -> Mapping[str, Json]:
    part = content.get(name)
    return part if isinstance(part, Mapping) else {}
