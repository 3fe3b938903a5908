"""What every test stands on: one migrated database per worker, a fixed moment, and people to do deeds."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

# Settings read the environment when they are first imported, which named in pyproject would be before this file.
_scratch = tempfile.mkdtemp(prefix="bridgehead-tests-")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bridgehead.config.settings")
os.environ.setdefault("BRIDGEHEAD_DATA", _scratch)
os.environ.setdefault("BRIDGEHEAD_SECRET_KEY", "tests-only-tests-only-tests-only-tests-only-tests-only")
os.environ.setdefault("BRIDGEHEAD_HTTPS", "false")
os.environ.setdefault("BRIDGEHEAD_STAFF_SECOND_FACTOR", "false")
os.environ.setdefault("BRIDGEHEAD_PLAIN_STATIC", "true")
Path(os.environ["BRIDGEHEAD_DATA"], "static").mkdir(parents=True, exist_ok=True)

from datetime import UTC, datetime  # noqa: E402  # after the environment is set

import django  # noqa: E402  # after the environment is set
import pytest  # noqa: E402  # after the environment is set

from bridgehead.config.messages import compile_messages  # noqa: E402  # after the environment is set

compile_messages()
django.setup()

#: The project's root, and the folder beside it that holds published instances and facts.
ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"


@pytest.fixture
def now() -> datetime:
    """The moment that tests pass into deeds: the eve of the Boston forum, while clocks there show summer time."""
    return datetime(2023, 4, 26, 13, 0, tzinfo=UTC)
