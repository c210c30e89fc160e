"""Who must be computed again when a slot changes, and in which frames."""

from collections.abc import Sequence
from typing import TypeAlias

from fieldkit.forms.compiled import Reader, Step, Template

Edge: TypeAlias = tuple[int, tuple[tuple[int, int, int], ...]]
"""A step, and what it reads: template, slot, depth of the frame that is fixed."""


def link(templates: Sequence[Template], steps: Sequence[Step], edges: Sequence[Edge]) -> None:
    """Give every template the tables of who reads its slots."""
    near: list[list[list[int]]] = [[[] for _ in template.types] for template in templates]
    far: list[list[list[Reader]]] = [[[] for _ in template.types] for template in templates]
    for step, noted in edges:
        target = templates[steps[step].template]
        for source, slot, base in noted:
            if target.depth == 0:
                near[source][slot].append(step)
            else:
                far[source][slot].append(_way(step, templates[source], target, base))
    for number, template in enumerate(templates):
        template.readers = tuple(map(tuple, near[number]))
        template.far = tuple(map(tuple, far[number]))
        template.empties = tuple(template.types)


def _way(step: int, source: Template, target: Template, base: int) -> Reader:
    """Return how to find the frames of `target` that read a slot of a frame of `source`."""
    shared = _shared(source, target, min(base, source.depth))
    downs: list[int] = []
    template = target
    while template.depth > shared:
        downs.append(template.list_slot)
        template = template.outer or template
    return Reader(step, source.depth - shared, tuple(reversed(downs)))


def _shared(source: Template, target: Template, most: int) -> int:
    """Return the depth of the innermost frame that both are in, at most `most`."""
    own: list[Template] = _chain(source)
    other = _chain(target)
    depth = 0
    while depth < min(len(own), len(other), most) and own[depth] is other[depth]:
        depth += 1
    return depth


def _chain(template: Template) -> list[Template]:
    found: list[Template] = []
    while template.outer is not None:
        found.append(template)
        template = template.outer
    return found[::-1]
