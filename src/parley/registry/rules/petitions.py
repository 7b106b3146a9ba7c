"""A petition for delisting, its steps and its clocks. Pure.

The model is the Office of the Ombudsperson of the Security Council's 1267 Committee (resolution 2610, annex II).
"""

from __future__ import annotations

from enum import StrEnum


class PetitionStepKind(StrEnum):
    RECEIVED = "received"
    ENTRY_FOUND = "entry found"
    RETURNED = "returned"  # nothing by that name is listed, or it is not for the reviewer
    GATHERING = "gathering information"
    EXTENDED = "time extended"
    EVIDENCE_ASKED = "evidence asked for"
    EVIDENCE_REFUSED = "evidence refused"
    DIALOGUE = "dialogue with the petitioner"
    MESSAGE = "message"
    REPORT = "report to the council"
    DELISTED = "delisted"
    RETAINED = "retained"
    WITHDRAWN = "withdrawn"
