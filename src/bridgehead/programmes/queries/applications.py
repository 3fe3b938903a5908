"""Applications as their team reads them: nobody else does, and nobody learns who applies or how many."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from bridgehead.accounts.actor import Actor
from bridgehead.accounts.queries import proven_addresses
from bridgehead.directory.models import Organisation
from bridgehead.foundation.tokens import token_hash
from bridgehead.programmes.models import (
    Appeal,
    Application,
    ApplicationFile,
    ApplicationState,
    Call,
    Decision,
    MoreRequest,
    Submission,
    TeamInvitation,
    TeamMember,
    TeamRole,
)
from bridgehead.programmes.rules import TEAM_LINK, may_speak_for
from bridgehead.web.questionnaire import Field, Questionnaire, Section, asked_of, problems, questionnaire_of

#: What officers and reviewers read: handed in, also while more is asked of it.
HANDED_IN = (ApplicationState.SUBMITTED, ApplicationState.RETURNED)


def my_applications(actor: Actor) -> QuerySet[Application]:
    """Return the applications that the actor writes at, the last to close first."""
    found = Application.objects.filter(team__user_id=actor.user_id or 0).select_related(
        "call__programme", "organisation"
    )
    return found.order_by("-call__closes_at", "-pk")


def application_or_404(actor: Actor, public_id: UUID) -> Application:
    """Return an application that the actor writes at."""
    found = (
        Application.objects.filter(team__user_id=actor.user_id or 0, public_id=public_id)
        .select_related("call__programme", "organisation", "form")
        .first()
    )
    if found is None:
        raise Http404
    return found


def organisations_to_apply_for(actor: Actor) -> list[Organisation]:
    """Return the organisations in whose name the actor can apply."""
    mine = [pk for pk in actor.organisation_ids if may_speak_for(actor, pk)]
    return list(Organisation.objects.filter(pk__in=mine).order_by("pk"))


def applications_for(actor: Actor, call: Call) -> list[Application]:
    """Return the applications for a call that the actor writes at."""
    found = my_applications(actor).filter(call=call)
    return list(found.exclude(state=ApplicationState.WITHDRAWN))


def team_of(application: Application) -> list[TeamMember]:
    """Return who writes at an application that the actor was found to write at; whoever leads comes first."""
    found = application.team.select_related("user").order_by("pk")
    return sorted(found, key=lambda each: each.role != TeamRole.LEAD)


def open_team_invitations(application: Application, now: datetime) -> QuerySet[TeamInvitation]:
    """Return the invitations into a team that are open still."""
    return application.invitations.filter(expires_at__gt=now).order_by("email")


def team_member_or_404(application: Application, public_id: UUID) -> TeamMember:
    """Return one of the team of an application that the actor was found to write at."""
    found = application.team.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def team_invitation_or_404(application: Application, public_id: UUID) -> TeamInvitation:
    """Return one invitation into the team of an application that the actor was found to write at."""
    found = application.invitations.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def invitation_by_link(token: str, now: datetime) -> TeamInvitation | None:
    """Return the invitation that a link opens; None for one that was used, withdrawn, or has run out."""
    opened = TeamInvitation.objects.filter(token_hash=token_hash(token, purpose=TEAM_LINK), expires_at__gt=now)
    return opened.select_related("application__call", "application__organisation").first()


def is_lead(actor: Actor, team: list[TeamMember]) -> bool:
    """Whether the actor leads this team."""
    return any(each.user_id == actor.user_id and each.role == TeamRole.LEAD for each in team)


def files_of(application: Application) -> dict[str, list[ApplicationFile]]:
    """Return by field the files of what is being written."""
    found: dict[str, list[ApplicationFile]] = {}
    for each in application.files.filter(removed_at=None).select_related("file"):
        found.setdefault(each.field, []).append(each)
    return found


def own_file_or_404(application: Application, public_id: UUID) -> ApplicationFile:
    """Return a file of an application that the actor was found to write at, also one that only a submission holds."""
    found = application.files.filter(public_id=public_id).select_related("file").first()
    if found is None:
        raise Http404
    return found


def submissions_of(application: Application) -> list[Submission]:
    """Return what was handed in of an application that the actor was found to read, the first first."""
    return list(application.submissions.select_related("form", "answers_to", "person").order_by("number"))


def submission_or_404(application: Application, number: int) -> Submission:
    """Return one submission of an application that the actor was found to read."""
    found = application.submissions.select_related("form").filter(number=number).first()
    if found is None:
        raise Http404
    found.application = application
    return found


def waiting_request(application: Application) -> MoreRequest | None:
    """Return the request for more that waits for an answer of an application that the actor was found to read."""
    return application.requests.filter(answered_at=None, closed_at=None).first()


@dataclass(frozen=True, slots=True)
class SectionOutline:
    """One section as the list of them shows it."""

    section: Section
    #: The fields that are asked, given what is answered so far.
    asked: list[Field]
    #: By field what stands against handing in, as sentences.
    wrong: Mapping[str, str]
    #: Whether any of its fields can be written.
    is_open: bool


@dataclass(frozen=True, slots=True)
class Outline:
    """All of an application: what it asks, section by section, and what stands against handing in."""

    whole: Questionnaire
    sections: list[SectionOutline]
    files: Mapping[str, list[ApplicationFile]]
    waiting: MoreRequest | None

    @property
    def missing(self) -> int:
        """How many answers are missing or cannot be read."""
        return sum(len(each.wrong) for each in self.sections)

    def section(self, key: str) -> SectionOutline:
        """Return one section."""
        found = next((each for each in self.sections if each.section.key == key), None)
        if found is None:
            raise Http404
        return found

    def following(self, key: str) -> Section | None:
        """Return the section after one of which something is asked, None after the last."""
        keys = [each.section.key for each in self.sections]
        later = self.sections[keys.index(key) + 1 :]
        return next((each.section for each in later if each.asked), None)


def outline_of(application: Application) -> Outline:
    """Return an application section by section, as its answers stand: two questions to the database."""
    whole = questionnaire_of(application.form.definition)
    files = files_of(application)
    counts = {key: len(found) for key, found in files.items()}
    waiting = waiting_request(application) if application.state == ApplicationState.RETURNED else None
    opened: set[str] | None = set(waiting.fields) if waiting else None
    if application.state in (ApplicationState.SUBMITTED, ApplicationState.WITHDRAWN):
        opened = set()
    wrong = problems(whole, application.answers, counts, only=opened)
    asked = {each.key for each in asked_of(whole, application.answers)}
    sections = [
        SectionOutline(
            section,
            [each for each in section.fields if each.key in asked],
            {each.key: wrong[each.key] for each in section.fields if each.key in wrong},
            any(opened is None or each.key in opened for each in section.fields),
        )
        for section in whole.sections
    ]
    return Outline(whole, sections, files, waiting)


def kept_of_writer(user_id: int) -> dict[str, Any]:
    """Return what a person writes at and handed in, for the export of their personal data."""
    places = TeamMember.objects.filter(user_id=user_id).select_related("application__call").order_by("pk")
    handed_in = Submission.objects.filter(person_id=user_id).order_by("submitted_at", "pk")
    invited = TeamInvitation.objects.filter(email__in=proven_addresses(user_id)).order_by("pk")
    return {
        "teams": [
            {
                "application": str(each.application.public_id),
                "call": str(each.application.call.public_id),
                "role": each.role,
            }
            for each in places
        ],
        "handed_in": [{"receipt": each.receipt, "at": each.submitted_at.isoformat()} for each in handed_in],
        "places_answered": [
            {"application": str(each.application.public_id), "answer": each.answer}
            for each in Decision.objects.filter(answered_by_id=user_id).select_related("application").order_by("pk")
        ],
        "appeals": [
            {"text": each.text, "at": each.filed_at.isoformat(), "outcome": each.outcome, "answer": each.answer}
            for each in Appeal.objects.filter(filed_by_id=user_id).order_by("filed_at", "pk")
        ],
        "invitations": [{"email": each.email, "until": each.expires_at.isoformat()} for each in invited],
    }


def section_of_field(application: Application, field: str) -> str:
    """Return the section of the form in which a field stands."""
    whole = questionnaire_of(application.form.definition)
    found = next((each.key for each in whole.sections if any(one.key == field for one in each.fields)), None)
    if found is None:
        raise Http404
    return found
