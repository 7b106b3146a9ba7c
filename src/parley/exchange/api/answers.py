"""How TAXII 2.1 is answered: the media type, the headers, and one error object for each kind of refusal (3.6.1).

An `error_id` says which kind it is and nothing of which one it was: a serial number would count what others ask.
"""

from __future__ import annotations

from http import HTTPStatus

import msgspec
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse

from parley.council.errors import (
    ConflictError,
    InputError,
    NotAllowedError,
    NotFoundError,
    ParleyError,
    SealedError,
)
from parley.exchange.rules.asking import MalformedError

MEDIA_TYPE = "application/taxii+json;version=2.1"
ROOT = "/taxii2/"
"""Everything under it is answered in TAXII: by the views of this folder, and by `web` where it refuses first."""
RETRY_SECONDS = 30
CHALLENGES = 'Basic realm="parley", charset="UTF-8", Bearer realm="parley"'

KINDS: dict[HTTPStatus, tuple[str, str, str]] = {
    # Its error_code, title and description, where nothing better is known.
    HTTPStatus.BAD_REQUEST: ("malformed", "The request cannot be understood", ""),
    HTTPStatus.UNAUTHORIZED: (
        "unauthorized",
        "A token is needed",
        "Send an API token with the scope exchange:read or exchange:write, as a Bearer token or as the password of "
        "HTTP Basic. A session of a browser does not count here.",
    ),
    HTTPStatus.FORBIDDEN: (
        "forbidden",
        "You may not do this here",
        "The can_read and can_write of the collection say what your token may do.",
    ),
    HTTPStatus.NOT_FOUND: ("not-found", "There is nothing here, or nothing that is released to you", ""),
    HTTPStatus.METHOD_NOT_ALLOWED: (
        "method-not-allowed",
        "This address does not take the method",
        "The header Allow names those that it takes.",
    ),
    HTTPStatus.NOT_ACCEPTABLE: (
        "not-acceptable",
        "This server speaks TAXII 2.1 only",
        f"Send the header Accept: {MEDIA_TYPE}",
    ),
    HTTPStatus.CONFLICT: ("conflict", "The state of things does not allow it", ""),
    HTTPStatus.LENGTH_REQUIRED: (
        "length-required",
        "The body has no stated length",
        "Send the header Content-Length rather than chunks.",
    ),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: (
        "too-large",
        "The body is too large",
        "The API root's max_content_length says how many octets are taken. Send several envelopes.",
    ),
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: (
        "unsupported-media-type",
        "The body is not an envelope of TAXII 2.1",
        f"Send an envelope, uncompressed, in UTF-8, with the header Content-Type: {MEDIA_TYPE}",
    ),
    HTTPStatus.UNPROCESSABLE_ENTITY: ("unprocessable", "The envelope cannot be read", ""),
    HTTPStatus.TOO_MANY_REQUESTS: ("too-many-requests", "Too many requests", "Wait a little."),
    HTTPStatus.INTERNAL_SERVER_ERROR: ("internal", "Something went wrong here", "Nothing was changed. Try it again."),
    HTTPStatus.SERVICE_UNAVAILABLE: ("unavailable", "The server cannot answer now", "Try it again later."),
}


def concerns(request: HttpRequest) -> bool:
    """Is an answer to this request one of TAXII's?"""
    return request.path_info.startswith(ROOT)


def octets(body: bytes, status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
    """A resource, already written. No cache keeps it: what a token may read ends with the token."""
    response = HttpResponse(body, content_type=MEDIA_TYPE, status=status)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def resource(content: object, status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
    return octets(msgspec.json.encode(content), status)


def refusal(status: HTTPStatus, title: str = "", description: str = "") -> HttpResponse:
    """The error object of a kind of refusal; what is not given is the kind's own."""
    code, own_title, own_description = KINDS[status]
    content = {
        "title": title or own_title,
        "description": description or own_description,
        "error_id": f"parley-{code}",
        "error_code": code,
        "http_status": str(status.value),
    }
    response = resource({name: text for name, text in content.items() if text}, status)
    if status is HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = CHALLENGES  # RFC 9110, 11.6.1
    if status is HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def refused(error: Exception) -> HttpResponse | None:
    """The answer to a refusal of the rooms; None for what is nobody's mistake but ours."""
    match error:
        case NotFoundError():
            # 4 and 5, each endpoint: 404 is for "not found, or the client does not have access" (DESIGN.md, rule 4).
            return refusal(HTTPStatus.NOT_FOUND)
        case NotAllowedError():
            return refusal(HTTPStatus.FORBIDDEN, description=str(error))
        case MalformedError() | InputError():
            return refusal(HTTPStatus.BAD_REQUEST, description=str(error))
        case SealedError():
            return refusal(HTTPStatus.SERVICE_UNAVAILABLE, description=str(error))
        case ConflictError() | ParleyError():
            return refusal(HTTPStatus.CONFLICT, description=str(error))
        case RequestDataTooBig():
            return refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        case _:
            return None
