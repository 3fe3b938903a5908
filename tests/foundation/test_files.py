"""Stored files: taken in under caps, known by their bytes, kept under random names, served so that nothing runs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404

from bridgehead.foundation import files
from bridgehead.foundation.jobs import run_next
from bridgehead.foundation.models import StoredFile
from bridgehead.foundation.refusals import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.database]

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
HTML = b"<script>alert(1)</script>"
NOW = datetime(2023, 4, 26, 13, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: LazySettings) -> Path:
    """A folder of this test's own for stored files."""
    own = {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": own}
    return tmp_path


def test_file_is_kept_whole_under_a_name_that_tells_nothing(folder: Path) -> None:
    kept = files.store(SimpleUploadedFile("한빛 logo.png", PNG, content_type="text/html"), uploaded_by=7, now=NOW)

    kept.refresh_from_db()
    assert (kept.filename, kept.media_type, kept.size) == ("한빛 logo.png", "image/png", len(PNG))
    assert (kept.sha256, kept.uploaded_by_id) == (sha256(PNG).hexdigest(), 7)
    assert list(lying(folder)) == [kept.content.name]
    assert "logo" not in kept.content.name
    assert (folder / kept.content.name).read_bytes() == PNG


def test_file_that_was_read_before_is_kept_whole() -> None:
    given = SimpleUploadedFile("a.png", PNG)
    given.read()

    assert files.store(given, uploaded_by=None, now=NOW).size == len(PNG)


def test_same_file_twice_has_two_places() -> None:
    first, second = (files.store(SimpleUploadedFile("a.png", PNG), uploaded_by=None, now=NOW) for _ in range(2))

    assert first.content.name != second.content.name


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"", "The file is empty."), (PNG + bytes(1_000_001), "The file is larger than 1 MB.")],
)
def test_empty_or_too_large_is_refused_and_leaves_nothing(content: bytes, sentence: str, folder: Path) -> None:
    with pytest.raises(Refused, match=sentence):
        files.store(SimpleUploadedFile("a.png", content), uploaded_by=7, now=NOW, max_bytes=1_000_000)

    assert (StoredFile.objects.count(), list(folder.rglob("*"))) == (0, [])


def test_file_that_no_deed_took_up_goes_by_itself_within_hours(folder: Path) -> None:
    files.store(SimpleUploadedFile("a.png", PNG), uploaded_by=7, now=NOW)

    assert not run_next(worker="w", now=NOW + timedelta(minutes=59))
    assert run_next(worker="w", now=NOW + timedelta(hours=1))

    assert (StoredFile.objects.count(), lying(folder)) == (0, {})


def test_removing_twice_or_after_a_death_in_the_middle_ends_the_same(folder: Path) -> None:
    kept = files.store(SimpleUploadedFile("a.png", PNG), uploaded_by=7, now=NOW)
    StoredFile.objects.all().delete()  # the worker died here: the record is gone, the content lies still

    for _again in range(2):
        files.remove_file.action(None, file_id=kept.pk, place=kept.content.name)

    assert lying(folder) == {}


def test_file_that_went_between_the_look_and_the_answer_is_not_there(folder: Path) -> None:
    kept = files.store(SimpleUploadedFile("a.png", PNG), uploaded_by=7, now=NOW)
    (folder / kept.content.name).unlink()

    with pytest.raises(Http404):
        files.serve(kept)


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "application/octet-stream"),
        (b"%PDF-1.7", "application/pdf"),
        (HTML, "application/octet-stream"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'>", "application/octet-stream"),
        (b"", "application/octet-stream"),
    ],
)
def test_kind_is_told_by_the_first_bytes(head: bytes, kind: str) -> None:
    assert files.media_type(head) == kind


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("logo.png", "logo.png"),
        ("..\\..\\secret\\logo.png", "logo.png"),
        ("logo\u202egnp.html", "logognp.html"),
        ("a\x07b.png", "ab.png"),
        ("x" * 300, "x" * 200),
        ("\x07", "file"),
    ],
)
def test_name_is_only_a_label(given: str, kept: str) -> None:
    assert files._clean_name(given) == kept


@pytest.mark.parametrize(
    ("name", "content", "kind", "disposition"),
    [
        ("logo.png", PNG, "image/png", 'inline; filename="logo.png"'),
        ("logo.png", HTML, "application/octet-stream", 'attachment; filename="logo.png"'),
        ("a.html", b"%PDF-1.7", "application/pdf", 'attachment; filename="a.html"'),
        ("한.png", PNG, "image/png", "inline; filename*=utf-8''%ED%95%9C.png"),
    ],
)
def test_served_file_can_do_nothing(name: str, content: bytes, kind: str, disposition: str) -> None:
    response = files.serve(files.store(SimpleUploadedFile(name, content), uploaded_by=None, now=NOW))

    assert b"".join(response.streaming_content) == content  # type: ignore[arg-type]  # a FileResponse streams in order
    response.close()
    assert dict(response.headers) == {
        "Content-Type": kind,
        "Content-Length": str(len(content)),
        "Content-Disposition": disposition,
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }


class Cut(BytesIO):
    """What is read to its end once, to be looked at; the second time the process is killed in its middle."""

    beginnings = 0

    def seek(self, offset: int, whence: int = 0) -> int:
        self.beginnings += (offset, whence) == (0, 0)
        return super().seek(offset, whence)

    def read(self, size: int | None = -1) -> bytes:
        if self.beginnings < 2:
            return super().read(size)
        if self.tell():
            raise KeyboardInterrupt
        return super().read(5)


def cut() -> File[bytes]:
    given = File(Cut(b"%PDF-whole"), name="a.pdf")
    given.size = len(b"%PDF-whole")
    return given


def lying(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_what_a_killed_process_has_stored_in_part_goes_by_itself(folder: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        files.store(cut(), uploaded_by=None, now=NOW)
    assert list(lying(folder).values()) == [b"%PDF-"]

    assert run_next(worker="w", now=NOW + timedelta(hours=1))

    assert (StoredFile.objects.count(), lying(folder)) == (0, {})


def test_while_a_lost_file_is_laid_back_its_place_holds_no_part_of_it(folder: Path) -> None:
    kept = files.store(ContentFile(b"%PDF-whole", name="a.pdf"), uploaded_by=None, now=NOW)
    place = str(kept.content.name)
    Path(kept.content.path).unlink()
    with pytest.raises(KeyboardInterrupt):
        files.put_back(kept, cut())
    assert (files.is_lost(kept), place in lying(folder)) == (True, False)

    assert files.put_back(kept, ContentFile(b"%PDF-whole", name="a.pdf"))

    assert lying(folder) == {place: b"%PDF-whole"}


@pytest.mark.django_db
def test_bytes_that_were_cut_off_are_lost_and_are_laid_back(now: datetime) -> None:
    kept = files.store(ContentFile(b"%PDF-whole", name="a.pdf"), uploaded_by=None, now=now)
    Path(kept.content.path).write_bytes(b"%PDF-")
    assert files.is_lost(kept)

    assert files.put_back(kept, ContentFile(b"%PDF-whole", name="a.pdf"))

    assert (files.is_lost(kept), Path(kept.content.path).read_bytes()) == (False, b"%PDF-whole")
