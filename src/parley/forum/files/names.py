"""The name under which a file is offered for download again."""

from __future__ import annotations

import re
import unicodedata

from parley.council.errors import InputError, gettext_noop
from parley.council.text import line
from parley.forum.files.limits import FIELD

NAME_CHARS_MAX = 200
_RENAME = gettext_noop("Rename the file and send it again.")
_WINDOWS_DEVICES = frozenset(
    ["CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in range(10))]
)
_NOT_ON_WINDOWS = re.compile(r'[<>:"|?*]')


def safe_name(name: str) -> str:
    """The name as it may stand in a download, or `InputError`.

    Changed without a word are only white space, normal form and what Windows cannot store (``<>:"|?*`` become
    ``_``). Whatever could make the name say something else than it does is refused: paths, control and
    direction characters, invisible ones, a leading full stop, a device of Windows, no extension.
    """
    if "/" in name or "\\" in name:
        raise InputError(FIELD, gettext_noop("a file's name without folders"), name, _RENAME)
    text = line(name, what=FIELD, chars_max=NAME_CHARS_MAX)
    unseen = [c for c in text if unicodedata.category(c) == "Cf" and c not in "\u200c\u200d"]
    if unseen:
        raise InputError(FIELD, gettext_noop("a name without direction marks and invisible characters"), name, _RENAME)
    text = _NOT_ON_WINDOWS.sub("_", " ".join(text.split()))
    stem, dot, _ = text.rpartition(".")
    if not dot or not stem.strip(". ") or text.startswith(".") or text.endswith("."):
        raise InputError(FIELD, gettext_noop("a name and an extension, such as programme.pdf"), name, _RENAME)
    if text.split(".")[0].strip().upper() in _WINDOWS_DEVICES:
        raise InputError(FIELD, gettext_noop("a name that every system can store"), name, _RENAME)
    return text


def extension(name: str) -> str:
    """What follows the last full stop of a safe name, in lower case."""
    return name.rpartition(".")[2].strip().lower()
