"""CSV of indicators: each row one STIX indicator, by a mapping of columns that is given or found in the first row.

A file may say of each row what it is (columns `type`, `value`), or have a column for each kind (`SHA1`, `domain`), or
be a plain list of values without a first row of names. Lines that begin with # are comments.
"""

from __future__ import annotations

import csv
import io
import ipaddress
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec

from parley.council.errors import Message, gettext_noop, shown
from parley.exchange.formats.items import Item, Limits, Making, Options, Read, Unreadable, timestamp, unreadable
from parley.exchange.formats.misp_bounds import TLP_MARKS, level
from parley.release.rules import ALONE

CELL_CHARS_MAX = 20_000

ROLES: Mapping[str, tuple[str, ...]] = {
    "value": ("value", "indicator", "ioc", "observable", "artifact"),
    "pattern": ("pattern",),
    "type": ("type", "indicator_type", "ioc_type", "kind"),
    "first_seen": ("first_seen", "first_published", "valid_from", "date", "created", "published", "timestamp"),
    "valid_until": ("valid_until", "expires", "expiration"),
    "name": ("name", "title", "filename", "file_name"),
    "description": ("description", "comment", "notes", "note"),
    "markings": ("markings", "marking", "tlp"),
}
"""What a column can be, each with the names by which it is found. A pattern counts where the value is empty."""

