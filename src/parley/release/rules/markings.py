"""What an object's markings say about who may have it, and the terms that follow. Markings only tighten (rule 2).

Sources, with the clause beside each rule below: STIX 2.1, 7.2.1.3 (statements) and 7.2.1.4 (TLP 1.0, four fixed ids);
the OASIS extension definition for TLP 2.0 (oasis-open/cti-stix-common-objects, tlp-2.0: five fixed ids); FIRST,
Traffic Light Protocol 2.0.

*A definition that is TLP by its body counts as such under any id.* The standards fix the ids, but other systems make
their own (STIX 2.1 has none for AMBER+STRICT). Taken for a statement, a RED of that kind would narrow nothing; taken
for unknown, an AMBER would reach nobody. Reading the body widens nothing: the originator, whose definition it is,
could have sent the object unmarked. Where id, body and name differ, the strictest counts; what cannot be read whole
is unknown, and unknown reaches nobody (rule 1).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from parley.release.rules.extension import RELEASE_EXTENSION, ReleaseExtension
from parley.release.rules.terms import NOBODY, Except, Named, Terms, reaches_nobody, unite

TLP_2_EXTENSION = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"


class Marking(IntEnum):
    """In order of strictness: of several on one object, also of granular ones, the strictest counts for the whole."""

    SILENT = 0  # says nothing about who may have it: a statement, or no marking at all
    CLEAR = 1
    GREEN = 2
    AMBER = 3
    AMBER_STRICT = 4
    RED = 5
    UNKNOWN = 6


TLP_IDS: Mapping[str, Marking] = {
    # TLP 1.0 (STIX 2.1, 7.2.1.4), read as its successors.
    "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9": Marking.CLEAR,  # TLP:WHITE
    "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da": Marking.GREEN,
    "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82": Marking.AMBER,
    "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed": Marking.RED,
    # TLP 2.0 (the OASIS extension definition).
    "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487": Marking.CLEAR,
    "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb": Marking.GREEN,
    "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421": Marking.AMBER,
    "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003": Marking.AMBER_STRICT,
    "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1": Marking.RED,
}
ALONE = "marking-definition--c3d6f6fb-3c5e-4d0b-9d0a-2b7c5a4f9e61"
"""Parley's own, on what its source keeps to one organisation (exchange/formats/misp_bounds.py). Unknown on purpose: no
object defines it, since a definition could make it say something."""
_OPENCTI = "x_opencti_definition"  # beside a statement that says nothing
_LEVELS: Mapping[object, Marking] = {
    "white": Marking.CLEAR,
    "clear": Marking.CLEAR,
    "green": Marking.GREEN,
    "amber": Marking.AMBER,
    "amber+strict": Marking.AMBER_STRICT,
    "red": Marking.RED,
}


def read_definition(definition: Mapping[str, object]) -> Marking:
    """What a marking-definition object (parsed) says, by its id, its body and what it calls itself."""
    said = [level for text in _titles(definition) if (level := _titled(text)) is not None]
    fixed = TLP_IDS.get(str(definition.get("id")))
    if fixed is not None:
        said.append(fixed)
    kind = definition.get("definition_type")
    if kind == "tlp":  # STIX 2.1, 7.2.1.4
        said.append(_level(_member(definition, "definition", "tlp")))
    elif kind == "statement":  # STIX 2.1, 7.2.1.3
        statement = _member(definition, "definition", "statement")
        said.append(Marking.SILENT if isinstance(statement, str) else Marking.UNKNOWN)
    elif kind is not None and _titled(kind) is None:
        said.append(Marking.UNKNOWN)
    extensions = definition.get("extensions", {})
    for extension in extensions if isinstance(extensions, Mapping) else [""]:
        if extension == TLP_2_EXTENSION:
            said.append(_level(_member(definition, "extensions", extension, "tlp_2_0")))
        elif extension != RELEASE_EXTENSION:  # another marking system, whose rules this node does not know
            said.append(Marking.UNKNOWN)
    return max(said, default=Marking.UNKNOWN)


def _member(value: object, *path: str) -> object:
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _level(value: object) -> Marking:
    return _LEVELS.get(value.casefold(), Marking.UNKNOWN) if isinstance(value, str) else Marking.UNKNOWN


def _titles(definition: Mapping[str, object]) -> list[object]:
    """Where systems write "TLP:RED" into a definition, whatever type they give it."""
    said_by_statement = _member(definition, "definition", "statement")
    return [definition.get("name"), definition.get("definition_type"), said_by_statement, definition.get(_OPENCTI)]


def _titled(text: object) -> Marking | None:
    if not isinstance(text, str) or not text.strip().casefold().startswith("tlp:"):
        return None
    return _level(text.strip()[len("tlp:") :].strip())


def strictest(ids: Iterable[str], known: Mapping[str, Marking]) -> Marking:
    """What all markings of one object say together.

    `ids`: object markings and granular ones alike: bytes are served whole or not at all (rule 2).
    `known`: the originator's own marking definitions, each as `read_definition` read it. Another's do not count:
    they could be withdrawn, and nobody's delivery depends on what another sends (rule 7).
    """
    return max((_one(id_, known) for id_ in ids), default=Marking.SILENT)


def _one(id_: str, known: Mapping[str, Marking]) -> Marking:
    fixed, defined = TLP_IDS.get(id_), known.get(id_)
    if fixed is None:
        return Marking.UNKNOWN if defined is None else defined
    return fixed if defined is None else max(fixed, defined)


class Narrowing(StrEnum):
    """What made an object reach fewer than it was posted to. For its originator alone."""

    ALONE = "its source says that it is for its originator's organisation only, or says it in a way nobody here knows"
    UNKNOWN_MARKING = "it carries a marking that is neither TLP nor a statement of its originator's"
    RED_TO_NOBODY = "it is TLP:RED and names no recipient"
    RELEASABLE_TO = "its originator named those who may have it"
    NOT_RELEASABLE_TO = "its originator left some out"
    REFERENCE = "it refers to something of its originator's that reaches fewer"


@dataclass(frozen=True, slots=True)
class Narrowed:
    terms: Terms
    reasons: tuple[Narrowing, ...] = ()


def narrow(
    base: Terms,
    marking: Marking,
    extension: ReleaseExtension | None = None,
    references: Iterable[Terms] = (),
) -> Narrowed:
    """The terms of one object: those it was posted on, and whatever else it says itself.

    1. Nobody stays nobody, whatever is added.
    2. A marking that nobody here can read reaches nobody (rule 1).
    3. CLEAR, GREEN, AMBER and AMBER+STRICT bind whoever has got the object (`HANDLING` in words.py); the council is a
       community of organisations, so within it they narrow nothing (TLP 2.0: CLEAR to AMBER+STRICT).
    4. RED is for individual recipients (TLP 2.0, RED): those whom the originator named one by one, in the object or
       when it posted it. A council or a group is not a name.
    5. Releasable to, not releasable to: the originator's own extension.
    6. The terms of the originator's own objects that this one refers to (rule 7).

    A plain object costs no more than a look at its marking and gets `base` itself back, so nothing is kept between
    calls: a cache shared by originators would let one feel what another sent.
    """
    reasons: list[Narrowing] = []
    own = base
    if marking is Marking.UNKNOWN:  # 2
        own = NOBODY
        reasons.append(Narrowing.UNKNOWN_MARKING)
    if marking is Marking.RED and not _by_name(base, extension):  # 4
        own = NOBODY
        reasons.append(Narrowing.RED_TO_NOBODY)
    if extension is not None:  # 5
        if extension.releasable_to is not None:
            own = _with(own, Named(extension.releasable_to))
            reasons.append(Narrowing.RELEASABLE_TO)
        if extension.not_releasable_to:
            own = _with(own, Except(extension.not_releasable_to))
            reasons.append(Narrowing.NOT_RELEASABLE_TO)
    others = {on for on in references if on != base}  # 6
    if others:
        alone, own = unite([own]), unite([own, *others])
        if own != alone:
            reasons.append(Narrowing.REFERENCE)
    return Narrowed(own, tuple(reasons))


def _by_name(base: Terms, extension: ReleaseExtension | None) -> bool:
    if extension is not None and extension.releasable_to is not None:
        return True
    return any(isinstance(c, Named) for c in base.constraints)


def _with(on: Terms, constraint: Named | Except) -> Terms:
    return NOBODY if reaches_nobody(on) else unite([Terms(on.constraints | {constraint}, on.procedural)])
