"""The delegates' pages: what they show in both languages, what they do, what they refuse, whom they do not open to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bridgehead.directory.models import Organisation
from bridgehead.events.models import Forum
from bridgehead.partnering.actions import timetables
from bridgehead.partnering.actions.delegations import end_delegacies
from bridgehead.partnering.models import (
    Availability,
    CalendarFeed,
    Delegate,
    DelegateAway,
    MeetingRequest,
    NoThanks,
    RequestMessage,
    RequestState,
    RoundPhase,
)
from tests.clocks import standing_still
from tests.factories.forums import ForumFactory
from tests.factories.organisations import OrganisationFactory
from tests.factories.partnering import AcceptedRequestFactory, DelegateFactory, RequestFactory, RoundFactory
from tests.factories.people import ConsentFactory, UserFactory, actor_of
from tests.partnering.scenes import Scene, address, browser, in_boston, person, states

pytestmark = [pytest.mark.django_db, pytest.mark.database]

ROUND_PAGES = ["today", "partners", "requests", "requests_sent", "availability", "timetable", "timetable_table"]


@pytest.fixture(autouse=True)
def _today(now: datetime) -> Iterator[None]:
    with standing_still(now):
        yield


@pytest.fixture
def scene() -> Scene:
    return Scene()


@pytest.fixture
def hanbit(scene: Scene) -> Client:
    return browser(person(scene.hanbit))


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("phase", [RoundPhase.PROFILE, RoundPhase.REQUEST, RoundPhase.RUN, RoundPhase.CLOSED])
def test_every_page_opens_in_both_languages_and_every_phase(scene: Scene, language: str, phase: RoundPhase) -> None:
    scene.lay()
    scene.move(phase)
    asked = RequestFactory(asking=scene.acme, asked=scene.hanbit)
    client = browser(person(scene.hanbit))
    pages = [address(f"partnering:{page}", scene.round.public_id, language=language) for page in ROUND_PAGES]
    pages += [
        address("partnering:partner", scene.round.public_id, scene.beacon.public_id, language=language),
        address("partnering:request", asked.public_id, language=language),
        address("partnering:calendar", language=language),
    ]

    shown = {page: client.get(page) for page in pages}

    assert {page: answer.status_code for page, answer in shown.items()} == dict.fromkeys(pages, 200)
    assert all(f'<html lang="{language}"' in answer.text for answer in shown.values())


def test_one_round_is_opened_at_once_and_none_says_how_to_come_to_one(scene: Scene, hanbit: Client) -> None:
    start = address("partnering:start")

    only, none = hanbit.get(start), browser(UserFactory()).get(start)

    assert (only.status_code, only["Location"]) == (302, address("partnering:today", scene.round.public_id))
    assert "You take part in no partnering yet" in none.text


def test_of_several_rounds_those_whose_meetings_are_held_now_come_first(now: datetime) -> None:
    one, day = UserFactory(), timedelta(days=1)
    forums = {
        "to come": {"starts_at": now + 30 * day},
        "called off": {
            "starts_at": now + 2 * day, "ends_at": now + 3 * day, "state": "called_off", "called_off_at": now,
            "called_off_ko": "예시", "called_off_en": "Sample",
        },
        "on": {"starts_at": now - day, "ends_at": now + day},
        "never closed": {"starts_at": now - 9 * day, "ends_at": now - 8 * day},
    }  # fmt: skip
    for name, when in forums.items():
        phase = RoundPhase.REQUEST if name == "to come" else RoundPhase.RUN
        DelegateFactory(user=one, delegation__round=RoundFactory(forum=ForumFactory(name_en=name, **when), phase=phase))

    shown = browser(one).get(address("partnering:start")).context["rounds"]

    assert [each.forum.name_en for each in shown] == ["on", "to come", "called off", "never closed"]


@pytest.mark.parametrize("page", ROUND_PAGES)
def test_a_round_is_open_to_its_participants_only(scene: Scene, page: str) -> None:
    at = address(f"partnering:{page}", scene.round.public_id)

    stranger, officer, nobody = browser(UserFactory()).get(at), browser(scene.officer).get(at), Client().get(at)

    assert (stranger.status_code, officer.status_code, nobody.status_code) == (404, 404, 302)


def test_a_request_of_others_does_not_exist_for_a_competitor(scene: Scene) -> None:
    between = RequestFactory(asking=scene.acme, asked=scene.hanbit, message="only for Hanbit")
    competitor = browser(person(scene.saebyeok))
    deeds = ["accept", "decline", "say", "withdraw"]

    page = competitor.get(address("partnering:request", between.public_id))
    refused = [competitor.post(address(f"partnering:{deed}", between.public_id), {"text": "?"}) for deed in deeds]

    assert page.status_code == 404
    assert "only for Hanbit" not in page.text
    assert [answer.status_code for answer in refused] == [404, 404, 404, 404]
    assert (states(between), RequestMessage.objects.count()) == ([RequestState.SENT], 0)


@pytest.mark.parametrize("deed", ["accept", "decline", "say", "withdraw"])
def test_looking_never_does_a_deed(scene: Scene, hanbit: Client, deed: str) -> None:
    asked = RequestFactory(asking=scene.acme, asked=scene.hanbit)

    answer = hanbit.get(address(f"partnering:{deed}", asked.public_id))

    assert (answer.status_code, states(asked)) == (405, [RequestState.SENT])


@pytest.mark.parametrize(("musts", "wishes"), [(2, ["like", "must"]), (0, ["like"])])
def test_one_tap_accepts_and_says_how_much(scene: Scene, hanbit: Client, musts: int, wishes: list[str]) -> None:
    scene.round.max_musts = musts
    scene.round.save()
    card = RequestFactory(asking=scene.acme, asked=scene.hanbit)
    page = hanbit.get(address("partnering:today", scene.round.public_id)).text
    offered = re.findall(r'name="strength" value="(\w+)"[^>]*describedby="[^"]*">', page)

    answer = hanbit.post(address("partnering:accept", card.public_id), {"strength": wishes[-1]}, follow=True)

    card.refresh_from_db()
    assert offered == wishes
    assert (card.state, card.answer_strength) == (RequestState.ACCEPTED, wishes[-1])
    assert "Accepted. The time comes with the timetable." in answer.text


def test_nobody_accepts_without_saying_how_much(scene: Scene, hanbit: Client) -> None:
    asked = RequestFactory(asking=scene.acme, asked=scene.hanbit)

    answer = hanbit.post(address("partnering:accept", asked.public_id))

    assert (answer.status_code, states(asked)) == (422, [RequestState.SENT])


def test_a_must_beyond_the_quota_is_shown_as_used_up_and_refused_at_its_field(scene: Scene, hanbit: Client) -> None:
    scene.round.max_musts = 0
    scene.round.save()
    asked = RequestFactory(asking=scene.acme, asked=scene.hanbit)
    pages = [
        address("partnering:request", asked.public_id),
        address("partnering:partner", scene.round.public_id, scene.beacon.public_id),
    ]

    shown = [hanbit.get(page).text for page in pages]
    answer = hanbit.post(address("partnering:accept", asked.public_id), {"strength": "must"})

    assert [re.findall(r'value="(\w+)"[^>]* disabled', page) for page in shown] == [["must"], ["must"]]
    assert all("must meet – none left in this round" in page for page in shown)
    assert (answer.status_code, states(asked)) == (422, [RequestState.SENT])
    assert answer.context["accept_form"].errors.as_data().keys() == {"strength"}


def test_either_side_changes_its_own_wish_until_the_meetings(scene: Scene, hanbit: Client) -> None:
    agreed = AcceptedRequestFactory(asking=scene.acme, asked=scene.hanbit)
    deed = address("partnering:strength", agreed.public_id)

    hanbit.post(deed, {"strength": "must"})
    both = [(each.strength, each.answer_strength) for each in MeetingRequest.objects.filter(pk=agreed.pk)]
    browser(person(scene.acme)).post(deed, {"strength": "must"})
    scene.move(RoundPhase.RUN)
    refused = hanbit.post(deed, {"strength": "like"})
    agreed.refresh_from_db()

    assert both == [("like", "must")]
    assert (agreed.strength, agreed.answer_strength, refused.status_code) == ("must", "must", 422)
    assert "Wishes no longer change" in refused.text


def test_declining_keeps_the_reason_for_the_other_side(scene: Scene, hanbit: Client) -> None:
    asked = RequestFactory(asking=scene.acme, asked=scene.hanbit)

    hanbit.post(address("partnering:decline", asked.public_id), {"reason": "Another field."})

    page = browser(person(scene.acme)).get(address("partnering:request", asked.public_id))
    assert states(asked) == [RequestState.DECLINED]
    assert "Reason given: Another field." in page.text


def test_a_reason_too_long_is_said_so_and_stays_written(scene: Scene, hanbit: Client) -> None:
    asked = RequestFactory(asking=scene.acme, asked=scene.hanbit)
    reason = "너무 긴 까닭 " * 60

    answer = hanbit.post(address("partnering:decline", asked.public_id, language="ko"), {"reason": reason})

    assert (answer.status_code, states(asked)) == (422, [RequestState.SENT])
    assert answer.context["decline_form"]["reason"].errors
    assert reason.strip() in answer.text
    # The address that declines answers POST alone: the language switch leads to the page where the form stands.
    assert f'href="{address("partnering:request", asked.public_id)}" lang="en"' in answer.text


def said(page: str) -> str:
    """The words of a page, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def badges(page: str) -> list[str]:
    """The counts of a page that call for somebody's word."""
    return re.findall(r'<span class="count" data-tone="now"[^>]*>(\d+)</span>', page)


