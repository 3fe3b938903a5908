"""What the page at the door says and holds: its words, the list as plain values for its script, and what it sends."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bridgehead.events.actions.check_in import Answered, Scanned
from bridgehead.events.models import Forum, ScanAnswer, ScanKind
from bridgehead.events.queries.check_in import OnTheList, codes_without_entry, door_list, shown
from bridgehead.events.rules.check_in import door_day
from bridgehead.foundation.clock import EARLIEST_YEAR, LATEST_YEAR, day_bounds

#: A device sends no more at once.
MOST_SCANS = 100


@dataclass(frozen=True, slots=True)
class Word:
    """What the door says: large, what to do now, in which tone and with which sign."""

    says: str | Promise
    then: str | Promise
    tone: str
    icon: str


ANSWERS: Mapping[ScanAnswer, Word] = {
    ScanAnswer.WELCOME: Word(_("Welcome"), _("In at {time}."), "good", "circle-check"),
    ScanAnswer.BACK: Word(_("Welcome back"), _("First in at {time}."), "good", "circle-check"),
    ScanAnswer.EARLIER: Word(
        _("Already in"), _("Two doors let them in. The earlier moment counts: {time}."), "warn", "info"
    ),
    ScanAnswer.ALREADY: Word(_("Already in"), _("In at {time}. Nothing was changed."), "warn", "info"),
    ScanAnswer.LEFT: Word(_("Goodbye"), _("Out at {time}."), "good", "log-out"),
    ScanAnswer.NOT_IN: Word(_("Not checked in today"), _("There is nothing to check out."), "warn", "info"),
    ScanAnswer.UNKNOWN: Word(
        _("Not on the list"), _("Look for the name. Who has no place can be noted as a walk-in."), "bad", "circle-x"
    ),
    ScanAnswer.CANCELLED: Word(
        _("Registration cancelled"), _("This badge holds no more. Please ask an officer."), "bad", "ban"
    ),
    ScanAnswer.REPLACED: Word(
        _("Badge replaced"), _("There is a newer badge. Let them in by name, and take this one."), "bad", "ban"
    ),
    ScanAnswer.REVOKED: Word(_("Badge blocked"), _("Let nobody in with it. Please ask an officer."), "bad", "ban"),
    ScanAnswer.OTHER_DAY: Word(
        _("Not a day of this forum"), _("The door is open on the days of the forum alone."), "bad", "calendar-x"
    ),
    ScanAnswer.CALLED_OFF: Word(
        _("The forum was called off"),
        _("Nobody is let in any more. Whoever is in can be checked out."),
        "bad",
        "calendar-x",
    ),
    ScanAnswer.ADMITTED: Word(
        _("Welcome"), _("Let in without a registration, at {time}. They are on the list now."), "good", "user-plus"
    ),
    ScanAnswer.ASKED: Word(_("Noted"), _("An officer decides. Please let them wait."), "warn", "hourglass"),
    ScanAnswer.FULL: Word(
        _("No place is left"), _("They are noted. An officer decides; please let them wait."), "bad", "circle-slash"
    ),
    ScanAnswer.NO_WALK_INS: Word(
        _("Nobody comes in without a registration"), _("That is how the officers have set it."), "bad", "ban"
    ),
    ScanAnswer.UNREADABLE: Word(
        _("This could not be noted"), _("Look at the name and the address, then note them again."), "bad", "circle-x"
    ),
}

#: What else the script says; ``{…}`` is put in by it.
WORDS: Mapping[str, str | Promise] = {
    "kept": _("Without a connection, from the list of {time}. It is sent later."),
    "offline": _("No connection since {time}. The door goes on with the list of then."),
    "no_list": _("There is no list on this device. Open this page with a connection first."),
    "signed_out": _("You are not signed in any more, so the list was taken off this device. Sign in to go on."),
    "not_yours": _("You do not serve at this door any more. The list was taken off this device."),
    "no_day": _("Today is no day of this forum. The list comes here on its days."),
    "called_off": _("The forum was called off: nobody is let in any more, and whoever is in can be checked out."),
    "unsent_none": _("Everything is sent"),
    "unsent_one": _("1 not sent yet"),
    "unsent_some": _("{n} not sent yet"),
    "here": _("{here} here · {came} came · {expected} expected"),
    "nobody": _("Nobody of that name is on the list."),
    "more": _("{n} more. Write more of the name."),
    "in": pgettext_lazy("at the door", "Check in"),
    "out": pgettext_lazy("at the door", "Check out"),
    "since": _("in since {time}"),
    "gone": _("left at {time}"),
    "late": _("{time} {name}: {says}. {then}"),
    "said_before": _("The door had said: {says}."),
    "no_camera": _("The camera could not be opened. Type the code, or look for the name."),
    "look": _("Hold the code of the badge before the camera."),
    "lose": _("{n} were not sent and would be lost. Sign out all the same?"),
    "name_missing": _("Write the name of whoever has come."),
    "refused": _("The server did not take what was sent. It stays here; please tell an officer."),
}


def words_told() -> dict[str, Any]:
    """Return all that the script says, in the language of the page."""
    answers = {
        str(answer): {"says": str(word.says), "then": str(word.then), "tone": word.tone, "icon": word.icon}
        for answer, word in ANSWERS.items()
    }
    return {"answers": answers, "words": {key: str(word) for key, word in WORDS.items()}}


def list_told(forum: Forum, now: datetime, *, mark: str = "") -> dict[str, Any]:
    """Return the list that a device keeps for a day, or that the one it has (by its ``mark``) still holds.

    Of each who is let in: badge, digest of the code, name and organisation in both scripts, type, and their day so
    far. Of a badge that lets nobody in, the digest and why. Since when nobody is let in because the forum was called
    off (``off``). Moments are milliseconds since 1970. On other days than the forum's there is nobody on it.
    """
    day = door_day(forum, now)
    _start, until = day_bounds(now, ZoneInfo(forum.zone))
    people = [_line(forum, each) for each in door_list(forum, day)] if day else []
    ended = [[code_digest(forum, code), why] for code, why in codes_without_entry(forum).items()] if day else []
    fresh = sha256(json.dumps([people, ended]).encode()).hexdigest()[:16]
    told = {
        "now": millis(now),
        "until": millis(until),
        "zone": forum.zone,
        "day": day.isoformat() if day else None,
        "walk_ins": str(forum.walk_ins),
        "places_left": forum.places_left,
        "off": millis(forum.called_off_at) if forum.called_off_at else None,
        "mark": fresh,
    }
    return told if mark == fresh else {**told, "people": people, "ended": ended}


def _line(forum: Forum, line: OnTheList) -> list[Any]:
    told, came = line.shown, line.check_in
    return [
        str(line.badge.public_id),
        code_digest(forum, line.badge.code),
        told.name_ko,
        told.name_en,
        told.organisation_ko,
        told.organisation_en,
        told.type_label,
        millis(came.at) if came else 0,
        millis(came.left_at) if came and came.left_at and not came.is_here else 0,
    ]


def code_digest(forum: Forum, code: str) -> str:
    """Return what a device keeps of a code: enough to know it by, and nothing that could be put on a badge."""
    return sha256(f"{forum.public_id}:{code}".encode()).hexdigest()[:32]


def scans_told(sent: bytes) -> list[Scanned]:
    """Return what a device has sent as JSON; ``ValueError`` where it is not what our script sends."""
    try:
        told = json.loads(sent)
        device, scans = str(told.get("device", ""))[:60], told["scans"]
        if not isinstance(scans, list) or len(scans) > MOST_SCANS:
            raise ValueError(f"expected a list of at most {MOST_SCANS} scans")
        return [_scanned(each, device) for each in scans]
    except (AttributeError, KeyError, TypeError, OverflowError, OSError, UnicodeDecodeError) as wrong:
        raise ValueError("expected scans with an id, a kind and a moment") from wrong


def _scanned(each: Mapping[str, Any], device: str) -> Scanned:
    at, kind = datetime.fromtimestamp(int(each["at"]) / 1000, UTC), str(each["kind"])
    if kind not in ScanKind.values or not EARLIEST_YEAR < at.year < LATEST_YEAR:
        raise ValueError("expected a kind and a moment that the door knows")
    return Scanned(
        scan_id=UUID(str(each["id"])),
        kind=kind,
        at=at,
        badge=UUID(str(each["badge"])) if each.get("badge") else None,
        code=str(each.get("code", ""))[:64],
        walk_in={str(name): str(value)[:1000] for name, value in dict(each.get("walk_in") or {}).items()},
        is_late=bool(each.get("late")),
        device="".join(letter for letter in device if letter.isprintable()),
    )


def answers_told(answers: Sequence[Answered]) -> list[dict[str, Any]]:
    """Return what the door says to each scan, as plain values."""
    return [_answer(each) for each in answers]


def _answer(answered: Answered) -> dict[str, Any]:
    told: dict[str, Any] = {
        "id": str(answered.scan_id),
        "answer": str(answered.answer),
        "at": millis(answered.at),
        "sentence": answered.sentence,
    }
    if answered.badge is not None:
        person = shown(answered.badge)
        told["name"] = [person.name_ko, person.name_en, person.organisation_ko, person.organisation_en]
    elif answered.walk_in is not None:
        told["name"] = [answered.walk_in.name, "", answered.walk_in.organisation, ""]
    return told


def said_in_words(answered: Answered, forum: Forum) -> dict[str, Any]:
    """Return an answer as the page says it to whoever has no script."""
    word = ANSWERS[answered.answer]
    time = f"{answered.at.astimezone(ZoneInfo(forum.zone)):%H:%M}"
    return {
        "says": word.says,
        "then": answered.sentence or str(word.then).format(time=time),
        "tone": word.tone,
        "icon": word.icon,
        "person": shown(answered.badge) if answered.badge else None,
        "walk_in": answered.walk_in,
    }


def millis(moment: datetime) -> int:
    """Return a moment as scripts count them."""
    return int(moment.timestamp() * 1000)
