"""How the notices of forums are delivered: who hears of it, whether they still may, in their own language."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from bridgehead.accounts.models import User
from bridgehead.events.actions.picks import note_told
from bridgehead.events.adapters import forum_entry, forum_place, moved_calendar, told_standing, told_start
from bridgehead.events.models import Forum, ForumSession, Registration, RegistrationState
from bridgehead.events.queries import registration_told
from bridgehead.events.queries.calling_off import called_off_told
from bridgehead.events.queries.halls import hall_told
from bridgehead.events.queries.picks import sessions_moved
from bridgehead.events.queries.questions import question_told
from bridgehead.events.rules.picks import MOVES, is_told_of_end, standing, stood
from bridgehead.events.schemas.agenda import session_name
from bridgehead.events.schemas.answers import asked_by_mail
from bridgehead.foundation import clock, mail, notices
from bridgehead.foundation.bilingual import wording
from bridgehead.foundation.notices import Staged
from bridgehead.foundation.records import seen_of
from bridgehead.places.models import BookingState
from bridgehead.web import calendar

_STATE_TOLD = {
    "events/registration_received": RegistrationState.APPLIED,
    "events/registration_approved": RegistrationState.APPROVED,
    "events/registration_waiting": RegistrationState.WAITING,
    "events/registration_declined": RegistrationState.DECLINED,
    "events/registration_withdrawn": RegistrationState.WITHDRAWN,
}

_ENDED = {"events/registration_declined", "events/registration_withdrawn"}
#: The states in which each answer of a house is still true.
_HALL_TOLD = {
    "confirmed": {BookingState.CONFIRMED, BookingState.CHECKED_IN},
    "declined": {BookingState.DECLINED},
    "cancelled": {BookingState.CANCELLED},
    "released": {BookingState.RELEASED},
}


def registration_notice(staged: Staged) -> None:
    """Tell a person where their registration stands; news that is no longer true is not told."""
    registration = registration_told(staged.payload["registration_id"])
    if registration is None or registration.state != _STATE_TOLD[staged.kind]:
        return
    # Whoever still has a registration is told by a mail of its own that the forum was called off.
    if registration.forum.is_called_off and staged.kind not in _ENDED:
        return
    _send(staged, registration, part=_calendar_part(staged, registration))


def forum_changed_notice(staged: Staged) -> None:
    """Send the new time and place to a person who is approved still, unless the forum has changed again since."""
    registration = registration_told(staged.payload["registration_id"])
    if registration is None or registration.state != RegistrationState.APPROVED:
        return
    if registration.forum.calendar_sequence == staged.payload["sequence"]:
        _send(staged, registration, part=_invitation(registration))


def forum_called_off_notice(staged: Staged) -> None:
    """Tell a person that a forum does not take place; who has it in the calendar gets it taken out."""
    told = called_off_told(staged.payload["forum_id"], staged.payload["user_id"])
    if told is None:
        return
    forum, user = told.forum, told.user
    with translation.override(user.language):
        page = settings.SITE_ADDRESS + reverse("events:forum", kwargs={"public_id": forum.public_id})
    mail.send(
        "events/mail/forum_called_off",
        to=user,
        key=staged.key,
        context={
            "forum_name": wording(forum, "name", user.language).text,
            "reason": wording(forum, "called_off", user.language).text,
            "place": forum_place(forum, user.language),
            "start": told_start(forum, language=user.language, zone=user.zone),
            "contact": forum.contact_email,
            "is_cut_short": forum.was_cut_short,
            "page": page,
        },
        calendar=_without_the_rest(told.invited) if told.invited else None,
    )


def _calendar_part(staged: Staged, registration: Registration) -> mail.CalendarPart | None:
    if staged.kind == "events/registration_approved":
        return _invitation(registration)
    # Only an invitation raises the sequence: without one there is nothing in the calendar to take out.
    ended = staged.kind in _ENDED
    return _cancellation(registration) if ended and registration.calendar_sequence else None


def _invitation(registration: Registration) -> mail.CalendarPart:
    return _part(registration, method=calendar.REQUEST, status=calendar.CONFIRMED)


def _cancellation(registration: Registration) -> mail.CalendarPart:
    return _part(registration, method=calendar.CANCEL, status=calendar.CANCELLED)


def _without_the_rest(registration: Registration) -> mail.CalendarPart:
    """Take a forum that was called off out of a calendar; one that had begun stays there, as long as it was held."""
    return _invitation(registration) if registration.forum.was_cut_short else _cancellation(registration)


def _part(registration: Registration, *, method: str, status: str) -> mail.CalendarPart:
    forum, user = registration.forum, registration.user
    entry = forum_entry(
        forum, user.language, raised_by=registration.calendar_sequence, attendee=user.email, status=status
    )
    return mail.CalendarPart(calendar.calendar([entry], name=entry.summary, zone=forum.zone, method=method), method)


def sessions_moved_notice(staged: Staged) -> None:
    """Tell a person at once what they do not know yet of their picked sessions, with the entries as they are now."""
    registration = registration_told(staged.payload["registration_id"])
    moved = sessions_moved(registration, clock.now()) if registration else []
    if registration is None or not moved:
        return
    # Named after what it tells: two workers at one moment write one mail, and one that is tried again after yet another
    # move is another mail, which no reader's programme takes for the first.
    key = "-".join(f"{each.key}.{each.times_told}.{seen_of(each.session, sorted(MOVES))}" for each in moved)
    pairs = [(each.session, each.before) for each in moved]
    _send_of_sessions("sessions_moved", registration, f"events/sessions_moved:{registration.pk}:{key}", pairs)
    note_told((each.key, each.times_told, standing(each.session)) for each in moved)


def session_removed_notice(staged: Staged) -> None:
    """Tell a person that a session which they had picked is not on the agenda any more."""
    registration = registration_told(staged.payload["registration_id"])
    if registration is None or registration.state != RegistrationState.APPROVED:
        return
    before = stood(ForumSession(**staged.payload["session"]), staged.payload["known"])
    is_over = before.starts_at is not None and before.starts_at <= clock.now()
    if is_told_of_end(registration.forum) and not is_over:
        gone = ForumSession(**staged.payload["session"])
        _send_of_sessions("session_removed", registration, staged.key, [(gone, before)])


def question_asked_notice(staged: Staged) -> None:
    """Ask a person what came to be asked after they had registered; once it is answered, nothing is asked."""
    registration = registration_told(staged.payload["registration_id"])
    if registration is None:
        return
    question = question_told(staged.payload["question_id"], registration, clock.now())
    if question is None:
        return
    user = registration.user
    with translation.override(user.language):
        said = asked_by_mail(question, registration.forum)
    mail.send("events/mail/question_asked", to=user, key=staged.key, context=said)


def _send_of_sessions(
    kind: str, registration: Registration, key: str, sessions: list[tuple[ForumSession, ForumSession]]
) -> None:
    """Send what became of picked sessions, given as they are and as they were.

    The calendar part is PUBLISH, as the file that people take home: it changes the entries that they have, and invites
    to nothing. Of what never had a time no calendar has anything, and there is no part.
    """
    forum, user = registration.forum, registration.user
    with translation.override(user.language):
        page = settings.SITE_ADDRESS + reverse("events:my_agenda", kwargs={"public_id": forum.public_id})
        told = [
            {"name": session_name(now), "now": _standing(now, forum, user), "before": _standing(before, forum, user)}
            for now, before in sessions
        ]
    is_in_calendars = any(each.starts_at for pair in sessions for each in pair)
    content = moved_calendar(sessions, forum, user.language) if is_in_calendars else b""
    mail.send(
        f"events/mail/{kind}",
        to=user,
        key=key,
        context={
            "forum_name": wording(forum, "name", user.language).text,
            "sessions": told,
            "is_in_calendars": is_in_calendars,
            "page": page,
        },
        calendar=mail.CalendarPart(content, calendar.PUBLISH) if content else None,
    )


def _standing(session: ForumSession, forum: Forum, user: User) -> str:
    return told_standing(session, forum, language=user.language, zone=user.zone)


def _send(staged: Staged, registration: Registration, *, part: mail.CalendarPart | None) -> None:
    forum, user = registration.forum, registration.user
    with translation.override(user.language):
        page = settings.SITE_ADDRESS + reverse("events:registration", kwargs={"public_id": forum.public_id})
    folder, name = staged.kind.split("/")
    mail.send(
        f"{folder}/mail/{name}",
        to=user,
        key=f"{staged.key}:{user.pk}",
        context={
            "registration": registration,
            "forum_name": wording(forum, "name", user.language).text,
            "place": forum_place(forum, user.language),
            "start": told_start(forum, language=user.language, zone=user.zone),
            "page": page,
        },
        calendar=part,
    )


def hall_notice(staged: Staged) -> None:
    """Tell an officer what a house answered for a hall; an answer that is no longer true is not told."""
    told, what = hall_told(staged.payload["role_id"], staged.payload["booking_id"]), staged.payload["what"]
    if told is None or told.booking.state not in _HALL_TOLD[what]:
        return
    user, forum, booking = told.role.user, told.role.forum, told.booking
    with translation.override(user.language):
        page = settings.SITE_ADDRESS + reverse("events_desk:halls", kwargs={"public_id": forum.public_id})
    mail.send(
        "events/mail/hall",
        to=user,
        key=f"{staged.key}:{user.pk}",
        context={
            "what": what,
            "forum_name": wording(forum, "name", user.language).text,
            "room": wording(booking.room, "name", user.language).text,
            "premises": wording(booking.room.floor.premises, "name", user.language).text,
            "when": told_start(forum, language=user.language, zone=user.zone),
            "reason": booking.reason,
            "page": page,
        },
    )


def register_deliveries() -> None:
    """Say how each kind of notice is delivered; called once the apps are loaded."""
    for kind in _STATE_TOLD:
        notices.delivers(kind)(registration_notice)
    notices.delivers("events/hall")(hall_notice)
    notices.delivers("events/sessions_moved")(sessions_moved_notice)
    notices.delivers("events/session_removed")(session_removed_notice)
    notices.delivers("events/question_asked")(question_asked_notice)
    notices.delivers("events/forum_called_off")(forum_called_off_notice)
    notices.delivers("events/forum_changed")(forum_changed_notice)
