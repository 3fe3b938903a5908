"""Who writes at an application: invited by address, made the lead, taken out."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import SYSTEM, Actor
from bridgehead.accounts.queries import proven_addresses
from bridgehead.foundation import notices
from bridgehead.foundation.bilingual import LANGUAGES
from bridgehead.foundation.models import AuditEntry
from bridgehead.foundation.records import found
from bridgehead.foundation.refusals import Refused, require, require_valid
from bridgehead.foundation.tokens import keyed_digest, new_token, token_hash
from bridgehead.programmes.actions.conflicts import find_conflicts_with
from bridgehead.programmes.actions.team_records import held, led, told
from bridgehead.programmes.models import (
    Application,
    ApplicationState,
    Submission,
    TeamInvitation,
    TeamMember,
    TeamRole,
)
from bridgehead.programmes.rules import MOST_WRITERS, TEAM_INVITATION_LASTS, TEAM_LINK

_INVITED = "programmes.writer_invited"
#: Invitations that one person sends within a day: each is a mail.
MOST_A_DAY = 40


@transaction.atomic
def invite_writer(*, application_id: int, email: str, language: str, by: Actor, now: datetime) -> TeamInvitation:
    """Ask somebody into a team by their address; the answer is the same whether or not it has an account.

    Who is asked anew gets a new link, and the old one opens nothing.
    """
    application = led(application_id, by)
    require(application.state != ApplicationState.WITHDRAWN, _("This application is withdrawn."))
    require(language in LANGUAGES, _("Choose a language."), field="language")
    address = email.strip().lower()
    application.invitations.filter(email=address).delete()
    writers = application.team.count() + application.invitations.count()
    require(writers < MOST_WRITERS, _("A team has %(most)d people at most.") % {"most": MOST_WRITERS}, field="email")
    sent = AuditEntry.objects.filter(verb=_INVITED, actor_id=by.person_id, at__gt=now - timedelta(days=1)).count()
    require(sent < MOST_A_DAY, _("You have sent many invitations within a day. Send the others tomorrow."))
    invitation = TeamInvitation(
        application=application,
        email=address,
        token_hash=token_hash(new_token(), purpose=TEAM_LINK),  # until its mail is sent no link opens it
        expires_at=now + TEAM_INVITATION_LASTS,
    )
    require_valid(invitation)
    invitation.save()
    notices.after_commit(
        "programmes/writer_invited", now=now, invitation_id=invitation.pk, language=language, by_id=by.person_id
    )
    told(_INVITED, application, by=by, now=now, on=invitation)
    return invitation


@transaction.atomic
def new_team_link(invitation_id: int, now: datetime) -> str | None:
    """Return the token of an invitation that is open, of which the hash alone is kept; None for one that is not.

    A delivery that runs twice mails the same link twice.
    """
    invitation = TeamInvitation.objects.select_for_update().filter(pk=invitation_id, expires_at__gt=now).first()
    if invitation is None:
        return None
    token = keyed_digest(str(invitation.public_id), purpose=TEAM_LINK)
    invitation.token_hash = token_hash(token, purpose=TEAM_LINK)
    invitation.save(update_fields=["token_hash"])
    return token


@transaction.atomic
def join_team(*, token: str, by: Actor, now: datetime) -> Application:
    """Write at an application by the link that was mailed; it works once, for whoever holds it and has signed in."""
    require(not by.is_anonymous, _("Sign in to answer the invitation."))
    hashed = token_hash(token, purpose=TEAM_LINK)
    asked = TeamInvitation.objects.filter(token_hash=hashed, expires_at__gt=now).first()
    application = (
        Application.objects.select_for_update().filter(pk=asked.application_id).first() if asked is not None else None
    )
    # Once more, now that nobody else can use it.
    if application is None or not TeamInvitation.objects.filter(token_hash=hashed, expires_at__gt=now).exists():
        raise Refused(_("This invitation is no longer open. Ask whoever sent it for a new one."))
    member, was_made = TeamMember.objects.get_or_create(application=application, user_id=by.person_id)
    TeamInvitation.objects.filter(token_hash=hashed).delete()
    if was_made:
        find_conflicts_with(application, by=SYSTEM, now=now)
        told("programmes.writer_joined", application, by=by, now=now, on=member)
    return application


@transaction.atomic
def withdraw_team_invitation(*, invitation_id: int, by: Actor, now: datetime) -> None:
    """Take an invitation back before it is answered: its link opens nothing from now on."""
    invitation = found(TeamInvitation.objects, invitation_id)
    application = led(invitation.application_id, by)
    told("programmes.writer_invitation_withdrawn", application, by=by, now=now, on=invitation)
    invitation.delete()


@transaction.atomic
def make_lead(*, member_id: int, by: Actor, now: datetime) -> None:
    """Let another of the team lead it; whoever led writes on."""
    member = found(TeamMember.objects, member_id)
    application = led(member.application_id, by)
    if member.role == TeamRole.LEAD:
        return
    # One after the other: a team has one lead at every moment.
    application.team.filter(role=TeamRole.LEAD).update(role=TeamRole.WRITER)
    application.team.filter(pk=member.pk).update(role=TeamRole.LEAD)
    told("programmes.lead_changed", application, by=by, now=now, on=member)


@transaction.atomic
def remove_writer(*, member_id: int, by: Actor, now: datetime) -> None:
    """Take somebody out of a team, or leave it; whoever leads makes another the lead first."""
    member = found(TeamMember.objects, member_id)
    application, mine = held(member.application_id, by)
    require(
        mine.role == TeamRole.LEAD or mine.pk == member.pk,
        _("Only whoever leads the team can do that."),
    )
    require(member.role != TeamRole.LEAD, _("A team keeps somebody who leads it. Make another the lead first."))
    told("programmes.writer_removed", application, by=by, now=now, on=member)
    member.delete()


@transaction.atomic
def leave_teams(*, user_id: int, organisation_id: int | None, now: datetime) -> None:
    """Take a person out of the teams of an organisation that they left, or of all; who was there longest leads then."""
    places = TeamMember.objects.filter(user_id=user_id).order_by("application_id")
    if organisation_id is not None:
        places = places.filter(application__organisation_id=organisation_id)
    for application_id in list(places.values_list("application_id", flat=True)):
        application = Application.objects.select_for_update().get(pk=application_id)
        member = application.team.get(user_id=user_id)
        led_it = member.role == TeamRole.LEAD
        member.delete()
        heir = application.team.order_by("pk").first() if led_it else None
        if heir is not None:
            application.team.filter(pk=heir.pk).update(role=TeamRole.LEAD)
        told("programmes.writer_removed", application, by=SYSTEM, now=now, on=member)


def erase_writer(user_id: int, now: datetime) -> None:
    """Take a person out of every team, and forget their invitations and who handed in; what was handed in stays."""
    TeamInvitation.objects.filter(email__in=proven_addresses(user_id)).delete()
    leave_teams(user_id=user_id, organisation_id=None, now=now)
    Submission.objects.filter(person_id=user_id).update(person=None)
