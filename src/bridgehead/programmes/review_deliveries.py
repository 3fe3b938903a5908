"""How the notices of reviewing are delivered: how much is to be read and until when, and never by whom it was sent."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from bridgehead.foundation import mail, notices
from bridgehead.foundation.bilingual import wording
from bridgehead.foundation.notices import Staged
from bridgehead.programmes.queries.reviewers import reading_told
from bridgehead.programmes.times import told_moment


def reviews_given_notice(staged: Staged) -> None:
    """Tell a reviewer that applications wait for them; not where none does any more."""
    _tell(staged, "reviews_given")


def reviews_due_notice(staged: Staged) -> None:
    """Remind a reviewer of what they have not submitted; not where nothing is left."""
    _tell(staged, "reviews_due")


def _tell(staged: Staged, template: str) -> None:
    told = reading_told(staged.payload["stage_id"], staged.payload["reviewer_id"])
    if told is None:
        return
    stage, reader, count = told
    with translation.override(reader.language):
        page = settings.SITE_ADDRESS + reverse("programmes:reviews")
    due = told_moment(stage.due_at, stage.call.zone, reader.zone, reader.language) if stage.due_at else ""
    mail.send(
        f"programmes/mail/{template}",
        to=reader,
        key=f"{staged.key}:{reader.pk}",
        context={
            "call": wording(stage.call, "name", reader.language).text,
            "stage": wording(stage, "name", reader.language).text,
            "count": count,
            "due": due,
            "page": page,
        },
    )


def register_review_deliveries() -> None:
    """Say how each kind of notice is delivered; called once the apps are loaded."""
    notices.delivers("programmes/reviews_given")(reviews_given_notice)
    notices.delivers("programmes/reviews_due")(reviews_due_notice)
