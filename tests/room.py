"""Room on the interpreter's stack for calls that go deep.

CPython lays the frames of a thread into chunks of 16 KB, and asks the system for the next as soon as one is full. It
gives that back with the first frame in it: what is called in a loop just there costs two calls of the system each time.
The pages of a test stand on the frames of pytest, go through some chunks, and spent a sixth of their time on this. A
frame that says to need more than a chunk gets a larger one, whose rest holds whatever it calls.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

#: In words: with so many the chunk has 512 KB, of which 200 KB are left, enough for a thousand usual frames.
WORDS = 40_000

Given = ParamSpec("Given")
Returned = TypeVar("Returned")


def with_room(call: Callable[Given, Returned]) -> Callable[Given, Returned]:
    """Return the same call with room for all that it calls."""

    def roomy(*arguments: Given.args, **options: Given.kwargs) -> Returned:
        return call(*arguments, **options)

    # Said, not used: pages of it that nobody touches are not there.
    roomy.__code__ = roomy.__code__.replace(co_stacksize=WORDS)
    return roomy
