"""``bridgehead check`` says nothing wrong of a sound database, and finds each thing that is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection

from bridgehead.accounts.actions import erase_person
from bridgehead.accounts.actor import SYSTEM
from bridgehead.config import verification
from bridgehead.events.models import Forum, ParticipantTerms
from bridgehead.foundation import audit, files, guards
from bridgehead.foundation.models import AuditEntry, AuditStream, Job, JobState, StoredFile
from bridgehead.partnering.models import PersonalTimetable, Timetable, TimetableState
from tests.factories.forums import ApprovedRegistrationFactory, ForumFactory, TermsFactory, WalkInFactory
from tests.factories.partnering import (
    AcceptedRequestFactory,
    RoundFactory,
    TimetableFactory,
    day_of,
    delegation_of,
    meeting_in,
)

pytestmark = [pytest.mark.django_db, pytest.mark.database]

AT = datetime(2023, 4, 26, 13, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _sound(tmp_path: Path, settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A forum with two approved people, a published meeting, a trail of two deeds and a stored file."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    own = {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": own}
    forum = ForumFactory(name_en="Boston Forum", name_ko="보스턴 포럼", capacity=10)
    ApprovedRegistrationFactory.create_batch(2, forum=forum)
    held = RoundFactory(forum=forum)
    [slot], [table] = day_of(held, slots=1, tables=1)
    request = AcceptedRequestFactory(asking=delegation_of(held)[0], asked=delegation_of(held, "US")[0])
    published = TimetableFactory(round=held, state=TimetableState.PUBLISHED, version=1, published_at=AT)
    meeting = meeting_in(published, request, slot, table)
    for seat in meeting.seats.select_related("delegate"):
        PersonalTimetable.objects.create(
            timetable=published,
            delegate=seat.delegate,
            user_id=seat.delegate.user_id,
            entries=[
                {"meeting": str(meeting.public_id), "starts_at": meeting.slot.starts_at.isoformat(), "people": []}
            ],
        )
    for verb in ("events.forum_opened", "events.forum_closed"):
        audit.record(verb, on=forum, by=SYSTEM, at=AT, stream="forum:1")
    files.store(SimpleUploadedFile("a.pdf", b"%PDF-1.7"), uploaded_by=None, now=AT)


def _lift(name: str) -> None:
    guard = next(each for each in guards.registered() if each.name == name)
    with connection.cursor() as cursor:
        for statement in guard.removal(connection.vendor):
            cursor.execute(statement)


def _change_trail() -> None:
    _lift("audit_append_only")
    AuditEntry.objects.filter(position=1).update(verb="events.never")
    guards.install()


def _cut_trail() -> None:
    _lift("audit_append_only")
    AuditEntry.objects.filter(position=2).delete()
    guards.install()


def _miscount() -> None:
    Forum.objects.update(places_taken=7)


def _miscount_type() -> None:
    TermsFactory(forum=Forum.objects.get(name_en="Boston Forum"))
    ParticipantTerms.objects.update(places_taken=3)


def _take_out_of_force() -> None:
    PersonalTimetable.objects.all().delete()
    Timetable.objects.update(state=TimetableState.SUPERSEDED)


def _show_nothing() -> None:
    PersonalTimetable.objects.filter(pk=PersonalTimetable.objects.order_by("delegate")[0].pk).update(entries=[])


def _lose_file() -> None:
    file = StoredFile.objects.get()
    Path(file.content.path).unlink()


def _change_file() -> None:
    Path(StoredFile.objects.get().content.path).write_bytes(b"%PDF-1.8")


def _told() -> list[str]:
    """What is wrong, with the ids of this test's records made plain."""
    ids = {f"Delegate {row.delegate_id} ": "Delegate N " for row in PersonalTimetable.objects.all()} | {
        f"timetable {row.pk} ": "timetable N " for row in Timetable.objects.all()
    }
    ids |= {str(row.public_id): "F" for row in StoredFile.objects.all()}
    sentences = list(verification.what_is_wrong())
    for given, plain in ids.items():
        sentences = [sentence.replace(given, plain) for sentence in sentences]
    return sentences


