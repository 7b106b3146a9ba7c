"""What waits for the viewer, in words and with the way to where it is settled: for two pages."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.functional import Promise

from parley.council.rules import Viewer
from parley.registry.queries.waiting import Waiting, Waits, waiting
from parley.registry.words import WAITS


def awaited(looking: Viewer, now: datetime) -> list[tuple[Waiting, Promise, str]]:
    """For `registry/parts/waiting.html`."""
    return [(each, WAITS[each.what], _where(each)) for each in waiting(looking, now)]


def _where(each: Waiting) -> str:
    match each.what:
        case Waits.ANSWER:
            return reverse("registry:answer", args=[each.at])
        case Waits.EVIDENCE:
            return reverse("registry:refuse_evidence", args=[each.at])
        case Waits.ACKNOWLEDGE:
            return reverse("registry:consumers")
        case Waits.PETITION:
            return reverse("registry:petition_page", args=[each.at])
        case Waits.CONSIDER | Waits.DECIDE | Waits.REVIEW | Waits.RETAIN:
            return reverse("registry:entry", args=[each.at])
