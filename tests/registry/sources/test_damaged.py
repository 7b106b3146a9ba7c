"""However a file is damaged, it is read or refused with a sentence, and never crashes the reader."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.registry.sources import samples

from parley.registry.rules.content import canonical, from_json, to_json
from parley.registry.sources import SourceError, read

WHOLE = {
    "un": samples.un(samples.UN_PERSON, samples.entity()),
    "ofac-csv": samples.SDN,
    "ofac-advanced": samples.OFAC_ADVANCED,
    "eu": samples.EU,
    "ftm": samples.FTM_LINES,
}
BITS = st.one_of(
    st.binary(max_size=3),
    st.sampled_from([b"<", b">", b'"', b"&", b"\0", b"\n", b",", b"null", b"[]", b"{}", b"-1", b"99", b"\xff", b""]),
)


@pytest.mark.parametrize("format_", WHOLE)
@settings(deadline=None)
@given(changes=st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 12), BITS), min_size=1, max_size=4))
def test_a_damaged_file_is_read_or_refused(format_: str, changes: list[tuple[float, int, bytes]]) -> None:
    octets = WHOLE[format_]
    for place, length, put in changes:
        at = int(place * len(octets))
        octets = octets[:at] + put + octets[at + length :]
    try:
        found = read([octets], format_)
    except SourceError:
        return
    for entry in found.entries:
        assert entry.reference
        assert entry.content.names
        assert from_json(to_json(entry.content)) == entry.content
        canonical(entry.content).encode()
    for each in found.unread:
        assert str(each.sentence)
