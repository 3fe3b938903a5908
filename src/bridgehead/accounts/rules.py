"""What people are asked to consent to, and which time zones are offered first."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class ConsentText:
    """What a person is asked to agree to. A changed text is a new version and is asked anew."""

    version: str
    title: str | Promise
    body: str | Promise


#: By purpose, in the order in which they are asked; each is given and withdrawn by itself.
CONSENT_TEXTS: dict[str, ConsentText] = {
    "listed": ConsentText(
        version="2026-11",
        title=_("Be listed among the participants"),
        body=_(
            "Your name, title and organisation are shown to the other participants of forums that you take part in. "
            "Without this you can still take part; others then see only your organisation."
        ),
    ),
    "overseas_transfer": ConsentText(
        version="2026-11",
        title=_("Transfer to another country"),
        body=_(
            "For a forum held abroad, your name, title, e-mail and telephone are sent to its hosts and venue in the "
            "country where it is held, for registration, badges and entry. They delete them 90 days after the forum."
        ),
    ),
    "third_party": ConsentText(
        version="2026-11",
        title=_("Passing contact details to organisations I meet"),
        body=_(
            "When a meeting has been agreed, your e-mail and telephone are shown to the organisation that you meet. "
            "Without this, messages go through this site only."
        ),
    ),
    "news": ConsentText(
        version="2026-11",
        title=_("News by e-mail"),
        body=_("We write to you when calls and forums open. Every mail says how to stop them."),
    ),
}

#: Zones offered before all others: where the agency's companies and their partners mostly are.
USUAL_ZONES = (
    "Asia/Seoul",
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "Europe/London",
    "Europe/Berlin",
    "Asia/Singapore",
    "Asia/Tokyo",
    "Asia/Shanghai",
)
