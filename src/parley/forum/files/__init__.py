"""Files that people upload: judged by their bytes, never by their claims. Pure: no Django, no disk, no clock.

The caller takes the limits from the settings, refuses longer requests before they are read into memory,
stores the bytes under a random id, and serves them as an attachment under `safe_name` with
`FileFacts.media_type` and ``nosniff``. What passes is of its kind, whole and bounded; it is not thereby
harmless: see `pdf.check` and `office` for what is not looked for.
"""

from __future__ import annotations

import hashlib

from parley.council.errors import Message, gettext_noop
from parley.forum.files import images, kinds, office, pdf, plain
from parley.forum.files.kinds import Family
from parley.forum.files.limits import SAVE_AGAIN, Budget, FileFacts, FileLimits, refusal
from parley.forum.files.names import extension, safe_name

__all__ = ["FileFacts", "FileLimits", "inspect", "safe_name"]

_ZIP_END_BYTES = 22


def inspect(name: str, declared_type: str, content: bytes, limits: FileLimits) -> FileFacts:
    """What the file is, or `InputError` with the field "file".

    1. It is neither empty nor too large.
    2. Its name can be offered for download and claims a kind that is taken.
    3. Its bytes are of that kind, the declared media type does not disagree, and no ZIP reader takes it for
       an archive.
    4. It is whole, bounded when unpacked, and holds nothing that acts when it is opened, as far as that is
       looked for.
    """
    # 1.
    if not 0 < len(content) <= limits.file_bytes_max:
        raise refusal(
            Message(gettext_noop("a file of 1 to this many bytes: %(most)d"), most=limits.file_bytes_max),
            Message(gettext_noop("bytes: %(count)d"), count=len(content)),
            gettext_noop("Send the file itself, or a smaller one."),
        )
    # 2.
    claimed = extension(safe_name(name))
    kind = kinds.kind_of_name(claimed)
    # 3.
    family = kinds.family_of(content)
    kinds.check_claims(kind, family, declared_type)
    if family is not Family.OFFICE and _ends_like_zip(content):
        raise refusal(gettext_noop("a file of one kind"), gettext_noop("one that is a ZIP archive as well"), SAVE_AGAIN)
    # 4.
    budget = Budget(limits, len(content))
    match family:
        case Family.PDF:
            pdf.check(content, budget)
        case Family.PNG:
            images.check_png(content)
        case Family.JPEG:
            images.check_jpeg(content)
        case Family.OFFICE:
            office.check(content, claimed, budget)
        case Family.TEXT:
            plain.check(content)
    return FileFacts(kind.media_type, claimed, len(content), hashlib.sha256(content).hexdigest())


def _ends_like_zip(content: bytes) -> bool:
    """An end record whose comment reaches exactly to the end (APPNOTE 4.3.16): what readers look for."""
    at = content.find(b"PK\x05\x06", max(0, len(content) - _ZIP_END_BYTES - 2**16))
    while at >= 0:
        comment_bytes = int.from_bytes(content[at + 20 : at + 22], "little")
        if at + _ZIP_END_BYTES + comment_bytes == len(content):
            return True
        at = content.find(b"PK\x05\x06", at + 1)
    return False
