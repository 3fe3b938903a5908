"""How the notices of a round are delivered: who hears of it, decided when they are sent, in each reader's language."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from bridgehead.accounts.models import User
from bridgehead.events.adapters import forum_city, forum_place
from bridgehead.events.models import Forum
from bridgehead.foundation import clock, mail, notices
from bridgehead.foundation.bilingual import wording
from bridgehead.foundation.notices import Staged, delivers
from bridgehead.partnering.actions.calling_off import clear_calendar
from bridgehead.partnering.actions.invitations import begin_inviting
from bridgehead.partnering.actions.timetables import begin_telling
from bridgehead.partnering.adapters.calendar import invitation_part, meeting_place
from bridgehead.partnering.models import Delegation, MeetingRequest, Strength
from bridgehead.partnering.queries import told
from bridgehead.partnering.queries.afterwards import open_follow_ups, silent_meetings
from bridgehead.partnering.queries.inbox import Wanted, inbox
from bridgehead.partnering.queries.lookups import OwnPlace
from bridgehead.partnering.queries.spots import spot_told
from bridgehead.partnering.queries.suggestions import ToldReason
from bridgehead.partnering.queries.timetables import meeting_in_force
from bridgehead.partnering.rules import RequestState
from bridgehead.partnering.schemas.changes import Change, changes
from bridgehead.partnering.schemas.diary import Entry, read_entries, read_entry
from bridgehead.partnering.schemas.words import country_name, reason_sentence
from bridgehead.web.formats import City, format_day, two_clocks

#: When those that came together are told of, on each reader's own clock.
MORNING = time(8)
#: So many of those that wait are named in one mail; the page has them all.
MOST_IN_A_MAIL = 10


@delivers("partnering/request_sent")
def request_sent(staged: Staged) -> None:
    """Tell the asked side, unless it privately wants no meeting with the asking one or the request is closed.

    Where many come within a day, the later ones come together the next morning.
    """
    request = told.request(staged.payload["request_id"])
    if request.state != RequestState.SENT or told.is_unwanted(request.asked_id, request.asking_id):
        return
    if told.comes_alone(request):
        _mail(staged, request, request.asked, request.asking)
    else:
        _tell_together(request, clock.now())


def _tell_together(request: MeetingRequest, now: datetime) -> None:
    """Stage one notice for each of the asked side's people, for the morning that comes next on their own clock.

    The first request that comes so stages it, and says since when; those that follow until then find it there.
    """
    payload = {"delegation_id": request.asked_id, "since": request.created_at.isoformat()}
    with transaction.atomic():
        for person in told.people(request.asked):
            morning = _next_morning(now, ZoneInfo(person.zone))
            key = f"partnering/requests:{request.asked.public_id}:{person.pk}:{morning:%Y-%m-%d}"
            notices.after_commit("partnering/requests_came", key=key, now=morning, user_id=person.pk, **payload)


def _next_morning(now: datetime, zone: ZoneInfo) -> datetime:
    here = now.astimezone(zone)
    day = here.date() + timedelta(days=here.time() >= MORNING)
    return datetime.combine(day, MORNING, zone)


@delivers("partnering/requests_came")
def requests_came(staged: Staged) -> None:
    """Tell one person of the requests that came together, and which of all that wait fit best; while some still do."""
    reader, own = told.reader(staged.payload["user_id"]), told.delegation(staged.payload["delegation_id"])
    new = told.came_together(own.pk, datetime.fromisoformat(staged.payload["since"]))
    if reader is None or not new or not told.people(own).filter(pk=reader.pk).exists():
        return
    place = OwnPlace(own.round, own)
    with translation.override(reader.language):
        waiting = inbox(place, Wanted(), clock.now())
        found, first = waiting.listed, list(waiting.listed[:MOST_IN_A_MAIL])
        reasons = waiting.reasons(first)
        lines = [_asked_line(each, reasons[each.pk], reader) for each in first]
    mail.send(
        "partnering/mail/requests_came",
        to=reader,
        key=staged.key,
        context={
            "forum_name": wording(own.round.forum, "name", reader.language).text,
            "new": len(new),
            "waiting": len(found),
            "more": len(found) - len(first),
            "lines": lines,
            "page": _page("requests", reader, round_id=own.round.public_id),
        },
    )


@delivers("partnering/request_accepted")
@delivers("partnering/request_declined")
@delivers("partnering/request_expired")
def request_ended(staged: Staged) -> None:
    """Tell the asking side how its request ended, unless that was undone; who let one expire needs no reminder."""
    request = told.request(staged.payload["request_id"])
    if staged.kind == f"partnering/request_{request.state}":
        _mail(staged, request, request.asking, request.asked)


@delivers("partnering/request_withdrawn")
def request_withdrawn(staged: Staged) -> None:
    """Tell both sides of an agreed meeting that was called off; a request that was never answered goes silently."""
    request = told.request(staged.payload["request_id"])
    if request.answer_strength:
        _mail(staged, request, request.asking, request.asked)
        _mail(staged, request, request.asked, request.asking)


@delivers("partnering/message_written")
def message_written(staged: Staged) -> None:
    """Tell the other side what was written, unless it privately wants no meeting with the writer."""
    written = told.message(staged.payload["message_id"])
    request = written.request
    reader = request.asked if written.author_id == request.asking_id else request.asking
    if not told.is_unwanted(reader.pk, written.author_id):
        _mail(staged, request, reader, written.author, text=written.text)


@delivers("partnering/timetable_published")
def timetable_published(staged: Staged) -> None:
    """Tell one person of their own timetable and of what has changed, unless a newer version tells them itself.

    What was changed and changed back before a mail went out is no news.
    """
    reader = told.reader(staged.payload["user_id"])
    news = reader and begin_telling(timetable_id=staged.payload["timetable_id"], reader=reader, now=clock.now())
    if not reader or not news:
        return
    forum, entries = news.timetable.round.forum, read_entries(news.own)
    changed = changes(map(read_entry, news.before), entries) if news.before is not None else []
    if news.before is not None and not changed:
        return
    place = forum_city(forum)
    mail.send(
        "partnering/mail/timetable_published",
        to=reader,
        key=staged.key,
        context={
            "forum_name": wording(forum, "name", reader.language).text,
            "lines": [_line(entry, reader, place) for entry in entries],
            "changes": [_change(each, reader, place) for each in changed],
            "is_first": news.before is None,
            "page": _page("timetable", reader, round_id=news.timetable.round.public_id),
            "calendar": _page("calendar", reader),
        },
    )


@delivers("partnering/invitation")
def invitation(staged: Staged) -> None:
    """Send one meeting to the calendar of one person, unless it has changed again since."""
    told_id, sequence = staged.payload["invitation_id"], staged.payload["sequence"]
    sent = begin_inviting(invitation_id=told_id, sequence=sequence, now=clock.now())
    if sent is None:
        return
    reader, forum, content = sent.user, sent.request.round.forum, sent.content
    starts, ends = (datetime.fromisoformat(content[end]) for end in ("starts_at", "ends_at"))
    mail.send(
        "partnering/mail/invitation",
        to=reader,
        key=staged.key,
        context={
            "news": staged.payload["news"],
            "name": content[f"with_{reader.language}"],
            "forum_name": wording(forum, "name", reader.language).text,
            "when": _when(starts, ends, reader, forum_city(forum)),
            "place": meeting_place(forum, content, reader.language),
            "page": _page("request", reader, request_id=sent.request.public_id),
            "choice": _page("calendar", reader),
        },
        calendar=invitation_part(sent),
    )


@delivers("partnering/round_called_off")
def round_called_off(staged: Staged) -> None:
    """Take what no longer takes place out of one person's calendar; the forum's own mail tells them why."""
    clear_calendar(delegate_id=staged.payload["delegate_id"], now=clock.now())


@delivers("partnering/reminder")
def reminder(staged: Staged) -> None:
    """Tell a delegate once more of the meetings of a day, if they have any still and want to be told."""
    day, now = date.fromisoformat(staged.payload["day"]), clock.now()
    reminded = told.to_remind(staged.payload["delegate_id"], day, now=now)
    if reminded is None:
        return
    reader, forum = reminded.delegate.user, reminded.delegate.round.forum
    place = forum_city(forum)
    mail.send(
        "partnering/mail/reminder",
        to=reader,
        key=staged.key,
        context={
            "day": format_day(day, reader.language, style="short"),
            "number": len(reminded.entries),
            "forum_name": wording(forum, "name", reader.language).text,
            "place": forum_place(forum, reader.language),
            "lines": [_line(each, reader, place) for each in map(read_entry, reminded.entries)],
            "page": _page("today", reader, round_id=reminded.delegate.round.public_id),
            "badge": _badge_page(forum, reader) if reminded.has_badge else "",
            "choice": _page("calendar", reader),
        },
    )


def _badge_page(forum: Forum, reader: User) -> str:
    with translation.override(reader.language):
        return f"{settings.SITE_ADDRESS}{reverse('events:registration', args=[forum.public_id])}#badge"


@delivers("partnering/running_late")
def running_late(staged: Staged) -> None:
    """Tell the other side that somebody comes late, unless they said something else since or the meeting has moved."""
    late = told.lateness(staged.payload["lateness_id"])
    meeting = meeting_in_force(late.request) if late else None
    if late is None or meeting is None:
        return
    if (late.minutes, late.starts_at) != (staged.payload["minutes"], meeting.slot.starts_at):
        return
    request = late.request
    reader, other = (request.asked, request.asking)[:: 1 if late.delegation_id == request.asking_id else -1]
    place = forum_city(request.round.forum)
    for person in told.seated(meeting, reader):
        context = {
            "minutes": late.minutes,
            "other_name": wording(other.organisation, "name", person.language).text,
            "when": _when(meeting.slot.starts_at, meeting.slot.ends_at, person, place),
            "table": meeting.table.number,
            "page": _page("today", person, round_id=request.round.public_id),
        }
        mail.send("partnering/mail/running_late", to=person, key=f"{staged.key}:{person.pk}", context=context)


@delivers("partnering/spot_asked")
def spot_asked(staged: Staged) -> None:
    """Tell the asked side of a request on the spot, while it can still be accepted."""
    spot = spot_told(staged.payload["spot_id"])
    if spot is None or spot.slot.starts_at <= clock.now():
        return
    place = forum_city(spot.round.forum)
    for person in told.people(spot.asked):
        context = {
            "other_name": wording(spot.asking.organisation, "name", person.language).text,
            "time": f"{spot.slot.starts_at.astimezone(ZoneInfo(place.zone)):%H:%M}",
            "when": _when(spot.slot.starts_at, spot.slot.ends_at, person, place),
            "table": spot.table.number,
            "page": _page("today", person, round_id=spot.round.public_id),
        }
        mail.send("partnering/mail/spot_asked", to=person, key=f"{staged.key}:{person.pk}", context=context)


@delivers("partnering/how_it_went")
def how_it_went(staged: Staged) -> None:
    """Ask the people of a delegation how their meetings went, while something is still to be said."""
    own = told.delegation(staged.payload["delegation_id"])
    _ask_afterwards(staged, own, silent_meetings(own, now=clock.now()))


@delivers("partnering/what_became")
def what_became(staged: Staged) -> None:
    """Ask the people of a delegation what has become of their next steps, while one is due."""
    own = told.delegation(staged.payload["delegation_id"])
    _ask_afterwards(staged, own, open_follow_ups(own, now=clock.now()))


def _ask_afterwards(staged: Staged, own: Delegation, number: int) -> None:
    template = f"partnering/mail/{staged.kind.removeprefix('partnering/')}"
    for person in told.people(own) if number else ():
        context = {
            "number": number,
            "forum_name": wording(own.round.forum, "name", person.language).text,
            "page": _page("afterwards", person, round_id=own.round.public_id),
        }
        mail.send(template, to=person, key=f"{staged.key}:{person.pk}", context=context)


@delivers("partnering/absence_told")
def absence_told(staged: Staged) -> None:
    """Tell an officer that somebody cannot come to meetings, while that is still so and they still run the forum."""
    absent = told.delegation(staged.payload["delegation_id"])
    reader = told.officer(staged.payload["user_id"], absent)
    meetings = told.meetings_missed(absent, now=clock.now())
    if reader is None or not meetings:
        return
    forum = absent.round.forum
    with translation.override(reader.language):
        page = f"{settings.SITE_ADDRESS}{reverse('partnering_desk:day', args=[absent.round.public_id])}"
    context = {
        "other_name": wording(absent.organisation, "name", reader.language).text,
        "forum_name": wording(forum, "name", reader.language).text,
        "meetings": meetings,
        "page": page,
    }
    mail.send("partnering/mail/absence_told", to=reader, key=staged.key, context=context)


def _asked_line(request: MeetingRequest, reasons: list[ToldReason], reader: User) -> dict[str, str]:
    """Who asks, from where, and the strongest reason why it might fit; in the language that is active."""
    organisation = request.asking.organisation
    return {
        "name": wording(organisation, "name", reader.language).text,
        "country": country_name(organisation.country) if organisation.country else "",
        "why": reason_sentence(reasons[0]) if reasons else "",
        "must": str(Strength.MUST.label) if request.strength == Strength.MUST else "",
    }


def _line(entry: Entry, reader: User, place: City) -> dict[str, Any]:
    """A meeting in a few words: when on both clocks, at which table, with whom."""
    return {
        "when": _when(entry.starts_at, entry.ends_at, reader, place),
        "table": entry.table,
        "name": wording(entry, "name", reader.language).text,
    }


def _when(starts_at: datetime, ends_at: datetime, reader: User, place: City) -> str:
    clocks = two_clocks(starts_at, place, City(reader.zone), reader.language, ends=ends_at)
    day = format_day(starts_at.astimezone(ZoneInfo(place.zone)).date(), reader.language)
    return f"{day} {' · '.join(clock.text for clock in clocks)}"


def _change(change: Change, reader: User, place: City) -> dict[str, Any]:
    """What has changed about a meeting, as it is and as it was."""
    told_before = _line(change.before, reader, place) if change.before else None
    return {"kind": change.kind, "shown": _line(change.shown, reader, place), "before": told_before}


def _mail(staged: Staged, request: MeetingRequest, readers: Delegation, other: Delegation, *, text: str = "") -> None:
    """Mail everybody of a delegation; one mail each, so that nobody sees the others' addresses."""
    template = f"partnering/mail/{staged.kind.removeprefix('partnering/')}"
    for person in told.people(readers):
        context = {
            "request": request,
            "other_name": wording(other.organisation, "name", person.language).text,
            "forum_name": wording(request.round.forum, "name", person.language).text,
            "text": text,
            "page": _page("request", person, request_id=request.public_id),
            "partners_page": _page("partners", person, round_id=request.round.public_id),
        }
        mail.send(template, to=person, key=f"{staged.key}:{readers.pk}:{person.pk}", context=context)


def _page(name: str, reader: User, **where: Any) -> str:
    """The address of a delegates' page in the reader's language."""
    with translation.override(reader.language):
        return f"{settings.SITE_ADDRESS}{reverse(f'partnering:{name}', kwargs=where)}"
