"""Clocks that stand still: this process's, and the database's where it has one of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import time_machine
from django.db import connection
from django.utils import timezone


@contextmanager
def standing_still(moment: datetime) -> Iterator[None]:
    """Let every clock that a deed could ask show one moment."""

    def asked(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        return execute(sql.replace("clock_timestamp()", f"timestamptz '{timezone.now().isoformat()}'"), *rest)

    with time_machine.travel(moment, tick=False), connection.execute_wrapper(asked):
        yield
