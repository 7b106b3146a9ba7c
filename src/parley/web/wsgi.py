"""The application that granian serves."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parley.web.django_settings")

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
_BOUNDARY = re.compile(r'; *boundary=("[^"]+"|[^"; ]+)', re.ASCII | re.IGNORECASE)


def in_utf8(serve: Application) -> Application:
    """Have every request read as UTF-8, whatever it calls itself: of a body's type, Django is told the boundary alone.
    The whole is under `parley.content_type`.

    Django obeys a charset while it makes the request, before any middleware: codecs that are not for text ("hex") fail
    there, and others ("unicode_escape") make halves of surrogate pairs.
    """

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if stated := environ.get("CONTENT_TYPE"):
            environ["parley.content_type"] = stated
            boundary = _BOUNDARY.search(stated)
            environ["CONTENT_TYPE"] = stated.partition(";")[0].strip() + (boundary[0] if boundary else "")
        return serve(environ, start_response)

    return application


application = in_utf8(get_wsgi_application())
