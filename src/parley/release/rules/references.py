"""References between the objects of one envelope: each reaches only whom all that it leads to reaches (rule 7)."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Mapping
from typing import TypeVar

from parley.release.rules.terms import Terms, unite

Id = TypeVar("Id", bound=Hashable)


def fixpoint(own: Mapping[Id, Terms], references: Mapping[Id, Collection[Id]]) -> dict[Id, Terms]:
    """The terms of each object with those of all that it leads to, by however many steps, united in.

    References that leave the envelope are left to the caller (`narrow`). Objects that lead to each other have the same
    terms. One pass over objects and references, and no more than a comparison each where all terms are the same.
    """
    values = iter(own.values())
    first = next(values, None)
    if all(on is first or on == first for on in values):
        return dict(own)
    found: dict[Id, Terms] = {}
    for circle in _circles(own, references):
        reached = {own[id_] for id_ in circle}
        reached.update(found[to] for id_ in circle for to in references.get(id_, ()) if to in found)
        on = unite(reached) if len(reached) > 1 else reached.pop()
        found.update(dict.fromkeys(circle, on))
    return {id_: found[id_] for id_ in own}


def _circles(ids: Collection[Id], references: Mapping[Id, Collection[Id]]) -> Iterator[list[Id]]:
    """Objects that lead to each other, together; each circle after all that it leads to. (Tarjan, 1972: strongly
    connected components, with a stack of our own because an envelope may be one chain of 1,000.)"""
    order: dict[Id, int] = {}
    lowest: dict[Id, int] = {}
    open_: dict[Id, None] = {}  # visited, not yet in a circle, in the order of the visit
    for root in ids:
        path = [] if root in order else [(root, iter(references.get(root, ())))]
        if path:
            order[root] = lowest[root] = len(order)
            open_[root] = None
        while path:
            here, onwards = path[-1]
            for to in onwards:
                if to in open_:
                    lowest[here] = min(lowest[here], order[to])
                elif to in ids and to not in order:
                    order[to] = lowest[to] = len(order)
                    open_[to] = None
                    path.append((to, iter(references.get(to, ()))))
                    break
            else:
                path.pop()
                if path:
                    above = path[-1][0]
                    lowest[above] = min(lowest[above], lowest[here])
                if lowest[here] == order[here]:
                    yield _close(open_, here)


def _close(open_: dict[Id, None], first: Id) -> list[Id]:
    circle = []
    while first in open_:
        circle.append(open_.popitem()[0])
    return circle
