"""What was fetched follows from the pages that were served and from what stood beside, exactly; in one pass."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.exchange.rules import fetched as rules
from parley.exchange.rules.feeds import HIDES, Bits, Copy, Filter, Position, shown
from parley.exchange.rules.fetched import Served, Standing, fetched, standings

X = "indicator--x"
OWNERS = [UUID(int=n) for n in range(3)]


@dataclass
class Feed:
    """One feed of one id, kept as the exchange keeps it, and what its pages truly held."""

    at: int = 0
    there: dict[int, Copy] = field(default_factory=dict)
    places: dict[int, list[Position]] = field(default_factory=dict)
    hidden: dict[int, Bits] = field(default_factory=dict)
    lost: list[Standing] = field(default_factory=list)
    pages: list[Served] = field(default_factory=list)
    truly: dict[UUID, int] = field(default_factory=dict)
    often: bool = False  # a copy was delivered again twice: only the last of these places is kept

    def add(self, owner: int, version: int) -> None:
        if not any(c.owner == OWNERS[owner] and c.version == str(version) for c in self.there.values()):
            id_ = self.at
            self.there[id_] = Copy(X, str(version), Position(self.at, 0, 0), id_, OWNERS[owner])
            self.places[id_] = [self.there[id_].at]
            self._settle()

    def lose(self, owner: int, version: int) -> None:
        for id_, copy in list(self.there.items()):
            if (copy.owner, copy.version) == (OWNERS[owner], str(version)):
                self.lost += standings("indicator", copy, self.places.pop(id_), self.at)
                del self.there[id_]
                self.hidden.pop(id_, None)
                self._settle()

    def _settle(self) -> None:
        self.at += 1
        now = shown(self.there.values())
        for id_, bits in now.items():
            if self.hidden.get(id_, Bits(0)) & HIDES["last"] and not bits & HIDES["last"]:
                self.often |= len(self.places[id_]) > 1
                self.places[id_] = [self.places[id_][0], Position(self.at, 1, id_)]
        self.hidden = now

    def page(self, since: int, asked: str, way: int) -> None:
        self.at += 1
        on = [Filter(), Filter(ids=(X, "indicator--y")), Filter(types=("indicator",))][way]
        on = Filter(on.ids, on.types, (asked,))
        first, last = Position(max(0, self.at - since), 0, 0), Position(self.at - 1, 9, 99)
        self.pages.append(Served(self.at, first, last, on))
        for id_, bits in self.hidden.items():
            copy = self.there[id_]
            hides = HIDES.get(asked, Bits.DUPLICATE)
            if first <= self.places[id_][-1] <= last and not bits & hides and asked in {*HIDES, copy.version}:
                self.truly.setdefault(copy.owner, self.at)

    def standing(self) -> list[Standing]:
        of = [standings("indicator", copy, self.places[id_]) for id_, copy in self.there.items()]
        return [one for each in of for one in each]


_STEP = st.one_of(
    st.tuples(st.just("add"), st.integers(0, 2), st.integers(0, 3)),
    st.tuples(st.just("lose"), st.integers(0, 2), st.integers(0, 3)),
    st.tuples(st.just("page"), st.integers(1, 12), st.just("last"), st.integers(0, 2)),
)


@given(st.lists(_STEP, max_size=30))
def test_whose_object_was_on_a_page_is_found_of_all_that_stood_and_was_lost(steps: list[tuple[str, int, int]]) -> None:
    feed = Feed()
    for name, *arguments in steps:
        feed.at += 1
        getattr(feed, name)(*arguments)
    found = {owner: at for (_, owner), at in fetched([*feed.standing(), *feed.lost], [], feed.pages).items()}
    assert found.items() <= feed.truly.items() or feed.often
    assert all(found[owner] >= feed.truly[owner] for owner in found)  # nobody is told what was not so
    assert found == feed.truly or feed.often


@pytest.mark.parametrize(("asked", "was"), [("last", False), ("first", False), ("all", True), ("2", True)])
def test_what_others_gave_an_id_that_is_not_theirs_is_served_to_whoever_asks_for_it(asked: str, was: bool) -> None:
    feed = Feed()
    feed.add(0, 1)
    feed.add(1, 2)
    feed.page(9, asked, 1)
    assert ((X, OWNERS[1]) in fetched(feed.standing(), [], feed.pages)) == was
    assert (OWNERS[1] in feed.truly) == was


@pytest.mark.parametrize("asked", ["last", "first", "all", "1"])
def test_another_originators_copy_of_a_version_that_is_there_is_served_to_nobody(asked: str) -> None:
    feed = Feed()
    feed.add(0, 1)
    feed.add(1, 1)
    feed.page(9, asked, 1)
    assert list(fetched(feed.standing(), [], feed.pages)) == [(X, OWNERS[0])]


@pytest.mark.parametrize("asked", ["last", "all"])
def test_each_copy_is_judged_once_however_many_pages_held_its_place(
    asked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged = 0
    judge = rules._Timeline.shows

    def counted(self: rules._Timeline, one: Standing, version: str, at: int) -> bool:
        nonlocal judged
        judged += 1
        return judge(self, one, version, at)

    monkeypatch.setattr(rules._Timeline, "shows", counted)
    many = 300
    copies = [Copy(f"indicator--{n}", "1", Position(n + 1, 0, 0), n, OWNERS[1]) for n in range(many)]
    genuine = [Copy(c.stix_id, "1", Position(0, 0, 0), -c.id - 1, OWNERS[0]) for c in copies]
    pages = [
        Served(many + n + 1, Position(0, 0, 0), Position(many, 0, 0), Filter(versions=(asked,))) for n in range(many)
    ]
    own = [one for c in copies for one in standings("indicator", c, [c.at])]
    beside = [one for c in genuine for one in standings("indicator", c, [c.at])]
    assert fetched(own, beside, pages) == {}
    assert judged == many
