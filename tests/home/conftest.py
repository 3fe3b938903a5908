"""The sentences of these tests are compared in English."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Read the pages in English unless a test says otherwise."""
    with translation.override("en"):
        yield
