"""How papers look that are signed electronically: how far they have come, and what each signatory has done."""

from __future__ import annotations

from collections.abc import Mapping

from django import template
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from bridgehead.agreements.models import Signatory, SigningRequest
from bridgehead.agreements.queries.signatures import is_signed_here
from bridgehead.agreements.rules import SignatoryState, SigningState
from bridgehead.web.icons import chip

register = template.Library()

_PAPERS: Mapping[str, tuple[str, str]] = {
    SigningState.SENDING: ("send", "sea"),
    SigningState.OPEN: ("hourglass", "sea"),
    SigningState.COMPLETED: ("badge-check", "good"),
    SigningState.DECLINED: ("circle-x", "bad"),
    SigningState.EXPIRED: ("calendar-x", "warn"),
    SigningState.VOIDED: ("undo-2", ""),
    SigningState.FAILED: ("triangle-alert", "bad"),
}
_SIGNATORIES: Mapping[str, tuple[str, str]] = {
    SignatoryState.WAITING: ("hourglass", "sea"),
    SignatoryState.SIGNED: ("check", "good"),
    SignatoryState.DECLINED: ("circle-x", "bad"),
}


@register.simple_tag
def signed_here() -> bool:
    """Whether papers are signed electronically on this installation."""
    return is_signed_here()


@register.simple_tag
def paper_chip(paper: SigningRequest) -> SafeString:
    """How far a paper has come."""
    called_back = paper.recalled_at is not None and paper.closed_at is None
    said = _("is being called back") if called_back else paper.get_state_display()
    return chip(*_PAPERS[SigningState.VOIDED if called_back else paper.state], capfirst(said))


@register.simple_tag
def signatory_chip(signatory: Signatory) -> SafeString:
    """What a signatory has done."""
    return chip(*_SIGNATORIES[signatory.state], capfirst(signatory.get_state_display()))