def test_sound_database_passes(capsys: pytest.CaptureFixture[str]) -> None:
    out = StringIO()
    call_command("verify", stdout=out)

    assert out.getvalue() == "Everything is as it must be.\n"


def test_heads_are_printed_to_be_noted_down() -> None:
    out = StringIO()
    call_command("verify", "--heads", stdout=out)

    head = AuditStream.objects.get(name="forum:1").head
    assert out.getvalue() == f"forum:1\t2\t{head}\nEverything is as it must be.\n"


def _cut_trail_with_its_head() -> None:
    for guard in ("audit_append_only", "audit_head_follows"):
        _lift(guard)
    AuditEntry.objects.filter(position=2).delete()
    AuditStream.objects.update(length=1, head=AuditEntry.objects.get().hash)
    guards.install()


def _rewrite_trail() -> None:
    for guard in ("audit_append_only", "audit_head_follows"):
        _lift(guard)
    last = AuditEntry.objects.select_related("stream").get(position=2)
    last.verb = "events.never"
    last.hash = audit.entry_hash(last, previous=AuditEntry.objects.get(position=1).hash)
    last.save()
    AuditStream.objects.update(head=last.hash)
    guards.install()


@pytest.mark.parametrize(
    ("harm", "sentence"),
    [
        (_cut_trail_with_its_head, "Audit trail forum:1: entry 2 and what follows was cut off.\n"),
        (
            _rewrite_trail,
            "Audit trail forum:1: entry 1 or one after it was written anew since its head was noted down.\n",
        ),
    ],
)
def test_a_whole_chain_that_was_rewritten_is_found_by_heads_noted_down(
    harm: Callable[[], None], sentence: str, tmp_path: Path
) -> None:
    noted = tmp_path / "heads.txt"
    with noted.open("w") as out:
        call_command("verify", "--heads", stdout=out)
    call_command("verify", "--noted", str(noted), stdout=StringIO())

    harm()

    assert list(verification.what_is_wrong()) == []
    errors = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("verify", "--noted", str(noted), stderr=errors)
    assert (ended.value.code, errors.getvalue()) == (1, sentence)


def test_a_file_of_heads_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No such file"):
        call_command("verify", "--noted", str(tmp_path / "nowhere"))


def test_work_given_up_is_told_and_is_not_wrong() -> None:
    Job.objects.create(name="tests.given_up", state=JobState.GIVEN_UP, available_at=AT, ended_at=AT)
    out = StringIO()
    call_command("verify", stdout=out)

    assert out.getvalue().startswith("Given up and waiting for somebody to look: 1 jobs, 0 notices.\n")


@pytest.mark.parametrize(
    ("harm", "sentence"),
    [
        (_change_trail, "Audit trail forum:1: entry 1 was changed."),
        (_cut_trail, "Audit trail forum:1: entry 2 and what follows was cut off."),
        (
            lambda: _lift("slots_never_overlap"),
            "The database lacks the guard slots_never_overlap. Run “bridgehead manage migrate”.",
        ),
        (_miscount, "Forum “Boston Forum” counts 7 places taken, but has let in 2 people."),
        (
            _miscount_type,
            "Forum “Boston Forum” counts 3 places taken as company, but has let in 2 people.",
        ),
        (_take_out_of_force, "The round of “Boston Forum” has 0 timetables in force; it must have one."),
        (_show_nothing, "Delegate N is shown other meetings than timetable N holds."),
        (_lose_file, "The stored file F is missing."),
        (_change_file, "The stored file F has changed since it was taken in."),
    ],
)
def test_each_harm_is_found(harm: Callable[[], None], sentence: str) -> None:
    harm()

    errors = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("verify", stderr=errors)

    assert ended.value.code == 1
    assert len(errors.getvalue().splitlines()) == 1
    assert _told() == [sentence]


def test_an_erased_delegate_leaves_nothing_wrong_behind() -> None:
    gone = PersonalTimetable.objects.earliest("pk").user_id

    erase_person(user_id=gone, by=SYSTEM, now=AT)

    assert list(verification.wrong_personal_timetables()) == []


def test_walk_ins_are_counted_among_the_places_taken() -> None:
    WalkInFactory(forum=Forum.objects.get(name_en="Boston Forum"), state="approved")

    assert list(verification.wrong_places()) == []
