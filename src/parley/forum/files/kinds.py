"""Which kinds of file are taken, and what the first bytes of a file say that it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from parley.council.errors import InputError, Message, gettext_noop
from parley.forum.files.limits import FIELD, SAVE_AGAIN, SAVE_PLAIN, refusal

_TAKEN = gettext_noop("PDF, DOCX, XLSX, PPTX, ODT, ODS, ODP, PNG, JPEG, TXT or CSV")


class Family(Enum):
    """What bytes can show by themselves; office files are told apart by what their archive holds."""

    PDF = gettext_noop("a PDF")
    PNG = gettext_noop("a PNG image")
    JPEG = gettext_noop("a JPEG image")
    OFFICE = gettext_noop("an office file or another ZIP archive")
    TEXT = gettext_noop("text, or bytes of no kind known here")


@dataclass(frozen=True, slots=True)
class Kind:
    """`declared` are the media types that browsers send for it; an empty one and octet-stream claim none."""

    family: Family
    media_type: str
    declared: frozenset[str]


def _kind(family: Family, media_type: str, *more: str) -> Kind:
    return Kind(family, media_type, frozenset({media_type, *more}))


_OOXML = "application/vnd.openxmlformats-officedocument"
_ODF = "application/vnd.oasis.opendocument"
_ZIP = ("application/zip", "application/x-zip-compressed")

KINDS: Mapping[str, Kind] = {
    "pdf": _kind(Family.PDF, "application/pdf", "application/x-pdf"),
    "png": _kind(Family.PNG, "image/png", "image/x-png"),
    "jpg": _kind(Family.JPEG, "image/jpeg", "image/jpg", "image/pjpeg"),
    "jpeg": _kind(Family.JPEG, "image/jpeg", "image/jpg", "image/pjpeg"),
    "docx": _kind(Family.OFFICE, f"{_OOXML}.wordprocessingml.document", *_ZIP),
    "xlsx": _kind(Family.OFFICE, f"{_OOXML}.spreadsheetml.sheet", *_ZIP),
    "pptx": _kind(Family.OFFICE, f"{_OOXML}.presentationml.presentation", *_ZIP),
    "odt": _kind(Family.OFFICE, f"{_ODF}.text", *_ZIP),
    "ods": _kind(Family.OFFICE, f"{_ODF}.spreadsheet", *_ZIP),
    "odp": _kind(Family.OFFICE, f"{_ODF}.presentation", *_ZIP),
    "txt": _kind(Family.TEXT, "text/plain"),
    "csv": _kind(Family.TEXT, "text/csv", "text/plain", "application/csv", "application/vnd.ms-excel", "text/x-csv"),
}


@dataclass(frozen=True, slots=True)
class Foreign:
    """Bytes of a kind that is not taken; `inside` says that an office file may not hold it either."""

    starts: bytes
    words: str
    inside: bool = True


_FOREIGN = (
    Foreign(b"MZ", gettext_noop("a program for Windows")),
    Foreign(b"\x7fELF", gettext_noop("a program")),
    Foreign(b"\xca\xfe\xba\xbe", gettext_noop("a program")),
    Foreign(b"\xcf\xfa\xed\xfe", gettext_noop("a program")),
    Foreign(b"\xce\xfa\xed\xfe", gettext_noop("a program")),
    Foreign(b"\xfe\xed\xfa", gettext_noop("a program")),
    Foreign(b"\0asm", gettext_noop("a program")),
    Foreign(b"L\0\0\0\x01\x14\x02\0", gettext_noop("a shortcut of Windows")),
    Foreign(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        gettext_noop("an old or encrypted office file, or an embedded object"),
    ),
    Foreign(b"{\\rt", gettext_noop("an RTF file")),
    Foreign(b"Rar!", gettext_noop("an archive")),
    Foreign(b"7z\xbc\xaf\x27\x1c", gettext_noop("an archive")),
    Foreign(b"\x1f\x8b", gettext_noop("an archive")),
    Foreign(b"BZh", gettext_noop("an archive")),
    Foreign(b"\xfd7zXZ\0", gettext_noop("an archive")),
    Foreign(b"MSCF", gettext_noop("an archive")),
    Foreign(b"PK\x05\x06", gettext_noop("an empty archive")),
    Foreign(b"#!", gettext_noop("a script"), inside=False),
    Foreign(b"GIF8", gettext_noop("a GIF image"), inside=False),
    Foreign(b"II*\0", gettext_noop("a TIFF image"), inside=False),
    Foreign(b"MM\0*", gettext_noop("a TIFF image"), inside=False),
    Foreign(b"RIFF", gettext_noop("an image, sound or film"), inside=False),
)
_FAMILIES = (
    (b"%PDF-", Family.PDF),
    (b"\x89PNG\r\n\x1a\n", Family.PNG),
    (b"\xff\xd8\xff", Family.JPEG),
    (b"PK\x03\x04", Family.OFFICE),
)
# The tags by which browsers take bytes for HTML (WHATWG MIME Sniffing, 7.1), and those of SVG, XML and PHP.
_MARKUP = re.compile(
    rb"(?:\xef\xbb\xbf)?[\t\n\x0c\r ]*<(?:!doctype|html|head|script|iframe|h1|div|font|table|style|title|"
    rb"body|svg|\?xml|\?php|\?=|!--|(?:a|b|br|p|img)(?=[\s>/]))",
    re.IGNORECASE,
)
_HTML = re.compile(rb"(?:\xef\xbb\xbf)?[\t\n\x0c\r ]*<(?:!doctype\s+html|html|script|body)[\s>]", re.IGNORECASE)


def kind_of_name(extension: str) -> Kind:
    """The kind that a name's extension claims, or `InputError`."""
    if kind := KINDS.get(extension):
        return kind
    raise InputError(FIELD, _TAKEN, "." + extension, SAVE_PLAIN)


