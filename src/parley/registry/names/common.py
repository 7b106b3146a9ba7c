"""Counts of common parts of names (placeholder; made by bench/registry/common_parts.py)."""

from __future__ import annotations

ENTRIES_COUNT = 20000
COUNT_MIN = 8
TABLE: tuple[tuple[int, str], ...] = ((1200, "mhmd"),)
