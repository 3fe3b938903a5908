"""What is kept about a person, wherever it is kept: every context registers how it is exported and how it is erased.

    personal_data.holds("memberships", export=memberships_kept, erase=leave_organisations)

An export is plain values (JSON), an erasure is safe to run twice and happens in one transaction with all others.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

Export = Callable[[int], Any]
Erase = Callable[[int, datetime], None]


@dataclass(frozen=True, slots=True)
class Holding:
    """One kind of personal data: its name in the export, how it is read out by user id, and how it is erased."""

    name: str
    export: Export
    erase: Erase


_holdings: dict[str, Holding] = {}


def holds(name: str, *, export: Export, erase: Erase) -> None:
    """Register a kind of personal data (from a context's ``apps.py``)."""
    holding = Holding(name, export, erase)
    if _holdings.get(name, holding) != holding:
        raise ValueError(f"two contexts hold the personal data {name}")
    _holdings[name] = holding


def holdings() -> list[Holding]:
    """Return every kind of personal data that is kept, in the order of registration."""
    return list(_holdings.values())
