"""Files that answer a field: brought under caps, taken out again; what was handed in keeps its own."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.files import File
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.foundation import files
from bridgehead.foundation.models import StoredFile
from bridgehead.foundation.records import found
from bridgehead.foundation.refusals import Refused, require
from bridgehead.programmes.actions.applications import fields_open
from bridgehead.programmes.actions.team_records import told, writable
from bridgehead.programmes.models import Application, ApplicationFile, TeamMember
from bridgehead.web.questionnaire import Field, Kind

#: Of one application, what was handed in included: bytes, and files.
MOST_BYTES, MOST_KEPT = 200_000_000, 120


def bring_file(*, application_id: int, field: str, given: File[Any], by: Actor, now: datetime) -> ApplicationFile:
    """Keep a file as the answer to a field; the very same file is kept once."""
    places = TeamMember.objects.filter(application_id=application_id, user_id=by.user_id or 0)
    require(places.exists(), _("Only the team of this application can do that."))
    # Looked at before anything is stored, and again once the row is locked.
    _require_room(Application.objects.select_related("form").get(pk=application_id), field, given.size or 0)
    # Before the transaction, which holds no file work; a file that no deed takes up goes by itself.
    file = files.store(given, uploaded_by=by.user_id, now=now)
    return _take_up(application_id, field, file, by, now)


@transaction.atomic
def _take_up(application_id: int, field: str, file: StoredFile, by: Actor, now: datetime) -> ApplicationFile:
    application = writable(application_id, by)
    same = application.files.filter(field=field, removed_at=None, file__sha256=file.sha256).first()
    if same is not None:
        return same
    _require_room(application, field, file.size)
    kept = ApplicationFile.objects.create(application=application, field=field, file=file)
    change = {"field": (None, field), "sha256": (None, file.sha256)}
    told("programmes.file_brought", application, by=by, now=now, on=kept, change=change)
    return kept


def _require_room(application: Application, field: str, size: int) -> None:
    asked = _file_field(application, field)
    there = application.files.filter(field=field, removed_at=None).count()
    require(there < asked.limit, _("At most %(most)d files were expected here.") % {"most": asked.limit}, field=field)
    kept = application.files.aggregate(bytes=Sum("file__size"))["bytes"] or 0
    require(
        kept + size <= MOST_BYTES and application.files.count() < MOST_KEPT,
        _("The files of one application take up %(size)s MB at most.") % {"size": MOST_BYTES // 1_000_000},
        field=field,
    )


def _file_field(application: Application, field: str) -> Field:
    asked = next((each for each in fields_open(application) if each.key == field), None)
    if asked is None or asked.kind is not Kind.FILE:
        raise Refused(_("No file is asked for here."))
    return asked


@transaction.atomic
def remove_file(*, file_id: int, by: Actor, now: datetime) -> None:
    """Take a file out of what is being written; what was handed in with it keeps it."""
    kept = found(ApplicationFile.objects.select_related("file"), file_id)
    application = writable(kept.application_id, by)
    _file_field(application, kept.field)
    if kept.removed_at is not None:
        return
    change = {"field": (kept.field, None), "sha256": (kept.file.sha256, None)}
    told("programmes.file_removed", application, by=by, now=now, on=kept, change=change)
    if _was_handed_in(application, kept):
        kept.removed_at = now
        kept.save(update_fields=["removed_at"])
        return
    kept.delete()
    files.let_go(kept.file, now=now)


def _was_handed_in(application: Application, kept: ApplicationFile) -> bool:
    handed_in = application.submissions.values_list("files", flat=True)
    return any(each["id"] == str(kept.public_id) for files in handed_in for each in files)
