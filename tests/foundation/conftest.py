"""What the ground floor's tests share: English as the language read, and somebody who does deeds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils.translation import override

from bridgehead.accounts.actor import Actor


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Sentences are compared in the language that they are written in."""
    with override("en"):
        yield


@pytest.fixture
def officer() -> Actor:
    """Somebody who does deeds."""
    return Actor(user_id=7)
