"""How the notices of office hours are delivered: to the mentor and to whoever booked, each with the invitation."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from bridgehead.accounts.models import User
from bridgehead.foundation import mail, notices
from bridgehead.foundation.bilingual import wording
from bridgehead.foundation.notices import Staged
from bridgehead.programmes.adapters.mentoring import hour_part
from bridgehead.programmes.models import HourBooking, Mentor
from bridgehead.programmes.queries.mentoring import booking_told
from bridgehead.programmes.queries.people import speakers_told
from bridgehead.programmes.times import told_span


def office_hour_notice(staged: Staged) -> None:
    """Tell the mentor and the company that a time is booked or cancelled; news that is no longer true is not told."""
    booking = booking_told(staged.payload["booking_id"])
    if booking is None or booking.state != staged.payload["what"]:
        return
    mentor = booking.hour.mentor
    if mentor.user is not None and mentor.user.is_active:
        reader = mentor.user
        company = wording(booking.place.organisation, "name", reader.language).text
        _send(staged, booking, reader, other=company, page=_page(reader, "programmes:mentoring"))
    for reader in _company(booking):
        page = _page(reader, "programmes:office_hours", booking.place.public_id)
        _send(staged, booking, reader, other=mentor_named(mentor, reader.language), page=page)


def mentor_named(mentor: Mentor, language: str) -> str:
    """Return the name of a mentor as a language writes it; that of somebody erased is not known."""
    if mentor.user is not None:
        return mentor.user.full_name(language) or mentor.user.email
    with translation.override(language):
        return _("somebody who was erased")


def _company(booking: HourBooking) -> list[User]:
    """Whoever booked; who speaks for the company where that person is gone."""
    person = booking.person
    return [person] if person is not None and person.is_active else speakers_told(booking.place.organisation_id)


def _send(staged: Staged, booking: HourBooking, reader: User, *, other: str, page: str) -> None:
    programme = booking.hour.mentor.programme
    mail.send(
        "programmes/mail/office_hour",
        to=reader,
        key=f"{staged.key}:{reader.pk}",
        context={
            "what": booking.state,
            "other": other,
            "when": told_span(
                booking.hour.starts_at, booking.hour.ends_at, programme.zone, reader.zone, reader.language
            ),
            "where": booking.hour.where,
            "programme": wording(programme, "name", reader.language).text,
            "reason": booking.reason,
            "page": page,
        },
        calendar=hour_part(booking, reader, other=other, page=page),
    )


def _page(reader: User, name: str, *where: object) -> str:
    with translation.override(reader.language):
        return str(settings.SITE_ADDRESS + reverse(name, args=where))


def register_mentoring_deliveries() -> None:
    """Say how the notice is delivered; called once the apps are loaded."""
    notices.delivers("programmes/office_hour")(office_hour_notice)
