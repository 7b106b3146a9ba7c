"""What the tests of the register's pages do in a browser."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any

from django.test import Client
from django.urls import reverse

Look = Callable[..., Client]

TYPED = {
    "rows_names": "3",
    "rows_births": "1",
    "rows_identifiers": "2",
    "kind": "organisation",
    "names_text_0": "Lashkar-e-Nowhere",
    "names_quality_0": "primary",
    "names_text_1": "لشکر",
    "names_quality_1": "good",
    "names_language_1": "ur",
    "names_basis_1": "Its own statement",
    "nationalities": "Pakistan, IN",
    "legal_basis": "Article 6",
    "reasons_en": "It claimed an attack.",
    "note_language": "en",
}


def url(name: str, *args: object) -> str:
    return reverse(f"registry:{name}", args=args)


def said(response: Any) -> str:
    return html.unescape(response.content.decode())


def bare(shown: str) -> str:
    """Without the token against forged requests, which is masked anew in every answer."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", shown)


def fetch(browser: Client, page: str, /, *args: object, **query: str) -> str:
    response = browser.get(url(page, *args), query)
    assert response.status_code == 200, said(response)
    return said(response)


def send(browser: Client, page: str, /, *args: object, **typed: Any) -> str:
    """What was posted was done: the page to which it leads."""
    response = browser.post(url(page, *args), typed)
    assert response.status_code == 302, said(response)
    return said(browser.get(response["Location"]))
