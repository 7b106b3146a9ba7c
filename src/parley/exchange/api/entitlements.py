"""What the holder of a token may receive, in words and ids: what oasis-tcs/cti-taxii2, issue 119, asks of a server.

Only what is the party's own to know: the groups it is in, never whom else they hold.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from parley.council import queries as council
from parley.council.rules import Viewer
from parley.exchange.api import resources
from parley.exchange.queries import collections as channels
from parley.exchange.rules.collections import Kind
from parley.release.rules.markings import TLP_IDS, Marking

_NAMES = {
    Marking.CLEAR: "TLP:CLEAR",
    Marking.GREEN: "TLP:GREEN",
    Marking.AMBER: "TLP:AMBER",
    Marking.AMBER_STRICT: "TLP:AMBER+STRICT",
    Marking.RED: "TLP:RED",
}
_ANY_AUDIENCE = "You receive it when it is released to an audience that you are in."
_BY_NAME = "You receive it only when its originator names your party among those it is releasable to."
_UNKNOWN = (
    "An object with any other marking, except a statement that its originator defined, reaches its originator alone."
)
_AUDIENCES = {
    Kind.COUNCIL: "all members of the council and its secretariat",
    Kind.GROUP: "a sharing group that your party is in",
    Kind.SHARED: "whatever others release to your party, by name or through an audience",
    Kind.OWN: "your party alone",
}


def entitlements_of(viewer: Viewer, scopes: frozenset[str], now: datetime) -> dict[str, Any]:
    """The party, the token, its audiences with their collections, and each marking with how it is received."""
    party = council.party(viewer.party)
    member = viewer.party in council.council_parties(now.date())
    audiences = [
        {"id": str(each.id), "audience": _AUDIENCES[each.kind], "collection": shown}
        for each in channels.collections(viewer)
        for shown in [resources.collection(each, viewer, scopes)]
        if member or each.kind is not Kind.COUNCIL
    ]
    return {
        "party": {"id": str(party.id), "code": party.code, "name": resources.in_english(party.names)},
        "of_the_whole_council": member,
        "token": {"scopes": sorted(scopes), "roles": sorted(viewer.roles)},
        "audiences": audiences,
        "markings": [
            {
                "id": id_,
                "name": _NAMES[marking],
                "how": _BY_NAME if marking is Marking.RED else _ANY_AUDIENCE,
            }
            for id_, marking in TLP_IDS.items()
        ],
        "other_markings": _UNKNOWN,
        "receipts": resources.FETCHING_IS_KNOWN,
    }
