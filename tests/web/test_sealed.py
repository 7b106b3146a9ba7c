"""A node restored from a backup takes no acts until it is opened, but for those that take things back."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from tests.forum.conftest import Seminar, seminar

from parley.council.models import Account, Council
from parley.forum.models import Document
from parley.release.models import Group
from parley.release.rules import WholeCouncil, terms

__all__ = ["seminar"]


@pytest.fixture
def sealed(seminar: Seminar) -> Seminar:
    seminar.submit(seminar.bb, "BB/1", terms(WholeCouncil()))
    Council.objects.update(sealed=True)
    return seminar


def test_a_sealed_node_is_read_and_takes_no_acts(sealed: Seminar) -> None:
    browser = sealed.bb.first.browser()
    assert browser.get("/meetings/").status_code == 200
    refused = browser.post(reverse("release:new_group"), {"name": "Malware"})
    assert refused.status_code == 503
    assert "is sealed" in refused.content.decode()
    assert not Group.objects.filter(participants=False).exists()


def test_what_was_recalled_since_the_backup_is_recalled_again(sealed: Seminar) -> None:
    document = Document.objects.get()
    sealed.bb.first.browser().post(reverse("forum:withdraw", args=[document.id]))
    document.refresh_from_db()
    assert document.withdrawn_at is not None


def test_the_secretariat_acts_on_a_sealed_node(sealed: Seminar) -> None:
    made = sealed.world.secretariat.first.browser().post(reverse("release:new_group"), {"name": "Recalls"})
    assert made.status_code == 302


def test_nobody_enters_a_sealed_node(sealed: Seminar) -> None:
    before = Account.objects.count()
    assert Client().post(reverse("council:enrol", args=["x" * 43])).status_code == 503
    assert Account.objects.count() == before
