"""The one mailer: a text template in the reader's language, sent by a delivery, never from inside a deed.

``<template>.txt`` holds the subject on its first line and the text below an empty line. It is rendered without HTML
escaping, and is given ``site`` (the address that links begin with) and ``reader_name`` beside its context.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from email.headerregistry import Address
from hashlib import sha256
from smtplib import SMTPException
from typing import Any, Protocol
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.context import make_context
from django.template.loader import get_template
from django.utils import translation


class Reader(Protocol):
    """Whoever gets a mail: an address, a language, a name."""

    email: str
    language: str

    def full_name(self, language: str | None = None) -> str: ...


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a mail."""

    filename: str
    content: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class CalendarPart:
    """An iCalendar object that the reader's calendar takes in: ``method`` is REQUEST, CANCEL or PUBLISH."""

    content: bytes
    method: str


def send(
    template: str,
    *,
    to: Reader,
    key: str,
    context: Mapping[str, Any] | None = None,
    calendar: CalendarPart | None = None,
    attachments: Sequence[Attachment] = (),
    leave: str = "",
) -> None:
    """Send one mail. ``key`` (the notice's) becomes its Message-ID, so a mail sent twice is shown once.

    ``leave`` is the address that a mail programme posts to when its reader wants no more such mails (RFC 8058).

    Raises ``NotSent`` where the mail server refuses, or what keeps it from being reached; the outbox tries again.
    """
    name = to.full_name(to.language)
    with translation.override(to.language):
        subject, text = written(template, reader_name=name or to.email, context=context)
    mail = EmailMultiAlternatives(
        subject,
        text,
        to=[str(Address(name, addr_spec=to.email))],
        headers={
            "Message-ID": _message_id(key),
            "Auto-Submitted": "auto-generated",
            "Content-Language": to.language,
            **(_one_click(leave) if leave else {}),
        },
    )
    if calendar:
        mail.attach_alternative(calendar.content.decode(), f"text/calendar; method={calendar.method}")
    for each in attachments:
        mail.attach(each.filename, each.content, each.media_type)
    with naming_nobody():
        mail.send()


class NotSent(Exception):
    """The mail server would not take a mail. Its own words name the reader and would get into logs and notices."""


@contextmanager
def naming_nobody() -> Iterator[None]:
    """Turn what a mail server says into ``NotSent``, with its kind and codes alone."""
    try:
        yield
    except SMTPException as refused:
        raise NotSent(_without_addresses(refused)) from None


def _without_addresses(refused: SMTPException) -> str:
    codes = [
        getattr(refused, "smtp_code", None),
        *(code for code, _said in getattr(refused, "recipients", {}).values()),
    ]
    return " ".join([type(refused).__name__, *(str(code) for code in codes if code)])


def written(template: str, *, reader_name: str, context: Mapping[str, Any] | None = None) -> tuple[str, str]:
    """Return the subject and the text of a mail in the language of the moment, as its reader gets them."""
    given = {**(context or {}), "reader_name": reader_name, "site": settings.SITE_ADDRESS}
    # A mail is plain text: the HTML escaping that Django's backend always asks for would spoil names such as "A&B".
    found: Any = get_template(f"{template}.txt")
    written = found.template.render(make_context(given, None, autoescape=False)).strip()
    subject, _, text = written.partition("\n")
    return " ".join(subject.split()), f"{text.strip()}\n"


def _one_click(leave: str) -> dict[str, str]:
    return {"List-Unsubscribe": f"<{leave}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def _message_id(key: str) -> str:
    host = urlsplit(settings.SITE_ADDRESS).hostname or "bridgehead"
    return f"<{sha256(key.encode()).hexdigest()[:40]}@{host}>"
