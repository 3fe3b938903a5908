"""Hostile files: each is kept as bytes that nothing opens, and served as a download; or refused by a sentence."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from bridgehead.foundation.models import StoredFile
from bridgehead.foundation.refusals import Refused
from bridgehead.programmes.actions.attachments import bring_file, remove_file
from bridgehead.programmes.models import Application, ApplicationFile
from tests.clocks import standing_still
from tests.factories.people import User
from tests.factories.programmes import applying, call_open
from tests.pages import browser
from tests.programmes.hostile_files import Hostile, hostile_files

pytestmark = [pytest.mark.django_db, pytest.mark.database]

FILES = hostile_files()
#: What a browser is told that a download is; none of them runs anything by itself.
INERT = {"application/octet-stream", "application/pdf", "image/png", "image/jpeg", "image/webp"}
#: A file is read in pieces of 64 kB, and once more to be laid down.
MOST_MEMORY = 12_000_000


@pytest.fixture(autouse=True)
def _eve(now: datetime) -> Iterator[None]:
    with standing_still(now):
        yield


def test_there_are_many_of_many_kinds() -> None:
    assert len(FILES) >= 150
    assert len({each.what for each in FILES}) == len(FILES)


def test_each_is_taken_as_inert_bytes_or_refused(now: datetime) -> None:
    application, lead = applying(call_open(now))
    client = browser(User.objects.get(pk=lead.person_id))
    root, refused = Path(default_storage.path("")).resolve(), {}
    for each in FILES:
        given = ContentFile(each.content, name=each.name)
        given.name = each.name  # past what Django would make of it
        try:
            kept = bring_file(application_id=application.pk, field="deck", given=given, by=lead, now=now)
        except Refused as refusal:
            refused[each.what] = str(refusal)
            continue
        assert _harm(client, application, kept, each, root) == []
        remove_file(file_id=kept.pk, by=lead, now=now)

    assert refused == {"nothing": "The file is empty.", "too large": "The file is larger than 10 MB."}


def _harm(client: Client, application: Application, kept: ApplicationFile, given: Hostile, root: Path) -> list[str]:
    """Everything about a file that was taken that could do harm."""
    place = Path(kept.file.content.path).resolve()
    address = reverse(
        "programmes:application_file", kwargs={"application_id": application.public_id, "file_id": kept.public_id}
    )
    served = client.get(address)
    body = b"".join(served.streaming_content)
    headers = served.headers
    found = {
        "stored elsewhere": not place.is_relative_to(root),
        "its name in its place": kept.file.filename[:12] in place.name,
        "an ending in its place": "." in place.name,
        "it can be run": bool(place.stat().st_mode & 0o111),
        "a way in its name": any(sign in kept.file.filename for sign in '/\\\0\r\n\u202e\u2066\u2028<>"'),
        "a name that is none": kept.file.filename.strip(". ") != kept.file.filename or not kept.file.filename,
        "a long name": len(kept.file.filename) > 200,
        "a device": kept.file.filename.split(".")[0].upper() in {"CON", "PRN", "AUX", "NUL", "COM1", "COM9", "LPT1"},
        "an active type": headers["Content-Type"] not in INERT,
        "shown in a page": not headers["Content-Disposition"].startswith("attachment"),
        "a broken header": any(sign in headers["Content-Disposition"] for sign in "\r\n\0"),
        "a type that is guessed": headers["X-Content-Type-Options"] != "nosniff",
        "it runs": headers["Content-Security-Policy"] != "default-src 'none'; sandbox",
        "kept by others": headers["Cache-Control"] != "private, no-store",
        "other bytes": body != given.content,
    }
    return [f"{given.what}: {harm}" for harm, is_so in found.items() if is_so]


def test_names_stay_readable(now: datetime) -> None:
    application, lead = applying(call_open(now))
    names = {
        "../../회사 소개서.pdf": "회사 소개서.pdf",
        "con.pdf": "_con.pdf",
        "..": "file",
        "deck\u202efdp.exe": "deckfdp.exe",
        "d" * 10_000 + ".pdf": "d" * 196 + ".pdf",
        "deck.exe... ": "deck.exe",
    }
    found = {}
    for name in names:
        given = ContentFile(name.encode(), name="x")
        given.name = name
        kept = bring_file(application_id=application.pk, field="deck", given=given, by=lead, now=now)
        found[name] = kept.file.filename
        remove_file(file_id=kept.pk, by=lead, now=now)

    assert found == names


def test_memory_does_not_grow_with_what_they_would_become(now: datetime) -> None:
    application, lead = applying(call_open(now))
    grown = {}
    for each in FILES:
        if not each.content or len(each.content) > 1_000_000:
            continue
        given = ContentFile(each.content, name="x")
        tracemalloc.start()
        kept = bring_file(application_id=application.pk, field="deck", given=given, by=lead, now=now)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        remove_file(file_id=kept.pk, by=lead, now=now)
        if peak > MOST_MEMORY:
            grown[each.what] = peak

    assert grown == {}


def test_more_than_is_asked_is_refused_and_nothing_of_it_stays(now: datetime) -> None:
    application, lead = applying(call_open(now))
    client = browser(User.objects.get(pk=lead.person_id))
    address = reverse("programmes:section", kwargs={"application_id": application.public_id, "section": "money"})

    sent = client.post(address, {"deck": [SimpleUploadedFile(f"{n}.pdf", str(n).encode()) for n in range(5)]})

    assert sent.status_code == 422
    assert ApplicationFile.objects.count() == 2
    assert StoredFile.objects.count() == 2
