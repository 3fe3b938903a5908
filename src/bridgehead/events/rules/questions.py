"""What may become of a question of a registration once somebody has answered it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bridgehead.events.models import Forum, ForumState, Registration, RegistrationState
from bridgehead.events.rules import said_of_calling_off
from bridgehead.web.questionnaire import Field

#: More than this nobody answers before a forum.
MOST_QUESTIONS = 30
#: Registrations in these states still say something of their person.
STANDING = frozenset({RegistrationState.APPLIED, RegistrationState.APPROVED, RegistrationState.WAITING})


def why_not_so(before: Field, after: Field) -> Promise | None:
    """Return the sentence that says why an answered question cannot become another; None where its answers stay whole.

    Its words, its help, whether it has to be answered and further choices change no answer that was given.
    """
    if after.kind is not before.kind or after.in_both != before.in_both:
        return _("People have answered this question, so its kind of answer stays. Retire it and ask a new one.")
    if not {each.key for each in before.choices} <= {each.key for each in after.choices}:
        return _(
            "People have answered this question, so its choices stay as they are worded. You can add further ones."
        )
    if not set(before.currencies) <= set(after.currencies):
        return _("People have answered this question, so its currencies stay. You can add further ones.")
    if after.limit < before.limit:
        return _("People have answered this question, so its limit can only be raised.")
    same = replace(after, label=before.label, help=before.help, is_required=before.is_required)
    same = replace(same, choices=before.choices, currencies=before.currencies, most=before.most)
    return None if same == before else _("People have answered this question. Retire it and ask a new one.")


def why_not_corrected(forum: Forum, registration: Registration, now: datetime) -> Promise | None:
    """Return the sentence that says why a person cannot change their answers any more; None while they can."""
    if registration.state not in STANDING:
        return _("This registration is over; its answers stay as they are.")
    return why_not_answered(forum, now)


def why_not_answered(forum: Forum, now: datetime) -> Promise | None:
    """Return the sentence that says why nobody answers any more what a forum asks; None while people can."""
    if forum.is_called_off:
        return said_of_calling_off(forum)
    if forum.state in {ForumState.RUNNING, ForumState.CLOSED} or now >= forum.starts_at:
        return _("The forum has begun; answers stay as they are. Tell the hosts if something has changed.")
    return None


def why_not_mailed(forum: Forum, now: datetime) -> Promise | None:
    """Return the sentence that says why nobody is asked by mail what a forum asks; None while people can be."""
    if forum.state == ForumState.DRAFT:
        return _("This forum is a draft, so nobody could answer. Set it to “announced” first.")
    return why_not_answered(forum, now)
