"""What reading a list gives: its entries, and what of it could not be read, said record by record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from parley.council.errors import Message, ParleyError
from parley.registry.rules.entries import Content


class SourceError(ParleyError):
    """A file that is not a list, is not whole, or is made to do harm: nothing of it is taken."""


@dataclass(frozen=True, slots=True)
class Read:
    """One entry, by the list's own reference."""

    reference: str
    content: Content


@dataclass(frozen=True, slots=True)
class Unread:
    """What could not be read. `whole`: a record as a whole, so that nothing is known of what it says now."""

    place: str  # "INDIVIDUAL 12", "line 5"
    reference: str  # empty where not even that could be read
    sentence: Message
    whole: bool = False


@dataclass(frozen=True, slots=True)
class ListFile:
    """One snapshot of a list. `made_at` is what the file itself says of when it was made; aware, in UTC."""

    entries: tuple[Read, ...]
    unread: tuple[Unread, ...]
    made_at: datetime | None = None

    @property
    def kept(self) -> frozenset[str]:
        """References that stand in the file and whose records could not be read: whatever was known of them stays."""
        return frozenset(u.reference for u in self.unread if u.whole and u.reference) - {
            e.reference for e in self.entries
        }

    @property
    def nameless(self) -> int:
        """Records that could not be read, and not even which they are."""
        return sum(u.whole and not u.reference for u in self.unread)
