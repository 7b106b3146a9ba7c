"""What the tests of the sharing pages do in a browser, and the objects that they share."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from tests.worlds import NOON, Member

from parley.exchange.acts.reading import read
from parley.exchange.rules import collections as channels
from parley.release.rules import RELEASE_EXTENSION

_NAMES = UUID("2f0b0f43-6f6e-4a3b-9d0b-8a1b7e7f3c12")
RED = "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"
LATE = NOON + timedelta(days=30)


def later(minutes: int) -> datetime:
    return NOON + timedelta(minutes=minutes)


def id_of(name: str, type_: str = "indicator") -> str:
    return f"{type_}--{UUID(bytes=uuid5(_NAMES, name).bytes, version=4)}"


def indicator(name: str, **more: Any) -> bytes:
    made = {
        "type": "indicator",
        "spec_version": "2.1",
        "id": id_of(name),
        "created": "2021-12-01T00:00:00.000Z",
        "modified": "2021-12-01T00:00:00.000Z",
        "name": f"Indicator {name}",
        "pattern": f"[file:name = '{name}.txt']",
        "pattern_type": "stix",
        "valid_from": "2021-12-01T00:00:00.000Z",
    }
    return json.dumps(made | more).encode()


def masked(name: str) -> bytes:
    extension = {"extension_type": "property-extension", "attribution": "masked"}
    return indicator(name, extensions={RELEASE_EXTENSION: extension})


def bundle(*objects: bytes) -> bytes:
    head = b'{"type":"bundle","id":"bundle--5d0092c5-5f74-4287-9642-33f4c354e56d","objects":['
    return head + b",".join(objects) + b"]}"


Look = Callable[..., Client]


def text(response: HttpResponse) -> str:
    return html.unescape(response.content.decode())


def bare(response: HttpResponse) -> str:
    """Without the token against forged requests, which is masked anew in every answer."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text(response))


def url(name: str, *args: object) -> str:
    return reverse(f"exchange:{name}", args=args)


def hidden(shown: str, name: str) -> list[str]:
    return re.findall(rf'<input type="hidden" name="{name}" value="([^"]*)"', shown)


def previewed(browser: Client, content: bytes, into: str = "council", *states: Member, name: str = "f.json") -> str:
    data = {"file": SimpleUploadedFile(name, content), "into": into, "states": [str(m.party.id) for m in states]}
    response = browser.post(url("share"), data)
    assert response.status_code == 200, text(response)
    return text(response)


def confirm(browser: Client, preview: str, **more: str) -> HttpResponse:
    data = {
        "packed": hidden(preview, "packed"),
        "confirmed": "1",
        "into": hidden(preview, "into"),
        "states": hidden(preview, "states"),
    }
    return browser.post(url("share"), data | more)


def share(browser: Client, content: bytes, into: str = "council", *states: Member) -> HttpResponse:
    return confirm(browser, previewed(browser, content, into, *states))


def sees(member: Member, name: str, moment: datetime = LATE) -> bool:
    actor = member.actor(moment + timedelta(days=1))
    page = read(actor, channels.shared(member.party.id).id, limit=100)
    return id_of(name) in {entry.stix_id for entry in page.entries}


def section(shown: str) -> list[str]:
    return re.findall(r"<section.*?</section>", shown, re.DOTALL)
