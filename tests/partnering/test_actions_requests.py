"""Asking for meetings, answering, and what the rules refuse; a refusal changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core import mail

from bridgehead.accounts.actor import Actor
from bridgehead.accounts.models import User
from bridgehead.foundation import notices
from bridgehead.foundation.models import AuditEntry, IdempotencyKey, OutboxItem
from bridgehead.foundation.refusals import Refused
from bridgehead.partnering.actions import requests
from bridgehead.partnering.models import MeetingRequest, NoThanks, PartneringRound, RequestMessage
from bridgehead.partnering.rules import TAKING_BACK
from tests.factories.forums import officer_of
from tests.factories.partnering import (
    AcceptedRequestFactory,
    DelegationFactory,
    RequestFactory,
    RoundFactory,
    TimetableFactory,
    day_of,
    delegation_of,
    meeting_in,
)

pytestmark = [pytest.mark.django_db, pytest.mark.database]


class Pair:
    """A company from Korea and one from abroad, in a round in which requests are sent."""

    def __init__(self, **round_: Any) -> None:
        self.round: PartneringRound = RoundFactory(**round_)
        self.home, self.home_person = delegation_of(self.round)
        self.abroad, self.abroad_person = delegation_of(self.round, "US")

    def ask(self, now: datetime, **changed: Any) -> MeetingRequest:
        """Let the company from Korea ask the one from abroad, or as ``changed`` says."""
        wanted = {"asked_id": self.abroad.pk, "strength": "like", "by": self.home_person, **changed}
        return requests.send_request(round_id=self.round.pk, now=now, **wanted)


def everything() -> list[Any]:
    """Everything that a deed of this kind could change."""
    models = (MeetingRequest, RequestMessage, NoThanks, AuditEntry, OutboxItem, IdempotencyKey)
    return [list(model.objects.order_by("pk").values()) for model in models]


def refusal(deed: Callable[[], Any]) -> str:
    """Return the sentence of a refused deed, which changed nothing."""
    before = everything()
    with pytest.raises(Refused) as refused:
        deed()
    assert everything() == before
    return str(refused.value)


def test_request_is_sent_and_accepted(now: datetime) -> None:
    pair = Pair()

    sent = pair.ask(now, strength="must", message="Hello")
    assert (sent.asking, sent.asked, sent.strength, sent.state, sent.message, sent.expires_at) == (
        pair.home, pair.abroad, "must", "sent", "Hello", now + timedelta(days=7)
    )  # fmt: skip
    requests.accept_request(request_id=sent.pk, strength="like", by=pair.abroad_person, now=now)

    sent.refresh_from_db()
    assert (sent.state, sent.answer_strength, sent.answered_at) == ("accepted", "like", now)
    assert list(AuditEntry.objects.order_by("position").values_list("verb", "actor_id", "object_id", "change")) == [
        ("partnering.request_sent", pair.home_person.user_id, str(sent.public_id), {}),
        ("partnering.request_accepted", pair.abroad_person.user_id, str(sent.public_id), {}),
    ]
    assert list(OutboxItem.objects.order_by("pk").values_list("kind", "payload")) == [
        ("partnering/request_sent", {"request_id": sent.pk}),
        ("partnering/request_accepted", {"request_id": sent.pk}),
    ]


def test_each_mail_of_a_request_leads_to_the_page_that_it_speaks_of(now: datetime) -> None:
    pair = Pair()
    sent = pair.ask(now, message="Hello")
    while notices.deliver_next(now):
        pass
    requests.decline_request(request_id=sent.pk, by=pair.abroad_person, now=now)
    assert not notices.deliver_next(now)
    while notices.deliver_next(now + TAKING_BACK):
        pass

    asked, declined = ([line for line in each.body.splitlines() if "://" in line] for each in mail.outbox)
    languages = {each.pk: each.language for each in User.objects.all()}
    assert (asked, declined) == (
        [f"{settings.SITE_ADDRESS}/{languages[pair.abroad_person.user_id]}/partnering/requests/{sent.public_id}/"],
        [f"{settings.SITE_ADDRESS}/{languages[pair.home_person.user_id]}/partnering/{pair.round.public_id}/partners/"],
    )


def test_request_sent_twice_with_one_key_is_one(now: datetime) -> None:
    pair = Pair()

    first, again = (pair.ask(now, idempotency_key="form-1") for _ in range(2))

    assert first == again
    assert MeetingRequest.objects.count() == 1


def test_mutual_request_offers_to_answer_theirs(now: datetime) -> None:
    pair = Pair()
    theirs = RequestFactory(asking=pair.abroad, asked=pair.home)

    with pytest.raises(requests.AlreadyAsked) as refused:
        pair.ask(now)

    assert refused.value.request == theirs
    assert str(refused.value) == "They have already asked you: answer their request."
    assert MeetingRequest.objects.get() == theirs


def test_asking_is_refused_with_a_sentence(now: datetime) -> None:
    pair = Pair(max_requests=1, max_musts=0)
    colleague, _person = delegation_of(pair.round)
    foreign = delegation_of(RoundFactory(), "US")[0].organisation
    hidden = DelegationFactory(round=pair.round, organisation=foreign, side="abroad", is_listed=False)
    stranger = delegation_of(RoundFactory())[1]

    assert [
        refusal(lambda: pair.ask(now, asked_id=pair.home.pk)),
        refusal(lambda: pair.ask(now, asked_id=colleague.pk)),
        refusal(lambda: pair.ask(now, asked_id=hidden.pk)),
        refusal(lambda: pair.ask(now, by=stranger)),
        refusal(lambda: pair.ask(now, by=Actor())),
        refusal(lambda: pair.ask(now, strength="perhaps")),
        refusal(lambda: pair.ask(now, strength="must")),
        refusal(lambda: pair.ask(now, message="x" * 601)),
    ] == [
        "You cannot ask your own organisation for a meeting.",
        "In this round, meetings are between the two sides.",
        "This organisation does not take part in the round.",
        "You do not take part in this round.",
        "You do not take part in this round.",
        "Say “must meet” or “would like to meet”.",
        "You have named 0 meetings as “must meet”, as many as this round allows.",
        "Write at most 600 characters.",
    ]
    pair.ask(now)
    other, _person = delegation_of(pair.round, "US")
    assert refusal(lambda: pair.ask(now, asked_id=other.pk)) == (
        "You have 1 requests open or agreed, as many as this round allows. Take one back to send another."
    )
    assert refusal(lambda: pair.ask(now)) == "You have already asked them; they have not answered yet."


@pytest.mark.parametrize("phase", ["profile", "place", "run", "closed"])
def test_requests_are_sent_in_their_phase_only(now: datetime, phase: str) -> None:
    pair = Pair(phase=phase)

    assert refusal(lambda: pair.ask(now)) == "Meeting requests can be sent while the round is open for requests."


def test_only_the_asked_side_answers_and_only_once(now: datetime) -> None:
    pair = Pair()
    sent = pair.ask(now)
    officer = officer_of(pair.round.forum)

    def answer(by: Actor, when: datetime = now) -> MeetingRequest:
        return requests.accept_request(request_id=sent.pk, by=by, now=when)

    assert [
        refusal(lambda: answer(pair.home_person)),
        refusal(lambda: answer(officer)),
        refusal(lambda: answer(delegation_of(pair.round)[1])),
        refusal(lambda: answer(pair.abroad_person, sent.expires_at)),
    ] == [
        "Only the organisation that was asked can answer.",
        "This request is not yours.",
        "This request is not yours.",
        "This request expired on Wednesday 3 May 2023, 09:00 Boston · 22:00 Seoul. You can ask them yourself.",
    ]
    requests.decline_request(request_id=sent.pk, reason="No time", by=pair.abroad_person, now=now)
    assert refusal(lambda: answer(pair.abroad_person)) == "This request is already closed."


def test_declined_side_does_not_ask_again_and_the_other_may_change_its_mind(now: datetime) -> None:
    pair = Pair()
    sent = pair.ask(now)
    requests.decline_request(request_id=sent.pk, reason="No time", by=pair.abroad_person, now=now)

    assert refusal(lambda: pair.ask(now)) == "They have declined a meeting with you in this round."
    theirs = pair.ask(now, by=pair.abroad_person, asked_id=pair.home.pk)
    assert (theirs.asking, theirs.asked, theirs.state) == (pair.abroad, pair.home, "sent")


def test_unanswered_requests_expire_and_may_be_sent_again(now: datetime) -> None:
    pair = Pair()
    sent = pair.ask(now)

    assert requests.expire_requests(sent.expires_at - timedelta(seconds=1)) == 0
    assert requests.expire_requests(sent.expires_at) == 1
    assert requests.expire_requests(sent.expires_at) == 0
    again = pair.ask(sent.expires_at)

    sent.refresh_from_db()
    assert (sent.state, sent.answered_at, again.state) == ("expired", sent.expires_at, "sent")


def test_overdue_request_that_no_job_closed_yet_stands_in_nobodys_way(now: datetime) -> None:
    pair = Pair()
    sent = pair.ask(now)

    theirs = pair.ask(sent.expires_at, by=pair.abroad_person, asked_id=pair.home.pk)

    sent.refresh_from_db()
    assert (sent.state, theirs.state) == ("expired", "sent")


def test_both_sides_write_before_the_answer(now: datetime) -> None:
    pair = Pair()
    sent = pair.ask(now)

    requests.write_message(request_id=sent.pk, text=" Which stage? ", by=pair.abroad_person, now=now)
    requests.write_message(request_id=sent.pk, text="Phase 2.", by=pair.home_person, now=now)

    assert list(RequestMessage.objects.values_list("author", "text")) == [
        (pair.abroad.pk, "Which stage?"),
        (pair.home.pk, "Phase 2."),
    ]
    stranger = delegation_of(pair.round)[1]
    assert [
        refusal(lambda: requests.write_message(request_id=sent.pk, text="  ", by=pair.home_person, now=now)),
        refusal(lambda: requests.write_message(request_id=sent.pk, text="Hi", by=stranger, now=now)),
    ] == ["Write something first.", "This request is not yours."]


def test_request_is_taken_back_by_who_sent_it(now: datetime) -> None:
    pair = Pair()
    sent = pair.ask(now)

    assert refusal(lambda: requests.withdraw_request(request_id=sent.pk, by=pair.abroad_person, now=now)) == (
        "You can accept or decline this request; only the other side can take it back."
    )
    assert requests.withdraw_request(request_id=sent.pk, by=pair.home_person, now=now).state == "withdrawn"


def test_agreed_meeting_is_called_off_until_it_is_published(now: datetime) -> None:
    pair = Pair(phase="place")
    (slot,), (table,) = day_of(pair.round, slots=1, tables=1)
    agreed = AcceptedRequestFactory(asking=pair.home, asked=pair.abroad)
    published = TimetableFactory(round=pair.round, state="published", version=1)
    meeting_in(published, agreed, slot, table)

    def call_off() -> MeetingRequest:
        return requests.withdraw_request(request_id=agreed.pk, by=pair.abroad_person, now=now)

    assert refusal(call_off) == "This meeting stands in the published timetable. Ask the organisers to cancel it."
    published.state = "superseded"
    published.save()
    assert call_off().state == "withdrawn"


def test_answer_tapped_twice_is_one_answer(now: datetime) -> None:
    pair = Pair()
    sent = pair.ask(now)
    requests.accept_request(request_id=sent.pk, strength="must", by=pair.abroad_person, now=now)
    before = everything()

    again = requests.accept_request(request_id=sent.pk, by=pair.abroad_person, now=now + timedelta(minutes=1))

    assert (again.answer_strength, again.answered_at) == ("must", now)
    assert everything() == before


def test_nobody_is_written_to_without_end(now: datetime) -> None:
    pair = Pair()
    for _again in range(3):
        asked = pair.ask(now)
        requests.withdraw_request(request_id=asked.pk, by=pair.home_person, now=now)
    last = pair.ask(now)
    for number in range(40):
        requests.write_message(request_id=last.pk, text=f"{number}", by=pair.home_person, now=now)

    assert refusal(
        lambda: requests.write_message(request_id=last.pk, text="And", by=pair.home_person, now=now)
    ).startswith("You have written 40 messages about this request")
    requests.write_message(request_id=last.pk, text="Please stop.", by=pair.abroad_person, now=now)
    requests.withdraw_request(request_id=last.pk, by=pair.home_person, now=now)
    assert refusal(lambda: pair.ask(now)).startswith("You have asked them 4 times in this round")


def test_wish_is_changed_by_its_own_side_within_the_quota(now: datetime) -> None:
    pair = Pair(max_musts=1)
    sent = pair.ask(now)
    other = DelegationFactory(round=pair.round, side="abroad")

    def wish(request: MeetingRequest, by: Actor, strength: str = "must") -> MeetingRequest:
        return requests.change_strength(request_id=request.pk, strength=strength, by=by, now=now)

    assert refusal(lambda: wish(sent, pair.abroad_person)) == "This request is closed."
    assert wish(sent, pair.home_person).strength == "must"
    assert wish(sent, pair.home_person).strength == "must"
    second = pair.ask(now, asked_id=other.pk)
    assert refusal(lambda: wish(second, pair.home_person)).startswith("You have named 1 meetings as “must meet”")
    assert refusal(lambda: wish(second, pair.home_person, "perhaps")) == "Say “must meet” or “would like to meet”."
    assert AuditEntry.objects.filter(verb="partnering.strength_changed").count() == 1
