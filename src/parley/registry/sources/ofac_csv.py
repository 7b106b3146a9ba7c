"""OFAC's lists as CSV: sdn.csv, alt.csv, add.csv and sdn_comments.csv, without a header row; "-0-" is nothing.

Files are told apart by their number of columns. They say
nothing of when they were made. Whatever stands in the remarks stays there too, also what is read from them.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence

from parley.council.errors import Message, gettext_noop
from parley.registry.rules.entries import REFERENCE_CHARS_MAX, Quality
from parley.registry.sources.ofac import DOCUMENTS, KINDS, PAGE, natural_order, without_imo
from parley.registry.sources.parts import Draft, spoken
from parley.registry.sources.reading import ListFile, Read, SourceError, Unread
from parley.settings import SETTINGS

COLUMNS = {12: "sdn.csv", 5: "alt.csv", 6: "add.csv", 2: "sdn_comments.csv"}
"""The last holds what of the remarks found no place in the first."""
ROW_CHARS_MAX = 100_000
_NULL = "-0-"
_END = "\x1a"  # the last line of the published files
_WHO = re.compile(r"(?:alt\. )?(DOB|POB|nationality|citizen|a\.k\.a\.) (.+)", re.DOTALL)
_SPAN = re.compile(r"(?:between )?(.+?) (?:to|and) (.+)")
_KINDS_OF_DOCUMENT = "|".join(re.escape(written) for written, _ in sorted(DOCUMENTS, key=lambda d: -len(d[0])))
_DOCUMENT = re.compile(
    rf"(?:alt\. )?({_KINDS_OF_DOCUMENT}) ((?:IMO |C )?\S*\d\S*)(?: \(([^()]+)\))?(?: .*)?", re.DOTALL
)
_OURS = dict(DOCUMENTS)

Row = Sequence[str]


def read(files: Sequence[bytes]) -> ListFile:
    """Of the four files the first is needed; they may come in any order."""
    unread: list[Unread] = []
    rows = {name: rows for octets in files for name, rows in [_rows(octets, unread)]}
    if "sdn.csv" not in rows or len(rows) != len(files):
        raise SourceError(
            gettext_noop(
                "Expected: sdn.csv, with the other files of its list beside it. Came: %(came)s. Give each file once."
            ),
            came=", ".join(_rows(octets, [])[0] for octets in files),
        )
    if "alt.csv" not in rows:
        unread.append(Unread("alt.csv", "", Message(gettext_noop("The file of alternate names was not given."))))
    others = {name: _by_number(rows.get(name, ())) for name in COLUMNS.values() if name != "sdn.csv"}
    entries: list[Read] = []
    for line, row in rows["sdn.csv"]:
        rest = "".join(more[1] for more in others["sdn_comments.csv"].get(row[0], ()))
        whole = (*row[:-1], f"{row[-1]} {rest}".strip())
        entries += _entry(whole, f"sdn.csv, line {line}", others["alt.csv"], others["add.csv"], unread)
    known = {row[0] for _, row in rows["sdn.csv"]}
    for name, by_number in others.items():
        for number in sorted(set(by_number) - known):
            sentence = Message(gettext_noop("It is for an entry that is not in sdn.csv, which may have been cut."))
            unread.append(Unread(name, number[:REFERENCE_CHARS_MAX], sentence, whole=True))
    return ListFile(tuple(entries), tuple(unread))


def _rows(octets: bytes, unread: list[Unread]) -> tuple[str, list[tuple[int, Row]]]:
    """The rows with their lines, and which file it is. The last row has to be whole: otherwise the file was cut."""
    text = octets.decode("utf-8-sig", errors="replace") if _is_utf8(octets) else octets.decode("cp1252", "replace")
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[tuple[int, Row]] = []
    odd: list[tuple[int, int]] = []
    width = 0
    try:
        for row in lines:
            if not row or row == [_END]:
                continue
            width = width or len(row)
            if len(row) != width or sum(map(len, row)) > ROW_CHARS_MAX:
                odd.append((lines.line_num, len(row)))
                continue
            cells = tuple("" if cell.strip() == _NULL else cell.strip() for cell in row)
            rows.append((lines.line_num, cells))
            if len(rows) > SETTINGS.list_entries_max:
                raise SourceError(
                    gettext_noop("Expected: at most %(most)s records. More came: this is no list."),
                    most=SETTINGS.list_entries_max,
                )
    except csv.Error as error:
        raise _cut(lines.line_num) from error
    if odd and odd[-1][0] == lines.line_num:
        raise _cut(lines.line_num)
    name = COLUMNS.get(width)
    if name is None:
        raise SourceError(
            gettext_noop("Expected: rows of 12, 5, 6 or 2 cells, as OFAC's files have. Came: %(came)s."),
            came=width,
        )
    for line, cells_count in odd:
        sentence = gettext_noop("Expected: %(expected)s cells. Came: %(came)s. The row is left out.")
        params = {"expected": width, "came": cells_count}
        unread.append(Unread(f"{name}, line {line}", "", Message(sentence, **params), whole=name == "sdn.csv"))
    return name, rows


def _is_utf8(octets: bytes) -> bool:
    try:
        octets.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _cut(line: int) -> SourceError:
    return SourceError(
        gettext_noop(
            "Expected: a whole file. It breaks off at line %(line)s. Nothing of it was taken: fetch it again."
        ),
        line=line,
    )


def _by_number(rows: Sequence[tuple[int, Row]]) -> Mapping[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for _, row in rows:
        found.setdefault(row[0], []).append(row)
    return found


def _entry(
    row: Row, place: str, names: Mapping[str, list[Row]], addresses: Mapping[str, list[Row]], unread: list[Unread]
) -> Iterator[Read]:
    number, name, kind, programme, title, call_sign, of_type, tonnage, gross, flag, owner, remarks = row
    draft = Draft(KINDS.get(kind.lower(), KINDS[""]), number, place, unread)
    if kind.lower() not in KINDS:
        draft.say(gettext_noop("Expected: a known kind. Came: %(came)s. It is taken for an organisation."), came=kind)
    person = kind.lower() == "individual"
    draft.name(natural_order(name) if person else name)
    for _, _, how, alternate, remark in names.get(number, ()):
        draft.name(natural_order(alternate) if person else alternate, Quality.GOOD, f"{how}, {remark}".strip(", "))
    draft.function(title)
    draft.identifier("call sign", call_sign)
    draft.country(flag)
    vessel = (("Type", of_type), ("Tonnage", tonnage), ("Gross registered tonnage", gross), ("Owner", owner))
    for label, value in vessel:
        draft.remark(f"{label}: {value}" if value else "")
    for _, _, street, city, nation, remark in addresses.get(number, ()):
        draft.address(", ".join(filter(None, (street, city, nation, remark))))
        draft.country(nation)
    draft.remark(remarks)
    _remarks(draft, remarks)
    programmes = "; ".join(part.strip(" []") for part in programme.split("] [") if part.strip(" []"))
    yield from draft.done(
        legal_basis=f"OFAC sanctions programme: {programmes}" if programmes else "",
        programme=programmes,
        page=PAGE.format(number) if number.isdecimal() else "",
    )


def _remarks(draft: Draft, remarks: str) -> None:
    """Dates and places of birth, nationalities, weak names and numbers, as OFAC writes them between semicolons."""
    parts = [part.strip() for part in remarks.rstrip(". ").split(";")]
    who = [(found[1], found[2].strip()) for part in parts if (found := _WHO.fullmatch(part))]
    places = [value for what, value in who if what == "POB"]
    for what, value in who:
        match what:
            case "DOB":
                _birth(draft, value, places[0] if len(places) == 1 else "")
            case "nationality" | "citizen":
                draft.nationality(value)
            case "a.k.a.":
                draft.name(value.strip("'\"., "), Quality.LOW, "a.k.a., weak")
    for part in parts:
        if found := _DOCUMENT.fullmatch(part):
            kind = _OURS[found[1]]
            draft.identifier(kind, without_imo(kind, found[2]), found[3] or "")


def _birth(draft: Draft, value: str, place: str) -> None:
    date, approximate = value.removeprefix("circa ").rstrip("."), value.startswith("circa ")
    span = _SPAN.fullmatch(date)
    first, last = (spoken(span[1].removeprefix("circa ")), spoken(span[2])) if span else (spoken(date), "")
    if not first or (span and not last):
        draft.not_a_date("Date of birth", value)
    else:
        draft.birth(first, last, approximate=approximate, place=place)
