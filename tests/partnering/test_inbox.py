"""The inbox: what stands on it in which order, many answers at once with an honest outcome, and taking them back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bridgehead.foundation import notices
from bridgehead.foundation.models import AuditEntry, OutboxItem
from bridgehead.foundation.refusals import Refused
from bridgehead.partnering.actions import requests
from bridgehead.partnering.models import Delegation, MeetingRequest, NoThanks, RequestMessage
from bridgehead.partnering.rules import TAKING_BACK
from bridgehead.partnering.schemas.words import DECLINE_REASONS
from tests.clocks import standing_still
from tests.factories.partnering import AcceptedRequestFactory, RequestFactory, RoundFactory, day_of, delegation_of
from tests.factories.people import actor_of
from tests.partnering.scenes import address, browser, person

pytestmark = [pytest.mark.django_db, pytest.mark.database]

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _today(now: datetime) -> Iterator[None]:
    with standing_still(now):
        yield


class Inbox:
    """Acme, from abroad, whom companies from Korea ask; the n-th is called by its number."""

    def __init__(self, asking: int = 0, **round_: Any) -> None:
        self.round = RoundFactory(**round_)
        self.acme, self.actor = delegation_of(self.round, "US", name_ko="", name_en="Acme")
        self.user = person(self.acme)
        self.client = browser(self.user)
        self.requests = [self.asks(f"Firm {number}") for number in range(1, asking + 1)]

    def asks(self, name: str, **wish: Any) -> MeetingRequest:
        organisation = {key: wish.pop(key) for key in ("kind", "country") if key in wish}
        other, _ = delegation_of(
            self.round, organisation.pop("country", "KR"), name_ko="", name_en=name, **organisation
        )
        Delegation.objects.filter(pk=other.pk).update(side="home")
        made: MeetingRequest = RequestFactory(asking=other, asked=self.acme, **wish)
        return made

    def at(self, name: str = "requests", query: str = "", language: str = "en") -> str:
        return address(f"partnering:{name}", self.round.public_id, language=language) + query

    def get(self, query: str = "", language: str = "en") -> HttpResponse:
        return self.client.get(self.at(query=query, language=language))

    def names(self, query: str = "") -> list[str]:
        return re.findall(r'<h3 id="name-[^>]*><a [^>]*>([^<]+)</a>', self.get(query).text)

    def answer(self, answer: str, *chosen: MeetingRequest, client: Client | None = None, **sent: Any) -> HttpResponse:
        headers = sent.pop("headers", {})
        ids = [str(each.public_id) for each in chosen]
        return (client or self.client).post(
            self.at("answer_requests"), {"answer": answer, "ids": ids, **sent}, headers=headers
        )

    def states(self) -> list[tuple[str, str, str]]:
        return list(MeetingRequest.objects.order_by("pk").values_list("state", "answer_strength", "decline_reason"))


def everything() -> list[Any]:
    models = (MeetingRequest, RequestMessage, AuditEntry, OutboxItem)
    return [list(model.objects.order_by("pk").values()) for model in models]


def deliver(now: datetime) -> list[str]:
    """Deliver all that is due and return the subjects of what was mailed."""
    before = len(mail.outbox)
    while notices.deliver_next(now):
        pass
    return [str(each.subject) for each in mail.outbox[before:]]


def said(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_shelves_orders_and_filters_show_what_they_say(now: datetime) -> None:
    box = Inbox()
    cedar = box.asks("Cedar", kind="investor", expires_at=now + timedelta(days=3))
    alder = box.asks("Alder", country="JP", expires_at=now + timedelta(days=1))
    birch = box.asks("Birch", strength="must", expires_at=now + timedelta(days=2))
    box.asks("Dogwood", state="declined", answered_at=now)
    box.asks("Elm", state="withdrawn", answered_at=now)
    asked = box.asks("Fir")
    requests.write_message(request_id=asked.pk, text="Which stage?", by=box.actor, now=now)
    unwanted = box.asks("Ginkgo")
    NoThanks.objects.create(delegation=box.acme, about=unwanted.asking)
    for minutes, each in enumerate((cedar, alder, birch)):
        MeetingRequest.objects.filter(pk=each.pk).update(created_at=now + timedelta(minutes=minutes))

    assert {
        query: box.names(query)
        for query in (
            "", "?order=newest", "?order=expiring", "?order=name", "?kind=investor", "?country=JP", "?country=nowhere",
            "?shelf=asked", "?shelf=accepted", "?shelf=declined", "?shelf=ended", "?shelf=nonsense&page=99",
        )
    } == {
        # Nothing is known of any of them: who must meet comes first, then who asked first.
        "": ["Birch", "Cedar", "Alder"],
        "?order=newest": ["Birch", "Alder", "Cedar"],
        "?order=expiring": ["Alder", "Birch", "Cedar"],
        "?order=name": ["Alder", "Birch", "Cedar"],
        "?kind=investor": ["Cedar"],
        "?country=JP": ["Alder"],
        "?country=nowhere": ["Birch", "Cedar", "Alder"],
        "?shelf=asked": ["Fir"],
        "?shelf=accepted": [],
        "?shelf=declined": ["Dogwood"],
        "?shelf=ended": ["Elm"],
        "?shelf=nonsense&page=99": ["Birch", "Cedar", "Alder"],
    }  # fmt: skip
    tabs = said(box.get().text.split('id="inbox-tabs"')[1].split("</nav>")[0]).partition("> ")[2]
    assert tabs == "To answer 3 Asked first 1 Accepted 0 Declined 1 Ended 1 Sent"


def test_many_are_answered_at_once_and_what_could_not_be_is_said_and_stays_chosen() -> None:
    box = Inbox(asking=4, max_musts=2)
    MeetingRequest.objects.filter(pk=box.requests[1].pk).update(state="withdrawn")

    answer = box.answer("must", *box.requests)

    assert box.states() == [
        ("accepted", "must", ""),
        ("withdrawn", "", ""),
        ("accepted", "must", ""),
        ("sent", "", ""),
    ]
    assert answer.status_code == 422
    told = said(answer.text.split('id="inbox-said"')[1].split("</div>")[0]).partition("> ")[2]
    assert told == (
        "2 accepted as “must meet”. Undo "
        "1 had been withdrawn meanwhile: Firm 2. "
        "1 still waits for an answer: Firm 4. "
        "You have named 2 meetings as “must meet”, as many as this round allows."
    )
    assert re.findall(r'name="ids" value="([^"]+)" checked', answer.text) == [str(box.requests[3].public_id)]
    assert [each.verb for each in AuditEntry.objects.order_by("position")] == ["partnering.request_accepted"] * 2
    assert sorted(OutboxItem.objects.values_list("payload__request_id", flat=True)) == [
        box.requests[0].pk, box.requests[2].pk,
    ]  # fmt: skip


def test_answering_twice_is_answering_once() -> None:
    box = Inbox(asking=3)
    one, two, three = box.requests
    sent = [("accept", one, {}), ("decline", two, {"reason": ""}), ("ask", three, {"text": "Which stage?", "key": "k"})]
    for answer, request, words in sent:
        assert box.answer(answer, request, **words).status_code == 302
    before = everything()

    for answer, request, words in sent:
        assert box.answer(answer, request, **words).status_code == 302

    assert everything() == before
    assert [each[0] for each in box.states()] == ["accepted", "declined", "sent"]
    assert list(RequestMessage.objects.values_list("request", "text")) == [(three.pk, "Which stage?")]


def test_the_button_of_one_request_answers_it_alone() -> None:
    box = Inbox(asking=2)
    one, two = box.requests

    box.answer(f"decline:{one.public_id}", two, own_reason="Another field.", reason=DECLINE_REASONS[1])

    assert box.states() == [("declined", "", "Another field."), ("sent", "", "")]


@pytest.mark.parametrize(
    ("answer", "sent", "sentence"),
    [
        ("accept", {}, "Choose at least one request."),
        ("accept:nonsense", {}, "Choose at least one request."),
        ("ask", {"text": "  "}, "Write the question first."),
        ("perhaps", {}, "Choose an answer: accept, ask first, or decline."),
        ("decline", {"own_reason": "x" * 301}, "300"),
    ],
)
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
def test_a_wrong_form_is_refused_in_words_and_changes_nothing(
    answer: str, sent: dict[str, str], sentence: str, headers: dict[str, str]
) -> None:
    box = Inbox(asking=1)
    before = everything()
    chosen = [] if answer == "accept" else box.requests

    refused = box.answer(answer, *chosen, headers=headers, **sent)

    assert (refused.status_code, sentence in said(refused.text), everything() == before) == (422, True, True)
    if chosen and not headers and not answer.endswith("nonsense"):
        assert f'value="{box.requests[0].public_id}" checked' in refused.text
        assert all(word.strip() in refused.text for word in sent.values())


def test_requests_of_others_do_not_exist_for_who_answers() -> None:
    box, other = Inbox(asking=1), Inbox(asking=1)
    before = everything()

    mixed = other.answer("decline", box.requests[0])
    from_outside = box.answer("decline", box.requests[0], client=other.client)
    own = box.answer("decline", client=browser(person(box.requests[0].asking)), ids=[str(box.requests[0].public_id)])

    assert [each.status_code for each in (mixed, from_outside, own)] == [422, 404, 422]
    assert "These requests are not yours." in said(mixed.text)
    assert everything() == before


def test_htmx_gets_the_parts_that_change_alone() -> None:
    box = Inbox(asking=2)
    one, two = box.requests
    MeetingRequest.objects.filter(pk=two.pk).update(state="withdrawn")

    answer = box.answer("decline", one, two, headers=HTMX, reason=DECLINE_REASONS[0])

    assert (answer.status_code, "<html" in answer.text) == (200, False)
    gone = re.findall(r'id="ask-([^"]+)" hx-swap-oob="delete"', answer.text)
    assert gone == [str(one.public_id), str(two.public_id)]
    assert re.findall(r'id="([^"]+)" hx-swap-oob="true"', answer.text) == ["inbox-tabs", "inbox-room"]
    assert "Declined: Firm 1." in said(answer.text)
    assert "1 had been withdrawn meanwhile: Firm 2." in said(answer.text)


def test_the_other_side_is_told_ten_minutes_later_and_of_an_answer_taken_back_nothing(now: datetime) -> None:
    box = Inbox(asking=2)
    one, two = box.requests
    box.answer("decline", one, two, reason=DECLINE_REASONS[0])
    assert deliver(now + TAKING_BACK - timedelta(seconds=1)) == []
    undo = f'action="{box.at("take_back_answers")}"'
    pages = [address("partnering:request", each.public_id) for each in (one, two)]
    assert [undo in box.client.get(page).text for page in pages] == [True, True]
    assert [undo in browser(person(one.asking)).get(pages[0]).text] == [False]

    back = box.client.post(box.at("take_back_answers", "?shelf=declined"), {"ids": [str(two.public_id)] * 2})

    assert (back.status_code, back["Location"]) == (302, box.at(query="?shelf=declined"))
    assert "1 answer taken back." in said(box.get("?shelf=declined").text)
    assert [(state, reason) for state, _, reason in box.states()] == [("declined", DECLINE_REASONS[0]), ("sent", "")]
    assert MeetingRequest.objects.get(pk=two.pk).answered_at is None
    assert len(deliver(now + TAKING_BACK)) == 1
    assert [undo in box.client.get(page).text for page in pages] == [False, False]
    taken = AuditEntry.objects.get(verb="partnering.answer_taken_back")
    assert (taken.object_id, taken.change) == (str(two.public_id), {"state": ["declined", "sent"]})


def test_an_answer_that_somebody_was_told_of_stays(now: datetime) -> None:
    box = Inbox(asking=3, phase="request")
    told, renewed, overdue = box.requests
    MeetingRequest.objects.filter(pk=overdue.pk).update(expires_at=now + timedelta(minutes=5))
    requests.accept_request(request_id=told.pk, by=box.actor, now=now - TAKING_BACK)
    deliver(now)
    requests.decline_request(request_id=renewed.pk, by=box.actor, now=now)
    RequestFactory(asking=box.acme, asked=renewed.asking)
    requests.accept_request(request_id=overdue.pk, by=box.actor, now=now)
    before = everything()

    def refusal(request: MeetingRequest, when: datetime = now, by: Any = box.actor) -> str:
        with pytest.raises(Refused) as refused:
            requests.take_back_answer(request_id=request.pk, by=by, now=when)
        return str(refused.value)

    assert [
        refusal(told),
        refusal(renewed),
        refusal(overdue, now + timedelta(minutes=5)),
        refusal(renewed, by=actor_of(person(renewed.asking))),
    ] == [
        "They have been told of your answer already.",
        "Since you declined, another request between you was made; answer that one.",
        "The request would have expired by now; the answer stays.",
        "Only the organisation that was asked can answer.",
    ]
    assert everything() == before
    shown = box.get("?shelf=accepted").text
    assert [str(each.public_id) in re.findall(r'name="ids" value="([^"]+)"', shown) for each in (told, overdue)] == [
        False,
        True,
    ]


def test_a_meeting_in_a_published_timetable_is_not_taken_back(now: datetime) -> None:
    from tests.factories.partnering import TimetableFactory, meeting_in

    box = Inbox(asking=1, phase="place")
    (slot,), (table,) = day_of(box.round, slots=1, tables=1)
    requests.accept_request(request_id=box.requests[0].pk, by=box.actor, now=now)
    meeting_in(TimetableFactory(round=box.round, state="published", version=1), box.requests[0], slot, table)

    with pytest.raises(Refused, match="published timetable"):
        requests.take_back_answer(request_id=box.requests[0].pk, by=box.actor, now=now)


@pytest.mark.parametrize(
    ("language", "reason"),
    [
        ("en", "Thank you for asking. Our time at this forum is taken."),
        ("ko", "신청해 주셔서 감사합니다. 이번 포럼에서는 미팅 일정이 모두 찼습니다."),
    ],
)
def test_a_ready_reason_is_read_in_each_readers_language(now: datetime, language: str, reason: str) -> None:
    box = Inbox(asking=1)
    asking = person(box.requests[0].asking)
    asking.language = language
    asking.save()

    box.client.post(box.at("answer_requests", language="ko"), {
        "answer": f"decline:{box.requests[0].public_id}", "reason": DECLINE_REASONS[0],
    })  # fmt: skip
    deliver(now + TAKING_BACK)

    page = browser(asking).get(address("partnering:request", box.requests[0].public_id, language=language)).text
    assert (reason in said(page), reason in str(mail.outbox[0].body)) == (True, True)


@pytest.mark.parametrize(
    ("slots", "shut", "closed", "most", "sentence"),
    [
        (0, 0, 0, None, "2 meetings agreed; how many there can be is not known yet. “Must meet”: 3 left."),
        (6, 1, 1, None, "2 of 4 meetings agreed; room for 2 more. “Must meet”: 3 left."),
        (6, 0, 0, 3, "2 of 3 meetings agreed; room for 1 more. “Must meet”: 3 left."),
        (
            1, 0, 0, None,
            "2 meetings agreed, and time for 1: the timetable takes those that are wanted most. “Must meet”: 3 left.",
        ),
    ],
)  # fmt: skip
def test_room_is_told_always(slots: int, shut: int, closed: int, most: int | None, sentence: str) -> None:
    box = Inbox(asking=1, max_meetings=most)
    laid, _tables = day_of(box.round, slots=slots, tables=1)
    for slot in laid[:shut]:
        slot.is_shut = True
        slot.save()
    for slot in laid[shut : shut + closed]:
        slot.closed_for.create(delegation=box.acme)
    for number, sides in enumerate((("asking", "asked"), ("asked", "asking"))):
        other, _ = delegation_of(box.round, name_en=f"Other {number}")
        AcceptedRequestFactory(**dict(zip(sides, (box.acme, other), strict=True)))

    shelves = [
        said(box.get(query).text.split('id="inbox-room">')[1].split("</p>")[0]) for query in ("", "?shelf=ended")
    ]
    assert shelves == [sentence, sentence]


def test_a_long_message_is_folded_and_can_be_read_whole() -> None:
    box = Inbox()
    box.asks("Short", message="Two lines\nand no more")
    box.asks("Long", message="word " * 60)

    page = box.get().text

    assert page.count('<details class="fold">') == 1
    assert ("word " * 60).strip() in said(page)


def test_a_page_of_many_asks_the_database_as_often_as_one_of_few() -> None:
    costs = []
    for size in (3, 40):
        box = Inbox(asking=size)
        box.get()
        with CaptureQueriesContext(connection) as captured:
            assert len(box.names()) == size
        costs.append(len(captured))

    assert costs[0] == costs[1]


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("phase", ["profile", "request", "place", "run", "closed"])
def test_every_shelf_opens_in_every_phase_and_answers_stand_only_where_they_are_given(
    language: str, phase: str
) -> None:
    box = Inbox(asking=1, phase=phase)
    shown = {shelf: box.get(f"?shelf={shelf}", language) for shelf in ("waiting", "asked", "accepted", "ended", "x")}

    assert {each.status_code for each in shown.values()} == {200}
    bars = [shelf for shelf, page in shown.items() if 'class="answerbar' in page.text]
    assert bars == (["waiting", "x"] if phase in ("request", "place") else [])
