"""Names of organisations as the directory compares them."""

from __future__ import annotations

from collections.abc import Iterable

from bridgehead.directory.adapters import normal_name


def compared(names: Iterable[str]) -> frozenset[str]:
    """Return what names come to once spelling, spaces and forms of company no longer count."""
    return frozenset(each for name in names if (each := normal_name(name)))
