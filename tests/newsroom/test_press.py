"""Journalists who read an article before its hour, each by a link of their own."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils.translation import override

from bridgehead.accounts.actor import Actor
from bridgehead.foundation import notices
from bridgehead.foundation.models import AuditEntry
from bridgehead.foundation.refusals import Refused
from bridgehead.newsroom.actions import press as deeds
from bridgehead.newsroom.actions.writing import approve_article
from bridgehead.newsroom.models import Article, PressKey, PressPass
from bridgehead.newsroom.queries.press import passes_kept
from bridgehead.newsroom.rules import THE_NEWSROOM, Role
from tests.clocks import standing_still
from tests.factories.newsroom import let_in, photographed, works_as, wrote
from tests.factories.people import UserFactory
from tests.pages import browser

pytestmark = [pytest.mark.django_db, pytest.mark.database]

LINK = re.compile(r"https?://[^/]+(/\S+/press/\S+)")
HEADLINE = "Held until eight"
OFFICER = Actor(user_id=None, roles=frozenset({(Role.OFFICER, THE_NEWSROOM)}))


def _held(now: datetime, **fields: Any) -> Article:
    return wrote(now=now, **{"headline": HEADLINE, "public_from": now + timedelta(hours=2), **fields})


def _link(given: PressPass, now: datetime, language: str = "en") -> str:
    return f"/{language}/news/press/{deeds.new_press_link(given.pk, now)}/"


def _told(address: str, at: datetime) -> tuple[int, str]:
    with standing_still(at):
        response = Client().get(address)
    return response.status_code, response.headers.get("Location", "")


def _send(now: datetime) -> None:
    with standing_still(now):
        while notices.deliver_next(now):
            pass


@pytest.mark.parametrize(("language", "until"), [("en", "It is under embargo until"), ("ko", "엠바고")])
def test_the_letter_carries_the_link_and_nothing_of_the_article(
    language: str, until: str, now: datetime, mailoutbox: list[EmailMessage]
) -> None:
    given = let_in(_held(now, lead="Seven of them."), now=now, language=language)
    _send(now)

    [letter] = mailoutbox
    address = LINK.findall(letter.body)[0]
    assert letter.to == ["Ann Lee <ann@daily.example>"]
    assert (until in letter.body, HEADLINE in str(letter.message()), "Seven" in letter.body) == (True, False, False)
    assert (address.startswith(f"/{language}/news/press/"), _told(address, now)) == (True, (200, ""))
    token = address.split("/")[-2]
    assert [token in key.token_hash for key in given.keys.all()] == [False]


def test_a_letter_delivered_twice_leaves_both_links_open(now: datetime, mailoutbox: list[EmailMessage]) -> None:
    given = let_in(_held(now), now=now)
    first, second = _link(given, now), _link(given, now)

    assert (first != second, _told(first, now), _told(second, now)) == (True, (200, ""), (200, ""))


def test_it_ends_at_the_hour_and_then_leads_to_the_public_article(now: datetime) -> None:
    article = _held(now)
    address = _link(let_in(article, now=now), now)
    hour = now + timedelta(hours=2)

    assert _told(address, hour - timedelta(seconds=1)) == (200, "")
    assert _told(address, hour) == (302, f"/en/news/{article.translation_key}/")
    assert _told(f"/en/news/{article.translation_key}/", hour) == (200, "")


def test_the_page_is_kept_from_search_engines_caches_and_counts(now: datetime) -> None:
    address = _link(let_in(_held(now), now=now), now)
    with standing_still(now):
        response = Client().get(address)
    page = response.content.decode()

    assert {name: response[name] for name in ("Cache-Control", "Referrer-Policy", "X-Robots-Tag")} == {
        "Cache-Control": "private, no-store",
        "Referrer-Policy": "no-referrer",
        "X-Robots-Tag": "noindex, nofollow, noarchive",
    }
    assert [word in page for word in ("Under embargo until", HEADLINE, "data-read", "ld+json", "og:title")] == [
        True,
        True,
        False,
        False,
        False,
    ]


def test_the_photographs_are_served_by_the_same_link_alone_and_as_long(now: datetime) -> None:
    photo, other = photographed("One"), photographed("Other")
    body = [("photo", {"photo": photo, "caption": "At the table"})]
    address = _link(let_in(_held(now, photo=photo, body=body), now=now), now)
    with standing_still(now):
        page = Client().get(address).content.decode()
    shown = set(re.findall(r'<img src="([^"]+)"', page))
    [picture] = shown

    assert _told(picture, now) == (200, "")
    assert _told(picture.replace(str(photo.public_id), str(other.public_id)), now) == (404, "")
    assert _told(picture.replace("/whole/", "/huge/"), now) == (404, "")
    assert _told(picture.replace("/press/", "/press/x"), now) == (404, "")
    assert _told(picture, now + timedelta(hours=2)) == (404, "")
    assert _told(f"/news/photos/{photo.public_id}/whole/", now) == (404, "")


def test_the_newest_approved_version_is_read_and_no_draft(now: datetime) -> None:
    article = _held(now)
    address = _link(let_in(article, now=now), now)
    article.headline = "Held until nine"
    article.save_revision()
    with standing_still(now):
        before = Client().get(address).content.decode()
        approve_article(article_id=article.pk, by=OFFICER)
        after = Client().get(address).content.decode()

    assert [HEADLINE in before, "Held until nine" in before] == [True, False]
    assert [HEADLINE in after, "Held until nine" in after] == [False, True]


def test_a_link_that_opens_nothing_tells_nothing(now: datetime) -> None:
    revoked, taken_back, secret = (_held(now) for _number in range(3))
    passes = {each: let_in(each, now=now) for each in (revoked, taken_back, secret)}
    links = {each: _link(given, now) for each, given in passes.items()}
    deeds.revoke_press_access(pass_id=passes[revoked].pk, by=OFFICER, now=now)
    taken_back.unpublish()
    Article.objects.filter(pk=secret.pk).update(live=False, is_confidential=True)
    with standing_still(now):
        answers = {Client().get(each).content for each in (*links.values(), "/en/news/press/unknown/")}
        heads = {Client().get(each).status_code for each in links.values()}

    assert (len({re.sub(rb'nonce="[^"]*"|/press/[^/"]*/', b"", each) for each in answers}), heads) == (1, {404})
    for each in (taken_back, secret):
        assert deeds.new_press_link(passes[each].pk, now) is None
    deeds.revoke_press_access(pass_id=passes[revoked].pk, by=OFFICER, now=now)
    assert AuditEntry.objects.filter(verb="newsroom.press_revoked").count() == 1


def test_no_letter_goes_out_once_it_was_revoked_or_the_hour_has_come(
    now: datetime, mailoutbox: list[EmailMessage]
) -> None:
    gone = let_in(_held(now), now=now)
    deeds.revoke_press_access(pass_id=gone.pk, by=OFFICER, now=now)
    let_in(_held(now, public_from=now + timedelta(minutes=1)), now=now)
    _send(now + timedelta(minutes=1))

    assert (mailoutbox, PressKey.objects.count()) == ([], 0)


def test_openings_are_counted_and_told_to_the_trail_once_an_hour(now: datetime) -> None:
    given = let_in(_held(now), now=now)
    address = _link(given, now)
    for minutes in (0, 10, 70):
        assert _told(address, now + timedelta(minutes=minutes)) == (200, "")
    with standing_still(now + timedelta(minutes=80)):
        Client().head(address)
    given.refresh_from_db()

    assert (given.opened, given.last_opened_at) == (3, now + timedelta(minutes=70))
    told = AuditEntry.objects.filter(object_id=str(given.public_id)).order_by("position")
    assert list(told.values_list("verb", flat=True)) == [
        "newsroom.press_given",
        "newsroom.press_opened",
        "newsroom.press_opened",
    ]


def test_nobody_is_let_in_to_a_draft_to_what_is_public_or_twice(now: datetime) -> None:
    for article in (wrote(now=now), _held(now, approved=False), _held(now, approved=False, is_confidential=True)):
        with pytest.raises(Refused, match="not under embargo"), override("en"):
            let_in(article, now=now)
    held = _held(now)
    let_in(held, now=now)
    with pytest.raises(Refused, match="has access already"), override("en"):
        let_in(held, now=now, email="Ann@Daily.example")
    with pytest.raises(IntegrityError), transaction.atomic():
        PressPass.objects.create(article=held, email="ann@daily.example", given_at=now, language="en")


@pytest.mark.parametrize("role", [Role.WRITER, Role.EDITOR, Role.OFFICER])
def test_a_press_officer_alone_lets_in_at_the_desk(role: Role, now: datetime) -> None:
    article = _held(now)
    address = f"/en/desk/newsroom/articles/{article.public_id}/press/"
    desk = browser(works_as(UserFactory(), role, now))
    said = {"name": "Ann Lee", "outlet": "Daily", "email": "ann@daily.example", "language": "ko"}
    is_officer = role is Role.OFFICER
    with standing_still(now):
        wrong = desk.post(address, said | {"email": "ann"})
        sent = desk.post(address, said)
        page = desk.get(address)
        overview = desk.get("/en/desk/newsroom/").content.decode()

    assert [each.status_code for each in (wrong, sent, page)] == ([422, 302, 200] if is_officer else [404, 404, 404])
    assert (address in overview, "ann@daily.example" in page.content.decode()) == (is_officer, is_officer)
    if is_officer:
        given = PressPass.objects.get()
        with standing_still(now):
            revoked = desk.post(f"/en/desk/newsroom/press/{given.public_id}/revoke/", follow=True).content.decode()
        assert [word in revoked for word in ("The link leads nowhere from now on.", ">revoked<")] == [True, True]


def test_who_had_access_is_forgotten_in_time_and_with_the_person(now: datetime) -> None:
    person = UserFactory(email="ann@daily.example")
    old, revoked, held = (_held(now) for _number in range(3))
    kept = [let_in(each, now=now, email=f"{number}@daily.example") for number, each in enumerate((old, revoked, held))]
    deeds.revoke_press_access(pass_id=kept[1].pk, by=OFFICER, now=now)
    Article.objects.filter(pk=held.pk).update(public_from=now + timedelta(days=200))
    deeds.forget_passes_before(now + timedelta(hours=1))
    assert list(PressPass.objects.order_by("pk")) == [kept[0], kept[2]]
    deeds.forget_passes_before(now + timedelta(hours=3))
    assert list(PressPass.objects.all()) == [kept[2]]

    own = let_in(held, now=now)
    assert [each["email"] for each in passes_kept(person.pk)] == [own.email]
    deeds.forget_passes_of(person.pk, now)
    assert list(PressPass.objects.all()) == [kept[2]]


def test_who_had_access_to_what_never_became_public_is_forgotten_too(now: datetime) -> None:
    let_in(_held(now), now=now)
    article = _held(now)
    let_in(article, now=now)
    article.unpublish()
    deeds.forget_passes_before(now)
    before = PressPass.objects.count()
    deeds.forget_passes_before(now + timedelta(seconds=1))

    assert (before, PressPass.objects.exclude(article=article).count(), PressPass.objects.count()) == (2, 1, 1)
