"""Asking to join an organisation: an owner lets in, the agency where there is none, or an address of its own does."""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.directory.actions.addresses import typed_address
from bridgehead.directory.actions.members import speaks_for_itself
from bridgehead.directory.models import Joining, JoiningState, Membership, MembershipRole, Organisation
from bridgehead.directory.rules import may_manage_members, may_verify
from bridgehead.directory.rules.joining import CODE_LASTS, MOST_TRIES, gives_proof
from bridgehead.foundation import audit, notices
from bridgehead.foundation.refusals import Refused, require, require_valid
from bridgehead.foundation.tokens import keyed_digest

#: So many a person may ask within a day.
MOST_A_DAY = 10


@transaction.atomic
def ask_to_join(*, organisation_id: int, note: str, by: Actor, now: datetime) -> Joining:
    """Ask to belong to an organisation; asking once more while it waits changes the note."""
    require(not by.is_anonymous, _("Sign in to ask."))
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=organisation_id)
    is_in = organisation.memberships.filter(user_id=by.person_id).exists()
    require(not is_in, _("You belong to this organisation already."))
    waiting = Joining.objects.filter(user_id=by.person_id, organisation=organisation, state=JoiningState.WAITING)
    joining = waiting.first()
    is_new = joining is None
    if joining is None:
        asked = Joining.objects.filter(user_id=by.person_id, asked_at__gt=now - timedelta(days=1)).count()
        require(asked < MOST_A_DAY, _("You have asked many organisations within a day. Ask the others tomorrow."))
        joining = Joining(user_id=by.person_id, organisation=organisation, asked_at=now)
    joining.note = " ".join(note.split())
    require_valid(joining)
    joining.save()
    if is_new:
        audit.record("directory.join_asked", on=joining, by=by, at=now)
        notices.after_commit("directory/join_asked", now=now, joining_id=joining.pk)
    return joining


@transaction.atomic
def send_code(*, joining_id: int, email: str, by: Actor, now: datetime) -> Joining:
    """Send a code to an address at the web site's domain; the answer tells nothing of accounts at that address."""
    joining = _own(joining_id, by)
    address = typed_address(email)
    require(
        gives_proof(address, joining.organisation.site),
        _(
            "Expected an address at the domain of the organisation's web site; "
            "otherwise an owner or the agency decides."
        ),
        field="email",
    )
    joining.email, joining.code_sent_at, joining.tries = address, now, 0
    joining.code_hash = _kept(joining, code_of(joining))
    joining.save(update_fields=["email", "code_sent_at", "tries", "code_hash"])
    audit.record("directory.join_code_sent", on=joining, by=by, at=now)
    notices.after_commit("directory/join_code", now=now, joining_id=joining.pk, sent_at=now.isoformat())
    return joining


def prove_address(*, joining_id: int, code: str, by: Actor, now: datetime) -> Membership:
    """Join by the code; it works once, for ten minutes and five tries, for the person who asked for it alone.

    A try is counted by itself, before it is looked at: a refusal does not take it back.
    """
    held = Joining.objects.filter(
        pk=joining_id, user_id=by.person_id, state=JoiningState.WAITING, code_sent_at__gt=now - CODE_LASTS
    )
    is_counted = held.filter(tries__lt=MOST_TRIES).exclude(code_hash="").update(tries=F("tries") + 1)
    require(bool(is_counted), _("This code is no longer valid. Have a new one sent."), field="code")
    with transaction.atomic():
        joining = _own(joining_id, by)
        typed = "".join(code.split())
        fits = bool(joining.code_hash) and hmac.compare_digest(joining.code_hash, _kept(joining, typed))
        require(fits, _("This is not the code. Look at the newest mail; a code has six digits."), field="code")
        return _let_in(joining, None, by=by, now=now, is_proven=True)


@transaction.atomic
def withdraw_joining(*, joining_id: int, by: Actor, now: datetime) -> None:
    """Take back one's own wish to join."""
    joining = _own(joining_id, by)
    _close(joining, JoiningState.WITHDRAWN, now)
    audit.record("directory.join_withdrawn", on=joining, by=by, at=now)


