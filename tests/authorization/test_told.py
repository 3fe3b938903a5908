"""What leaves the site by itself, mails and log lines, tells each secret to whom it is meant for and to nobody else."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import pytest
from django.conf import LazySettings, settings
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.test import Client

from bridgehead.config.logs import WithoutTokens
from bridgehead.foundation import notices
from bridgehead.foundation.models import OutboxItem
from tests.authorization.life import PEOPLE, Life, RefusingOnce, begin, live
from tests.clocks import standing_still
from tests.factories.partnering import DelegateFactory

pytestmark = pytest.mark.django_db

#: By secret: who reads it in a mail. What is not named here, nobody does.
MAILED: dict[str, set[str]] = {
    "message": {"asked"},
    "question": {"asker"},
    "reply": {"asked"},
    "message to the decliner": {"decliner"},
    "decline reason": {"asker"},
    "registration reason": {"stranger"},
    # Whom it concerns that a forum is called off: who is in, and who runs it.
    "why a forum is called off": {"waiter", "officer"},
    "verification reason": {"stranger"},
    "sign-in code": {"asker"},
    # A party reads its own link and what it said itself; the ledger's officer reads the rest on the desk alone.
    "contact name of asker": {"asker"},
    "contact name of asked": {"asked"},
    "link of asked": {"asked"},
    # Who signs reads their own link, and the reason is for the desk alone.
    "signature of asker": {"asker"},
    "signature of asked": {"asked"},
    "link to sign of asker": {"asker"},
    "link to sign of asked": {"asked"},
    "correction": {"asked"},
    "reason of a correction": {"asked"},
    "contact name at a follow-up": {"asked"},
    "link at a follow-up": {"asked"},
    "word of a party": {"asked"},
    # Who booked a room reads why they do not get it; what it was for stands in no mail.
    "booking reason": {"asker"},
    # So do the officers of a forum that asks for a hall.
    "reason of a house": {"officer"},
    # A visitor reads their own pass; whom they visit hears their name, and the note stays at the front desk.
    "visitor": {"guest", "asker"},
    "visitor pass": {"guest"},
    # A programme's officers read what is asked about its calls; its answer repeats none of it.
    "question about a call": {"officer"},
    # Who is invited into a team reads their link; a team what is asked of it. No mail repeats an answer.
    "link into a team": {"invited"},
    # Each reads its own letter, and the answer to its own appeal.
    "letter of who is admitted": {"asker"},
    "letter of who stands in reserve": {"rival"},
    "answer to an appeal": {"rival"},
    # Both sides of office hours read where they are and why they are not; what is to be asked stands on pages alone.
    "where office hours take place": {"asker", "stranger"},
    "reason of a mentor": {"asker", "stranger"},
    # A company is reminded of what it has not done.
    "task that is due": {"asker"},
    # A company reads why it gets no renewal.
    "answer to a renewal": {"asker"},
    "more that is asked": {"asker"},
    # Who is asked whether an organisation may be listed reads which one, and the link.
    "organisation brought in": {"invited"},
    "link to be listed": {"invited"},
    # Who asks to join reads their code; the owner who asks: who they are, and no code.
    "code to join": {"waiter"},
    # Who follows the news reads the links of their own letters.
    "link to confirm": {"waiter"},
    "link of a follower": {"waiter"},
    # A mail begins with its reader's name and goes to their address; who invites says so.
    **{f"address of {name}": {name} for name in PEOPLE},
    **{f"name of {name}": {name} for name in PEOPLE if name != "invited"},
    **{f"{what} of {name}": {name, "guest"} for what in ("name", "address") for name in ("waiter", "rival")},
    "name of guest": {"guest", "invited"},
    "name of stranger": {"stranger", "asker"},
    "name of asker": {"asker", "invited"},
}


@pytest.fixture(autouse=True)
def _mail_server(settings: LazySettings, now: datetime, db: None) -> Iterator[None]:
    settings.ACCOUNT_RATE_LIMITS = False
    settings.EMAIL_BACKEND = "tests.authorization.life.RefusingOnce"
    cache.clear()
    RefusingOnce.refused = set()
    with standing_still(now):
        yield


@dataclass(frozen=True)
class Log:
    """A log of its own: where its lines go, and what writes them."""

    kept: io.StringIO
    handler: logging.Handler


@pytest.fixture
def log() -> Iterator[Log]:
    """What the log holds at its finest level: its own lines and filters, into a text."""
    kept, root = io.StringIO(), logging.getLogger()
    handler = logging.StreamHandler(kept)
    line = settings.LOGGING["formatters"]["line"]
    handler.setFormatter(logging.Formatter(line["format"], style=line["style"]))
    handler.addFilter(WithoutTokens())
    level = root.level
    root.handlers.insert(0, handler)  # before the console: a filter changes the line for whoever comes after
    root.setLevel(logging.DEBUG)
    yield Log(kept, handler)
    root.removeHandler(handler)
    root.setLevel(level)


def seen_in(texts: dict[str, str], life: Life) -> dict[str, set[str]]:
    found = {secret: {who for who, text in texts.items() if word in text} for secret, word in life.words.items()}
    return {secret: readers for secret, readers in found.items() if readers}


def test_every_kind_of_mail_tells_each_secret_to_its_readers_alone(now: datetime) -> None:
    life = begin(now)
    live(life)

    ours = {kind for kind in notices.known_kinds() if not kind.startswith("tests/")}
    assert set(OutboxItem.objects.values_list("kind", flat=True)) == ours
    assert seen_in(life.told(), life) == MAILED


def test_no_line_of_the_log_tells_a_secret(now: datetime, log: Log) -> None:
    life = begin(now)
    live(life)

    lines = log.kept.getvalue()
    assert "was not delivered" in lines
    assert "SMTPRecipientsRefused 450" in lines
    assert {secret: _line_with(word, lines) for secret, word in life.words.items() if word in lines} == {}
    assert seen_in({str(each.pk): f"{each.payload} {each.last_error}" for each in OutboxItem.objects.all()}, life) == {}


def _line_with(word: str, lines: str) -> str:
    return next(line for line in lines.splitlines() if word in line)


def test_a_rival_who_is_let_in_is_seen_to_be_told(now: datetime) -> None:
    """A control: were the rival among the asked side, this way of looking would find what they read."""
    life = begin(now)
    DelegateFactory(delegation=life.scene.acme, user=life.people["officer"])
    live(life)

    seen = seen_in(life.told(), life)
    assert {secret for secret in ("message", "reply", "question") if "officer" in seen[secret]} == {"message", "reply"}


def test_a_log_without_its_filter_is_seen_to_tell(now: datetime, log: Log) -> None:
    """A control: of a log that lacks its filter, or quotes the mail server, this way of looking finds what it tells."""
    life = begin(now)
    log.handler.removeFilter(log.handler.filters[0])

    Client().get(f"/feeds/{life.word('feed token')}/timetable.ics")
    try:
        RefusingOnce().send_messages([_mail_to(life)])
    except OSError:
        logging.getLogger(__name__).exception("not sent")

    assert set(seen_in({"log": log.kept.getvalue()}, life)) == {"feed token", "address of asker"}


def _mail_to(life: Life) -> EmailMessage:
    return EmailMessage("a", "b", to=[life.people["asker"].email])
