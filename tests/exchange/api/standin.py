"""TEMPORARY: what colleagues have not landed yet."""

from __future__ import annotations

import base64
import importlib.util
import json
import sys
from dataclasses import dataclass, field
from enum import Enum
from types import ModuleType
from typing import Any

from django.urls import include, path


def missing(name: str) -> bool:
    return name not in sys.modules and importlib.util.find_spec(name) is None


def module(name: str, **members: object) -> None:
    if missing(name):
        made = ModuleType(name)
        made.__dict__.update(members)
        sys.modules[name] = made


class Pattern(Enum):
    NONE = 0
    SIMPLE = 1
    UNDECIDED = 2


@dataclass(frozen=True)
class Checked:
    id: str
    type: str
    version: str
    parsed: dict[str, Any]
    references: tuple = ()
    marking_refs: frozenset = frozenset()
    extensions: dict = field(default_factory=dict)
    pattern: Pattern = Pattern.NONE
    values: tuple = ()
    valid_until: str | None = None
    revoked: bool = False


@dataclass(frozen=True)
class Refused:
    pointer: str
    sentence: object
    id: str = ""
    version: str = ""


def check(raw: bytes, now: object) -> Checked | Refused:
    from parley.council.errors import Message

    parsed = json.loads(raw)
    version = parsed.get("modified") or parsed.get("created", "")
    if parsed.get("type") == "indicator" and "pattern" not in parsed:
        return Refused("/pattern", Message("Expected a pattern."), parsed["id"], version)
    slow = Pattern.UNDECIDED if "MATCHES" in parsed.get("pattern", "") else Pattern.NONE
    return Checked(
        parsed["id"],
        parsed["type"],
        version,
        parsed,
        marking_refs=frozenset(parsed.get("object_marking_refs", ())),
        pattern=slow,
    )


def seal(viewer: object, collection: object, on: object, at: Any) -> str:
    text = json.dumps([str(viewer.party), str(collection), on.canonical(), at.added_at, at.key, at.k])
    return base64.urlsafe_b64encode(text.encode()).decode()


def opened(viewer: Any, collection: object, on: Any, text: str) -> object:
    from parley.council.errors import InputError
    from parley.exchange.rules.feeds import Position

    try:
        *bound, added_at, key, k = json.loads(base64.urlsafe_b64decode(text))
        if bound != [str(viewer.party), str(collection), on.canonical()]:
            raise ValueError
    except ValueError as error:
        raise InputError("next", "x", text, "y") from error
    return Position(added_at, key, k)


module("parley.exchange.rules.objects", Pattern=Pattern, Checked=Checked, Refused=Refused, check=check)
module("parley.exchange.rules.values", observables=lambda parsed, values: (), refang=lambda text: text)
module("parley.exchange.slow_patterns", judge_slowly=lambda pattern, seconds: None)
module("parley.exchange.cursors", seal=seal, opened=opened)


def taxii(get_response):
    from parley.exchange.api import answers, door
    from parley.web import middleware as web

    def middleware(request):
        if not answers.concerns(request):
            return get_response(request)
        request.now, request.draw, request.clock = web.now(), web.draw, web.now
        return door.serve(request)

    return middleware


def install(settings: Any) -> None:
    if "parley.web.middleware.taxii" not in settings.MIDDLEWARE:
        after = settings.MIDDLEWARE.index("parley.web.middleware.unavailable_when_the_store_is")
        here = [*settings.MIDDLEWARE]
        here.insert(after + 1, "tests.exchange.api.standin.taxii")
        settings.MIDDLEWARE = here
        settings.ROOT_URLCONF = "tests.exchange.api.standin"


from parley.council import words  # noqa: E402
from parley.council.rules import Scope  # noqa: E402

for _s in Scope:
    words.SCOPES.setdefault(_s, _s.value)

from parley.web import urls as web_urls  # noqa: E402

urlpatterns = [path("taxii2/", include("parley.exchange.urls_taxii")), *web_urls.urlpatterns]
handler400, handler404, handler500 = web_urls.handler400, web_urls.handler404, web_urls.handler500
