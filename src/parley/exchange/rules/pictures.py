"""Where everything stands in the two pictures of an object's page, in units of their view boxes.

Relations are a tree on its side, so that it can be read on a phone: the object on top, a trunk below it, and one
branch for each relation with an arrow in its direction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import east_asian_width

from parley.exchange.rules.sightings import Bar

WIDTH = 360
"""As much as a phone has room for, so that the words are no smaller there than around it."""
BOX_HEIGHT, STEP, TRUNK, INDENT = 38, 66, 18, 52
BRANCHES_MAX = 12
"""Relations in the picture; the list below it has all."""
CHART_HEIGHT = 130
_FOOT, _HEAD = 22, 18
_NARROW_CHARS = 40


@dataclass(frozen=True, slots=True)
class Branch:
    label: str
    words: str
    outgoing: bool
    known: bool
    top: int

    @property
    def label_at(self) -> int:
        return self.top + 14

    @property
    def box_at(self) -> int:
        return self.top + 22

    @property
    def middle(self) -> int:
        return self.box_at + BOX_HEIGHT // 2

    @property
    def words_at(self) -> int:
        return self.middle + 5


@dataclass(frozen=True, slots=True)
class Tree:
    words: str
    branches: tuple[Branch, ...]

    @property
    def height(self) -> int:
        return BOX_HEIGHT + STEP * len(self.branches) + 2

    @property
    def trunk_end(self) -> int:
        return self.branches[-1].middle


def tree(words: str, relations: Sequence[tuple[str, str, bool, bool]]) -> Tree:
    """`relations`: (label, words, outgoing, known), of which the first `BRANCHES_MAX` are drawn."""
    branches = (
        Branch(label, shortened(text, _NARROW_CHARS - 6), outgoing, known, BOX_HEIGHT + STEP * n)
        for n, (label, text, outgoing, known) in enumerate(relations[:BRANCHES_MAX])
    )
    return Tree(shortened(words, _NARROW_CHARS), tuple(branches))


def shortened(text: str, width: int) -> str:
    """So much of a text as fits; letters of East Asian scripts are twice as wide."""
    used = 0
    for place, letter in enumerate(text):
        used += 2 if east_asian_width(letter) in "WF" else 1
        if used > width:
            return text[: max(place - 1, 0)].rstrip() + "…"
    return text


@dataclass(frozen=True, slots=True)
class Column:
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Chart:
    columns: tuple[Column, ...]
    most: int

    @property
    def end(self) -> float:
        """Where the words below the last column end: not so far at the start that they would run over the first."""
        return max(self.columns[-1].x + self.columns[-1].width, WIDTH / 2)

    @property
    def floor(self) -> int:
        return CHART_HEIGHT - _FOOT

    @property
    def foot(self) -> int:
        return CHART_HEIGHT - 6


def chart(bars: Sequence[Bar]) -> Chart:
    most = max((bar.count for bar in bars), default=0)
    step = WIDTH / max(len(bars), 8)
    room = CHART_HEIGHT - _FOOT - _HEAD
    columns = []
    for n, bar in enumerate(bars):
        height = max(room * bar.count / most, 2) if bar.count else 0
        top = CHART_HEIGHT - _FOOT - height
        columns.append(Column(round(n * step + step * 0.1, 1), round(top, 1), round(step * 0.8, 1), round(height, 1)))
    return Chart(tuple(columns), most)