@pytest.mark.parametrize(
    ("language", "asked", "to_reply", "replied", "note"),
    [
        (
            "en",
            "you asked first; waiting for their reply",
            "they ask something first; your reply is next",
            "they wrote to you; your answer is next",
            "1 request waits for a reply to your question; you can still answer it.",
        ),
        (
            "ko",
            "먼저 질문함 · 상대의 답을 기다리는 중",
            "상대가 먼저 질문함 · 답할 차례",
            "상대가 글을 남김 · 답할 차례",
            "질문에 대한 답을 기다리는 신청이 1건 있습니다.",
        ),
    ],
)
def test_a_question_marks_the_request_for_both_sides_and_leaves_the_count(
    scene: Scene, language: str, asked: str, to_reply: str, replied: str, note: str
) -> None:
    asking, other = (RequestFactory(asking=each, asked=scene.hanbit) for each in (scene.acme, scene.beacon))
    us, them = person(scene.hanbit), person(scene.acme)
    received, sent = (
        address(f"partnering:{page}", scene.round.public_id, language=language)
        for page in ("requests", "requests_sent")
    )
    say = address("partnering:say", asking.public_id, language=language)

    browser(us).post(say, {"text": "Which stage?"})

    page, waits = browser(us).get(received).text, browser(us).get(f"{received}?shelf=asked").text
    assert (asked in said(page), note in said(page), badges(page)) == (False, True, ["1", "1"])
    assert (said(waits).count(asked), str(us) in said(waits)) == (1, True)
    names = [each.asking.organisation.name_en for each in (asking, other)]
    assert [[name in said(shelf) for name in names] for shelf in (page, waits)] == [
        [False, True],
        [True, False],
    ]
    theirs = browser(them).get(sent).text
    assert (to_reply in said(theirs), badges(theirs)[0], str(us) in said(theirs)) == (True, "1", False)

    browser(them).post(say, {"text": "Phase 2."})

    page = browser(us).get(received).text
    assert (replied in said(page), "Phase 2." in said(page), badges(page)) == (True, True, ["2", "2"])