_HASHES = {"md5": ("MD5", 32), "sha1": ("SHA-1", 40), "sha256": ("SHA-256", 64), "sha512": ("SHA-512", 128)}
_TYPES = {
    "domain": "domain",
    "domain-name": "domain",
    "hostname": "domain",
    "fqdn": "domain",
    "ip": "ip",
    "ipv4": "ip",
    "ipv6": "ip",
    "ip-src": "ip",
    "ip-dst": "ip",
    "ipv4-addr": "ip",
    "ipv6-addr": "ip",
    "url": "url",
    "uri": "url",
    "email": "email",
    "email-addr": "email",
    "email-src": "email",
    "filename": "filename",
    "mutex": "mutex",
    "regkey": "regkey",
    **{name: name for name in _HASHES},
}
_PATHS = {
    "domain": "domain-name:value",
    "url": "url:value",
    "email": "email-addr:value",
    "filename": "file:name",
    "mutex": "mutex:name",
    "regkey": "windows-registry-key:key",
}
_DEFANGED = (("[.]", "."), ("(.)", "."), ("[:]", ":"), ("[@]", "@"), ("[at]", "@"))
_DOMAIN = re.compile(r"(?:_?[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,10}[^\W\d_][\w-]{0,61}[^\W_]")
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,255}")
_URL = re.compile(r"[a-z][a-z0-9+.-]{1,20}://\S+", re.IGNORECASE)
_MARKING = re.compile(r"marking-definition--[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_HEX = re.compile(r"[0-9a-fA-F]+")


@dataclass(frozen=True, slots=True)
class _Columns:
    """By their positions: the roles, and the columns that are each of one kind."""

    roles: Mapping[str, int]
    kinds: tuple[tuple[int, str], ...]

    def cell(self, row: list[str], role: str) -> str:
        at = self.roles.get(role, len(row))
        return row[at].strip() if at < len(row) else ""


def items(body: bytes, name: str, making: Making, options: Options, limits: Limits) -> Iterator[Item]:
    """Each row of the file. Of rows with one value the first is taken: they would be one object with two contents."""
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        came = Message(gettext_noop("an octet that is not UTF-8, at %(at)d"), at=error.start)
        yield unreadable(name, gettext_noop("CSV in UTF-8"), came, gettext_noop("Name its encoding, or save it so."))
        return
    if len(options.delimiter) > 1 or options.delimiter in ('"', "\r", "\n"):
        yield unreadable(name, gettext_noop("one character that separates cells"), options.delimiter)
        return
    reader = csv.reader(io.StringIO(text, newline=""), _dialect(text, options.delimiter))
    found: _Columns | None = None
    lines: dict[str, int] = {}
    try:
        for count, row in enumerate(reader):
            if not any(map(str.strip, row)) or row[0].lstrip().startswith("#"):
                continue
            if count >= limits.objects:
                expected = Message(gettext_noop("at most this many rows: %(most)d"), most=limits.objects)
                yield unreadable(name, expected, Message(gettext_noop("more")))
                return
            if found is None:
                named = _columns(row, options.columns, name)
                if isinstance(named, Unreadable):
                    yield named
                    return
                found = named if named.roles or named.kinds else _Columns({"value": 0}, ())
                if found is named:
                    continue
            yield _indicator(row, found, f"{name}, line {reader.line_num}", making, lines, reader.line_num)
    except csv.Error as error:
        expected_csv = gettext_noop("CSV, its cells in double quotes where they hold commas")
        yield unreadable(f"{name}, line {reader.line_num}", expected_csv, str(error))
        return
    if found is None:
        yield unreadable(name, gettext_noop("a row at least"), Message(gettext_noop("an empty file")))


def _dialect(text: str, delimiter: str) -> type[csv.Dialect]:
    """Commas, unless the first line has none and separates by semicolons or tabs."""
    if not delimiter:
        first = next((line for line in text.splitlines() if line.strip() and not line.startswith("#")), "")
        rows_of_urls = "://" in first  # a semicolon may stand in one
        found = [mark for mark in (",", *(() if rows_of_urls else (";",)), "\t") if mark in first]
        delimiter = found[0] if found else ","
    separator = delimiter

    class Dialect(csv.excel):
        delimiter = separator
        skipinitialspace = separator != "\t"
        strict = True

    return Dialect


def _columns(row: list[str], asked: Mapping[str, str] | None, place: str) -> _Columns | Unreadable:
    """By the first row. No column at all means that the row holds a value, not names."""
    names = [cell.strip().lower().replace(" ", "_") for cell in row]
    if asked is not None:
        return _asked(names, asked, place)
    roles = {}
    for role, known in ROLES.items():
        position = next((names.index(each) for each in known if each in names), None)
        if position is not None:
            roles[role] = position
    kinds = tuple((i, _TYPES[kind]) for i, kind in enumerate(map(_plain, names)) if kind in _TYPES)
    if any(kind in _HASHES for _, kind in kinds):  # beside a hash the name of the file is no indicator of its own
        kinds = tuple((i, kind) for i, kind in kinds if kind != "filename")
    if "value" in roles:
        return _Columns(roles, ())
    if kinds:
        return _Columns({role: i for role, i in roles.items() if i not in dict(kinds)}, kinds)
    if _judged(_kind_of(_refanged(row[0].strip())), _refanged(row[0].strip())):
        return _Columns({}, ())
    expected = gettext_noop("a first row that names a column of values (value, or for each kind one: domain, md5)")
    came = Message("%(names)s", names=shown(", ".join(row)))
    return unreadable(place, expected, came, gettext_noop("Say which column holds the values."))


def _asked(names: list[str], asked: Mapping[str, str], place: str) -> _Columns | Unreadable:
    wanted = {role: column.strip().lower().replace(" ", "_") for role, column in asked.items()}
    roles = {role: names.index(column) for role, column in wanted.items() if column in names}
    if missing := [column for column in wanted.values() if column not in names]:
        expected = Message(gettext_noop("a column called %(name)s"), name=shown(missing[0]))
        return unreadable(place, expected, ", ".join(names), gettext_noop("Name a column of the first row."))
    if unknown := set(wanted) - set(ROLES):
        return unreadable(place, Message("%(roles)s", roles=", ".join(ROLES)), min(unknown))
    if "value" not in roles:
        return unreadable(place, gettext_noop("a column for the role value"), ", ".join(wanted))
    return _Columns(roles, ())


def _indicator(row: list[str], columns: _Columns, place: str, making: Making, lines: dict[str, int], line: int) -> Item:
    found = _pattern(row, columns, place)
    if isinstance(found, Unreadable):
        return found
    pattern, cells = found
    if (before := lines.setdefault(pattern, line)) != line:
        came = Message(gettext_noop("that of line %(line)d again"), line=before)
        return unreadable(place, gettext_noop("a value that no line before has"), came)
    return _made(pattern, cells, row, columns, place, making)


def _pattern(row: list[str], columns: _Columns, place: str) -> tuple[str, list[tuple[str, str]]] | Unreadable:
    """What the row looks for, and its values with their kinds; of a pattern as it is written, none."""
    cells = [(kind, row[i].strip()) for i, kind in columns.kinds if i < len(row) and row[i].strip()]
    if not columns.kinds:
        value, said = columns.cell(row, "value"), _plain(columns.cell(row, "type").lower())
        if said and said not in _TYPES:
            return unreadable(place, Message("%(known)s", known=", ".join(sorted(_TYPES))), said)
        if not value and (pattern := columns.cell(row, "pattern")):
            return pattern, []
        value = _refanged(value)
        cells = [(_TYPES[said] if said else _kind_of(value), value)]
    judged = []
    for kind, value in cells:
        comparison = _judged(kind, _refanged(value)) if len(value) <= CELL_CHARS_MAX else ""
        if not comparison:
            expected = Message(gettext_noop("a value of the type %(kind)s"), kind=kind or "?")
            return unreadable(place, expected, value, gettext_noop("Correct the row, or say its type."))
        judged.append(comparison)
    if not judged:
        return unreadable(place, gettext_noop("a value"), "")
    return f"[{' OR '.join(judged)}]", cells


def _made(
    pattern: str, cells: list[tuple[str, str]], row: list[str], columns: _Columns, place: str, making: Making
) -> Item:
    times: dict[str, str] = {}
    for role in ("first_seen", "valid_until"):
        if text := columns.cell(row, role):
            at = _time(text)
            if at is None:
                return unreadable(place, gettext_noop("a date, such as 2021-12-07"), text)
            times[role] = timestamp(at)
    stamp = min(times.get("first_seen") or making.stamp(), making.stamp())
    made: dict[str, Any] = {
        "type": "indicator",
        "spec_version": "2.1",
        "id": f"indicator--{making.uuid('indicator', pattern)}",
    }
    if making.creator:
        made["created_by_ref"] = making.creator
    made |= {"created": stamp, "modified": stamp}
    if name := columns.cell(row, "name") or (_refanged(cells[0][1]) if cells else ""):
        made["name"] = name
    if description := columns.cell(row, "description"):
        made["description"] = description
    made |= {"pattern": pattern, "pattern_type": "stix", "valid_from": times.get("first_seen") or stamp}
    if "valid_until" in times:
        made["valid_until"] = times["valid_until"]
    if said := columns.cell(row, "markings"):
        made["object_marking_refs"] = sorted({_marking(each) for each in re.split(r"[\s,;]+", said) if each})
    return Read(msgspec.json.encode(made), place)


def _marking(said: str) -> str:
    """TLP by its name, another by its id; what nobody can read reaches its originator alone."""
    if _MARKING.fullmatch(said):
        return said
    return TLP_MARKS.get(level([said if ":" in said else f"tlp:{said}"]), ALONE)


def _plain(name: str) -> str:
    """SHA-256, sha_256 and sha256 are one."""
    return name.replace("-", "").replace("_", "") if name.startswith("sha") else name


def _refanged(text: str) -> str:
    for defanged, plain in _DEFANGED:
        text = text.replace(defanged, plain)
    return "http" + text[4:] if text[:4].lower() == "hxxp" else text


def _kind_of(value: str) -> str:
    """The kind that a value has the shape of, or ""."""
    if _HEX.fullmatch(value):
        return next((kind for kind, (_, length) in _HASHES.items() if len(value) == length), "")
    kinds = ("ip", "url", "email", "domain")
    return next((kind for kind in kinds if _judged(kind, value)), "")


def _judged(kind: str, value: str) -> str:
    """The comparison for a value, or "" where it is not of the kind."""
    match kind:
        case "ip":
            try:
                network = ipaddress.ip_network(value, strict=False)
            except ValueError:
                return ""
            path = f"ipv{network.version}-addr:value"
            return f"{path} = {_literal(value)}"
        case "md5" | "sha1" | "sha256" | "sha512":
            name, length = _HASHES[kind]
            if not (_HEX.fullmatch(value) and len(value) == length):
                return ""
            return f"file:hashes.{name if name.isalnum() else repr(name)} = {_literal(value.lower())}"
        case "domain" if not _DOMAIN.fullmatch(value.rstrip(".")):
            return ""
        case "url" if not _URL.fullmatch(value):
            return ""
        case "email" if not _EMAIL.fullmatch(value):
            return ""
        case _:
            return f"{_PATHS[kind]} = {_literal(value)}" if kind in _PATHS and value else ""


def _literal(value: str) -> str:
    """STIX 2.1, 9.3: a backslash and an apostrophe are escaped by a backslash."""
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def _time(text: str) -> datetime | None:
    """RFC 3339 or a date; without an offset it is UTC."""
    try:
        at = datetime.fromisoformat(text)
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
