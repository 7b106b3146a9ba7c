"""A demo, where anybody signs in as anybody, and a live council never share a store."""

from __future__ import annotations

from parley.council.errors import ConflictError
from parley.council.queries import the_council
from parley.settings import SETTINGS


def refuse_mismatch() -> None:
    """Call before serving, and in demo mode after loading; `ConflictError` says what to do instead."""
    council = the_council()
    if SETTINGS.demo and council is None:
        raise ConflictError(
            "PARLEY_DEMO is set, but this store holds no demo council. "
            "Run `parley demo load` first, or unset PARLEY_DEMO."
        )
    if SETTINGS.demo and council is not None and not council.demo:
        raise ConflictError(
            "PARLEY_DEMO is set, but this store holds a live council, in which nobody may sign in as anybody. "
            "Unset PARLEY_DEMO, or choose another PARLEY_HOME (or DATABASE_URL) for the demo."
        )
    if not SETTINGS.demo and council is not None and council.demo:
        raise ConflictError(
            "This store holds the demo council, which is served in demo mode alone. Run `parley demo serve`, "
            "or choose another PARLEY_HOME (or DATABASE_URL) for a live council."
        )


def is_demo() -> bool:
    """Both the settings and the store say so: only then does the start page sign anybody in."""
    council = the_council()
    return SETTINGS.demo and council is not None and council.demo
