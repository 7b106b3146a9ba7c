"""To whom each object of an envelope goes: what it says itself, and what it refers to. Decided once, when it is added.

1. What its markings say: TLP, and the originator's own definitions, of this envelope or earlier ones.
2. What the release extension says; a masked originator's octets may not name it (DESIGN.md, rule 9).
3. The terms of the originator's own earlier objects that it refers to (rule 7).
4. The terms of the objects of the same envelope that it leads to.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from parley.council.errors import Message, gettext_noop
from parley.council.models import Authority, Party
from parley.exchange.acts.storing import Storable
from parley.exchange.models import Object
from parley.exchange.queries.submissions import Outcome
from parley.exchange.rules.feeds import digest
from parley.exchange.rules.objects import Checked
from parley.ledger.rules.actor import Actor
from parley.release import rules
from parley.release.rules import Terms
from parley.release.rules.markings import TLP_IDS

IDS_A_STATEMENT = 1000
NARROWED = gettext_noop("It goes to fewer than the collection: %(why)s.")
MIXED = gettext_noop(
    "Its originator is to be masked, and others of the envelope are not: what comes at one moment comes from one "
    "originator. Send the masked objects by themselves, at another time."
)
DEFINED = gettext_noop(
    "Its originator is to be masked, and its marking is one that you defined. Use TLP, which is everybody's."
)
CREATOR = gettext_noop(
    "Expected: no created_by_ref, since its originator is to be masked. Add a copy under a new id, without it."
)


@dataclass(frozen=True, slots=True)
class Judged:
    """One object of an envelope that can be stored, with what its terms follow from."""

    checked: Checked
    storable: Storable


@dataclass(frozen=True, slots=True)
class Going:
    """One object, on which terms and under which attribution it goes, and what made it reach fewer."""

    judged: Judged
    terms: Terms
    attribution: str
    reasons: tuple[rules.Narrowing, ...]


@dataclass(frozen=True, slots=True)
class Narrowed:
    going: list[Going] = field(default_factory=list)
    refused: list[Outcome] = field(default_factory=list)

    def notes(self) -> list[Outcome]:
        """What reaches fewer than it was added for, and why."""
        return [
            Outcome(each.judged.storable.stix_id, each.judged.storable.version, "", Message(NARROWED, why=Message(why)))
            for each in self.going
            for why in each.reasons
        ]


@dataclass(frozen=True, slots=True)
class _Known:
    """What the originator's other objects, and the council, say about the objects of one envelope."""

    definitions: Mapping[str, rules.Marking]
    codes: Mapping[str, UUID]
    terms: Mapping[str, Sequence[Terms]]  # of its own earlier objects, by id
    here: frozenset[str]  # ids of the envelope
    names: Sequence[str]
    code: str


def narrow(by: Actor, judged: Sequence[Judged], base: Terms) -> Narrowed:
    """The terms of each object, or why it is refused, where all were added on terms `base`. Call with the lock held."""
    known = _known(by, judged)
    done = Narrowed()
    own: dict[int, Terms] = {}
    reasons: dict[int, tuple[rules.Narrowing, ...]] = {}
    attributions: dict[int, str] = {}
    for number, each in enumerate(judged):
        extension = _extension(each, known, base)
        if isinstance(extension, Outcome):
            done.refused.append(extension)
            continue
        marking = rules.strictest(each.checked.marking_refs, known.definitions)  # 1
        others = [_least(base, known.terms[to]) for _, to in each.checked.references if to in known.terms]  # 3
        narrowed = rules.narrow(base, marking, extension, others)
        own[number], reasons[number] = narrowed.terms, _said(each, narrowed.reasons)
        attributions[number] = extension.attribution.value if extension else rules.Attribution.SHOWN.value
    final = rules.fixpoint(
        {n: own[n] for n in _of_one_attribution(judged, attributions, done)}, _references(judged, own)
    )  # 4
    for number, on in final.items():
        why = reasons[number] or ((rules.Narrowing.REFERENCE,) if on != own[number] else ())
        done.going.append(Going(judged[number], on, attributions[number], () if on == base else why))
    return done


def _said(each: Judged, reasons: tuple[rules.Narrowing, ...]) -> tuple[rules.Narrowing, ...]:
    """Parley's own marking of what is for one organisation is no mystery to the one that it is of."""
    if rules.ALONE not in each.checked.marking_refs:
        return reasons
    return tuple(rules.Narrowing.ALONE if why is rules.Narrowing.UNKNOWN_MARKING else why for why in reasons)


