"""How an entry comes onto the joint list and leaves it: a state machine over its steps. Pure."""

from __future__ import annotations

from enum import StrEnum


class StepKind(StrEnum):
    PROPOSED = "proposed"
    CONSIDERATION_OPENED = "consideration opened"
    OBJECTED = "objected"
    OBJECTION_LIFTED = "objection lifted"
    HELD = "held"
    HOLD_LIFTED = "hold lifted"
    ASKED = "asked"
    ANSWERED = "answered"
    REVISED = "revised"  # the proposal, before it is decided on
    WITHDRAWN = "withdrawn"
    LISTED = "listed"
    REJECTED = "rejected"
    AMENDED = "amended"
    REVIEW_OPENED = "review opened"
    REVIEW_CLOSED = "review closed"
    DELISTING_PROPOSED = "delisting proposed"
    DELISTED = "delisted"
    REMOVED_DECEASED = "removed: deceased"
    REMOVED_DISSOLVED = "removed: dissolved"
    DESIGNATED = "designated"
    DESIGNATION_ENDED = "designation ended"
    EVIDENCE_REFUSED = "evidence refused to the reviewer"
    IMPORTED = "imported"
    IMPORT_ENDED = "no longer on its list"