def test_asking_first_leaves_the_request_open_and_both_read_it(scene: Scene, hanbit: Client) -> None:
    asked = RequestFactory(asking=scene.acme, asked=scene.hanbit)

    hanbit.post(address("partnering:say", asked.public_id), {"text": "Which indication?"})

    page = browser(person(scene.acme)).get(address("partnering:request", asked.public_id))
    assert states(asked) == [RequestState.SENT]
    assert "Which indication?" in page.text


def test_a_request_is_sent_once_however_often_it_is_tapped(scene: Scene, hanbit: Client) -> None:
    at = address("partnering:partner", scene.round.public_id, scene.acme.public_id)
    wish = {"strength": "must", "message": "Let us meet.", "key": "one-tap"}

    answers = [hanbit.post(at, wish).status_code for _tap in range(2)]

    sent = MeetingRequest.objects.values_list("asking", "asked", "strength", "message", "state")
    assert answers == [302, 302]
    assert list(sent) == [(scene.hanbit.pk, scene.acme.pk, "must", "Let us meet.", "sent")]


def test_a_request_beyond_the_quota_keeps_what_was_typed(scene: Scene, hanbit: Client) -> None:
    scene.round.max_requests = 1
    scene.round.save()
    RequestFactory(asking=scene.hanbit, asked=scene.beacon)
    at = address("partnering:partner", scene.round.public_id, scene.acme.public_id)

    answer = hanbit.post(at, {"strength": "like", "message": "Still here.", "key": "k"})

    assert answer.status_code == 422
    assert "as many as this round allows" in answer.text
    assert "Still here." in answer.text
    assert "0 requests left." in answer.text
    assert MeetingRequest.objects.count() == 1


