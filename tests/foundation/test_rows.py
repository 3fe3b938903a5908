"""Many rows at once: they come to lie in the database as each by itself would, and its own rules hold for them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from bridgehead.foundation.models import Job, StoredFile
from bridgehead.foundation.rows import Written, insert_rows, read_moment

pytestmark = [pytest.mark.django_db, pytest.mark.database]

#: Signs that mean something to the way in, and others that only look so.
TEXTS = ["한글", 'a "quote"', "a\ttab, a \\ and \\N", "two\r\nlines", "", "\\.", "☃ 𝕏"]
OF_JOB = ("key", "last_error", "payload", "lease_until", "name", "created_at", "available_at", "leased_by", "state")
OF_FILE = ("public_id", "created_at", "content", "filename", "media_type", "size", "sha256")
#: The last moment of the last year that is held here.
LAST = datetime(2200, 12, 31, 23, 59, 59, 999_999, UTC)


def jobs(now: datetime) -> Iterator[tuple[Any, ...]]:
    for number, text in enumerate(TEXTS):
        yield (f"key {number}", text, {"ids": [number], "text": text}, None, "work", now, now, "", "waiting")


def files(now: datetime, *numbers: int) -> list[tuple[Any, ...]]:
    return [(UUID(int=number), now, "place", "file.txt", "text/plain", 2**40, "0" * 64) for number in numbers]


def test_rows_are_read_as_they_were_written(now: datetime) -> None:
    insert_rows(Job, (*OF_JOB, "attempts"), ((*row, 0) for row in jobs(now)))
    insert_rows(StoredFile, OF_FILE, files(now, 1, 2))

    assert list(Job.objects.order_by("pk").values_list(*OF_JOB)) == list(jobs(now))
    assert list(StoredFile.objects.order_by("pk").values_list(*OF_FILE)) == files(now, 1, 2)


def test_a_moment_is_read_as_it_was_written(now: datetime) -> None:
    moments = [now, now + timedelta(microseconds=1), datetime.min.replace(year=1900, tzinfo=UTC), LAST]
    insert_rows(StoredFile, OF_FILE, (row for n, at in enumerate(moments) for row in files(at, n)))

    told = StoredFile.objects.order_by("pk").values_list(Written("created_at"), flat=True)

    assert [read_moment(each) for each in told] == moments


def test_a_row_that_the_database_refuses_takes_all_with_it(now: datetime) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows(StoredFile, OF_FILE, files(now, 1, 2, 2))

    assert not StoredFile.objects.exists()
