"""How companies are told of their places in cohorts: whether it is still true, to whom, in their own language."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from bridgehead.accounts.models import User
from bridgehead.foundation import clock, mail, notices
from bridgehead.foundation.bilingual import wording
from bridgehead.foundation.notices import Staged
from bridgehead.programmes.models import CohortPlace, PlaceState
from bridgehead.programmes.queries.cohorts import place_by_id, renewal_decided, tenure_of, today_of
from bridgehead.programmes.queries.people import speakers_told
from bridgehead.web.formats import format_day


def place_notice(staged: Staged) -> None:
    """Tell who speaks for a company what became of its place; news that is no longer true is not told."""
    place = place_by_id(staged.payload["place_id"])
    told = _told(place, staged.payload)
    if told is None or place.starts_on is None or place.ends_on is None:
        return
    for reader in speakers_told(place.organisation_id):
        mail.send(
            "programmes/mail/place",
            to=reader,
            key=f"{staged.key}:{reader.pk}",
            context={
                **told,
                "organisation": wording(place.organisation, "name", reader.language).text,
                "programme": wording(place.cohort.programme, "name", reader.language).text,
                "cohort": wording(place.cohort, "name", reader.language).text,
                "first": format_day(place.starts_on, reader.language),
                "last": format_day(place.ends_on - timedelta(days=1), reader.language),
                "page": _page(place, reader),
            },
        )


def _told(place: CohortPlace, payload: dict[str, Any]) -> dict[str, Any] | None:
    """Return what there is to tell beside the days; None where it is no longer true."""
    what, lasts = payload["what"], place.state == PlaceState.ACTIVE
    if what == "renewal":
        renewal = renewal_decided(payload["renewal_id"])
        return {"what": renewal.state, "answer": renewal.answer} if renewal and lasts else None
    if what == "ended":
        return None if lasts else {"what": place.state, "answer": place.reason}
    now = clock.now()
    if not lasts or place.ends_on is None or place.ends_on <= today_of(place.cohort.programme, now):
        return None
    if what == "admitted":
        return {"what": what}
    tenure = tenure_of(place, now)
    is_true = place.ends_on.isoformat() == payload["ends_on"]
    return {"what": what, "may_ask": tenure.may_be_asked, "asked": tenure.asked} if is_true else None


def _page(place: CohortPlace, reader: User) -> str:
    with translation.override(reader.language):
        return str(settings.SITE_ADDRESS + reverse("programmes:my_place", args=[place.public_id]))


def register_place_deliveries() -> None:
    """Say how the notice is delivered; called once the apps are loaded."""
    notices.delivers("programmes/place")(place_notice)
