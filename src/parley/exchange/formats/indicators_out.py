"""Indicators as CSV, which `indicators_csv` reads again: a row for each value that stands for itself.

A cell that a spreadsheet would take for a formula begins with an apostrophe (OWASP, CSV injection): what others wrote
is shown, never run.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TextIO

from parley.exchange.formats.indicators_csv import CELL_CHARS_MAX
from parley.exchange.rules import patterns
from parley.exchange.rules.blocklists import guarded, markings
from parley.exchange.rules.objects import Refused, check

COLUMNS = ("type", "value", "first_seen", "valid_until", "name", "description", "pattern", "revoked", "id", "markings")
_KINDS = {
    "domain-name:value": "domain",
    "ipv4-addr:value": "ip",
    "ipv6-addr:value": "ip",
    "url:value": "url",
    "email-addr:value": "email",
    "file:name": "filename",
    "mutex:name": "mutex",
    "windows-registry-key:key": "regkey",
}
_HASHES = {"MD5": "md5", "SHA-1": "sha1", "SHA-256": "sha256", "SHA-512": "sha512"}


class Writer:
    """Rows into a file that was opened with `newline=""`."""

    def __init__(self, file: TextIO) -> None:
        self._writer = csv.writer(file)
        self._writer.writerow(COLUMNS)

    def write(self, raw: bytes) -> int | None:
        """How many rows an object makes; None for what is no indicator.

        A pattern that compares with no value by itself is one row, with the pattern and without a value. One that
        would not come back from its cell as it is makes none: of another language, or too long.
        """
        checked = check(raw, datetime.now(UTC))
        if isinstance(checked, Refused) or checked.type != "indicator":
            return None
        parsed = checked.parsed
        values = [(kind, value) for path, value in _alone(parsed) if (kind := _kind(path))]
        values = [(kind, value) for kind, value in values if len(value) <= CELL_CHARS_MAX]
        pattern = str(parsed.get("pattern", ""))
        if not values and not (parsed.get("pattern_type") == "stix" and _is_kept(pattern)):
            return 0
        for kind, value in values or [("", "")]:
            cells = [kind, value, parsed.get("valid_from", ""), checked.valid_until or ""]
            cells += [text[:CELL_CHARS_MAX] for text in (checked.name or "", str(parsed.get("description", "")))]
            cells += [pattern if _is_kept(pattern) else ""]
            cells += ["yes" if checked.revoked else "", checked.id, markings(raw)]
            self._writer.writerow([guarded(str(cell)) for cell in cells])
        return len(values) or 1


def _is_kept(pattern: str) -> bool:
    return len(pattern) <= CELL_CHARS_MAX and guarded(pattern) == pattern


def _alone(parsed: Mapping[str, Any]) -> Sequence[tuple[str, str]]:
    """The values of a simple pattern, each with its object path, where each stands for the whole."""
    found = patterns.recognise(parsed["pattern"]) if parsed.get("pattern_type") == "stix" else None
    return found.values if isinstance(found, patterns.Simple) and not found.together else ()


def _kind(path: str) -> str:
    if path.startswith("file:hashes."):
        return _HASHES.get(path.removeprefix("file:hashes.").strip("'\""), "")
    return _KINDS.get(path, "")
