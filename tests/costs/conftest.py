"""Pages cost what they cost with everything in place: papers are signed electronically too."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.factories.signatures import local_provider


@pytest.fixture(autouse=True)
def _signed_here() -> Iterator[None]:
    with local_provider():
        yield