def test_ones_own_side_is_not_offered_and_cannot_be_asked(scene: Scene, hanbit: Client) -> None:
    page = hanbit.get(address("partnering:partners", scene.round.public_id))
    at = address("partnering:partner", scene.round.public_id, scene.saebyeok.public_id)

    answer = hanbit.post(at, {"strength": "like", "message": "", "key": "k"})

    assert [each.pk for each in page.context["page"]] == [scene.acme.pk, scene.beacon.pk]
    assert (answer.status_code, MeetingRequest.objects.count()) == (422, 0)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("words=acm", ["Acme"]),
        ("words=nothing+at+all", []),
        ("country=US", ["Acme", "Beacon"]),
        ("country=nowhere", ["Acme", "Beacon"]),
        ("page=99", ["Acme", "Beacon"]),
    ],
)
def test_partners_are_found_by_words_and_country(scene: Scene, hanbit: Client, query: str, found: list[str]) -> None:
    page = hanbit.get(f"{address('partnering:partners', scene.round.public_id)}?{query}")

    assert [each.organisation.name_en for each in page.context["page"]] == found


def test_partners_are_found_by_topic_and_htmx_gets_the_list_alone(scene: Scene, hanbit: Client) -> None:
    at = f"{address('partnering:partners', scene.round.public_id)}?topic={scene.topic.public_id}"

    page, fragment = hanbit.get(at), hanbit.get(at, headers={"HX-Request": "true"})

    assert [each.pk for each in page.context["page"]] == [scene.acme.pk, scene.beacon.pk]
    assert "<html" in page.text
    assert "<html" not in fragment.text
    assert fragment.text.count("card request") == 2


@pytest.mark.parametrize(
    ("language", "words", "closed"),
    [
        ("en", "Acme · table 1", "closed, but this meeting stays until a new timetable is published"),
        ("ko", "Acme · 테이블 1", "닫았지만 새 시간표를 게시할 때까지 이 미팅은 그대로입니다"),
    ],
)
def test_availability_shows_which_slots_hold_a_placed_meeting(
    scene: Scene, hanbit: Client, now: datetime, language: str, words: str, closed: str
) -> None:
    at = address("partnering:availability", scene.round.public_id, language=language)
    draft = scene.draft()
    scene.move(RoundPhase.PLACE)
    assert words not in said(hanbit.get(at).text)
    timetables.publish_timetable(timetable_id=draft.pk, by=actor_of(scene.officer), now=now)

    page = hanbit.get(at).text
    assert (said(page).count(words), closed in said(page)) == (1, False)
    others = browser(person(scene.saebyeok)).get(at).text
    assert "Acme" not in said(others)

    shown = [slot.public_id for slot in scene.slots]
    asked = hanbit.post(at, {"shown": shown, "open": shown[1:]})
    assert (asked.status_code, Availability.objects.count()) == (422, 0)
    assert (said(asked.text).count(closed), f'name="sure" value="{shown[0]}">' in asked.text) == (1, True)
    hanbit.post(at, {"shown": shown, "open": shown[1:], "sure": shown[0]})

    page = said(hanbit.get(at).text)
    assert (page.count(words), page.count(closed)) == (1, 1)


