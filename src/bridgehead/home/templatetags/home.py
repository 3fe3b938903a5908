"""Tags of the desk: how a rate reads, and when something is due."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bridgehead.home.rates import Rate

register = template.Library()


@register.simple_tag
def rate_value(rate: Rate) -> str:
    """Read a rate: “68 %”, “5.3”, or “–” where there is no record."""
    if rate.value is None:
        return "–"
    return f"{rate.value:.0f} %" if rate.is_share else f"{rate.value:.1f}"


@register.simple_tag
def rate_basis(rate: Rate) -> str:
    """Say what a rate was computed from."""
    if not rate.over:
        return _("no record yet")
    if rate.is_share:
        return _("%(part)s of %(over)s") % {"part": rate.part, "over": rate.over}
    return ngettext("%(over)s organisation", "%(over)s organisations", rate.over) % {"over": rate.over}
