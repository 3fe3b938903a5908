"""The scene that the tests walk through, every door of it to be knocked at: papers are signed electronically too."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest

from tests.authorization.scene import Scene, build_scene
from tests.clocks import standing_still
from tests.conftest import NOW
from tests.factories.signatures import local_provider
from tests.laid import laid_over


@pytest.fixture(autouse=True)
def _signed_here() -> Iterator[None]:
    with local_provider():
        yield


@pytest.fixture(scope="module")
def _scene(django_db_setup: None, django_db_blocker: Any) -> Iterator[Scene]:
    with django_db_blocker.unblock(), laid_over():
        with local_provider(), standing_still(NOW):
            built = build_scene()
        yield built


@pytest.fixture
def scene(_scene: Scene, db: None) -> Scene:
    """Everybody and everything in place, as it was before other tests."""
    return deepcopy(_scene)
