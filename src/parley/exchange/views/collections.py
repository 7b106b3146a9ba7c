"""The viewer's collections, and what to paste into a program that reads them or adds to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_safe

from parley.council.forms import viewer
from parley.council.rules import Right
from parley.exchange.queries import collections as channels
from parley.exchange.rules.blocklists import IN_RULES, Form, Kind
from parley.exchange.rules.collections import Collection
from parley.exchange.views.sharing import to_exchange
from parley.settings import SETTINGS

TOKEN = "$TOKEN"  # noqa: S105 - a placeholder
PAGE = 1000


@dataclass(frozen=True, slots=True)
class Client:
    """`name` is what it is called by those who made it; `text` is what to paste."""

    key: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A blocklist in its forms: `forms` are (form, address); `text` fetches the plain one."""

    kind: Kind
    forms: Sequence[tuple[Form, str]]
    text: str


@require_safe
def collections(request: HttpRequest) -> HttpResponse:
    looking = viewer(request)
    found = channels.collections(looking)
    context = {
        "collections": [(each, address(each)) for each in found],
        "clients": clients(next(each for each in found if each.alias == "shared")),
        "blocklists": blocklists(),
        "misp": reverse("exchange:misp_manifest"),
        "misp_text": _get(f"{SETTINGS.origin}{reverse('exchange:misp_manifest')}"),
        "discovery": f"{SETTINGS.origin}{reverse('taxii:discovery')}",
        "may_share": looking.may(Right.SHARE),
        "may_hold": looking.may(Right.HOLD_TOKENS),
        "crumbs": to_exchange(),
    }
    return render(request, "exchange/collections.html", context)


def address(collection: Collection) -> str:
    return f"{SETTINGS.origin}{reverse('taxii:collection', args=[collection.id])}"


def blocklists() -> list[Listed]:
    """Each kind of value, with a line that fetches it."""
    found = []
    for kind in Kind:
        forms = [form for form in Form if form is not Form.SURICATA or kind in IN_RULES]
        addresses = [(form, _blocklist(kind, form)) for form in forms]
        text = f"{_get(SETTINGS.origin + _blocklist(kind, Form.TEXT))} -o parley-{kind.value}.txt"
        found.append(Listed(kind, addresses, text))
    return found


def _blocklist(kind: Kind, form: Form) -> str:
    return reverse("exchange:blocklist", args=[f"{kind.value}.{form.value}"])


def _get(url: str) -> str:
    return f'curl --fail -H "Authorization: Bearer {TOKEN}" "{url}"'


def clients(collection: Collection) -> list[Client]:
    """For the one collection that holds all that others released to the viewer."""
    url, discovery = address(collection), f"{SETTINGS.origin}{reverse('taxii:discovery')}"
    found = [
        Client("curl", "curl", _curl(url)),
        Client("taxii2-client", "taxii2-client (Python)", _taxii2_client(url)),
        Client("opencti", "OpenCTI, connector TAXII 2", _opencti(discovery)),
    ]
    feed = _misp_feed()
    return [*found, Client("misp", "MISP, feed", feed)] if feed else found


def _curl(url: str) -> str:
    return (
        f'export TOKEN="…"\n'
        f'curl --fail-with-body -H "Authorization: Bearer {TOKEN}" \\\n'
        f'  -H "Accept: application/taxii+json;version=2.1" \\\n'
        f'  "{url}objects/?limit={PAGE}"'
    )


def _taxii2_client(url: str) -> str:
    return (
        "import os\n"
        "from taxii2client.v21 import Collection, as_pages\n\n"
        f'collection = Collection("{url}", user="token", password=os.environ["TOKEN"])\n'
        f"for page in as_pages(collection.get_objects, per_request={PAGE}):\n"
        '    for each in page.get("objects", []):\n'
        '        print(each["id"])'
    )


def _opencti(discovery: str) -> str:
    return (
        f"TAXII2_DISCOVERY_URL={discovery}\n"
        "TAXII2_USERNAME=token\n"
        f"TAXII2_PASSWORD={TOKEN}\n"
        "TAXII2_V2.1=true\n"
        "TAXII2_COLLECTIONS=*.*\n"
        "TAXII2_VERIFY_SSL=true"
    )


def _misp_feed() -> str:
    """Once the node serves one (views/feeds.py): MISP asks for a feed's address without the name of its manifest."""
    try:
        manifest = reverse("exchange:misp_manifest")
    except NoReverseMatch:
        return ""
    url = f"{SETTINGS.origin}{manifest.rpartition('/')[0]}"
    return (
        "{\n"
        '  "name": "Parley",\n'
        '  "provider": "Parley",\n'
        f'  "url": "{url}",\n'
        '  "source_format": "misp",\n'
        '  "input_source": "network",\n'
        '  "distribution": "0",\n'
        f'  "headers": "Authorization: Bearer {TOKEN}"\n'
        "}"
    )
