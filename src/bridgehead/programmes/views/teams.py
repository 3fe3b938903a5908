"""Who writes at an application, and the link by which one joins them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from bridgehead.accounts.edge import actor_of, may_be_mailed
from bridgehead.foundation import clock
from bridgehead.foundation.bilingual import reading_language
from bridgehead.foundation.refusals import Refused
from bridgehead.programmes.actions import teams as deeds
from bridgehead.programmes.forms.applications import WriterForm
from bridgehead.programmes.queries import applications as reads
from bridgehead.web.forms import attempt
from bridgehead.web.secret_links import kept_from_others

_DEEDS: dict[str, tuple[Callable[..., Any], Any]] = {
    "lead": (deeds.make_lead, gettext_lazy("Somebody else leads the team now.")),
    "out": (deeds.remove_writer, gettext_lazy("The person no longer belongs to the team.")),
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def team(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Who writes; whoever leads invites others."""
    actor, now = actor_of(request), clock.now()
    shown = reads.application_or_404(actor, application_id)
    form = WriterForm(request.POST or None, initial={"language": reading_language()})
    if request.method == "POST" and _invite(request, shown.pk, form) is not None:
        messages.success(request, _("The invitation is on its way."))
        return redirect("programmes:team", application_id=application_id)
    people = reads.team_of(shown)
    context = {
        "application": shown,
        "call": shown.call,
        "team": people,
        "leads": reads.is_lead(actor, people),
        "invitations": reads.open_team_invitations(shown, now),
        "form": form,
    }
    return render(request, "programmes/applications/team.html", context, status=422 if form.errors else 200)


def _invite(request: HttpRequest, application_id: int, form: WriterForm) -> Any:
    def invite() -> Any:
        email = form.cleaned_data["email"]
        if not may_be_mailed(request, email):
            raise Refused(_("This address has had several mails from here. Try again in an hour."), field="email")
        return deeds.invite_writer(
            application_id=application_id,
            email=email,
            language=form.cleaned_data["language"],
            by=actor_of(request),
            now=clock.now(),
        )

    return attempt(form, invite)


@login_required
@require_POST
def team_deed(request: HttpRequest, application_id: UUID, member_id: UUID, change: str) -> HttpResponse:
    """Make somebody the lead, or take them out."""
    if change not in _DEEDS:
        raise Http404
    actor = actor_of(request)
    shown = reads.application_or_404(actor, application_id)
    member = reads.team_member_or_404(shown, member_id)
    action, said = _DEEDS[change]
    action(member_id=member.pk, by=actor, now=clock.now())
    messages.success(request, said)
    if change == "out" and member.user_id == actor.user_id:
        return redirect("programmes:applications")
    return redirect("programmes:team", application_id=application_id)


@login_required
@require_POST
def withdraw_team_invitation(request: HttpRequest, application_id: UUID, invitation_id: UUID) -> HttpResponse:
    """Take an invitation back."""
    actor = actor_of(request)
    shown = reads.application_or_404(actor, application_id)
    invitation = reads.team_invitation_or_404(shown, invitation_id)
    deeds.withdraw_team_invitation(invitation_id=invitation.pk, by=actor, now=clock.now())
    messages.success(request, _("The invitation is withdrawn."))
    return redirect("programmes:team", application_id=application_id)


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the link of a mail: whoever has signed in joins the team, once."""
    actor, now = actor_of(request), clock.now()
    invitation = reads.invitation_by_link(token, now)
    if invitation is None:
        return kept_from_others(render(request, "programmes/applications/join.html", {"invitation": None}, status=404))
    if actor.is_anonymous:
        return kept_from_others(redirect_to_login(request.get_full_path(), login_url=reverse("account_login")))
    if request.method == "POST":
        joined = deeds.join_team(token=token, by=actor, now=now)
        messages.success(request, _("You belong to the team now."))
        return kept_from_others(redirect("programmes:application", application_id=joined.public_id))
    context = {"invitation": invitation, "application": invitation.application, "call": invitation.application.call}
    return kept_from_others(render(request, "programmes/applications/join.html", context), is_sent_by_session=True)
