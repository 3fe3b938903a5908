"""Handing in: sealed under the database's clock, in time or not at all, once."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bridgehead.accounts.actor import Actor
from bridgehead.foundation import clock, notices
from bridgehead.foundation.refusals import Refused, require
from bridgehead.programmes.actions.applications import require_open
from bridgehead.programmes.actions.team_records import led, told
from bridgehead.programmes.guards import IN_TIME
from bridgehead.programmes.models import (
    Application,
    ApplicationFile,
    ApplicationState,
    MoreRequest,
    Submission,
)
from bridgehead.programmes.queries.applications import files_of, waiting_request
from bridgehead.programmes.times import told_moment
from bridgehead.web.questionnaire import Kind, answer_of, asked_of, problems, questionnaire_of, sealed

#: No letter that is taken for another when it is read out or typed.
_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def hand_in(*, application_id: int, number: int, by: Actor, now: datetime | None = None) -> Submission:
    """Hand in an application, or what was asked for more, as the submission of that ``number``; told twice, done once.

    It is in time by the database's clock, asked once the application's row is locked.
    """
    try:
        return _hand_in(application_id, number, by, now)
    except IntegrityError as refused:
        if IN_TIME not in str(refused):
            raise
        # The call was closed, or the request ended, between the look at it and the writing.
        raise Refused(_("This can no longer be handed in. What you wrote is kept.")) from refused


@transaction.atomic
def _hand_in(application_id: int, number: int, by: Actor, now: datetime | None) -> Submission:
    application = led(application_id, by)
    made = application.submissions.filter(number=number).first()
    if made is not None:
        return made
    moment = clock.deciding(now)
    asked = _require_due(application, number, by, moment)
    answers, brought = _sealable(application, asked)
    submission = Submission(
        application=application,
        number=number,
        form=application.form,
        answers=answers,
        files=brought,
        receipt=new_receipt(moment),
        submitted_at=moment,
        person_id=by.user_id,
        answers_to=asked,
    )
    submission.digest = seal_of(submission)
    submission.save()
    if asked is not None:
        asked.answered_at = moment
        asked.save(update_fields=["answered_at"])
    before, application.state = application.state, ApplicationState.SUBMITTED
    application.save(update_fields=["state"])
    notices.after_commit("programmes/handed_in", now=moment, submission_id=submission.pk)
    change = {"state": (before, "submitted"), "sha256": (None, submission.digest)}
    told("programmes.application_handed_in", application, by=by, now=moment, on=submission, change=change)
    return submission


def _require_due(application: Application, number: int, by: Actor, moment: datetime) -> MoreRequest | None:
    """Refuse what comes too early, too late or out of turn; return the request that it answers."""
    require(
        number == application.submissions.count() + 1,
        _("This page is no longer as it was. Load it again."),
    )
    if application.state == ApplicationState.DRAFT:
        closed = _("This call closed on %(when)s. Your draft is kept, but it can no longer be handed in.")
        require_open(application.call, by, moment, closed=closed)
        return None
    require(application.state == ApplicationState.RETURNED, _("This application was handed in or withdrawn already."))
    asked = waiting_request(application)
    if asked is None:
        raise Refused(_("Nothing more is asked of this application."))
    require(
        moment < asked.due_at,
        _("More was asked for until %(when)s. That moment has passed; what you wrote is kept.")
        % {"when": told_moment(asked.due_at, application.call.zone, by.zone)},
    )
    return asked


def _sealable(application: Application, asked: MoreRequest | None) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return the values by field and the files in the order of the form; refuse what is missing or cannot be read."""
    whole = questionnaire_of(application.form.definition)
    there = files_of(application)
    wrong = problems(whole, application.answers, {key: len(files) for key, files in there.items()})
    # Of what was handed in before and is not opened anew, an answer that cannot be read stays left out.
    held_back = [key for key in wrong if asked is None or key in asked.fields]
    require(
        not held_back,
        ngettext(
            "%(n)d answer is missing or cannot be read. Look through the list below.",
            "%(n)d answers are missing or cannot be read. Look through the list below.",
            len(held_back),
        )
        % {"n": len(held_back)},
    )
    fields = asked_of(whole, application.answers)
    answers = {
        each.key: answer_of(each, application.answers.get(each.key))
        for each in fields
        if each.kind is not Kind.FILE and each.key in application.answers and each.key not in wrong
    }
    brought = [_told_of(kept) for each in fields for kept in there.get(each.key, [])]
    return answers, brought


def _told_of(kept: ApplicationFile) -> dict[str, Any]:
    return {
        "id": str(kept.public_id),
        "field": kept.field,
        "name": kept.file.filename,
        "size": kept.file.size,
        "sha256": kept.file.sha256,
    }


def seal_of(submission: Submission) -> str:
    """Return the SHA-256 over all that was handed in, with what and when it was handed in for."""
    application = submission.application
    return sealed(
        submission.answers,
        submission.files,
        call=str(application.call.public_id),
        organisation=str(application.organisation.public_id),
        application=str(application.public_id),
        number=str(submission.number),
        form=str(submission.form.version),
        receipt=submission.receipt,
        submitted_at=submission.submitted_at.astimezone(UTC).isoformat(),
    )


def new_receipt(moment: datetime) -> str:
    """Return a receipt number without a meaning but its year, such as ``2023-K7QM-3RTX``."""
    drawn = "".join(secrets.choice(_LETTERS) for _each in range(8))
    return f"{moment:%Y}-{drawn[:4]}-{drawn[4:]}"
