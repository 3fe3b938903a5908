"""The language in which the command speaks."""

from __future__ import annotations

import os


def terminal_language() -> str:
    """Return ``ko`` where the terminal's locale is Korean, else ``en``."""
    told = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "ko" if told.lower().startswith("ko") else "en"
