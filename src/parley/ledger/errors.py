"""Everything that the ledger refuses. None of it knows HTTP: `web` maps it once."""

from __future__ import annotations


class LedgerError(Exception):
    """Root of what the ledger raises."""


class NotFoundError(LedgerError):
    """No such log, tile or act for this viewer: absent and forbidden are the same."""


class MisuseError(LedgerError):
    """Our own code called the ledger wrongly. Never the fault of whoever sent the request."""


class KeyUnusableError(LedgerError):
    """The node's private key cannot be read or is not a key: says which file and what to do."""
