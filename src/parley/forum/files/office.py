"""Office files: OOXML (ECMA-376) and OpenDocument (ODF 1.3), without macros or outside sources."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

from parley.council.errors import InputError, Message, gettext_noop, shown
from parley.forum.files import archive, kinds
from parley.forum.files.archive import broken
from parley.forum.files.limits import SAVE_AGAIN, SAVE_PLAIN, Budget, refusal

DEPTH_MAX = 1  # a chart's table inside a document; not a document with charts inside a document
PART_BYTES_MAX = 2**23  # of a part that is read as a whole: types, relationships, manifest
_HEAD_BYTES = 256

_TYPES_PART, _MANIFEST, _MIMETYPE = "[Content_Types].xml", "META-INF/manifest.xml", "mimetype"
_MACROS = re.compile(r"vbaproject|vbadata|/activex/|/(?:intl)?macrosheets/|^basic/|^scripts/", re.IGNORECASE)
_MACRO_TYPES = re.compile(r"macro|vba|activex", re.IGNORECASE)
_DECLARATIONS = tuple(
    word.encode(encoding) for word in ("<!DOCTYPE", "<!ENTITY") for encoding in ("utf-8", "utf-16-le", "utf-16-be")
)
_OVERLAP_BYTES = max(map(len, _DECLARATIONS)) - 1
_XML_NAME = re.compile(r"\.(?:xml|rels|vml|rdf)$", re.IGNORECASE)
_XML_START = re.compile(rb"(?:\xef\xbb\xbf)?\s*<|\xff\xfe<\0|\xfe\xff\0<|<\0|\0<")
_XML_ENCODING = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']*)")
_ASCII_ENCODING = re.compile(rb"utf-?8|utf-?16|us-ascii|ascii|iso-8859-\d+|windows-125\d", re.IGNORECASE)
_RELATIONSHIP = re.compile(r"(?:[\w.-]+:)?Relationship\s")
_ATTRIBUTE = re.compile(r"(?<![\w:])([\w:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_ON_OWN_DISK = re.compile(r"file:///[A-Za-z]:|/?[^:/\\][^:\\]*$")


def check(content: bytes, extension: str, budget: Budget) -> None:
    """An office file of the kind of its extension, unpacked once within the budget, or `InputError`."""
    found = _kind(content, budget, depth=0)
    if found != extension:
        raise refusal(
            Message(gettext_noop("by its name, %(kind)s"), kind=extension.upper()),
            Message(gettext_noop("by its content, %(kind)s"), kind=found.upper()),
            SAVE_AGAIN,
        )


def _kind(content: bytes, budget: Budget, *, depth: int) -> str:
    """The extension of the kind that the archive is, after every part has passed; or `InputError`.

    1. The archive is sound (`archive.entries`).
    2. Every part unpacks to what it declares, declares no XML entities (read as bytes, nothing is
       expanded), and is nothing that a document may not hold. Archives inside are judged by the same rules
       and budget.
    3. No part is a macro or a control, and nothing but a hyperlink is loaded from elsewhere.
    4. Exactly one kind of document is declared, in the way of OOXML or of OpenDocument.

    Not caught: DDE fields and formulas that call programs after a warning, event listeners and outside
    links of OpenDocument, what exploits a fault of an office program.
    """
    found = archive.entries(content, budget)
    kept: dict[str, str] = {}
    for entry in found:
        if _MACROS.search(entry.name):
            raise _active(gettext_noop("macros or controls"))
        whole = _check_part(content, entry, budget, depth)
        if entry.name in {_TYPES_PART, _MANIFEST, _MIMETYPE} or entry.name.lower().endswith(".rels"):
            kept[entry.name] = _decoded(whole)
    for name, part in kept.items():
        if name.lower().endswith(".rels"):
            _check_relationships(part)
    if _MIMETYPE in kept and _TYPES_PART in kept:
        return _only([])
    if found[0].name == _MIMETYPE and found[0].method == 0:
        return _open_document_kind(kept)
    return _ooxml_kind(kept)


def _check_part(content: bytes, entry: archive.Entry, budget: Budget, depth: int) -> bytes:
    """Unpack one part in pieces and judge it; return it whole if it is one that is read, else b""."""
    read = entry.name in {_TYPES_PART, _MANIFEST, _MIMETYPE} or entry.name.lower().endswith(".rels")
    if read and entry.size > PART_BYTES_MAX:
        raise broken(gettext_noop("a list of parts that is too long"))
    whole, tail, nested = bytearray(), b"", False
    for number, piece in enumerate(archive.unpack(content, entry)):
        if number == 0:
            kinds.check_embedded(piece)
            if _XML_NAME.search(entry.name):
                _check_xml_head(piece)
            nested = piece.startswith(b"PK\x03\x04")
            if nested and (depth >= DEPTH_MAX or entry.size > budget.entry_bytes_max):
                raise _active(gettext_noop("archives inside archives, or a large one"))
        window = tail + piece
        # The first two searches are there for speed: what they do not find, the others cannot.
        if (b"<!" in window or b"<\0!" in window) and any(word in window for word in _DECLARATIONS):
            raise _active(gettext_noop("XML that declares entities"))
        tail = window[-_OVERLAP_BYTES:]
        if read or nested:
            whole += piece
    if nested:
        _kind(bytes(whole), budget, depth=depth + 1)
    return bytes(whole) if read else b""


def _check_xml_head(piece: bytes) -> None:
    """XML parts are in UTF-8 or UTF-16 (ECMA-376-2, 8), or in an encoding that keeps the bytes of ASCII."""
    head = piece[:_HEAD_BYTES]
    declared = _XML_ENCODING.search(head.replace(b"\0", b""))
    if not _XML_START.match(head) or (declared and not _ASCII_ENCODING.fullmatch(declared.group(1))):
        raise broken(gettext_noop("an XML part in an unknown encoding"))


def _decoded(part: bytes) -> str:
    try:
        return part.decode("utf-16" if part[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise broken(gettext_noop("a part in an unknown encoding")) from error


def _check_relationships(part: str) -> None:
    """A part loaded from elsewhere tells its server who opened the document, and may bring a macro."""
    for tag in part.split("<"):  # which no attribute may hold (XML 1.0, 3.1)
        if not _RELATIONSHIP.match(tag):
            continue
        attributes = {name: html.unescape(a or b) for name, a, b in _ATTRIBUTE.findall(tag)}
        target = attributes.get("Target", "")
        external = attributes.get("TargetMode", "").lower() == "external"
        if external and not attributes.get("Type", "").endswith("/hyperlink") and not _ON_OWN_DISK.match(target):
            raise _active(Message(gettext_noop("a part that is loaded from %(address)s"), address=shown(target)))


def _ooxml_kind(kept: Mapping[str, str]) -> str:
    types = kept.get(_TYPES_PART)
    if types is None or "&" in types:
        raise broken(gettext_noop("a ZIP archive that is no office file"))
    if _MACRO_TYPES.search(types):
        raise _active(gettext_noop("macros or controls"))
    return _only(
        [
            extension
            for extension in ("docx", "xlsx", "pptx")
            if f"{kinds.KINDS[extension].media_type}.main+xml" in types
        ]
    )


def _open_document_kind(kept: Mapping[str, str]) -> str:
    manifest = kept.get(_MANIFEST)
    if manifest is None:
        raise broken(gettext_noop("a document without a manifest"))
    if "encryption-data" in manifest or "encrypted" in manifest.lower():
        raise refusal(
            gettext_noop("a file without a password"),
            gettext_noop("an encrypted one"),
            gettext_noop("Save it without a password and send that."),
        )
    declared = kept[_MIMETYPE]
    return _only([e for e in ("odt", "ods", "odp") if kinds.KINDS[e].media_type == declared])


def _only(found: list[str]) -> str:
    if len(found) != 1:
        raise broken(gettext_noop("one of no kind, or of more than one"))
    return found[0]


def _active(what: Message | str) -> InputError:
    return refusal(
        gettext_noop("an office file that is only to be read"),
        Message(gettext_noop("one with %(what)s"), what=Message(what) if isinstance(what, str) else what),
        SAVE_PLAIN,
    )
