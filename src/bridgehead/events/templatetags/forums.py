"""How forums, sessions and registrations look: their icons, tones and the proof of a figure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from django import template
from django.utils.translation import gettext_lazy as _

from bridgehead.agreements.queries.public import PublicAgreement
from bridgehead.events.models import Appearance, ForumSession, ForumState, RegistrationState, SessionKind
from bridgehead.foundation.bilingual import BilingualModel, Wording
from bridgehead.web.names import twin_of

register = template.Library()

_SESSION_ICONS = {
    SessionKind.CEREMONY: "door-open",
    SessionKind.CASE_TALK: "flask-conical",
    SessionKind.COMPANY_PRESENTATIONS: "presentation",
    SessionKind.INVESTOR_PRESENTATIONS: "trending-up",
    SessionKind.IDEA_EXCHANGE: "message-circle",
    SessionKind.SIGNING: "pen-line",
    SessionKind.NETWORKING: "coffee",
    SessionKind.PARTNERING: "handshake",
}
_STATE_SIGNS: dict[str, tuple[str, str]] = {
    ForumState.DRAFT: ("lock", ""),
    ForumState.ANNOUNCED: ("calendar", "sea"),
    ForumState.OPEN: ("circle-check", "good"),
    ForumState.RUNNING: ("circle-dot", "now"),
    ForumState.CLOSED: ("check", ""),
    ForumState.CALLED_OFF: ("calendar-x", "bad"),
    RegistrationState.APPLIED: ("hourglass", "warn"),
    RegistrationState.APPROVED: ("circle-check", "good"),
    RegistrationState.WAITING: ("list", "sea"),
    RegistrationState.DECLINED: ("ban", "bad"),
    RegistrationState.WITHDRAWN: ("undo-2", ""),
}


@register.filter
def session_icon(kind: str) -> str:
    """Return the icon of a kind of session."""
    return _SESSION_ICONS.get(SessionKind(kind), "calendar")


@register.filter
def state_icon(state: str) -> str:
    """Return the icon of a forum's or registration's state."""
    return _STATE_SIGNS[state][0]


@register.filter
def state_tone(state: str) -> str:
    """Return the tone of a forum's or registration's state."""
    return _STATE_SIGNS[state][1]


@register.filter
def of_role(appearances: Iterable[Appearance], role: str) -> list[Appearance]:
    """Return the appearances in one role; reads nothing anew."""
    return [each for each in appearances if each.role == role]


@register.filter
def but_role(appearances: Iterable[Appearance], role: str) -> list[Appearance]:
    """Return the appearances in all other roles; reads nothing anew."""
    return [each for each in appearances if each.role != role]


@register.filter
def of_session(signings: Mapping[int, list[PublicAgreement]], session: ForumSession) -> list[PublicAgreement]:
    """Return what anybody may see to be signed in a session; reads nothing anew."""
    return signings.get(session.pk, [])


_SIGNATORY = {
    "signatory_ko": _("name in Korean"),
    "signatory_en": _("name in English"),
    "signatory_title_ko": _("title in Korean"),
    "signatory_title_en": _("title in English"),
}


@register.filter
def said_of_signatory(field: str) -> str:
    """Return in words what the ledger lacks of whoever signs."""
    return str(_SIGNATORY[field])


@register.filter
def twin_name(thing: BilingualModel) -> Wording | None:
    """Return the name in the language that the page is not in."""
    return twin_of(thing)


@register.filter
def whole(number: Decimal) -> Decimal | int:
    """Return a count without the decimals of its column: 100, not 100.00."""
    return int(number) if number == int(number) else number
