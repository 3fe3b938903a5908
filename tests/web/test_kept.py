"""The memory of kept pages: bounded, the least lately asked for given up first."""

from __future__ import annotations

from datetime import datetime

from bridgehead.web.kept import KeptPages, Key, Page


def _key(name: str) -> Key:
    return ("localhost", False, f"/{name}/", "")


def _page(now: datetime, size: int) -> Page:
    return Page((), b"x" * size, 1, now, now)


def test_what_was_asked_for_least_lately_is_given_up_first(now: datetime) -> None:
    pages = KeptPages(most_bytes=100)
    for name in ("a", "b"):
        pages.keep(_key(name), _page(now, 40))
    pages.slot(_key("a"))
    pages.keep(_key("c"), _page(now, 40))

    assert [pages.slot(_key(name)) is not None for name in ("a", "b", "c")] == [True, False, True]


def test_a_page_made_anew_takes_the_place_of_the_one_before(now: datetime) -> None:
    pages = KeptPages(most_bytes=100)
    pages.keep(_key("other"), _page(now, 10))
    for _time in range(5):
        pages.keep(_key("a"), _page(now, 60))

    assert [pages.slot(_key(name)) is not None for name in ("a", "other")] == [True, True]
