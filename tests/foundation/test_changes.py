"""Word of a change reaches other processes with the commit, and only with it."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import TestCase

from bridgehead.accounts.actor import SYSTEM
from bridgehead.foundation import audit, changes
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(autouse=True)
def _file(settings: Any, tmp_path: Path) -> None:
    settings.CHANGES_FILE = tmp_path / "below" / "changed"


def test_each_change_is_told_from_the_one_before() -> None:
    seen = [changes.stamp()]
    for _time in range(100):
        changes.say()
        seen.append(changes.stamp())

    assert len(set(seen)) == 101
    assert changes.stamp() == seen[-1]


def test_a_recorded_deed_is_a_change_once_it_is_committed(now: datetime) -> None:
    person, before = UserFactory(), changes.stamp()
    with TestCase.captureOnCommitCallbacks(execute=True), suppress(KeyError), transaction.atomic():
        audit.record("foundation.tried", on=person, by=SYSTEM, at=now)
        raise KeyError
    undone = changes.stamp()
    with TestCase.captureOnCommitCallbacks(execute=True):
        with transaction.atomic():
            audit.record("foundation.tried", on=person, by=SYSTEM, at=now)
        within = changes.stamp()

    assert (undone, within) == (before, before)
    assert changes.stamp() > before
