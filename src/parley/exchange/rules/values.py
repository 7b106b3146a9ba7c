"""The values of an object that are looked for: what an indicator compares with, what an observable is.

Each is lowercase and refanged, whoever wrote it: so a value that was typed finds it, defanged or not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

VALUES_MAX = 200
"""Of one object; what stands behind them is not found by its value."""
VALUE_CHARS_MAX = 2_000
_NAMES = ("value", "name", "path", "key", "subject", "serial_number", "user_id", "account_login", "display_name")

_BRACKETED = re.compile(r"[\[({]\s?(\.|dot|:|://|/|@|at)\s?[\])}]", re.IGNORECASE)
_MEANT = {"dot": ".", "at": "@"}
_SCHEME = re.compile(r"\b(?:hxxp|h\*\*p|htxp|hxtp)(s?)(?=\s?:|\[:)", re.IGNORECASE)
_FTP = re.compile(r"\bfxp(?=\s?:)", re.IGNORECASE)


def refang(text: str) -> str:
    """hxxps[:]//example[.]org is https://example.org; name[at]example(dot)org is name@example.org."""
    text = _BRACKETED.sub(lambda found: _MEANT.get(found[1].lower(), found[1]), text)
    if "x" in text or "X" in text or "*" in text:
        text = _FTP.sub("ftp", _SCHEME.sub(r"http\1", text))
    return text


def observables(parsed: Mapping[str, Any], values: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """`values` are those of its simple pattern (patterns.py). Of objects without a pattern, those of observables."""
    found: dict[str, None] = {}
    for _, value in values:
        found[_plain(value)] = None
    if "created" not in parsed:  # observables have no versions
        for name in _NAMES:
            if isinstance(own := parsed.get(name), str):
                found[_plain(own)] = None
        if parsed.get("type") == "autonomous-system":
            found[f"as{parsed['number']}"] = None
        for digest in _digests(parsed):
            found[_plain(digest)] = None
    found.pop("", None)
    return tuple(found)[:VALUES_MAX]


def _plain(value: str) -> str:
    value = value.strip()[:VALUE_CHARS_MAX]
    return (refang(value) if not value.isalnum() else value).lower()


def _digests(parsed: Mapping[str, Any]) -> Iterable[str]:
    hashes = parsed.get("hashes")
    if isinstance(hashes, dict):
        yield from (digest for digest in hashes.values() if isinstance(digest, str))