@transaction.atomic
def let_in(*, joining_id: int, by: Actor, now: datetime) -> Membership:
    """Let somebody in: as an owner does, or the agency where there is none; the latter makes them the owner."""
    return _let_in(_answered(joining_id, by), None, by=by, now=now)


@transaction.atomic
def keep_out(*, joining_id: int, by: Actor, now: datetime) -> Joining:
    """Answer that somebody is not let in."""
    joining = _answered(joining_id, by)
    _close(joining, JoiningState.DECLINED, now)
    audit.record("directory.join_declined", on=joining, by=by, at=now)
    notices.after_commit("directory/join_answered", now=now, joining_id=joining.pk)
    return joining


def code_of(joining: Joining) -> str:
    """Return the code that is mailed: six digits which nobody can tell without the site's key."""
    sent_at = joining.code_sent_at.isoformat() if joining.code_sent_at else ""
    told = keyed_digest(f"{joining.public_id}:{joining.email}:{sent_at}", purpose="directory.join_code")
    return f"{int(told, 16) % 1_000_000:06}"


def forget_joinings_before(moment: datetime) -> None:
    """Forget who asked to join and was answered before a moment; safe to run twice."""
    Joining.objects.filter(~Q(state=JoiningState.WAITING), answered_at__lt=moment).delete()


def forget_joinings_of(user_id: int) -> None:
    """Forget where somebody asked to join: part of their erasure."""
    Joining.objects.filter(user_id=user_id).delete()


def _let_in(joining: Joining, role: str | None, *, by: Actor, now: datetime, is_proven: bool = False) -> Membership:
    has_owner = joining.organisation.memberships.filter(role=MembershipRole.OWNER).exists()
    given = role or (MembershipRole.MEMBER if has_owner else MembershipRole.OWNER)
    membership, _made = Membership.objects.get_or_create(
        user_id=joining.user_id, organisation=joining.organisation, defaults={"role": given}
    )
    speaks_for_itself(membership)
    joining.is_proven = is_proven
    _close(joining, JoiningState.ACCEPTED, now)
    change = {"role": (None, membership.role), "is_proven": (None, is_proven)}
    audit.record("directory.join_accepted", on=joining, by=by, at=now, change=change)
    kind = "directory/join_asked" if is_proven else "directory/join_answered"
    notices.after_commit(kind, now=now, joining_id=joining.pk)
    return membership


def _close(joining: Joining, state: JoiningState, now: datetime) -> None:
    joining.state, joining.answered_at = state, now
    joining.email, joining.code_hash = "", ""
    joining.save(update_fields=["state", "answered_at", "email", "code_hash", "is_proven"])


def _held(joining_id: int) -> Joining:
    """Return a wish that waits, with its organisation locked before it."""
    found = Joining.objects.filter(pk=joining_id).first()
    if found is None:
        raise Refused(_("This question was answered or withdrawn by now."))
    Organisation.objects.select_for_update(no_key=True).get(pk=found.organisation_id)
    joining = Joining.objects.select_for_update(of=("self",)).select_related("organisation")
    held = joining.filter(pk=joining_id, state=JoiningState.WAITING).first()
    if held is None:
        raise Refused(_("This question was answered or withdrawn by now."))
    return held


def _own(joining_id: int, by: Actor) -> Joining:
    joining = _held(joining_id)
    require(joining.user_id == by.user_id, _("Only the person who asked can do this."))
    return joining


def _answered(joining_id: int, by: Actor) -> Joining:
    joining = _held(joining_id)
    has_owner = joining.organisation.memberships.filter(role=MembershipRole.OWNER).exists()
    may = may_manage_members(by, joining.organisation_id) or (may_verify(by) and not has_owner)
    require(may, _("An owner of the organisation decides, and the agency where there is none."))
    require(joining.user_id != by.user_id, _("Somebody else must answer your own question."))
    return joining


def _kept(joining: Joining, code: str) -> str:
    return keyed_digest(code, purpose=f"directory.join_code:{joining.public_id}")
