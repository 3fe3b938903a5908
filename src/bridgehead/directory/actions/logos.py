"""The logo of an organisation: given, replaced, taken away."""

from __future__ import annotations

from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.directory.models import Organisation
from bridgehead.directory.rules import may_edit
from bridgehead.foundation import audit, files
from bridgehead.foundation.models import StoredFile
from bridgehead.foundation.refusals import require
from bridgehead.web.pictures import Picture


def set_logo(*, organisation_id: int, by: Actor, picture: Picture, now: datetime) -> Organisation:
    """Give an organisation a logo in the place of the one it had, whose file goes after the commit."""
    _require_editor(by, organisation_id)
    # Under a name of ours: what the file was called at home may say more than a logo should.
    file = files.store(ContentFile(picture.content, name="logo.png"), uploaded_by=by.user_id, now=now)
    return _put(organisation_id, by, file, now)


def remove_logo(*, organisation_id: int, by: Actor, now: datetime) -> Organisation:
    """Take the logo away; the organisation is shown by the letters of its name again."""
    return _put(organisation_id, by, None, now)


@transaction.atomic
def _put(organisation_id: int, by: Actor, file: StoredFile | None, now: datetime) -> Organisation:
    organisation = Organisation.objects.select_for_update(of=("self",)).select_related("logo").get(pk=organisation_id)
    _require_editor(by, organisation_id)
    before = organisation.logo
    if before is None and file is None:
        return organisation
    organisation.logo = file
    organisation.save(update_fields=["logo"])
    if before is not None:
        files.let_go(before, now=now)
    verb = "directory.logo_removed" if file is None else "directory.logo_set"
    audit.record(verb, on=organisation, by=by, at=now)
    return organisation


def _require_editor(by: Actor, organisation_id: int) -> None:
    require(may_edit(by, organisation_id), _("Only its owner or representative can change this profile."))
