"""What the register holds of a list is a function of the set of its snapshots."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from parley.registry.rules.changes import Known, Newest, changes, plan, too_great_a_drop

START = datetime(2021, 1, 1, tzinfo=UTC)
REFERENCES = st.sampled_from("ABCDE")
SNAPSHOT = st.tuples(
    st.dictionaries(REFERENCES, st.sampled_from([b"1", b"2", b"3"]), max_size=5), st.frozensets(REFERENCES, max_size=2)
)


@dataclass
class Register:
    """The rule applied step by step, as the act applies it."""

    known: dict[str, Known] = field(default_factory=dict)
    newest: Newest | None = None

    def bring(self, came: dict[str, bytes], kept: frozenset[str], made_at: datetime) -> None:
        kept = kept - came.keys()
        found = plan(self.known, came, kept, made_at, self.newest)
        newer = self.newest is None or made_at >= self.newest.made_at
        for reference in found.read:
            listed = reference in self.known and self.known[reference].listed
            self.known[reference] = Known(came[reference], listed, made_at)
        for reference in found.changes.added:
            before = self.known[reference]
            self.known[reference] = Known(before.digest, True, before.seen)
        for reference in found.changes.delisted:
            before = self.known[reference]
            self.known[reference] = Known(before.digest, False, before.seen)
        if newer:
            self.newest = Newest(made_at, kept)

    def said(self) -> dict[str, tuple[bytes, bool]]:
        return {reference: (k.digest, k.listed) for reference, k in self.known.items()}


@given(st.lists(SNAPSHOT, min_size=1, max_size=5), st.randoms(use_true_random=False))
def test_the_order_of_imports_does_not_matter(snapshots: list, random: object) -> None:
    dated = [(came, kept - came.keys(), START + timedelta(days=n)) for n, (came, kept) in enumerate(snapshots)]
    shuffled = list(dated)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    register = Register()
    for each in shuffled:
        register.bring(*each)
    came, kept, _ = dated[-1]
    latest = {reference: digest for snapshot, _, _ in dated for reference, digest in snapshot.items()}
    assert register.said() == {r: (d, r in came or r in kept) for r, d in latest.items()}


@given(SNAPSHOT, SNAPSHOT)
def test_changes_lead_from_one_state_to_the_other(
    one: tuple[dict[str, bytes], frozenset[str]], other: tuple[dict[str, bytes], frozenset[str]]
) -> None:
    before, after = one[0], other[0]
    found = changes(before, after)
    said = {r: d for r, d in before.items() if r not in found.delisted}
    said |= {r: after[r] for r in (*found.added, *found.changed)}
    assert said == after
    assert changes(before, before).none


def test_a_share_is_of_what_is_listed() -> None:
    hundred = [str(n) for n in range(100)]
    assert not too_great_a_drop(hundred, hundred[:5], 5)
    assert too_great_a_drop(hundred, hundred[:6], 5)
    assert too_great_a_drop(hundred[:2], hundred[:1], 5)
    assert not too_great_a_drop([], [], 0)
    assert too_great_a_drop(hundred, hundred[:1], 0)
