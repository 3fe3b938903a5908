"""A limit is one, however many processes serve the site, and a restart forgets nothing of it.

The negative control counts as a process does that keeps its counts to itself: then each process has the limit anew.
"""

from __future__ import annotations

from contextlib import nullcontext

import pytest

from tests.proofs.processes import RealDatabase

pytestmark = [pytest.mark.proof, pytest.mark.database]

ADDRESS = "minji@example.org"
#: Codes that one address is sent within a minute.
LIMIT = 3


def ask_for_codes(times: int, *, by_itself: bool = False) -> int:
    """Ask for a sign-in code so many times; return how often one was sent."""
    from django.core import mail
    from django.test import Client, override_settings
    from django.test.utils import setup_test_environment

    setup_test_environment()
    mail.outbox = []
    own = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    with override_settings(CACHES=own) if by_itself else nullcontext():
        for _time in range(times):
            Client().post("/en/account/login/", {"email": ADDRESS})
    return len(mail.outbox)


def kept() -> list[str]:
    """Return what the counts are kept under and as."""
    from bridgehead.foundation.models import LimitCount

    return [f"{key} {value}" for key, value in LimitCount.objects.values_list("cache_key", "value")]


def test_processes_share_one_limit(real_database: RealDatabase) -> None:
    sent = real_database.race([(ask_for_codes, {"times": 2})] * 4)

    assert sum(sent) == LIMIT


def test_a_process_that_starts_later_knows_what_was_asked_before(real_database: RealDatabase) -> None:
    asked = [real_database.once(ask_for_codes, times=2) for _process in range(3)]

    assert asked == [2, 1, 0]
    assert [each for each in real_database.once(kept) if ADDRESS in each or "127.0.0.1" in each] == []


def test_counts_that_a_process_keeps_to_itself_would_let_more_through(real_database: RealDatabase) -> None:
    asked = [real_database.once(ask_for_codes, times=2, by_itself=True) for _process in range(3)]

    assert asked == [2, 2, 2]
