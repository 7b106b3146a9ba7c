"""The demo council, loaded once for all these tests, which one worker runs; `django_db` undoes what a test writes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction

from tests.demo.council import load_quickly


@pytest.fixture(scope="package")
def loaded(django_db_setup: None, django_db_blocker: object) -> Iterator[list[str]]:
    """The lines that loading said."""
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        yield load_quickly()
        transaction.set_rollback(True)
