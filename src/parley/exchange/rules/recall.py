"""The notice that an object was recalled: a STIX 2.1 object of our own kind, which names the object and nothing else.

It is defined by a STIX extension of the kind `new-sdo` (STIX 2.1, 7.3). A reader who does not know it keeps an object
too many; a reader who does deletes the object that `recalled_id` names, in all versions.
"""

from __future__ import annotations

import json
from uuid import UUID

TYPE = "x-parley-recall"
EXTENSION = "extension-definition--0d5c0f3a-7a5e-4a3e-9f39-6b2f1c1d5c11"


def notice(id_: UUID, recalled: str, at: str) -> bytes:
    """`at` is when the notice was made: RFC 3339, UTC."""
    return json.dumps(
        {
            "type": TYPE,
            "spec_version": "2.1",
            "id": f"{TYPE}--{id_}",
            "created": at,
            "modified": at,
            "recalled_id": recalled,
            "extensions": {EXTENSION: {"extension_type": "new-sdo"}},
        },
        separators=(",", ":"),
    ).encode()
