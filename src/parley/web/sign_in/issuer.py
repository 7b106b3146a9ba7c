"""What an OpenID Connect issuer is to us, and whom its ID token names. Pure, but for PyJWT's clock.

An identity is (issuer, subject) and nothing else. allauth keeps it as (provider, uid), so the provider's id is
made from the issuer's URL: the same subject at another issuer is another identity.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jwt

# Signatures that only the issuer can make. HMAC is left out: its key is the client's secret, which we hold too.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
SUBJECT_CHARS_MAX = 191  # what allauth's table holds; issuers in use stay far below it
CLOCK_SKEW_SECONDS = 30


class TokenError(ValueError):
    """An ID token that proves nothing: says why, for the node's log."""


@dataclass(frozen=True, slots=True)
class Identity:
    subject: str
    nonce: str


def provider_id(issuer: str) -> str:
    """It stands in the redirect address too, so no issuer's answer passes for another's (RFC 9700, 4.4)."""
    return hashlib.sha256(issuer.encode()).hexdigest()[:32]


def app(issuer: str, client_id: str, secret: str, name: str) -> dict[str, Any]:
    """One entry of `SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]`."""
    return {
        "provider_id": provider_id(issuer),
        "name": name[:40],
        "client_id": client_id,
        "secret": secret,
        "settings": {
            "issuer": issuer,
            "server_url": issuer.rstrip("/"),  # OpenID Connect Discovery 1.0, 4
            "oauth_pkce_enabled": True,
            "scope": ["openid"],
        },
    }


def identity(token: str, keys: Mapping[str, Any], *, issuer: str, client_id: str) -> Identity:
    """Whom an ID token names (OpenID Connect Core 1.0, 3.1.3.7), or `TokenError`.

    allauth trusts the connection instead of the signature, takes the algorithm from the token and prefers the
    subject of the user-info answer: none of that is done here. The caller must still compare the nonce.
    """
    # 1. The header: a known algorithm, no extension that we would have to understand (RFC 7515, 4.1.11).
    #    A key inside the header (jwk, jku, x5c) is never looked at.
    try:
        header = jwt.get_unverified_header(token)
    except jwt.PyJWTError as error:
        raise TokenError("The ID token is not a signed token.") from error
    algorithm = header.get("alg")
    if algorithm not in ALGORITHMS:
        raise TokenError(f"The ID token is signed with {algorithm!r}; expected one of {', '.join(ALGORITHMS)}.")
    if "crit" in header:
        raise TokenError("The ID token has a critical extension that is not understood.")
    # 2. The issuer's key, and the signature, the issuer, the audience and the times.
    try:
        claims = jwt.decode(
            token,
            _key(keys, header.get("kid"), algorithm),
            algorithms=[algorithm],
            issuer=issuer,
            audience=client_id,
            leeway=CLOCK_SKEW_SECONDS,
            options={"require": ["iss", "sub", "aud", "exp", "iat"]},
        )
    except (jwt.PyJWTError, TypeError, ValueError) as error:
        raise TokenError(f"The ID token is refused: {error}") from error
    # 3. Made for us alone.
    if claims.get("azp", client_id) != client_id or (isinstance(claims["aud"], list) and claims["aud"] != [client_id]):
        raise TokenError("The ID token is made for other clients too.")
    # 4. The subject.
    subject = claims["sub"]
    if not isinstance(subject, str) or not 1 <= len(subject) <= SUBJECT_CHARS_MAX or "\x00" in subject:
        raise TokenError(f"The subject of the ID token is not a text of 1 to {SUBJECT_CHARS_MAX} characters.")
    return Identity(subject, str(claims.get("nonce", "")))


def _key(keys: Mapping[str, Any], kid: object, algorithm: str) -> Any:
    """The one key of the issuer that the header names, made for this algorithm."""
    listed = keys.get("keys")
    candidates = [
        each
        for each in (listed if isinstance(listed, list) else [])
        if isinstance(each, dict)
        and each.get("kid") == kid
        and each.get("use", "sig") == "sig"
        and each.get("alg", algorithm) == algorithm
        and each.get("kty") != "oct"
    ]
    if len(candidates) != 1:
        raise TokenError(f"The issuer has {len(candidates)} keys with the id {kid!r}; expected one.")
    return jwt.PyJWK(candidates[0], algorithm).key
