"""What a serving process holds before its first request, and how it looks for rubbish."""

from __future__ import annotations

import gc

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
