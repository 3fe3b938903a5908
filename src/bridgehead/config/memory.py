"""What a serving process holds before its first request and keeps after it, and how it looks for rubbish."""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from django.db import connections
from django.urls import get_resolver

#: In words: with so many the chunk has 512 KB, of which 200 KB are left, enough for a thousand usual frames.
WORDS = 40_000

Given = ParamSpec("Given")
Returned = TypeVar("Returned")


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


def with_room(call: Callable[Given, Returned]) -> Callable[Given, Returned]:
    """Return the same call with room on the interpreter's stack for all that it calls.

    CPython lays the frames of a thread into chunks of 16 KB, asks the system for the next as soon as one is full, and
    gives that back with the first frame in it: what is called in a loop just there costs two calls of the system each
    time, and a page half as much again or twice. A frame that says to need more than a chunk gets a larger one, whose
    rest holds whatever it calls.
    """

    def roomy(*arguments: Given.args, **options: Given.kwargs) -> Returned:
        return call(*arguments, **options)

    # Said, not used: pages of it that nobody touches are not there.
    roomy.__code__ = roomy.__code__.replace(co_stacksize=WORDS)
    return roomy