def test_one_of_several_people_paints_for_themselves_and_for_a_colleague(scene: Scene, hanbit: Client) -> None:
    scene.lay()
    own, colleague = scene.hanbit.delegates.get(), DelegateFactory(delegation=scene.hanbit)
    rival = scene.acme.delegates.get()
    at = address("partnering:availability", scene.round.public_id)
    shown = [slot.public_id for slot in scene.slots]
    alone = browser(person(scene.acme)).get(at)

    for each in (own, colleague):
        answer = hanbit.post(f"{at}?for={each.public_id}", {"shown": shown, "open": shown[1:]})
        assert answer.headers["Location"] == f"{at}?for={each.public_id}"

    page = hanbit.get(at)
    assert [len(each.context["people"]) for each in (alone, page)] == [0, 2]
    away = set(DelegateAway.objects.values_list("delegate", "slot__public_id"))
    assert away == {(own.pk, shown[0]), (colleague.pk, shown[0])}
    assert [(row.cells[0].is_open, row.cells[0].is_fixed) for row in page.context["rows"]] == [
        (False, True),
        *[(True, False)] * 5,
    ]
    assert "none of you can come" in page.text
    assert [hanbit.get(f"{at}?for={each}").status_code for each in (rival.public_id, "x")] == [404, 404]


def test_whoever_is_left_alone_opens_what_they_had_said_of_themselves(scene: Scene, hanbit: Client) -> None:
    scene.lay()
    own, colleague = scene.hanbit.delegates.get(), DelegateFactory(delegation=scene.hanbit)
    at, shown = address("partnering:availability", scene.round.public_id), [slot.public_id for slot in scene.slots]
    mine = f"{at}?for={own.public_id}"
    hanbit.post(mine, {"shown": shown, "open": shown[1:]})
    end_delegacies(Delegate.objects.filter(pk=colleague.pk), scene.slots[0].starts_at)

    assert f'href="?for={own.public_id}"' in hanbit.get(at).text
    hanbit.post(mine, {"shown": shown, "open": shown})

    assert Availability.objects.count() == 0


def test_no_thanks_is_private_and_can_be_taken_back(scene: Scene, hanbit: Client) -> None:
    before = browser(person(scene.acme)).get(address("partnering:partners", scene.round.public_id)).text
    ids = (scene.round.public_id, scene.acme.public_id)

    hanbit.post(address("partnering:no_thanks", *ids))
    hidden = hanbit.get(address("partnering:partners", scene.round.public_id))
    seen_by_acme = browser(person(scene.acme)).get(address("partnering:partners", scene.round.public_id)).text
    after = hanbit.post(address("partnering:meet_after_all", *ids))

    assert [each.pk for each in hidden.context["page"]] == [scene.beacon.pk]
    assert [each.pk for each in hidden.context["not_wanted"]] == [scene.acme.pk]
    assert _without_token(seen_by_acme) == _without_token(before)
    assert (after.status_code, NoThanks.objects.count()) == (302, 0)


def _without_token(text: str) -> list[str]:
    return [line for line in text.splitlines() if "csrfmiddlewaretoken" not in line]


