"""To whom one's own object goes, and who fetched it: for its originator alone (DESIGN.md, rules 8 and 11)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from parley.council.rules import Viewer
from parley.exchange.models import Object
from parley.exchange.queries.collections import collections
from parley.exchange.rules.collections import Collection
from parley.exchange.rules.feeds import digest
from parley.release import queries as release
from parley.release.models import Audience
from parley.release.queries import Explanation
from parley.release.rules import Terms


@dataclass(frozen=True, slots=True)
class Reach:
    """Through one collection, to one audience. `collection` is None where the viewer has left it."""

    collection: Collection | None
    versions: tuple[str, ...]
    explanation: Explanation

    @property
    def alone(self) -> bool:
        return not self.explanation.secret_groups and not self.explanation.reached


def reach(viewer: Viewer, stix_id: str, day: date) -> list[Reach]:
    """Every copy that the viewer's party has in the store, in whichever version."""
    rows = Object.objects.filter(ref=digest(stix_id), stix_id=stix_id, release__owner=viewer.party)
    found = rows.order_by("version").values_list("release__collection", "release__audience", "version")
    held: dict[tuple[UUID, UUID], list[str]] = {}
    for collection, audience, version in found:
        held.setdefault((collection, audience), []).append(version)
    audiences = Audience.objects.filter(id__in={audience for _, audience in held}).order_by("id")
    told = release.foresee(viewer, [Terms.parse(a.terms) for a in audiences], day)
    by_audience = {a.id: explanation for a, explanation in zip(audiences, told, strict=True)}
    mine = {each.id: each for each in collections(viewer)}
    return [
        Reach(mine.get(collection), tuple(versions), by_audience[audience])
        for (collection, audience), versions in sorted(held.items(), key=lambda item: item[0])
    ]
