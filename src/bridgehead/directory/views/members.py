"""Who belongs to an organisation, and what the agency says of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from bridgehead.accounts.edge import actor_of
from bridgehead.accounts.queries import proven_addresses
from bridgehead.directory import queries
from bridgehead.directory.actions import members as deeds
from bridgehead.directory.actions import standing
from bridgehead.directory.forms import InviteForm
from bridgehead.directory.models import MembershipRole
from bridgehead.directory.queries.joining import joinings_of
from bridgehead.directory.rules import may_manage_members, may_see_members, may_verify
from bridgehead.foundation import clock
from bridgehead.web.forms import attempt
from bridgehead.web.pages import page_of

PER_PAGE = 20


@login_required
def members(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Who belongs to it; owners invite, give roles and take out."""
    actor, now = actor_of(request), clock.now()
    shown = queries.organisation_or_404(actor, public_id)
    if not may_see_members(actor, shown.pk):
        raise Http404
    form = InviteForm(request.POST or None)
    done = attempt(
        form,
        lambda: deeds.invite_member(
            organisation_id=shown.pk,
            by=actor,
            email=form.cleaned_data["email"],
            role=form.cleaned_data["role"],
            now=now,
        ),
    )
    if done:
        messages.success(request, _("The invitation is on its way."))
        return redirect("directory:members", public_id)
    context = {
        "organisation": shown,
        "form": form,
        "page": page_of(request, queries.members_of(actor, shown), PER_PAGE),
        "invitations": page_of(request, queries.open_invitations_of(actor, shown, now), PER_PAGE, name="invited"),
        "joinings": page_of(request, joinings_of(actor, shown), PER_PAGE, name="joining"),
        "may_manage": may_manage_members(actor, shown.pk),
        "roles": MembershipRole.choices,
    }
    return render(request, "directory/members.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def change_role(request: HttpRequest, public_id: UUID, member_id: UUID) -> HttpResponse:
    """Give a member another role."""
    actor = actor_of(request)
    member = queries.member_or_404(actor, queries.managed_organisation_or_404(actor, public_id), member_id)
    deeds.change_member_role(membership_id=member.pk, by=actor, role=request.POST.get("role", ""), now=clock.now())
    messages.success(request, _("Saved."))
    return redirect("directory:members", public_id)


@login_required
@require_POST
def remove(request: HttpRequest, public_id: UUID, member_id: UUID) -> HttpResponse:
    """Take a member out, or leave."""
    actor = actor_of(request)
    shown = queries.organisation_or_404(actor, public_id)
    member = queries.one_or_404(queries.members_of(actor, shown), public_id=member_id)
    if not (may_manage_members(actor, shown.pk) or member.user_id == actor.user_id):
        raise Http404
    deeds.remove_member(membership_id=member.pk, by=actor, now=clock.now())
    messages.success(request, _("The person no longer belongs to the organisation."))
    if member.user_id == actor.user_id:
        return redirect("directory:mine")
    return redirect("directory:members", public_id)


@login_required
@require_POST
def withdraw_invitation(request: HttpRequest, public_id: UUID, invitation_id: UUID) -> HttpResponse:
    """Take an invitation back."""
    actor = actor_of(request)
    shown = queries.managed_organisation_or_404(actor, public_id)
    invitation = queries.one_or_404(shown.invitations.all(), public_id=invitation_id)
    deeds.withdraw_invitation(invitation_id=invitation.pk, by=actor, now=clock.now())
    messages.success(request, _("The invitation is withdrawn."))
    return redirect("directory:members", public_id)


@login_required
@require_POST
def answer(request: HttpRequest, invitation_id: UUID, reply: str) -> HttpResponse:
    """Accept or decline an invitation to my own address."""
    actor, now = actor_of(request), clock.now()
    invitation = queries.one_or_404(
        queries.invitations_for(proven_addresses(actor.person_id), now), public_id=invitation_id
    )
    if reply == "accept":
        deeds.accept_invitation(invitation_id=invitation.pk, by=actor, now=now)
        messages.success(request, _("You belong to the organisation now."))
        return redirect("directory:organisation", invitation.organisation.public_id)
    deeds.decline_invitation(invitation_id=invitation.pk, by=actor, now=now)
    messages.success(request, _("The invitation is declined."))
    return redirect("directory:mine")


STANDING: dict[str, tuple[Callable[..., object], Any]] = {
    "verify": (standing.verify_organisation, gettext_lazy("The organisation is verified.")),
    "unverify": (standing.withdraw_verification, gettext_lazy("The verification is withdrawn.")),
    "list": (standing.list_organisation, gettext_lazy("Everybody can find the organisation now.")),
    "unlist": (
        standing.unlist_organisation,
        gettext_lazy("Only its members and the agency can find the organisation now."),
    ),
}


@login_required
@require_POST
def set_standing(request: HttpRequest, public_id: UUID, deed: str) -> HttpResponse:
    """Verify, list, or take either back."""
    actor = actor_of(request)
    shown = queries.organisation_or_404(actor, public_id)
    if not may_verify(actor):
        raise Http404
    action, said = STANDING[deed]
    action(organisation_id=shown.pk, by=actor, now=clock.now())
    messages.success(request, said)
    return redirect("directory:organisation", public_id)
