"""What the forum holds that is a party's own: for the file with which a member takes its things along."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

from parley.council.queries import rows_of
from parley.council.rules import Viewer
from parley.forum.models import (
    CredentialsRecord,
    Delegate,
    Delegation,
    Document,
    DocumentFile,
    FileContent,
    Invitation,
    Meeting,
    PresenceRecord,
    Reception,
    Reply,
    SourceNote,
)

OWNED = (
    Meeting,
    Invitation,
    Reply,
    Delegation,
    CredentialsRecord,
    Reception,
    PresenceRecord,
    SourceNote,
    Document,
)


def export(viewer: Viewer) -> Iterator[dict[str, Any]]:
    """Every record that the viewer's party owns, then the members of its delegations, and its files whole."""
    mine = viewer.party
    for model in OWNED:
        yield from rows_of(f"forum.{model._meta.model_name}", model._default_manager.filter(owner=mine))
    yield from rows_of("forum.delegate", Delegate.objects.filter(delegation__owner=mine))
    files = DocumentFile.objects.filter(document__owner=mine)
    yield from rows_of("forum.file", files)
    for file in files.order_by("id").values_list("id", flat=True):
        octets = FileContent.objects.values_list("octets", flat=True).get(file=file)
        yield {"record": "forum.content", "file": file, "base64": base64.b64encode(octets).decode()}
