"""Who may see what: the gate, as pure functions. Terms, how they are judged, and how markings narrow them."""

from parley.release.rules.extension import (
    RELEASE_EXTENSION,
    Attribution,
    Misread,
    ReleaseExtension,
    read_extension,
)
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
from parley.release.rules.markings import (
    Marking,
    Narrowed,
    Narrowing,
    narrow,
    read_definition,
    strictest,
)
from parley.release.rules.masking import names_originator
from parley.release.rules.references import fixpoint
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
    "RELEASE_EXTENSION",
    "Attribution",
    "Constraint",
    "Except",
    "Group",
    "Judgement",
    "Marking",
    "Misread",
    "Named",
    "Narrowed",
    "Narrowing",
    "Posture",
    "Reason",
    "ReleaseExtension",
    "Released",
    "Terms",
    "WholeCouncil",
    "Withheld",
    "World",
    "audience",
    "fixpoint",
    "groups_named",
    "judge",
    "names_originator",
    "narrow",
    "parties_named",
    "reaches_nobody",
    "read_definition",
    "read_extension",
    "strictest",
    "terms",
    "unite",
]
