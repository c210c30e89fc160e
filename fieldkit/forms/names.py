"""Names and paths: which question, group or repeat an expression means, seen from where it stands."""

from collections.abc import Iterable
from typing import Literal, NamedTuple, TypeAlias

from fieldkit.forms.expression import syntax
from fieldkit.forms.model import Form, Group, Question, repeats_around

INSTANCE_ID, LAST_SAVED = "instanceID", "last-saved#"
Item: TypeAlias = Question | Group
Context: TypeAlias = Question | Group | None
"""Where an expression stands; None is the form itself."""


class Down(NamedTuple):
    """One step from a fixed instance down: `into` all instances of a repeat, or a filter of what was reached."""

    item: Item
    predicates: tuple[syntax.Tree, ...]
    into: bool = True


class Trail(NamedTuple):
    """How to get from a context to a target: up to the innermost fixed repeat (None: the form), then down."""

    target: Context
    base: Group | None
    downs: tuple[Down, ...]


class Wrong(NamedTuple):
    """A name or path that means nothing: what is wrong, and the known names it may have meant."""

    at: int
    kind: Literal["unknown", "ambiguous", "outside", "column"]
    name: str
    known: tuple[str, ...] = ()


class Names:
    """The names of one form."""

    __slots__ = ("by_key", "children", "first", "twice")

    def __init__(self, form: Form) -> None:
        self.first: dict[str, Item] = {}
        self.by_key: dict[str, Item] = {item.key: item for item in form.items}
        self.twice: set[str] = set()
        self.children: dict[str, dict[str, Item]] = {"": {}}
        for item in form.items:
            if item.name in self.first:
                self.twice.add(item.name)
            else:
                self.first[item.name] = item
            self.children[item.group.key if item.group else ""].setdefault(item.name, item)
            if isinstance(item, Group):
                self.children.setdefault(item.key, {})

    def named(self, name: str, at: int, context: Context) -> Item | Wrong:
        """Return what `${name}` means: the only item of that name, or the one beside the context."""
        found = self.first.get(name) or self.by_key.get(name)
        if found is None:
            return Wrong(at, "unknown", name, tuple(self.first))
        if name in self.twice:
            near = self.nearest(name, context)
            return near if near is not None else Wrong(at, "ambiguous", name)
        return found

    def nearest(self, name: str, context: Context) -> Item | None:
        """Return the item of a name used twice that stands in the context's own group."""
        group = context.group if context is not None else None
        return self.children[group.key if group else ""].get(name)

    def trail_to(self, target: Item, context: Context) -> Trail:
        """Return the way to an item by name: repeats around both are fixed, the others entered whole."""
        own, wanted = repeats_around(context), repeats_around(target)
        shared = 0
        while shared < min(len(own), len(wanted)) and own[shared].key == wanted[shared].key:
            shared += 1
        base = own[shared - 1] if shared else None
        return Trail(target, base, tuple(Down(repeat, ()) for repeat in wanted[shared:]))

    def siblings(self, item: Item, context: Context) -> Trail | None:
        """Return the way to all instances of the repeat that an item is in, also where the context is inside one."""
        around = repeats_around(item)
        if not around:
            return None
        outside = around[-1].group
        trail = self.trail_to(around[-1], outside if shares_repeats(outside, context) else context)
        return Trail(around[-1], trail.base, trail.downs or (Down(around[-1], ()),))

    def walk(self, path: syntax.Path, start: Trail, context: Context) -> Trail | Wrong:
        """Follow a path's steps from `start`; an absolute path begins at the form, whose own name is its first step."""
        trail = Trail(None, None, ()) if path.absolute else start
        steps = path.steps[1:] if path.absolute else path.steps
        for number, step in enumerate(steps, 1):
            through = path.absolute and number < len(steps)
            found = self._up(trail, step) if step.name == ".." else self._down(trail, step, through, context)
            if isinstance(found, Wrong):
                return found
            trail = found
        return trail

    def _up(self, trail: Trail, step: syntax.Step) -> Trail | Wrong:
        item = trail.target
        if item is None:
            return Wrong(step.at, "outside", "..")
        base, downs = trail.base, trail.downs
        while downs and downs[-1].item is item:
            downs = downs[:-1]
        if not downs and base is item:
            around = repeats_around(item.group)
            base = around[-1] if around else None
        return Trail(item.group, base, downs)

    def _down(self, trail: Trail, step: syntax.Step, through: bool, context: Context) -> Trail | Wrong:
        item: Context
        if step.name == ".":
            item = trail.target
        else:
            if isinstance(trail.target, Question):
                return Wrong(step.at, "unknown", step.name)
            children = self.children[trail.target.key if trail.target else ""]
            item = children.get(step.name)
            if item is None:
                return Wrong(step.at, "unknown", step.name, tuple(children))
        if item is None or (step.name == "." and not step.predicates):
            return trail
        return self._entered(trail, item, step, through, context)

    def _entered(self, trail: Trail, item: Item, step: syntax.Step, through: bool, context: Context) -> Trail:
        """An absolute path goes through a repeat that the context is in at the context's own instance, as in JavaRosa;
        one that ends there means all instances."""
        repeat = isinstance(item, Group) and item.repeat and step.name != "."
        if repeat and through and not step.predicates and not trail.downs and _is_around(item, context):
            return Trail(item, item if isinstance(item, Group) else trail.base, ())
        if repeat or step.predicates:
            return Trail(item, trail.base, (*trail.downs, Down(item, step.predicates, repeat)))
        return Trail(item, trail.base, trail.downs)


def shares_repeats(item: Context, context: Context) -> bool:
    """Return whether every repeat around an item is also around the context."""
    own = {repeat.key for repeat in repeats_around(context)}
    return all(repeat.key in own for repeat in repeats_around(item))


def _is_around(item: Item, context: Context) -> bool:
    return any(repeat.key == item.key for repeat in repeats_around(context))


def start_of(context: Context) -> Trail:
    """Return the trail that stays where an expression stands."""
    around = repeats_around(context)
    return Trail(context, around[-1] if around else None, ())


def parts_of(trail: Trail) -> Iterable[Item]:
    """Yield what a trail reads: the repeats it enters and its target."""
    for down in trail.downs:
        yield down.item
    if trail.target is not None:
        yield trail.target
