"""Settings of sign-in that can be wrong: each wrong one stops the start with a sentence."""

from __future__ import annotations

import re

from parley.settings import SettingsError

_RATES = re.compile(r"[1-9]\d*/\d*[smhd]/(?:ip|key)(?:,[1-9]\d*/\d*[smhd]/(?:ip|key))*")
_ISSUER = re.compile(r"https://[^\s?#]+|http://(?:127\.0\.0\.1|localhost)(?::\d+)?(?:/[^\s?#]*)?")


def sign_in_attempts(rates: str) -> str:
    if not _RATES.fullmatch(rates) or "/ip" not in rates or "/key" not in rates:
        raise SettingsError(
            "PARLEY_SIGN_IN_ATTEMPTS must hold a limit per address and one per account, such as "
            f"10/m/ip,5/5m/key; it is {rates!r}."
        )
    return rates


def issuer_url(url: str) -> str:
    """OpenID Connect Core 1.0, 2: an https URL without query and fragment; plain http on loopback only."""
    if not _ISSUER.fullmatch(url):
        raise SettingsError(f"PARLEY_OIDC_ISSUER must be an https URL without ? and #; it is {url!r}.")
    return url