def test_delegates_are_named_to_others_only_with_their_consent(scene: Scene, hanbit: Client) -> None:
    listed = person(scene.acme)
    ConsentFactory(user=listed)
    hidden = person(scene.beacon)

    acme = hanbit.get(address("partnering:partner", scene.round.public_id, scene.acme.public_id)).text
    beacon = hanbit.get(address("partnering:partner", scene.round.public_id, scene.beacon.public_id)).text

    assert listed.full_name("en") in acme
    assert hidden.full_name("en") not in beacon
    assert "Their delegates have not agreed to be listed." in beacon


def test_an_unlisted_delegation_does_not_exist_for_others(scene: Scene, hanbit: Client) -> None:
    scene.acme.is_listed = False
    scene.acme.save()

    page = hanbit.get(address("partnering:partner", scene.round.public_id, scene.acme.public_id))

    assert page.status_code == 404


def test_slots_left_unticked_are_closed_and_a_new_slot_is_open(scene: Scene, hanbit: Client) -> None:
    scene.lay()
    shown, still_open = ([str(slot.public_id) for slot in some] for some in (scene.slots[:5], scene.slots[1:5]))

    hanbit.post(address("partnering:availability", scene.round.public_id), {"shown": shown, "open": still_open})

    page = hanbit.get(address("partnering:availability", scene.round.public_id))
    assert list(Availability.objects.values_list("delegation", "slot")) == [(scene.hanbit.pk, scene.slots[0].pk)]
    assert [slot.is_open for day in page.context["days"] for slot in day.slots] == [False, *[True] * 5]


def test_rubbish_for_a_slot_changes_nothing(scene: Scene, hanbit: Client) -> None:
    scene.lay()

    gone, *shown = [str(slot.public_id) for slot in scene.slots]
    scene.slots[0].delete()
    at = address("partnering:availability", scene.round.public_id)

    for sent in ({"shown": "x", "open": "9" * 30}, {"shown": [gone, *shown], "open": [gone, *shown[1:]]}):
        answer = hanbit.post(at, sent)
        assert (answer.status_code, Availability.objects.count()) == (422, 0)
        assert answer.text.count("The slots have changed meanwhile; look at them again.") == 1
        assert "not one of the available choices" not in answer.text

    # What was painted of the slots that are there still is not lost.
    assert [slot.is_open for day in answer.context["days"] for slot in day.slots] == [False, *[True] * 4]


def test_availability_once_the_meetings_run_is_refused_with_a_sentence(scene: Scene, hanbit: Client) -> None:
    scene.lay()
    scene.move(RoundPhase.RUN)

    answer = hanbit.post(
        address("partnering:availability", scene.round.public_id), {"shown": [scene.slots[0].public_id]}
    )

    assert (answer.status_code, Availability.objects.count()) == (422, 0)
    assert "The meetings have begun" in answer.text


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_timetable_tells_both_clocks_and_the_next_day(
    scene: Scene, hanbit: Client, now: datetime, language: str
) -> None:
    draft = scene.draft()
    scene.move(RoundPhase.PLACE)
    timetables.publish_timetable(timetable_id=draft.pk, by=actor_of(scene.officer), now=now)

    pages = [
        hanbit.get(address(f"partnering:{page}", scene.round.public_id, language=language)).text
        for page in ("timetable", "timetable_table", "today")
    ]

    next_day = {"ko": "23:20", "en": "23:20"}
    for page in pages:
        assert in_boston(scene.slots[0].starts_at) in page
        assert "2023-04-28T22:00+09:00" in page
        assert next_day[language] in page
        assert "Acme" in page
        assert "Beacon" in page


def test_an_agreed_request_tells_where_its_meeting_stands(scene: Scene, hanbit: Client, now: datetime) -> None:
    draft = scene.draft()
    agreed = MeetingRequest.objects.get(asking=scene.hanbit, asked=scene.acme)
    page = address("partnering:request", agreed.public_id)
    before = said(hanbit.get(page).text)
    scene.move(RoundPhase.PLACE)

    timetables.publish_timetable(timetable_id=draft.pk, by=actor_of(scene.officer), now=now)

    placed = hanbit.get(page).text
    assert "Accepted. The next timetable places it if there is room for both of you." in before
    assert "The next timetable places it" not in placed
    assert in_boston(scene.slots[0].starts_at) in placed
    assert f"table {scene.tables[0].number}" in said(placed)
    assert f'href="{address("partnering:timetable", scene.round.public_id)}"' in placed


