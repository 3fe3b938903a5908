"""What an assignment's proof says, in words: is it the best, how even are the loads, and what stands in the way."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bridgehead.foundation.bilingual import reading_language, wording
from bridgehead.programmes.models import AssignmentProposal
from bridgehead.programmes.queries.desk_reviews import Named
from bridgehead.web.formats import format_number


def proof_told(proposal: AssignmentProposal, named: Named) -> list[str]:
    """Return the sentences, the most important first; none while it is being computed."""
    told = proposal.told
    if not told:
        return []
    reasons = [_reason(each, named) for each in told.get("reasons", [])]
    if "reviews" not in told:
        return reasons or [_("What was given by hand contradicts the limits. Take something back, or raise a limit.")]
    return [*_qualities(proposal, told), *reasons]


def _qualities(proposal: AssignmentProposal, told: dict[str, Any]) -> list[str]:
    found = []
    if proposal.is_repair:
        changes = len(proposal.begun)
        found.append(
            ngettext(
                "%(count)d reading begins, %(ended)d end: fewer changes are proven to be impossible.",
                "%(count)d readings begin, %(ended)d end: fewer changes are proven to be impossible.",
                changes,
            )
            % {"count": changes, "ended": len(proposal.ended)}
            if told["status"] == "optimal"
            else _("%(count)d readings begin, %(ended)d end.") % {"count": changes, "ended": len(proposal.ended)}
        )
    elif told["status"] == "optimal":
        found.append(_("No assignment with loads as even as these knows more of the applications: that is proven."))
    else:
        found.append(
            _("What the reviewers know comes to %(value)s; more than %(bound)s is impossible.")
            % {"value": _whole(told["expertise"]), "bound": _whole(told["expertise_bound"])}
        )
    found.append(
        _("Each reviewer reads from %(fewest)d to %(most)d applications.")
        % {"fewest": told["fewest"], "most": told["most"]}
    )
    reviews = max(told["reviews"], 1)
    found.append(
        _("On average a reviewer knows %(percent)d %% of what an application is about, by its topics.")
        % {"percent": round(told["expertise"] / reviews / 10)}
    )
    return found


def _whole(number: int) -> str:
    return format_number(number, reading_language())


def _reason(reason: dict[str, Any], named: Named) -> str:
    applications = ", ".join(
        wording(named.applications[pk].application.organisation, "name").text
        for pk in reason["applications"][:5]
        if pk in named.applications
    )
    numbers = {"wanted": reason["wanted"], "possible": reason["possible"], "applications": applications}
    if reason["kind"] == "short":
        return (
            _(
                "%(applications)s: %(wanted)d reviewers are wanted; without conflict of interest, and one of an "
                "organisation at most, there are %(possible)d."
            )
            % numbers
        )
    if reason["kind"] == "crowded":
        return (
            _("Of some reviewers %(wanted)d reviews are wanted, and they may take %(possible)d. Name more reviewers.")
            % numbers
        )
    return (
        _("Loads are no more even: some reviewers could read %(wanted)d applications, and may read %(possible)d.")
        % numbers
    )
