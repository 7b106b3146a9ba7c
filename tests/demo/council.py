"""Who looks at the demo council in these tests, when, and at what."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from parley.council.models import Account
from parley.council.queries import viewer_of
from parley.council.rules import Viewer
from parley.demo.draws import ids
from parley.demo.load import load
from parley.demo.queries import KEYS
from parley.forum.models import Meeting
from tests.worlds import quick_hashes

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
FOUR = ("pk-mission", "in-nscs", "cn-authority", "secretariat")


def viewer(key: str) -> Viewer:
    """Whoever acts for an authority in the demo."""
    username = next(username for username, known in KEYS.items() if known == key)
    found = viewer_of(Account.objects.get(username=username), None)
    assert found is not None
    return found


def meeting(key: str) -> UUID:
    found: UUID = Meeting.objects.get(id__in=ids(f"{key}/convened")).id
    return found


@quick_hashes
def load_quickly() -> list[str]:
    """Load the demo with cheap hashes; the lines that loading said."""
    said: list[str] = []
    load(NOW, said.append)
    return said