def test_what_was_agreed_after_the_timetable_is_not_told_that_it_has_no_place(
    scene: Scene, hanbit: Client, now: datetime
) -> None:
    draft = scene.draft()
    scene.move(RoundPhase.PLACE)
    timetables.publish_timetable(timetable_id=draft.pk, by=actor_of(scene.officer), now=now)
    later = now + timedelta(minutes=1)
    new = scene.delegation("US", name_en="Cedar")
    late = AcceptedRequestFactory(asking=scene.hanbit, asked=new, answered_at=later)
    sentence = "It was agreed after the published timetable was made."

    with standing_still(later):
        shown = hanbit.get(address("partnering:request", late.public_id)).text
        listed = hanbit.get(address("partnering:timetable", scene.round.public_id)).text
        left_out = MeetingRequest.objects.get(asking=scene.beacon, asked=scene.saebyeok)
        older = browser(person(scene.beacon)).get(address("partnering:request", left_out.public_id)).text

    assert sentence in shown
    assert sentence in listed
    assert "It has no place in the published timetable." in older


def test_asking_first_is_offered_to_who_is_asked_and_before_the_answer_alone(scene: Scene, hanbit: Client) -> None:
    asked = RequestFactory(asking=scene.acme, asked=scene.hanbit)
    page = address("partnering:request", asked.public_id)

    to_answer, of_theirs = hanbit.get(page).text, browser(person(scene.acme)).get(page).text
    hanbit.post(address("partnering:accept", asked.public_id), {"strength": "like"})
    accepted = hanbit.get(page).text

    assert ["Ask first" in each for each in (to_answer, of_theirs, accepted)] == [True, False, False]


def test_before_publication_the_timetable_says_so(scene: Scene, hanbit: Client) -> None:
    scene.draft()

    page = hanbit.get(address("partnering:timetable", scene.round.public_id))

    assert "The timetable is not there yet" in page.text
    assert "Acme" not in page.text


def test_the_calendar_address_is_shown_once(hanbit: Client) -> None:
    made = hanbit.post(address("partnering:new_calendar"))
    again = hanbit.get(address("partnering:calendar"))
    ended = hanbit.post(address("partnering:end_calendar"), follow=True)

    shown = made.context["address"]
    assert shown in made.text
    assert shown.replace("http://", "webcal://") in made.text
    assert shown.rsplit("/", 2)[1] not in again.text
    assert "You have a calendar address" in again.text
    assert "Ended." in ended.text
    assert CalendarFeed.objects.count() == 0
    assert hanbit.get(shown).status_code == 404


@pytest.mark.parametrize("page", ["today", "partners", "requests", "requests_sent", "timetable"])
def test_a_page_costs_the_same_at_ten_and_at_a_hundred_delegations(page: str) -> None:
    costs = {}
    for size in (10, 100):
        scene = Scene()
        for number in range(size):
            other = scene.delegation("US", name_ko="", name_en=f"Partner {number}")
            asking, asked = (scene.hanbit, other) if number % 2 else (other, scene.hanbit)
            RequestFactory(asking=asking, asked=asked)
        costs[size] = _queries(browser(person(scene.hanbit)), address(f"partnering:{page}", scene.round.public_id))

    assert costs[10] == costs[100]
    assert costs[100] <= 32


def _queries(client: Client, at: str) -> int:
    client.get(at)  # the session's first page costs more
    with CaptureQueriesContext(connection) as captured:
        assert client.get(at).status_code == 200
    return len(captured)


