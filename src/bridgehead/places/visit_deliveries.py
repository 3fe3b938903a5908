"""How visitors are mailed their pass, and how hosts hear that somebody is here."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from bridgehead.agreements.deliveries import Contacted
from bridgehead.foundation import clock, mail, notices
from bridgehead.foundation.bilingual import wording
from bridgehead.foundation.notices import Staged
from bridgehead.places.actions.visitors import new_pass_link
from bridgehead.places.models import Visit
from bridgehead.places.queries.visitors import reception_of, visit_told
from bridgehead.places.rules import place_of
from bridgehead.web.formats import City, format_day, two_clocks


def visit_notice(staged: Staged) -> None:
    """Mail a visitor their pass, or that their visit was called off; not when that is no longer true."""
    visit, what, now = visit_told(staged.payload["visit_id"]), staged.payload["what"], clock.database_now()
    if visit is None or not visit.email or (what == "called_off") != (visit.called_off_at is not None):
        return
    token = new_pass_link(visit.pk, now) if what == "announced" else None
    if what == "announced" and token is None:
        return
    language, premises = visit.language, visit.premises
    with translation.override(language):
        page = settings.SITE_ADDRESS + reverse("places:visitor_pass", args=[token]) if token else ""
    visited = wording(visit.organisation or premises, "name", language).text
    mail.send(
        "places/mail/visit",
        to=Contacted(visit.email, language, visit.name),
        key=staged.key,
        context={
            "what": what,
            "page": page,
            "premises": wording(premises, "name", language).text,
            "address": wording(premises, "address", language).text,
            "when": _told(visit, visit.expected_at, settings.HOME_ZONE, language),
            "whom": visited,
            "rules": wording(reception_of(premises), "rules", language).text,
        },
    )


def visitor_here(staged: Staged) -> None:
    """Tell a host that their visitor has come; not when the visitor has left already, or the host was shut out."""
    visit = visit_told(staged.payload["visit_id"])
    if visit is None or visit.arrived_at is None or not visit.is_inside or visit.host is None:
        return
    if not visit.host.is_active:
        return
    language = visit.host.language
    mail.send(
        "places/mail/visitor_here",
        to=visit.host,
        key=staged.key,
        context={
            "visitor": f"{visit.name} ({visit.company})" if visit.company else visit.name,
            "premises": wording(visit.premises, "name", language).text,
            "room": wording(visit.room, "name", language).text if visit.room else "",
            "when": _told(visit, visit.arrived_at, visit.host.zone, language),
        },
    )


def _told(visit: Visit, moment: datetime, zone: str, language: str) -> str:
    here = place_of(visit.premises)
    clocks = two_clocks(moment, here, City(zone), language)
    day = moment.astimezone(ZoneInfo(here.zone)).date()
    return f"{format_day(day, language, style='long')}, {' · '.join(each.text for each in clocks)}"


def register_visit_deliveries() -> None:
    """Say how each kind of notice is delivered; called once the apps are loaded."""
    notices.delivers("places/visit")(visit_notice)
    notices.delivers("places/visitor_here")(visitor_here)
