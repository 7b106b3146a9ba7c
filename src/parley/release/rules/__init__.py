"""Who may see what: the gate, as pure functions. Terms, how they are judged, and how markings narrow them."""

from parley.release.rules.judge import (
    Judgement,
    Posture,
    Reason,
    Released,
    Withheld,
    World,
    audience,
    judge,
)
from parley.release.rules.terms import (
    NOBODY,
    Constraint,
    Except,
    Group,
    Named,
    Terms,
    WholeCouncil,
    groups_named,
    parties_named,
    reaches_nobody,
    terms,
    unite,
)

__all__ = [
    "NOBODY",
    "Constraint",
    "Except",
    "Group",
    "Judgement",
    "Named",
    "Posture",
    "Reason",
    "Released",
    "Terms",
    "WholeCouncil",
    "Withheld",
    "World",
    "audience",
    "groups_named",
    "judge",
    "parties_named",
    "reaches_nobody",
    "terms",
    "unite",
]
