"""What the notices of applications are about, as it stands when they are delivered, and whom they go to."""

from __future__ import annotations

from bridgehead.accounts.models import User
from bridgehead.programmes.models import Application, MoreRequest, ProgrammeRole, Submission, TeamInvitation


def application_told(application_id: int) -> Application | None:
    """Return the application that a notice is about."""
    return Application.objects.select_related("call__programme", "organisation").filter(pk=application_id).first()


def submission_told(submission_id: int) -> Submission | None:
    """Return the submission that a notice is about."""
    found = Submission.objects.select_related("form", "application__call__programme", "application__organisation")
    return found.filter(pk=submission_id).first()


def more_told(request_id: int) -> MoreRequest | None:
    """Return the request for more that a notice is about."""
    found = MoreRequest.objects.select_related("application__call__programme", "application__organisation")
    return found.filter(pk=request_id).first()


def team_invitation_told(invitation_id: int) -> TeamInvitation | None:
    """Return the invitation that a notice is about."""
    found = TeamInvitation.objects.select_related("application__call", "application__organisation")
    return found.filter(pk=invitation_id).first()


def team_told(application: Application) -> list[User]:
    """Return the active people who write at an application now."""
    places = application.team.filter(user__is_active=True).select_related("user").order_by("user_id")
    return [each.user for each in places]


def officers_told(application: Application) -> list[User]:
    """Return the active people who run an application's programme now."""
    held = ProgrammeRole.objects.filter(programme_id=application.call.programme_id, user__is_active=True)
    return [each.user for each in held.select_related("user").order_by("user_id")]


def person_told(user_id: int) -> User | None:
    """Return a person by whom something was done, while their account stands."""
    return User.objects.filter(pk=user_id, is_active=True).first()
