"""XML of others, record by record and within limits: nothing expands, and nothing outside is reached.

A document type, an entity and an external reference are each refused as such (defusedxml): no list has one.
"""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import iterparse  # type: ignore[import-untyped]

from parley.council.errors import gettext_noop, shown
from parley.registry.sources.reading import SourceError
from parley.settings import SETTINGS

DEPTH_MAX = 40
"""Elements within each other."""
ELEMENT_CHARS_MAX = 1_000_000
"""Characters of the text of one element, or of one attribute."""
RECORD_ELEMENTS_MAX = 100_000
"""Elements of one record: OFAC's tables of reference values are one."""
_TOO_MANY_ELEMENTS = gettext_noop("Expected: at most %(most)s elements in one record. More came: this is no list.")
_TOO_LONG = gettext_noop("Expected: at most %(most)s characters in one element. More came: this is no list.")
_TOO_MANY = gettext_noop("Expected: at most %(most)s records. More came: this is no list.")
_TOO_DEEP = gettext_noop("Expected: at most %(most)s elements within each other. More came: this is no list.")
_TOO_WIDE = gettext_noop("Expected: at most %(most)s characters in an attribute. More came: this is no list.")


def tag(element: Element) -> str:
    """The name without its namespace: lists change theirs, and mean the same."""
    return element.tag.rpartition("}")[2]


def records(octets: bytes, root: str, wanted: Collection[str]) -> Iterator[Element]:
    """First the root with its attributes alone, then each element that is wanted, whole. Raises `SourceError`.

    Names have no namespaces. What was given is emptied when the next is asked for, so the file is never held as a tree.
    """
    path: list[Element] = []
    inside = elements = count = 0
    try:
        for event, element in iterparse(io.BytesIO(octets), events=("start", "end"), forbid_dtd=True):
            if event == "start":
                element.tag = tag(element)
                path.append(element)
                if len(path) == 1:
                    _check_root(element, root)
                    yield element
                _check_start(element, len(path))
                inside += bool(inside) or element.tag in wanted
                elements += bool(inside)
                if elements > RECORD_ELEMENTS_MAX:
                    raise SourceError(_TOO_MANY_ELEMENTS, most=RECORD_ELEMENTS_MAX)
                continue
            path.pop()
            if len(element.text or "") > ELEMENT_CHARS_MAX:
                raise SourceError(_TOO_LONG, most=ELEMENT_CHARS_MAX)
            inside -= bool(inside)
            if inside:
                continue
            elements = 0
            if element.tag in wanted:
                count += 1
                if count > SETTINGS.list_entries_max:
                    raise SourceError(_TOO_MANY, most=SETTINGS.list_entries_max)
                yield element
            element.clear()
            if path:
                path[-1].remove(element)
    except DefusedXmlException as error:
        raise SourceError(
            gettext_noop(
                "Expected: XML without a document type and entities. Came: %(came)s. "
                "Nothing of it was read: fetch the list from its publisher again."
            ),
            came=shown(type(error).__name__),
        ) from error
    except ParseError as error:
        raise SourceError(
            gettext_noop(
                "Expected: a whole file of XML. It breaks off or is damaged at line %(line)s. "
                "Nothing of it was taken: fetch it again."
            ),
            line=error.position[0],
        ) from error
    except (ValueError, LookupError) as error:  # an encoding that is unknown, or that takes several octets
        raise SourceError(
            gettext_noop("Expected: XML in UTF-8 or UTF-16. Came: %(came)s."), came=shown(str(error))
        ) from error


def _check_root(element: Element, root: str) -> None:
    if element.tag != root:
        raise SourceError(
            gettext_noop("Expected: a list in an element %(expected)s. Came: %(came)s. Name the format that it has."),
            expected=root,
            came=shown(element.tag),
        )


def _check_start(element: Element, depth: int) -> None:
    if depth > DEPTH_MAX:
        raise SourceError(_TOO_DEEP, most=DEPTH_MAX)
    if any(len(value) > ELEMENT_CHARS_MAX for value in element.attrib.values()):
        raise SourceError(_TOO_WIDE, most=ELEMENT_CHARS_MAX)


def texts(element: Element, path: str) -> list[str]:
    """The texts at a path that say something."""
    return [found.text.strip() for found in element.findall(path) if found.text and found.text.strip()]


def text(element: Element, path: str) -> str:
    return next(iter(texts(element, path)), "")


def moment(value: str) -> datetime | None:
    """A date and time as XML writes it (xsd:dateTime); without an offset it is taken for UTC."""
    try:
        at = datetime.fromisoformat(value.strip())
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):  # in the year 1 east of Greenwich
        return None