def _of_one_attribution(judged: Sequence[Judged], attributions: Mapping[int, str], done: Narrowed) -> list[int]:
    """What one act releases has one moment: masked objects beside others would be known by it, and are refused."""
    given = set(attributions.values())
    least = next((a.value for a in rules.Attribution if a.value in given), "")
    for number, attribution in attributions.items():
        if attribution != least:
            stored = judged[number].storable
            done.refused.append(Outcome(stored.stix_id, stored.version, "/extensions", Message(MIXED)))
    return [number for number, attribution in attributions.items() if attribution == least]


def _extension(each: Judged, known: _Known, base: Terms) -> rules.ReleaseExtension | Outcome | None:
    """2. The release extension, read; or the refusal of what it says. What reaches nobody, nothing can betray: taking
    back never fails.
    """
    body = each.checked.extensions.get(rules.RELEASE_EXTENSION)
    if body is None:
        return None
    stored = each.storable
    read = rules.read_extension(body, known.codes)
    if isinstance(read, rules.Misread):
        if rules.reaches_nobody(base):
            return rules.ReleaseExtension(attribution=rules.Attribution.MASKED)
        return Outcome(stored.stix_id, stored.version, read.pointer, read.sentence)
    if read.attribution is not rules.Attribution.SHOWN and not rules.reaches_nobody(base):
        if "created_by_ref" in each.checked.parsed:  # the same creator may stand in what it shared under its name
            return Outcome(stored.stix_id, stored.version, "/created_by_ref", Message(CREATOR))
        if each.checked.marking_refs & known.definitions.keys():
            return Outcome(stored.stix_id, stored.version, "/object_marking_refs", Message(DEFINED))
        held = known.terms.keys() | known.here
        identities = [id_ for _, id_ in each.checked.references if id_.startswith("identity--") and id_ in held]
        name = rules.names_originator(stored.raw, names=known.names, codes=[known.code], identity_ids=identities)
        if name is not None:
            return Outcome(stored.stix_id, stored.version, "", rules.masking.refusal(name))
    return read


def _references(judged: Sequence[Judged], own: Mapping[int, Terms]) -> dict[int, list[int]]:
    numbers: dict[str, list[int]] = {}
    for number in own:
        numbers.setdefault(judged[number].checked.id, []).append(number)
    return {
        number: [to for _, id_ in judged[number].checked.references for to in numbers.get(id_, ()) if to != number]
        for number in own
    }


def _known(by: Actor, judged: Sequence[Judged]) -> _Known:
    here = {each.checked.id for each in judged}
    wanted = {to for each in judged for _, to in each.checked.references} - here
    wanted |= {m for each in judged for m in each.checked.marking_refs} - here - set(TLP_IDS)
    definitions = {
        each.checked.id: rules.read_definition(each.checked.parsed)
        for each in judged
        if each.checked.type == "marking-definition"
    }
    terms: dict[str, list[Terms]] = {}
    refs = sorted(map(digest, wanted))
    for start in range(0, len(refs), IDS_A_STATEMENT):
        rows = Object.objects.filter(ref__in=refs[start : start + IDS_A_STATEMENT], release__owner=by.party)
        for stix_id, on in rows.values_list("stix_id", "release__audience__terms"):
            terms.setdefault(stix_id, []).append(Terms.parse(on))
        for stix_id, raw in rows.filter(type="marking-definition").values_list("stix_id", "raw"):
            read = rules.read_definition(json.loads(bytes(raw)))
            definitions[stix_id] = max(read, definitions.get(stix_id, read))
    extended = any(rules.RELEASE_EXTENSION in each.checked.extensions for each in judged)
    codes = dict(Party.objects.values_list("code", "id")) if extended else {}
    code, names = _names(by) if extended else ("", [])
    return _Known(definitions, codes, terms, frozenset(here), names, code)


def _least(base: Terms, several: Sequence[Terms]) -> Terms:
    """Of the terms that a referred object was released on, those that narrow least: to see one copy is to see it."""
    return min(several, key=lambda on: (rules.unite([base, on]) != base, len(on.constraints), on.canonical()))


def _names(by: Actor) -> tuple[str, list[str]]:
    """The code of the actor's party, and all that it and its authorities are called."""
    party = Party.objects.get(id=by.party)
    names = [*party.names.values(), *party.short_names.values()]
    for authority in Authority.objects.filter(party=by.party):
        names += [*authority.names.values(), *authority.short_names.values()]
    return party.code, sorted({name for name in names if name})
