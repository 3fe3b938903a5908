"""Readers follow the news by mail: they ask, confirm, change, leave; nobody learns of it who should not."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.test import Client

from bridgehead.directory.models import Organisation, Topic
from bridgehead.foundation import notices
from bridgehead.foundation.refusals import Refused
from bridgehead.newsroom.actions import follows as deeds
from bridgehead.newsroom.actions.letters import write_letters_due
from bridgehead.newsroom.actions.writing import Ties
from bridgehead.newsroom.models import Article, Follow, Follower, FollowRequest, ToldArticle
from bridgehead.newsroom.models.follows import Subject
from bridgehead.newsroom.queries.follows import follows_kept
from bridgehead.newsroom.rules import Rhythm, letter_turn
from tests.clocks import standing_still
from tests.factories.newsroom import follower_link, section, wrote
from tests.factories.organisations import OrganisationFactory
from tests.factories.people import UserFactory, actor_of
from tests.pages import browser

pytestmark = [pytest.mark.django_db, pytest.mark.database]

LINK = re.compile(r"https?://[^/]+(/\S+/news/\S+)")
ANN = "ann@example.org"
SEOUL = ZoneInfo("Asia/Seoul")
DAY = timedelta(days=1)


def _send(now: datetime) -> None:
    with standing_still(now):
        while notices.deliver_next(now):
            pass


def _links(letter: EmailMessage) -> list[str]:
    return LINK.findall(str(letter.body))


def _ask(now: datetime, at: str = "", **said: Any) -> Any:
    with standing_still(now):
        return Client().post(
            f"/en/news/follow/{at}", {"email": ANN, "language": "en", "rhythm": "daily", **said}, follow=True
        )


def _begin(now: datetime, subject: Subject | None = None, *, email: str = ANN, **said: Any) -> Follower:
    """Somebody asks and confirms; no letter of it is sent."""
    assert follower_link(email, now, subject=subject or Subject(), **said)
    notices.OutboxItem.objects.filter(kind="newsroom/follow_asked").update(delivered_at=now)
    return Follower.objects.get(email=email)


def _letters(now: datetime, box: list[EmailMessage]) -> list[EmailMessage]:
    """What is sent by the jobs of that moment."""
    before = len(box)
    write_letters_due(now)
    _send(now)
    return box[before:]


def _follows(follower: Follower) -> list[Any]:
    return [each.record for each in follower.follows.all()]


# --- Asking and confirming --------------------------------------------------------------------------------------------


def test_an_address_follows_once_its_letter_was_answered(now: datetime, mailoutbox: list[EmailMessage]) -> None:
    held = section()
    answer = _ask(now, f"?section={held.slug}", language="ko", rhythm="weekly")
    _send(now)
    [letter] = mailoutbox
    [link] = _links(letter)

    assert "A letter is on its way to this address." in answer.content.decode()
    assert (letter.to, link.startswith("/ko/news/confirm/"), "3일" in letter.body) == ([ANN], True, True)
    with standing_still(now + timedelta(hours=1)):
        assert (Client().get(link).status_code, Follower.objects.count()) == (200, 0)
        opened = Client().post(link)
        assert Client().get(opened["Location"]).status_code == 200
        again = Client().post(link)
    follower = Follower.objects.get()
    assert (follower.email, follower.language, follower.rhythm) == (ANN, "ko", "weekly")
    assert (_follows(follower), opened["Location"] != again["Location"]) == ([held], True)


def test_what_is_not_confirmed_in_time_is_forgotten(now: datetime) -> None:
    deeds.ask_to_follow(email=ANN, language="en", rhythm="daily", subject=Subject(), now=now)
    token = deeds.new_confirm_link(FollowRequest.objects.get().pk, now)
    assert token
    late = now + timedelta(days=3)
    with standing_still(late):
        page = Client().get(f"/en/news/confirm/{token}/").content.decode()

    assert ("This link leads to nothing any more" in page, deeds.confirm_follow(token, late)) == (True, None)
    deeds.forget_unconfirmed(late)
    assert (FollowRequest.objects.count(), Follower.objects.count()) == (0, 0)


def test_the_answer_is_the_same_whatever_is_known_of_an_address(now: datetime) -> None:
    _begin(now)
    UserFactory(email="known@example.org")
    answers = {
        re.sub(r'nonce="[^"]*"|value="[^"]*"', "", _ask(now, email=each).content.decode())
        for each in (ANN, "known@example.org", "new@example.org", "New2@Example.org")
    }

    assert len(answers) == 1


def test_an_address_is_not_flooded_and_nobody_is_told(now: datetime, mailoutbox: list[EmailMessage]) -> None:
    for _number in range(8):
        deeds.ask_to_follow(email=ANN, language="en", rhythm="daily", subject=Subject(), now=now)
    _send(now)

    assert len(mailoutbox) == deeds.MOST_ASKED == 6


def test_who_asks_too_often_waits(now: datetime) -> None:
    codes = [_ask(now).status_code for _number in range(4)]
    told = _ask(now).content.decode()

    assert (codes, "Too many tries." in told, FollowRequest.objects.count()) == ([200, 200, 200, 422], True, 3)


@pytest.mark.parametrize("wrong", [{"email": "ann"}, {"email": ""}, {"language": "fr"}, {"rhythm": "hourly"}])
def test_what_is_wrong_is_said_at_its_field(wrong: dict[str, str], now: datetime) -> None:
    answer = _ask(now, **wrong)

    assert (answer.status_code, FollowRequest.objects.count()) == (422, 0)


def test_a_signed_in_person_follows_at_once_and_takes_over_what_the_address_followed(now: datetime) -> None:
    topic = Topic.objects.create(name_ko="주제", name_en="Topic")
    wrote(now=now, ties=Ties(topics=[topic]))
    before = _begin(now, Subject(section=section()))
    person = UserFactory(email=ANN)
    with standing_still(now):
        page = browser(person).post(
            f"/en/news/follow/?topic={topic.public_id}", {"language": "ko", "rhythm": "weekly"}, follow=True
        )
        own = browser(person).get("/en/news/following/").content.decode()
        other = browser(UserFactory()).get("/en/news/following/").content.decode()

    follower = Follower.objects.get()
    assert (page.status_code, follower.pk, follower.person, follower.email) == (200, before.pk, person, "")
    assert (follower.rhythm, _follows(follower)) == ("weekly", [section(), topic])
    assert (ANN in own, ANN in other, "You follow nothing by mail." in other) == (True, False, True)
    assert FollowRequest.objects.filter(confirmed_at=None).count() == 0
    # An address of a person is theirs, also where it is confirmed by a letter.
    deeds.ask_to_follow(email=ANN, language="en", rhythm="daily", subject=Subject(), now=now)
    token = deeds.new_confirm_link(FollowRequest.objects.latest("pk").pk, now)
    assert token
    assert deeds.confirm_follow(token, now)
    assert (Follower.objects.get(), follower.follows.count()) == (follower, 3)


def test_a_hidden_organisation_cannot_be_followed_or_found_out(now: datetime) -> None:
    hidden = Organisation.objects.create(name_en="Nobody knows", is_listed=False)
    listed = OrganisationFactory(is_listed=True)
    unknown = "00000000-0000-4000-8000-000000000000"

    def told(address: str) -> tuple[int, str]:
        response = Client().get(f"/en/news/follow/?organisation={address}")
        return response.status_code, re.sub(r'nonce="[^"]*"|organisation=[^"&]*', "", response.content.decode())

    assert (told(hidden.public_id)[0], told(hidden.public_id)) == (404, told(unknown))
    assert (told("x")[0], Client().get("/en/news/follow/?topic=x&section=y").status_code) == (404, 404)
    assert told(listed.public_id)[0] == 200
    follower = _begin(now, Subject(organisation=listed))
    Organisation.objects.filter(pk=listed.pk).update(is_listed=False)
    token = deeds.new_follower_link(follower.pk, now)
    with standing_still(now):
        page = Client().get(f"/en/news/follow/{token}/").content.decode()
    assert listed.name_en not in page


def test_the_pages_offer_it_to_everybody_in_the_same_words(now: datetime) -> None:
    topic = Topic.objects.create(name_ko="주제", name_en="Topic")
    listed = OrganisationFactory(is_listed=True)
    wrote(now=now, ties=Ties(topics=[topic], organisations=[listed]))
    pages = {
        f"/en/news/sections/{section().slug}/": f"?section={section().slug}",
        f"/en/news/topics/{topic.public_id}/": f"?topic={topic.public_id}",
        f"/en/news/organisations/{listed.public_id}/": f"?organisation={listed.public_id}",
        "/en/news/": "",
    }
    with standing_still(now):
        shown = [f'"/en/news/follow/{at}"' in Client().get(page).content.decode() for page, at in pages.items()]
        opened = [Client().get(f"/en/news/follow/{at}").status_code for at in pages.values()]

    assert (shown, opened) == ([True] * 4, [200] * 4)


# --- Changing and leaving ---------------------------------------------------------------------------------------------


def test_what_is_followed_is_changed_by_a_letters_link(now: datetime) -> None:
    follower = _begin(now, Subject(section=section()))
    _begin(now, Subject())
    kept, gone = follower.follows.all()
    address = f"/en/news/follow/{deeds.new_follower_link(follower.pk, now)}/"
    with standing_still(now):
        page = Client().get(address)
        changed = Client().post(address, {"kept": [kept.public_id], "language": "ko", "rhythm": "weekly"})
        wrong = Client().post(address, {"kept": [gone.public_id], "language": "ko", "rhythm": "weekly"})
        none = Client().post(address, {"language": "ko", "rhythm": "weekly"}).content.decode()

    assert (page["Cache-Control"], page["Referrer-Policy"]) == ("private, no-store", "no-referrer")
    assert ("Saved." in changed.content.decode(), wrong.status_code) == (True, 422)
    assert ("Nothing is followed by this link" in none, Follower.objects.count(), Follow.objects.count()) == (
        True,
        0,
        0,
    )


def test_leaving_asks_first_and_one_click_leaves_at_once_also_twice(now: datetime) -> None:
    follower = _begin(now)
    strict = Client(enforce_csrf_checks=True)
    address = f"/en/news/follow/{deeds.new_follower_link(follower.pk, now)}/leave/"
    with standing_still(now):
        asked = strict.get(address).content.decode()
        assert ("Shall no more letters come?" in asked, Follower.objects.count()) == (True, 1)
        answers = [strict.post(address, {"List-Unsubscribe": "One-Click"}) for _time in range(2)]
        looked = [strict.get(each) for each in (address, address.removesuffix("leave/"), "/en/news/follow/x/leave/")]

    assert [each.status_code for each in (*answers, *looked)] == [200] * 5
    told = {re.sub(r'nonce="[^"]*"|/follow/[^"]*', "", each.content.decode()) for each in (*answers, *looked)}
    assert (len(told), Follower.objects.count(), FollowRequest.objects.count()) == (1, 0, 0)
    assert not strict.cookies


def test_a_link_of_one_kind_opens_nothing_of_another_and_runs_out(now: datetime) -> None:
    follower = _begin(now)
    token = deeds.new_follower_link(follower.pk, now)
    deeds.ask_to_follow(email=ANN, language="en", rhythm="daily", subject=Subject(), now=now)
    confirm = deeds.new_confirm_link(FollowRequest.objects.latest("pk").pk, now)
    late = now + timedelta(days=180)
    with standing_still(now):
        for address in (f"confirm/{token}/", f"follow/{confirm}/leave/"):
            Client().post(f"/en/news/{address}")
    with standing_still(late):
        Client().post(f"/en/news/follow/{token}/leave/")

    assert Follower.objects.get() == follower
    deeds.forget_unconfirmed(late)
    assert follower.keys.count() == 0


def test_nobody_follows_without_end(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deeds, "MOST_FOLLOWED", 1)
    person = actor_of(UserFactory())
    said: dict[str, Any] = {"language": "en", "rhythm": "daily", "by": person, "now": now}
    deeds.follow(subject=Subject(), **said)
    deeds.follow(subject=Subject(), **said)
    with pytest.raises(Refused):
        deeds.follow(subject=Subject(section=section()), **said)


def test_a_topic_that_is_merged_while_it_is_asked_for_is_followed_as_the_one_that_stays(now: datetime) -> None:
    stays, gone = (Topic.objects.create(name_ko=name, name_en=name) for name in ("Stays", "Gone"))
    both, one = UserFactory(), UserFactory()
    said: dict[str, Any] = {"language": "en", "rhythm": "daily", "now": now}
    deeds.follow(subject=Subject(topic=stays), by=actor_of(both), **said)
    # What a form names was read before the merge, and is written after it.
    Topic.objects.filter(pk=gone.pk).update(merged_into=stays, retired_at=now)
    for person in (both, one):
        deeds.follow(subject=Subject(topic=gone), by=actor_of(person), **said)

    found = Follow.objects.order_by("pk").values_list("follower__person", "topic")
    assert list(found) == [(both.pk, stays.pk), (one.pk, stays.pk)]


def test_the_database_keeps_followers_apart(now: datetime) -> None:
    follower = _begin(now)
    begun = {"language": "en", "rhythm": "daily", "looked_at": now}
    for wrong in (
        lambda: Follower.objects.create(email=ANN, **begun),
        lambda: Follower.objects.create(**begun),
        lambda: Follower.objects.create(email="x@example.org", person=UserFactory(), **begun),
        lambda: Follow.objects.create(follower=follower, at=now),
        lambda: Follow.objects.create(
            follower=follower, at=now, section=section(), topic=Topic.objects.create(name_ko="가", name_en="A")
        ),
        lambda: (
            [ToldArticle.objects.create(follower=follower, translation_key=follower.public_id, told_at=now)] * 2
            and ToldArticle.objects.create(follower=follower, translation_key=follower.public_id, told_at=now)
        ),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong()


# --- Letters ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rhythm", "now_there", "turn"),
    [
        (Rhythm.DAILY, datetime(2026, 11, 29, 6, 59, tzinfo=SEOUL), datetime(2026, 11, 28, 7, tzinfo=SEOUL)),
        (Rhythm.DAILY, datetime(2026, 11, 29, 7, tzinfo=SEOUL), datetime(2026, 11, 29, 7, tzinfo=SEOUL)),
        (Rhythm.WEEKLY, datetime(2026, 11, 29, 12, tzinfo=SEOUL), datetime(2026, 11, 23, 7, tzinfo=SEOUL)),
        (Rhythm.WEEKLY, datetime(2026, 11, 30, 6, 59, tzinfo=SEOUL), datetime(2026, 11, 23, 7, tzinfo=SEOUL)),
        (Rhythm.WEEKLY, datetime(2026, 11, 30, 7, tzinfo=SEOUL), datetime(2026, 11, 30, 7, tzinfo=SEOUL)),
    ],
)
def test_turns_go_by_the_clock_of_the_agency(rhythm: Rhythm, now_there: datetime, turn: datetime) -> None:
    found = letter_turn(rhythm, now_there, SEOUL)

    assert (found, found.tzinfo) == (turn, UTC)


def test_a_letter_tells_what_is_new_in_the_readers_language_and_once(
    now: datetime, mailoutbox: list[EmailMessage]
) -> None:
    wrote(now=now, headline="Before")
    _begin(now)
    later = now + timedelta(minutes=1)
    both = wrote(now=later, headline="In both", public_from=later)
    wrote(now=later, language="ko", headline="양쪽", twin_of=both, public_from=later)
    wrote(now=later, language="ko", headline="한국어로만", public_from=later)
    [letter] = _letters(now + DAY, mailoutbox)

    assert str(letter.subject).endswith(", and 1 more article")
    assert [word in letter.body for word in ("In both", "한국어로만 [in Korean only]", "양쪽", "Before")] == [
        True, True, False, False,
    ]  # fmt: skip
    assert _letters(now + 2 * DAY, mailoutbox) == []
    both.refresh_from_db()
    both.public_from = now + 2 * DAY
    both.save()
    assert _letters(now + 3 * DAY, mailoutbox) == []


def test_a_letter_can_be_left_with_one_click(now: datetime, mailoutbox: list[EmailMessage]) -> None:
    _begin(now, language="ko")
    wrote(now=now, headline="News", public_from=now + timedelta(minutes=1))
    [letter] = _letters(now + DAY, mailoutbox)
    sent = letter.message()
    leave = sent["List-Unsubscribe"]

    assert (sent["List-Unsubscribe-Post"], leave[1:-1] in letter.body) == ("List-Unsubscribe=One-Click", True)
    [path] = LINK.findall(leave[1:-1])
    with standing_still(now + DAY):
        answer = Client(enforce_csrf_checks=True).post(path, {"List-Unsubscribe": "One-Click"})
    assert (answer.status_code, Follower.objects.count()) == (200, 0)


def test_only_what_is_followed_is_told(now: datetime, mailoutbox: list[EmailMessage]) -> None:
    topic, listed = Topic.objects.create(name_ko="주제", name_en="Topic"), OrganisationFactory(is_listed=True)
    one, other = section("one"), section("other")
    for number, subject in enumerate((Subject(section=one), Subject(topic=topic), Subject(organisation=listed))):
        _begin(now, subject, email=f"reader{number}@example.org")
    at = now + timedelta(minutes=1)
    wrote(now=now, headline="Of one", section=one, public_from=at)
    wrote(now=now, headline="Of the topic", section=other, ties=Ties(topics=[topic]), public_from=at)
    wrote(now=now, headline="Of the firm", section=other, ties=Ties(organisations=[listed]), public_from=at)
    letters = _letters(now + DAY, mailoutbox)

    assert {each.to[0]: str(each.subject) for each in letters} == {
        "reader0@example.org": "Of one",
        "reader1@example.org": "Of the topic",
        "reader2@example.org": "Of the firm",
    }
    Organisation.objects.filter(pk=listed.pk).update(is_listed=False)
    wrote(now=now, ties=Ties(organisations=[listed]), section=other, public_from=now + DAY + timedelta(hours=1))
    assert _letters(now + 2 * DAY, mailoutbox) == []


def test_what_is_not_public_is_never_told(now: datetime, mailoutbox: list[EmailMessage]) -> None:
    _begin(now)
    soon = now + timedelta(minutes=1)
    wrote(now=now, headline="Held", public_from=now + 2 * DAY)
    wrote(now=now, headline="Draft", approved=False, public_from=soon)
    wrote(now=now, headline="Secret", approved=False, is_confidential=True, public_from=soon)
    wrote(now=now, headline="Gone", public_from=soon).unpublish()
    assert _letters(now + DAY, mailoutbox) == []
    [letter] = _letters(now + 3 * DAY, mailoutbox)
    assert str(letter.subject) == "Held"


def test_what_is_taken_back_left_or_closed_before_the_letter_goes_is_not_sent(
    now: datetime, mailoutbox: list[EmailMessage]
) -> None:
    person = UserFactory(email=ANN)
    deeds.follow(subject=Subject(), language="en", rhythm="daily", by=actor_of(person), now=now)
    _begin(now, email="bo@example.org")
    article = wrote(now=now, headline="News", public_from=now + timedelta(minutes=1))
    write_letters_due(now + DAY)
    article.unpublish()
    _send(now + DAY)
    assert mailoutbox == []
    Article.objects.filter(pk=article.pk).update(live=True)
    assert _letters(now + 2 * DAY, mailoutbox) == []
    wrote(now=now, headline="More", public_from=now + 2 * DAY + timedelta(hours=1))
    write_letters_due(now + 3 * DAY)
    person.is_active = False
    person.save()
    deeds.leave(Follower.objects.get(person=None).pk)
    _send(now + 3 * DAY)
    assert mailoutbox == []


def test_a_weekly_reader_gets_one_letter_a_week(now: datetime, mailoutbox: list[EmailMessage]) -> None:
    _begin(now, rhythm="weekly")
    for day in range(14):
        wrote(now=now, headline=f"Day {day}", public_from=now + day * DAY + timedelta(minutes=1))
    sent = [len(_letters(now + day * DAY, mailoutbox)) for day in range(1, 15)]

    assert (sum(sent), len({each for letter in mailoutbox for each in _links(letter) if "follow" not in each})) == (
        2,
        sum(str(letter.body).count("Day ") for letter in mailoutbox),
    )


def test_a_long_letter_names_the_newest_and_says_how_many_more(now: datetime, mailoutbox: list[EmailMessage]) -> None:
    _begin(now)
    for number in range(32):
        wrote(now=now, headline=f"Number {number:02}.", public_from=now + timedelta(minutes=1 + number))
    [letter] = _letters(now + DAY, mailoutbox)

    assert (letter.subject, letter.body.count("Number "), "There are 2 more:" in letter.body) == (
        "Number 31., and 31 more articles", 30, True,
    )  # fmt: skip
    assert _letters(now + 2 * DAY, mailoutbox) == []


# --- The person -------------------------------------------------------------------------------------------------------


def test_a_person_takes_their_follows_along_and_leaves_none_behind(now: datetime) -> None:
    person = UserFactory(email=ANN)
    deeds.follow(subject=Subject(section=section()), language="en", rhythm="weekly", by=actor_of(person), now=now)
    deeds.ask_to_follow(email=ANN, language="ko", rhythm="daily", subject=Subject(), now=now)
    other = _begin(now, email="bo@example.org")
    [held, asked] = follows_kept(person.pk)

    assert (held["email"], held["rhythm"], len(held["follows"]), held["told_of"]) == (ANN, "weekly", 1, [])
    assert (asked["email"], asked["asked_for"]) == (ANN, "*")
    deeds.forget_follows_of(person.pk, now)
    deeds.forget_follows_of(person.pk, now)
    assert (list(Follower.objects.all()), FollowRequest.objects.filter(email=ANN).count()) == ([other], 0)


def test_who_follows_as_much_as_can_be_is_told_so_and_led_to_what_they_follow(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deeds, "MOST_FOLLOWED", 1)
    follower = _begin(now)
    held = section()
    deeds.ask_to_follow(email=ANN, language="en", rhythm="weekly", subject=Subject(section=held), now=now)
    token = deeds.new_confirm_link(FollowRequest.objects.latest("pk").pk, now)
    told = {}
    with standing_still(now):
        for language in ("ko", "en"):
            answer = Client().post(f"/{language}/news/confirm/{token}/")
            told[language] = answer.content.decode()
            assert (answer.status_code, answer["Cache-Control"]) == (422, "private, no-store")
        [way_out] = set(re.findall(r'href="(/en/news/follow/[^/"]+/)"', told["en"]))
        changed = Client().post(way_out, {"language": "en", "rhythm": "daily", "kept": []})

    assert "You cannot follow more than 1 things. Leave some of them first." in told["en"]
    assert "1개까지만 구독할 수 있습니다. 먼저 일부 구독을 해지하십시오." in told["ko"]
    assert (changed.status_code, Follower.objects.filter(pk=follower.pk).count()) == (200, 0)


def test_what_was_followed_at_an_address_that_became_a_persons_is_theirs(
    now: datetime, mailoutbox: list[EmailMessage]
) -> None:
    person, held = UserFactory(email="before@example.org"), section()
    said: dict[str, Any] = {"language": "en", "rhythm": "daily"}
    deeds.follow(subject=Subject(section=held), by=actor_of(person), now=now, **said)
    other = _begin(now)
    wrote(now=now, headline="Told already", public_from=now + timedelta(hours=1))
    assert {each.to[0] for each in _letters(now + DAY, mailoutbox)} == {ANN, "before@example.org"}
    person.email = ANN
    person.save()
    deeds.follow(subject=Subject(section=held), by=actor_of(person), now=now + DAY, **said)
    wrote(now=now, headline="New", public_from=now + DAY + timedelta(hours=1))
    letters = _letters(now + 2 * DAY, mailoutbox)

    follower = Follower.objects.get()
    assert (follower.person, _follows(follower), other.pk == follower.pk) == (person, [held, None], False)
    assert [(each.to[0].endswith(f"<{ANN}>") or each.to[0] == ANN, each.subject) for each in letters] == [(True, "New")]
