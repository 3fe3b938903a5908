"""What the system check says of the provider of signatures."""

from __future__ import annotations

from typing import Any

import pytest

from bridgehead.agreements.local_provider.provider import LocalProvider
from bridgehead.config.checks import provider_of_signatures


class Elsewhere(LocalProvider):
    """A provider that an installation brings along."""

    name = "elsewhere"


@pytest.mark.parametrize(
    ("named", "demo", "found"),
    [
        ("none", False, []),
        ("", False, []),
        ("local", True, []),
        ("local", False, ["bridgehead.E001"]),
        ("tests.config.test_checks.Elsewhere", False, []),
        ("tests.config.test_checks.Nowhere", False, ["bridgehead.E003"]),
        ("datetime.date", False, ["bridgehead.E003"]),
        ("builtins.dict", False, ["bridgehead.E003"]),
        ("yes", False, ["bridgehead.E003"]),
    ],
)
def test_the_provider_is_there_and_binds_where_it_must(named: str, demo: bool, found: list[str], settings: Any) -> None:
    settings.ESIGN, settings.DEMO, settings.DEBUG = named, demo, False

    assert [each.id for each in provider_of_signatures(None)] == found
