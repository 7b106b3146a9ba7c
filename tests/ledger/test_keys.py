"""The node's key: made once, private, and never guessed around when it cannot be used."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from stat import S_IMODE

import pytest

from parley.ledger import keys
from parley.ledger.errors import KeyUnusableError


def test_many_that_start_at_once_get_one_key():
    with ThreadPoolExecutor(16) as pool:
        found = set(pool.map(lambda _: keys.public_of(keys.private_key()), range(64)))
    assert len(found) == 1
    assert [p.name for p in keys.path().parent.iterdir()] == [keys.path().name]


def test_the_key_is_readable_by_the_nodes_user_only():
    keys.private_key()
    assert S_IMODE(keys.path().stat().st_mode) == 0o600
    assert S_IMODE(keys.path().parent.stat().st_mode) == 0o700


def test_a_replaced_key_is_another_and_as_private():
    before = keys.public_of(keys.private_key())
    after = keys.public_of(keys.replace_private_key())
    assert before != after == keys.public_of(keys.private_key())
    assert S_IMODE(keys.path().stat().st_mode) == 0o600


@pytest.mark.parametrize("octets", [b"", b"nonsense", b"-----BEGIN PRIVATE KEY-----\n"])
def test_an_unreadable_key_is_named_and_not_replaced(octets):
    keys.path().parent.mkdir(parents=True)
    keys.path().write_bytes(octets)
    with pytest.raises(KeyUnusableError, match=keys.path().name):
        keys.private_key()
    assert keys.path().read_bytes() == octets