def test_who_cannot_withdraw_any_more_reads_whom_to_ask(scene: Scene, hanbit: Client, now: datetime) -> None:
    draft = scene.draft()
    scene.move(RoundPhase.PLACE)
    timetables.publish_timetable(timetable_id=draft.pk, by=actor_of(scene.officer), now=now)
    forum = scene.round.forum
    forum.hosts.add(OrganisationFactory(name_en="Harbour Agency", site="https://agency.example.org"))
    Forum.objects.filter(pk=forum.pk).update(contact_email="desk@forum.example.org")
    placed = MeetingRequest.objects.get(asking=scene.hanbit, asked=scene.acme)
    pages = [
        address("partnering:request", placed.public_id),
        address("partnering:availability", scene.round.public_id),
    ]

    assert address("partnering:call_off", placed.public_id) in hanbit.get(pages[0]).text
    scene.move(RoundPhase.RUN)
    with time_machine.travel(scene.slots[0].starts_at, tick=False):
        running = [hanbit.get(page).text for page in pages]

    assert address("partnering:cannot_come", scene.round.public_id) in running[1]
    for page in running:
        assert "/call-off/" not in page
        assert '<a href="https://agency.example.org" rel="noopener nofollow">Harbour Agency</a>' in page
        assert 'href="mailto:desk@forum.example.org"' in page
        assert "/withdraw/" not in page
    assert 'href="mailto:desk@forum.example.org"' in hanbit.get(address("events:forum", forum.public_id)).text


@pytest.mark.parametrize(
    ("moment", "told"),
    [
        (datetime(2023, 4, 28, 13, 0, tzinfo=UTC), []),
        (datetime(2023, 4, 28, 23, 0, tzinfo=UTC), ["In Seoul it is Sat 29 April ."]),
    ],
)
def test_today_names_the_city_and_the_readers_day_where_it_is_another(
    scene: Scene, moment: datetime, told: list[str]
) -> None:
    with standing_still(moment):
        page = said(browser(person(scene.hanbit)).get(address("partnering:today", scene.round.public_id)).text)

    assert "Today, Fri 28 April · Boston" in page
    assert re.findall(r"In Seoul it is [^.]*\.", page) == told


def test_meetings_are_downloaded_as_they_stand_and_lead_back(scene: Scene, hanbit: Client, now: datetime) -> None:
    draft = scene.draft()
    scene.move(RoundPhase.PLACE)
    timetables.publish_timetable(timetable_id=draft.pk, by=actor_of(scene.officer), now=now)
    agreed = MeetingRequest.objects.get(asking=scene.hanbit, asked=scene.acme)

    answer = hanbit.get(address("partnering:calendar_file"))
    others = browser(UserFactory()).get(address("partnering:calendar_file"))

    text = answer.text.replace("\r\n ", "")
    assert answer["Content-Disposition"] == 'attachment; filename="meetings.ics"'
    assert f"X-WR-CALNAME:My meetings – {scene.round.forum.name_en}" in text
    assert text.count("BEGIN:VEVENT") == 2
    assert f"URL:{settings.SITE_ADDRESS}{address('partnering:request', agreed.public_id)}" in text
    assert "BEGIN:VEVENT" not in others.text


@pytest.mark.parametrize(("language", "mark"), [("ko", "영어"), ("en", "")])
def test_a_text_in_the_other_language_carries_its_mark_and_a_name_does_not(
    scene: Scene, language: str, mark: str
) -> None:
    Organisation.objects.filter(pk=scene.acme.organisation_id).update(summary_ko="", summary_en="We make antibodies.")
    at = address("partnering:partner", scene.round.public_id, scene.acme.public_id, language=language)

    page = browser(person(scene.hanbit)).get(at).text

    text = f'<span lang="en">We make antibodies.</span> <small class="inother">{mark}</small>'
    assert (text in page) == bool(mark)
    assert '<span lang="en">Acme</span> <small' not in page


def test_partners_are_found_by_their_city(scene: Scene, hanbit: Client) -> None:
    Organisation.objects.filter(pk=scene.beacon.organisation_id).update(city="Lowell")

    found = hanbit.get(address("partnering:partners", scene.round.public_id), {"words": "lowell"}).context["page"]

    assert [each.pk for each in found] == [scene.beacon.pk]
