"""What a serving process holds before its first request and keeps after it, and how it looks for rubbish."""

from __future__ import annotations

import gc

from django.db import connections
from django.urls import get_resolver


def settle() -> None:
    """Load every page, and from then on look for rubbish only among what requests make, and less often.

    The first reader would wait for the pages to be loaded. What is loaded stays for good: to look through it takes
    20 ms, which some request would wait for every now and then.
    """
    # Asked for, they are there.
    _ = get_resolver().url_patterns
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def keep_connections() -> None:
    """Let each thread keep its connection to SQLite: to open it anew takes 5 ms, more than most pages cost.

    Only where threads stay for as long as the process does. PostgreSQL has its pool.
    """
    for each in connections.all():
        if each.vendor == "sqlite":
            each.settings_dict["CONN_MAX_AGE"] = None
