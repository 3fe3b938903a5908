"""Who and what of the sample the demo itself looks for. Only sample records are ever found here."""

from __future__ import annotations

import email
import email.policy
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings

from bridgehead.accounts.models import User
from bridgehead.config.demo.files import public_id, read
from bridgehead.events.models import Forum
from bridgehead.partnering.models import PartneringRound

MAILS_SHOWN = 24


@dataclass(frozen=True, slots=True)
class Door:
    """A way into the demo: as whom, and to which page."""

    role: str
    person: User


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail that the demo “sent” into its folder."""

    to: str
    subject: str
    text: str
    sent_at: datetime | None


def doors() -> list[Door]:
    """Return the people a visitor may enter as, in the order of the page."""
    told = read("sample/forum.yaml")
    companies = {
        **read("sample/organisations-home.yaml"),
        **read("sample/organisations-abroad.yaml"),
    }
    press = read("sample/newsroom.yaml")["people"]["press_officer"]
    reviewer = read("sample/reviews.yaml")["reviewers"][0]
    named = {
        "officer": told["officer"],
        "administrator": told["administrator"],
        "press": press,
        "reviewer": reviewer,
    }
    ids = {
        role: public_id("person", each["organisation"], each["en"][1], each["en"][0]) for role, each in named.items()
    }
    for role in ("delegate", "partner"):
        key = told[role]
        first = companies[key]["people"][0]
        ids[role] = public_id("person", key, first[3], first[2])
    people = User.objects.filter(public_id__in=ids.values(), is_sample=True).prefetch_related(
        "memberships__organisation"
    )
    found = {person.public_id: person for person in people}
    order = ("officer", "delegate", "partner", "administrator", "press", "reviewer")
    return [Door(role, found[ids[role]]) for role in order if ids[role] in found]


def sample_person(wanted: UUID) -> User | None:
    """Return a sample person who may sign in; nobody else is ever found."""
    return User.objects.filter(public_id=wanted, is_sample=True, is_active=True).first()


def sample_officer() -> User:
    """Return the officer of the sample forum."""
    told = read("sample/forum.yaml")["officer"]
    return User.objects.get(public_id=public_id("person", told["organisation"], told["en"][1], told["en"][0]))


def sample_delegate() -> User:
    """Return the delegate as whom a visitor may enter."""
    return _first_person("delegate", "sample/organisations-home.yaml")


def sample_partner() -> User:
    """Return the foreign partner as whom a visitor may enter."""
    return _first_person("partner", "sample/organisations-abroad.yaml")


def _first_person(role: str, companies: str) -> User:
    key = read("sample/forum.yaml")[role]
    first = read(companies)[key]["people"][0]
    return User.objects.get(public_id=public_id("person", key, first[3], first[2]))


def sample_round() -> PartneringRound | None:
    """Return the sample forum's round; it came whole or not at all."""
    officer = read("sample/forum.yaml")["officer"]
    known = public_id("person", officer["organisation"], officer["en"][1], officer["en"][0])
    return (
        PartneringRound.objects.filter(forum__is_sample=True, forum__role_holders__user__public_id=known)
        .order_by("pk")
        .first()
    )


def day_forum() -> Forum | None:
    """Return the sample forum whose meetings are held while somebody looks."""
    return Forum.objects.filter(public_id=public_id("forum", "today"), is_sample=True).first()


def day_round() -> PartneringRound | None:
    """Return its round; None before it is made, and once the forum was called off."""
    held = PartneringRound.objects.select_related("forum").filter(forum__public_id=public_id("forum", "today")).first()
    return held if held and not held.forum.is_called_off else None


def letters() -> list[Letter]:
    """Return the newest mails of the demo's mail folder, newest first."""
    folder = Path(settings.EMAIL_FILE_PATH)
    files = sorted(folder.glob("*.log"), key=lambda each: each.stat().st_mtime, reverse=True)[:MAILS_SHOWN]
    return [letter for file in files for letter in reversed(_letters_in(file))][:MAILS_SHOWN]


def _letters_in(file: Path) -> list[Letter]:
    """Read one file of Django's file backend: mails as they would be sent, each followed by a line of dashes."""
    return [_letter(each) for each in file.read_bytes().split(b"\n" + b"-" * 79 + b"\n") if each.strip()]


def _letter(raw: bytes) -> Letter:
    message = email.message_from_bytes(raw.lstrip(b"\n"), policy=email.policy.default)
    body = message.get_body(("plain",))
    moment = getattr(message.get("Date"), "datetime", None)
    return Letter(
        to=str(message.get("To", "")),
        subject=str(message.get("Subject", "")),
        text=str(body.get_content()).strip() if body else "",
        # Django writes "-0000", UTC of an unknown place, which is read as a naive moment.
        sent_at=moment and (moment if moment.tzinfo else moment.replace(tzinfo=UTC)),
    )
