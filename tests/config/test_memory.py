"""What a serving process keeps from one request to the next."""

from __future__ import annotations

import pytest
from django.db import connection

from bridgehead.config.memory import keep_connections


def _ends_with_its_request() -> bool:
    """Whether a connection that is opened now is closed once its request is over."""
    opened = connection.copy()
    opened.connect()
    assert opened.connection is not None
    opened.connection.close()
    return opened.close_at is not None


@pytest.mark.django_db
@pytest.mark.database
def test_a_connection_to_sqlite_outlives_the_request_that_opened_it_and_the_pool_keeps_postgresqls() -> None:
    usual = connection.settings_dict["CONN_MAX_AGE"]
    before = _ends_with_its_request()
    try:
        keep_connections()
        after = _ends_with_its_request()
    finally:
        connection.settings_dict["CONN_MAX_AGE"] = usual

    assert (before, after) == (True, connection.vendor == "postgresql")
