"""What a file may cost, what is known of it once judged, and how it is refused."""

from __future__ import annotations

from dataclasses import dataclass

from parley.council.errors import InputError, Message, gettext_noop

FIELD = "file"
SAVE_AGAIN = gettext_noop("Save it again with the program that made it, and send that.")
SAVE_PLAIN = gettext_noop("Save it as a PDF and send that.")


@dataclass(frozen=True, slots=True)
class FileLimits:
    """Bounds of the work that one file may cause; see the settings of the same names."""

    file_bytes_max: int
    archive_bytes_max: int
    archive_entries_max: int
    archive_ratio_max: int


@dataclass(frozen=True, slots=True)
class FileFacts:
    """A file that passed: its type as it is, not as declared; `size` in bytes; `sha256` in hex."""

    media_type: str
    extension: str
    size: int
    sha256: str


class Budget:
    """What unpacking may still cost: shared with archives inside, so that nesting gains nothing."""

    __slots__ = ("bytes_left", "entries_left", "entry_bytes_max")

    def __init__(self, limits: FileLimits, packed_bytes: int) -> None:
        self.bytes_left = min(limits.archive_bytes_max, limits.archive_ratio_max * packed_bytes)
        self.entries_left = limits.archive_entries_max
        self.entry_bytes_max = limits.file_bytes_max

    def take(self, *, unpacked_bytes: int = 0, entries: int = 0) -> None:
        if entries > self.entries_left:
            raise refusal(
                Message(gettext_noop("at most this many more parts in the file: %(most)d"), most=self.entries_left),
                Message(gettext_noop("parts: %(count)d"), count=entries),
                SAVE_PLAIN,
            )
        if unpacked_bytes > self.bytes_left:
            raise refusal(
                Message(
                    gettext_noop("a file that unpacks to at most this many more bytes: %(most)d"),
                    most=self.bytes_left,
                ),
                Message(gettext_noop("bytes, at least: %(count)d"), count=unpacked_bytes),
                SAVE_PLAIN,
            )
        self.entries_left -= entries
        self.bytes_left -= unpacked_bytes


def refusal(expected: Message | str, came: Message | str, do: Message | str) -> InputError:
    """An `InputError` of the file, whose three parts are all templates or messages."""
    return InputError(FIELD, expected, Message(came) if isinstance(came, str) else came, do)
