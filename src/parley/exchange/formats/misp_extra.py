"""misp-stix, the extra `misp`: asked for when a MISP event is read or written, and not before.

Everything else works without it.
"""

from __future__ import annotations

import importlib
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from typing import Any

from parley.council.errors import Message, ParleyError, gettext_noop, shown

_HOW = gettext_noop("Reading and writing MISP needs misp-stix. Install it with: pip install 'parley-council[misp]'")
UUID_WRITTEN = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class MissingExtraError(ParleyError):
    """The extra `misp` is not installed."""

    def __init__(self) -> None:
        super().__init__(_HOW)


class ConversionError(ParleyError):
    """misp-stix cannot convert this."""


def extra() -> Any:
    for name in ("pymisp", "misp_stix_converter"):  # what they write to the log of nobody, they also return
        logging.getLogger(name).addHandler(logging.NullHandler())
    try:
        _mend_six()
        return importlib.import_module("misp_stix_converter")
    except ModuleNotFoundError as error:
        raise MissingExtraError from error


def _mend_six() -> None:
    """mixbox, below misp-stix, carries a six of 2015, whose finder of modules knows `find_module` alone. CPython 3.12
    and later does not ask such a finder, and pytest breaks on it; so it learns `find_spec` (PEP 451).
    """
    finder = importlib.import_module("mixbox.vendor.six")._SixMetaPathImporter
    if not hasattr(finder, "find_spec"):

        def find_spec(self: Any, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
            loader = self.find_module(name, path)
            return spec_from_loader(name, loader) if loader is not None else None

        finder.find_spec = find_spec


@contextmanager
def foreign(stage: Message) -> Iterator[None]:
    """The converter raises errors of several packages, and none is the reader's business but what it says."""
    try:
        yield
    except ParleyError:
        raise
    except Exception as error:  # whatever a foreign converter raises on hostile input
        template = gettext_noop("%(stage)s: %(error)s")
        raise ConversionError(template, stage=stage, error=shown(first_line(str(error)))) from error


def first_line(text: str) -> str:
    return text.strip().partition("\n")[0]
