"""The pages of programmes and calls: what everybody reads, the desk, and the builder of the form."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bridgehead.foundation import clock
from bridgehead.programmes.actions.questions import answer, ask
from bridgehead.programmes.models import Call, CallForm, CallQuestion, CallState, Programme
from bridgehead.web.questionnaire import questionnaire_of
from tests.clocks import standing_still
from tests.factories.people import UserFactory, actor_of
from tests.factories.programmes import ASKED, CallFactory, ProgrammeFactory, call_open, officer_of

pytestmark = pytest.mark.django_db


def _desk(name: str, programme: Programme, call: Call | None = None, **more: Any) -> str:
    where = {"public_id": programme.public_id} | ({"call_id": call.public_id} if call else {})
    return reverse(f"programmes_desk:{name}", kwargs=where | more)


def _officer(programme: Programme) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(officer_of(programme)[0])
    return client


def _page(client: Client, to: str, now: datetime) -> str:
    with standing_still(now):
        answered = client.get(to)
    assert answered.status_code == 200
    return answered.content.decode()


def test_a_call_tells_who_may_apply_until_when_on_both_clocks(now: datetime) -> None:
    call = call_open(now, eligibility_en="Companies of digital health.\n\nNo others.", reserve=3)
    told = _page(Client(), f"/en/programmes/calls/{call.public_id}/", now)

    for words in ("Companies of digital health.", "10 places in the cohort of 2023, 3 on the reserve list", "Seoul"):
        assert words in told
    for words in ("Plan for the US market", "in Korean and in English, up to 2,000 letters", "up to 2 files"):
        assert words in told
    assert "only if “Cleared by the FDA” is answered with: Cleared" in told
    assert "Sign in to ask." in told


def test_the_same_call_in_korean(now: datetime) -> None:
    call = call_open(now, eligibility_en="Only companies.")
    told = _page(Client(), f"/ko/programmes/calls/{call.public_id}/", now)

    assert all(
        words in told for words in ("2023년 참가기업 모집", "접수 중", "미국 진출 계획", "한국어와 영어, 2,000자까지")
    )
    assert '<div lang="en"><p>Only companies.</p></div>' in told


@pytest.mark.parametrize(
    ("hours", "told"), [(-2, "Opens soon"), (0, "Open"), (24 * 30, "Closed")]
)  # fmt: skip
def test_where_a_call_stands_is_told_by_the_clock(now: datetime, hours: int, told: str) -> None:
    call = call_open(now)

    assert f"</svg> {told}</span>" in _page(
        Client(), f"/en/programmes/{call.programme.public_id}/", now + timedelta(hours=hours)
    ).replace("\n", " ")


def test_drafts_and_unlisted_programmes_are_there_for_their_officers_alone(now: datetime) -> None:
    hidden = ProgrammeFactory(is_listed=False, name_en="Hidden programme")
    days = {"opens_at": now, "closes_at": now + timedelta(days=1)}
    draft = CallFactory(programme=hidden, **days)
    CallForm.objects.create(call=draft, version=1)
    announced = call_open(now, programme=hidden)
    addresses = [
        f"/en/programmes/{hidden.public_id}/",
        f"/en/programmes/calls/{draft.public_id}/",
        f"/en/programmes/calls/{announced.public_id}/",
    ]
    stranger, officer = Client(), _officer(hidden)

    assert [[each.get(to).status_code for to in addresses] for each in (stranger, officer)] == [[404] * 3, [200] * 3]
    with standing_still(now):
        feed = stranger.get("/en/programmes/calls/open.en.atom").content.decode()
    assert "Hidden programme" not in _page(stranger, "/en/programmes/", now)
    assert str(announced.public_id) not in feed


def test_the_feed_tells_of_open_calls_and_changes_with_them_alone(now: datetime) -> None:
    def feed(language: str, at: datetime) -> bytes:
        with standing_still(at):
            return Client().get(f"/en/programmes/calls/open.{language}.atom").content

    empty = feed("en", now), feed("en", now + timedelta(hours=1))
    call = call_open(now)

    assert empty[0] == empty[1]
    assert call.name_en in feed("en", now).decode()
    assert call.name_ko in feed("ko", now).decode()
    assert call.name_en not in feed("en", call.closes_at).decode()
    assert Client().get("/en/programmes/calls/open.fr.atom").status_code == 404


def test_an_answer_is_read_by_everybody_and_its_asker_by_nobody(now: datetime) -> None:
    call, person = call_open(now), UserFactory(given_name_en="Curious")
    asked = ask(call_id=call.pk, text="Does Curious Ltd qualify?", by=actor_of(person), now=now)
    to = f"/en/programmes/calls/{call.public_id}/"
    before = _page(Client(), to, now)
    said = {"question_en": "Do small companies qualify?", "answer_en": "They do."}
    answer(question_id=asked.pk, is_published=True, by=officer_of(call.programme)[1], now=now, **said)
    after = _page(Client(), to, now)

    assert ("Nothing has been answered yet" in before, "They do." in after, "Curious" in before + after) == (
        True, True, False,
    )  # fmt: skip


def test_what_is_asked_without_words_keeps_the_page(now: datetime) -> None:
    call, client = call_open(now), Client(headers={"accept-language": "en"})
    client.force_login(UserFactory())
    with standing_still(now):
        wrong = client.post(f"/en/programmes/calls/{call.public_id}/ask/", {"text": " "})
        right = client.post(f"/en/programmes/calls/{call.public_id}/ask/", {"text": "Who pays?", "token": "t"})

    assert (wrong.status_code, right.status_code, [each.asked for each in CallQuestion.objects.all()]) == (
        422, 302, ["Who pays?"],
    )  # fmt: skip


def test_an_officer_drafts_a_call_writes_its_form_and_announces_it() -> None:
    programme = ProgrammeFactory()
    client = _officer(programme)
    opens = (clock.now() + timedelta(days=1)).strftime("%Y-%m-%dT10:00")
    closes = (clock.now() + timedelta(days=31)).strftime("%Y-%m-%dT18:00")
    said = {
        "name_en": "Companies wanted", "name_ko": "참가기업 모집", "year": "2027", "zone": "Asia/Seoul",
        "opens_at": opens, "closes_at": closes, "places": "13", "reserve": "3", "token": "t",
    }  # fmt: skip
    for _twice in range(2):
        client.post(_desk("new_call", programme), said)
    call = Call.objects.get()
    client.post(_desk("form", programme, call), {"title_en": "The company", "title_ko": "기업"})
    field = {
        "kind": "choice",
        "label_en": "Cleared?",
        "choices": "예 | Yes\n아니요 | No",
        "is_required": "on",
        "most": "9",
    }
    client.post(_desk("new_field", programme, call, section_key="s1"), field)
    more = {"kind": "amount", "label_en": "Costs", "currencies": "krw, usd", "shown_if": ["q1=c1"]}
    client.post(_desk("new_field", programme, call, section_key="s1"), more)
    drafted = _page(client, _desk("form", programme, call), clock.now())
    announced = client.post(_desk("announce", programme, call))
    call.refresh_from_db()

    assert "only if “Cleared?” is answered with: Yes" in drafted
    assert (announced.status_code, call.state, call.places) == (302, CallState.ANNOUNCED, 13)
    asked = questionnaire_of(call.forms.get().definition).fields()
    assert [(each.key, each.currencies, each.most) for each in asked] == [
        ("q1", (), None), ("q2", ("KRW", "USD"), None),
    ]  # fmt: skip


def test_a_choice_whose_words_stand_keeps_its_key_wherever_it_moves(now: datetime) -> None:
    programme = ProgrammeFactory()
    call = CallFactory(programme=programme, opens_at=now, closes_at=now + timedelta(days=1))
    CallForm.objects.create(call=call, version=1, definition=ASKED)
    said = {
        "kind": "choice", "label_en": "Cleared by the FDA", "choices": "새로 | New\n허가 | Cleared",
    }  # fmt: skip
    _officer(programme).post(_desk("field", programme, call, section_key="company", field_key="cleared"), said)
    changed = questionnaire_of(CallForm.objects.get().definition).field("cleared")

    assert changed is not None
    assert [(each.key, each.label.en) for each in changed.choices] == [("c1", "New"), ("cleared", "Cleared")]


@pytest.mark.parametrize(
    ("name", "said", "told"),
    [
        ("form", {"title_en": ""}, "Each section needs a title, in Korean or in English."),
        ("new_field", {"kind": "choice", "label_en": "Which?"}, "“Which?” needs from 2 to 60 choices."),
        ("new_field", {"kind": "amount", "label_en": "Costs"}, "“Costs” needs a currency."),
        ("new_field", {"kind": "line", "label_en": "Name", "most": "501"}, "“Name”: the most is from 1 to 500."),
        ("new_field", {"kind": "line", "label_en": "Kept", "shown_if": ["plan=x"]}, "Select a valid choice."),
    ],
)
def test_what_is_wrong_in_a_form_is_said_and_nothing_typed_is_lost(
    now: datetime, name: str, said: dict[str, Any], told: str
) -> None:
    call = CallFactory(opens_at=now, closes_at=now + timedelta(days=1))
    CallForm.objects.create(call=call, version=1, definition=ASKED)
    more = {"section_key": "company"} if name == "new_field" else {}
    answered = _officer(call.programme).post(_desk(name, call.programme, call, **more), {**said, "help_en": "Typed"})
    page = answered.content.decode()

    assert (answered.status_code, CallForm.objects.get().definition) == (422, ASKED)
    assert all(words in page for words in ("Typed", *said.get("label_en", "Typed").split()))
    assert told in page or told == "Select a valid choice."


def test_the_desk_of_another_programme_is_not_there(now: datetime) -> None:
    call = call_open(now)
    client = _officer(ProgrammeFactory())
    pages = [
        _desk("programme", call.programme),
        _desk("call", call.programme, call),
        _desk("form", call.programme, call),
    ]

    assert [client.get(to).status_code for to in pages] == [404] * 3
    other = call_open(now)
    crossed = _desk("call", call.programme, other)
    assert _officer(call.programme).get(crossed).status_code == 404