def family_of(content: bytes) -> Family:
    """What the first bytes show, or `InputError` for what is never taken. TEXT is all that is left."""
    for foreign in _FOREIGN:
        if content.startswith(foreign.starts):
            raise refusal(_TAKEN, foreign.words, SAVE_PLAIN)
    if _MARKUP.match(content):
        raise refusal(_TAKEN, gettext_noop("HTML, SVG, XML or a script"), SAVE_PLAIN)
    return next((family for starts, family in _FAMILIES if content.startswith(starts)), Family.TEXT)


def check_claims(kind: Kind, family: Family, declared_type: str) -> None:
    """The name, the bytes and the declared media type must all say the same."""
    if family is not kind.family:
        raise refusal(
            Message(gettext_noop("by its name, %(kind)s"), kind=Message(kind.family.value)),
            Message(gettext_noop("by its bytes, %(kind)s"), kind=Message(family.value)),
            SAVE_AGAIN,
        )
    declared = declared_type.partition(";")[0].strip().lower()
    if declared not in kind.declared | {"", "application/octet-stream"}:
        raise InputError(
            FIELD,
            Message(gettext_noop("the media type %(type)s"), type=kind.media_type),
            declared,
            gettext_noop("Send it under its own media type, or under none."),
        )


def check_embedded(head: bytes) -> None:
    """What an office file may not hold, by the first bytes of the part."""
    for foreign in _FOREIGN:
        if foreign.inside and head.startswith(foreign.starts):
            raise _embedded(foreign.words)
    if _HTML.match(head):
        raise _embedded(gettext_noop("an HTML page"))


def _embedded(words: str) -> InputError:
    return refusal(
        Message(gettext_noop("an office file of text, tables and images")),
        Message(gettext_noop("in it, %(kind)s"), kind=Message(words)),
        gettext_noop("Take it out, or replace it by a picture of it."),
    )
