"""What the rounds keep about a person: part of the export of their data."""

from __future__ import annotations

from typing import Any

from bridgehead.partnering.models import (
    Afterword,
    CalendarFeed,
    Delegate,
    DelegateAway,
    Invitation,
    MeetingMails,
    MeetingReminder,
    MeetingRequest,
    PersonalTimetable,
    RequestDelegate,
    RequestMessage,
    SpotRequest,
)


def partnering_kept(user_id: int) -> dict[str, Any]:
    """Return everything that the rounds keep about a person, as plain values."""
    delegacies = Delegate.objects.filter(user_id=user_id).order_by("pk")
    requests = MeetingRequest.objects.filter(sent_by_id=user_id).order_by("pk")
    messages = RequestMessage.objects.filter(written_by_id=user_id).order_by("pk")
    timetables = PersonalTimetable.objects.filter(user_id=user_id).order_by("pk")
    reminded = MeetingReminder.objects.filter(delegate__user=user_id).order_by("day")
    return {
        "rounds": [str(each) for each in delegacies.values_list("round__public_id", flat=True)],
        **_of_the_day(user_id),
        "requests": [
            {"request": str(pk), "message": text} for pk, text in requests.values_list("public_id", "message")
        ],
        "messages": [{"message": str(pk), "text": text} for pk, text in messages.values_list("public_id", "text")],
        "timetables": [
            {"entries": entries, "told_at": told_at.isoformat() if told_at else None}
            for entries, told_at in timetables.values_list("entries", "told_at")
        ],
        "afterwords": [
            {"meeting": str(pk), "attendance": attendance, "next_step": next_step, "note": note}
            for pk, attendance, next_step, note in Afterword.objects.filter(said_by_id=user_id)
            .order_by("pk")
            .values_list("request__public_id", "attendance", "next_step", "note")
        ],
        "calendar_address": CalendarFeed.objects.filter(user_id=user_id).exists(),
        "meeting_mails": list(MeetingMails.objects.filter(user_id=user_id).values("invites", "reminds")),
        "reminders": [day.isoformat() for day in reminded.values_list("day", flat=True)],
        "invitations": [
            {"meeting": str(pk), "stands": stands, "content": content}
            for pk, stands, content in Invitation.objects.filter(user_id=user_id)
            .order_by("pk")
            .values_list("request__public_id", "stands", "content")
        ],
    }


def _of_the_day(user_id: int) -> dict[str, Any]:
    """When the person is away, where their delegation sends them, and what they asked for on the spot."""
    return {
        "away": [
            start.isoformat()
            for start in DelegateAway.objects.filter(delegate__user=user_id)
            .order_by("slot__starts_at")
            .values_list("slot__starts_at", flat=True)
        ],
        "sent_to": [
            str(request)
            for request in RequestDelegate.objects.filter(delegate__user=user_id)
            .order_by("pk")
            .values_list("request__public_id", flat=True)
        ],
        "asked_on_the_spot": [
            str(each)
            for each in SpotRequest.objects.filter(sent_by_id=user_id)
            .order_by("pk")
            .values_list("public_id", flat=True)
        ],
    }
