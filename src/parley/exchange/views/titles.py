"""What the objects of a page are called: relationships and sightings by what they join, as far as the viewer has it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

from django.http import HttpRequest

from parley.council.forms import actor, viewer
from parley.exchange.acts.reading import Page, serve, shown
from parley.exchange.queries.about import CALLED_BY_OTHERS
from parley.exchange.queries.objects import ObjectView, named
from parley.exchange.rules.feeds import micros
from parley.exchange.rules.relations import ends
from parley.exchange.words import title
from parley.ledger.rules.actor import Actor

Body = Mapping[str, Any]
ENDS_MAX = 1_000
"""Objects that are looked up to call others by."""


def names_for(request: HttpRequest, bodies: Iterable[Body], beside: Iterable[Body] = ()) -> dict[str, str]:
    """Names for `words.title`, by ids. What is of the same file (`beside`) is called by that; of what else there is,
    that something of it was shown is receipted.
    """
    joining = [end for body in bodies if body["type"] in CALLED_BY_OTHERS for end in ends(body)]
    here = {str(body["id"]): title(body) for body in beside}
    wanted = list(islice((end for end in dict.fromkeys(joining) if end not in here), ENDS_MAX))
    if not wanted:
        return here
    looking = viewer(request)

    def look(by: Actor) -> tuple[dict[str, ObjectView], list[Page]]:
        found = named(looking, wanted, before=micros(by.at))
        return found, [shown(by.party, list(found.values()))]

    return here | {id_: title(view.body) for id_, view in serve(actor(request), look).items()}
