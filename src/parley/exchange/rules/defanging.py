"""Values written so that nobody follows them by mistake: the opposite of `values.refang`, for reading alone."""

from __future__ import annotations

import re

_AUTHORITY = re.compile(r"^([a-z][a-z0-9+.-]*)(://)([^/?#]*)", re.IGNORECASE)
_HTTP = re.compile(r"^http", re.IGNORECASE)
DEFANGED = frozenset({"domain-name", "email-addr", "ipv4-addr", "ipv6-addr", "url"})
"""Types of observables whose value leads somewhere."""


def defang(type_: str, value: str) -> str:
    """https://example.org/a.js of type url is hxxps[:]//example[.]org/a.js; other values stay as they are."""
    match type_:
        case "url":
            return _AUTHORITY.sub(_of_url, value, count=1)
        case "ipv6-addr":
            return value.replace(":", "[:]")
        case "domain-name" | "ipv4-addr" | "email-addr":
            return _dotless(value)
        case _:
            return value


def _of_url(found: re.Match[str]) -> str:
    return f"{_HTTP.sub('hxxp', found[1])}[:]//{_dotless(found[3])}"


def _dotless(text: str) -> str:
    return text.replace(".", "[.]").replace("@", "[@]")
