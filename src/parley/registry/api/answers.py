"""How programs are answered: JSON, and one shape for every refusal.

`detail` is a sentence, under the name by which clients of yente look for it; `field`, `expected`, `came` and `do` stand
beside it where something that was sent cannot be taken.
"""

from __future__ import annotations

from http import HTTPStatus

import msgspec
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse

from parley.council.errors import InputError, NotAllowedError, NotFoundError, ParleyError, SealedError

ROOT = "/api/registry/"
"""Everything under it is answered in JSON: by the views of this folder, and by `door` where it refuses first."""
RETRY_SECONDS = 30

_SENTENCES = {
    HTTPStatus.UNAUTHORIZED: (
        "A token with the scope registry:screen or registry:read is needed: Authorization: Bearer TOKEN "
        "(or ApiKey TOKEN). None came, or it is not known, has ended, or is for something else."
    ),
    HTTPStatus.NOT_FOUND: "There is nothing here, or nothing that is released to you.",
    HTTPStatus.METHOD_NOT_ALLOWED: "This address does not take that method; the header Allow names those it takes.",
    HTTPStatus.LENGTH_REQUIRED: "The body's length was expected in Content-Length. Nothing was done.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The body is too large. Send fewer names at a time.",
    HTTPStatus.SERVICE_UNAVAILABLE: "The node cannot answer now. Nothing was done; try it again later.",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Something went wrong here. Nothing was answered; try it again.",
}


def concerns(request: HttpRequest) -> bool:
    return request.path_info.startswith(ROOT)


def resource(content: object, status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
    """No cache keeps it: what a token may read ends with the token."""
    response = HttpResponse(msgspec.json.encode(content), content_type="application/json", status=status)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def refusal(status: HTTPStatus, detail: str = "", **more: str) -> HttpResponse:
    response = resource({"detail": detail or _SENTENCES.get(status, status.phrase), **more}, status)
    if status is HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = 'Bearer realm="parley"'
    if status is HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def said(error: ParleyError) -> dict[str, str]:
    """A refusal in words, and in parts where it has them."""
    if not isinstance(error, InputError):
        return {"detail": str(error)}
    parts = {"field": error.field, "expected": error.expected, "came": error.came, "do": error.do}
    return {"detail": str(error)} | {name: str(part) for name, part in parts.items()}


def refused(error: Exception) -> HttpResponse | None:
    """The answer to a refusal of the rooms; None for what is nobody's mistake but ours."""
    match error:
        case NotFoundError():
            return refusal(HTTPStatus.NOT_FOUND)
        case NotAllowedError():
            return refusal(HTTPStatus.FORBIDDEN, str(error))
        case SealedError():
            return refusal(HTTPStatus.SERVICE_UNAVAILABLE, str(error))
        case RequestDataTooBig():
            return refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        case ParleyError():
            return resource(said(error), HTTPStatus.BAD_REQUEST)
        case _:
            return None
