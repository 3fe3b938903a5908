"""Applications: begun once, written together, handed in once and in time, read by their team alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from bridgehead.accounts.actor import Actor
from bridgehead.accounts.models import User
from bridgehead.foundation import notices
from bridgehead.foundation.models import StoredFile
from bridgehead.foundation.refusals import Refused
from bridgehead.programmes.actions.applications import begin_application, save_answers, withdraw_application
from bridgehead.programmes.actions.attachments import bring_file, remove_file
from bridgehead.programmes.actions.handing_in import hand_in, seal_of
from bridgehead.programmes.actions.more import ask_for_more, close_more, extend_more
from bridgehead.programmes.actions.teams import (
    erase_writer,
    invite_writer,
    join_team,
    leave_teams,
    make_lead,
    remove_writer,
)
from bridgehead.programmes.guards import IN_TIME
from bridgehead.programmes.models import (
    Application,
    ApplicationFile,
    Call,
    CallState,
    Submission,
    TeamInvitation,
    TeamMember,
)
from bridgehead.web.questionnaire import mark_of
from tests.clocks import standing_still
from tests.factories.organisations import MembershipFactory, OrganisationFactory
from tests.factories.people import UserFactory, actor_of
from tests.factories.programmes import applying, call_open, officer_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]

WHOLE: dict[str, Any] = {"plan": {"ko": "보스턴 법인", "en": "A company in Boston"}, "cleared": "no"}
VALUES = {"plan": {"ko": "보스턴 법인", "en": "A company in Boston"}, "cleared": "no"}


@pytest.fixture(autouse=True)
def _eve(now: datetime) -> Iterator[None]:
    with standing_still(now):
        yield


def member(organisation: Any, role: str = "representative") -> Actor:
    """Somebody of an organisation."""
    person = UserFactory()
    MembershipFactory(user=person, organisation=organisation, role=role)
    return actor_of(person)


def writer(application: Application) -> Actor:
    """Somebody who writes at an application."""
    person = UserFactory()
    TeamMember.objects.create(application=application, user=person)
    return actor_of(person)


def deliver(now: datetime) -> None:
    while notices.deliver_next(now):
        pass


def deck(name: str = "deck.pdf", content: bytes = b"%PDF-1.7 deck") -> ContentFile[bytes]:
    return ContentFile(content, name=name)


def test_whoever_begins_leads_and_is_led_back(now: datetime) -> None:
    call, organisation = call_open(now), OrganisationFactory()
    by = member(organisation)

    begun = begin_application(call_id=call.pk, organisation_id=organisation.pk, by=by, now=now)
    again = begin_application(call_id=call.pk, organisation_id=organisation.pk, by=by, now=now)

    assert (begun.pk, begun.state, begun.form.version) == (again.pk, "draft", 1)
    assert list(begun.team.values_list("user_id", "role")) == [(by.user_id, "lead")]


def test_a_colleague_is_told_who_leads(now: datetime) -> None:
    call, organisation = call_open(now), OrganisationFactory()
    first, second = member(organisation), member(organisation, "owner")
    begin_application(call_id=call.pk, organisation_id=organisation.pk, by=first, now=now)

    with pytest.raises(Refused) as refused:
        begin_application(call_id=call.pk, organisation_id=organisation.pk, by=second, now=now)

    lead = User.objects.get(pk=first.user_id).full_name()
    assert str(refused.value) == (
        f"Your organisation has an application for this call already. Ask {lead} to invite you to its team."
    )
    assert Application.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"opens_at": timedelta(hours=1), "closes_at": timedelta(days=2)}, "This call opens on "),
        ({"opens_at": -timedelta(days=2), "closes_at": timedelta(0)}, "This call closed on "),
        ({"state": CallState.CANCELLED}, "This call takes no applications."),
    ],
)
def test_begun_only_while_the_call_is_open(now: datetime, fields: dict[str, Any], told: str) -> None:
    moments = {key: now + value if isinstance(value, timedelta) else value for key, value in fields.items()}
    call, organisation = call_open(now), OrganisationFactory()
    Call.objects.filter(pk=call.pk).update(**moments)

    with pytest.raises(Refused) as refused:
        begin_application(call_id=call.pk, organisation_id=organisation.pk, by=member(organisation), now=now)

    assert str(refused.value).startswith(told)
    assert Application.objects.count() == 0


def test_begun_by_owners_and_representatives_alone(now: datetime) -> None:
    call, organisation = call_open(now), OrganisationFactory()

    for by in (member(organisation, "member"), member(OrganisationFactory(), "owner")):
        with pytest.raises(Refused):
            begin_application(call_id=call.pk, organisation_id=organisation.pk, by=by, now=now)

    assert Application.objects.count() == 0


def test_two_write_and_each_keeps_what_they_wrote(now: datetime) -> None:
    application, lead = applying(call_open(now), answers={"cleared": "no"})
    other = writer(application)
    seen = {key: mark_of(application.answers.get(key)) for key in ("plan", "cleared", "cleared_on")}

    save_answers(application_id=application.pk, typed={"plan": {"en": "Plan"}}, seen=seen, by=lead, now=now)
    saved = save_answers(
        application_id=application.pk,
        typed={"plan": {"en": "Other"}, "cleared": "asked"},
        seen=seen,
        by=other,
        now=now,
    )

    application.refresh_from_db()
    assert application.answers == {"plan": {"en": "Plan"}, "cleared": "asked"}
    assert application.revision == 2
    assert (saved.changed, saved.overtaken) == (["cleared"], {"plan": {"en": "Plan"}})


def test_what_cannot_be_read_is_kept(now: datetime) -> None:
    application, lead = applying(call_open(now))

    save_answers(application_id=application.pk, typed={"cleared_on": "next\0 spring"}, seen={}, by=lead, now=now)

    application.refresh_from_db()
    assert application.answers == {"cleared_on": "next spring"}


def test_handed_in_once_sealed_and_receipted(now: datetime) -> None:
    application, lead = applying(call_open(now), answers=WHOLE)
    bring_file(application_id=application.pk, field="deck", given=deck(), by=lead, now=now)

    made = hand_in(application_id=application.pk, number=1, by=lead, now=now)
    again = hand_in(application_id=application.pk, number=1, by=lead, now=now + timedelta(seconds=1))

    application.refresh_from_db()
    kept = ApplicationFile.objects.get()
    assert (made.pk, application.state, Submission.objects.count()) == (again.pk, "submitted", 1)
    assert made.answers == VALUES
    assert made.files == [
        {
            "id": str(kept.public_id),
            "field": "deck",
            "name": "deck.pdf",
            "size": 13,
            "sha256": kept.file.sha256,
        }
    ]
    stored = Submission.objects.get()
    assert stored.digest == made.digest == seal_of(stored)
    with pytest.raises(Refused):
        save_answers(application_id=application.pk, typed={"cleared": "asked"}, seen={}, by=lead, now=now)


def test_the_receipt_goes_to_each_of_the_team_on_their_clock(now: datetime) -> None:
    application, lead = applying(call_open(now), answers=WHOLE)
    User.objects.filter(pk=lead.user_id).update(language="en", zone="America/New_York")
    korean = writer(application)
    made = hand_in(application_id=application.pk, number=1, by=lead, now=now)

    deliver(now)

    english, other = sorted(mail.outbox, key=lambda each: each.to != [_address(lead)])
    assert english.subject == f"Handed in: Companies wanted for 2023 ({made.receipt})"
    assert " Seoul · " in english.body
    assert " New York" in english.body
    assert other.to == [_address(korean)]
    assert [(name, kind, body[:5]) for name, body, kind in english.attachments] == [
        (f"{made.receipt}.pdf", "application/pdf", b"%PDF-")
    ]


def _address(by: Actor) -> str:
    from email.headerregistry import Address

    person = User.objects.get(pk=by.user_id)
    return str(Address(person.full_name(person.language), addr_spec=person.email))


def test_one_second_late_is_refused_with_the_minute_and_the_draft_is_kept(now: datetime) -> None:
    call = call_open(now)
    application, lead = applying(call, answers=WHOLE)

    with pytest.raises(Refused) as refused:
        hand_in(application_id=application.pk, number=1, by=lead, now=call.closes_at)

    application.refresh_from_db()
    assert str(refused.value).endswith("Your draft is kept, but it can no longer be handed in.")
    assert " Seoul" in str(refused.value)
    assert (application.state, application.answers, Submission.objects.count()) == ("draft", WHOLE, 0)
    assert hand_in(application_id=application.pk, number=1, by=lead, now=call.closes_at - timedelta(microseconds=1))


def test_the_guard_refuses_what_comes_late_past_the_deed(now: datetime) -> None:
    call = call_open(now)
    application, _lead = applying(call, answers=WHOLE)
    said = {"application": application, "number": 1, "form": application.form, "answers": {}, "digest": "0" * 64}

    for moment in (call.closes_at, call.opens_at - timedelta(microseconds=1)):
        with pytest.raises(IntegrityError, match=IN_TIME), transaction.atomic():
            Submission.objects.create(**said, receipt="R", submitted_at=moment)
    assert Submission.objects.count() == 0


def test_only_the_lead_hands_in_and_only_what_is_whole(now: datetime) -> None:
    application, lead = applying(call_open(now), answers={"plan": {"ko": "글"}})
    other = writer(application)
    told = []
    for by in (other, lead):
        with pytest.raises(Refused) as refused:
            hand_in(application_id=application.pk, number=1, by=by, now=now)
        told.append(str(refused.value))

    assert told == [
        "Only whoever leads the team can do that.",
        "2 answers are missing or cannot be read. Look through the list below.",
    ]
    assert Submission.objects.count() == 0


def test_files_are_held_to_the_field_and_let_go(now: datetime) -> None:
    application, lead = applying(call_open(now))
    first = bring_file(application_id=application.pk, field="deck", given=deck(), by=lead, now=now)
    same = bring_file(application_id=application.pk, field="deck", given=deck("again.pdf"), by=lead, now=now)
    bring_file(application_id=application.pk, field="deck", given=deck(content=b"two"), by=lead, now=now)
    refused = []
    for field in ("deck", "plan", "nothing"):
        with pytest.raises(Refused) as wrong:
            bring_file(application_id=application.pk, field=field, given=deck(content=b"3"), by=lead, now=now)
        refused.append(str(wrong.value))
    remove_file(file_id=first.pk, by=lead, now=now)

    assert same.pk == first.pk
    assert refused == [
        "At most 2 files were expected here.", "No file is asked for here.", "No file is asked for here.",
    ]  # fmt: skip
    assert ApplicationFile.objects.count() == 1


def test_what_was_handed_in_keeps_its_files(now: datetime) -> None:
    call = call_open(now)
    application, lead = applying(call, answers=WHOLE)
    _officer, officer = officer_of(call.programme)
    kept = bring_file(application_id=application.pk, field="deck", given=deck(), by=lead, now=now)
    hand_in(application_id=application.pk, number=1, by=lead, now=now)
    asked = {"text_ko": "", "text_en": "A newer deck, please.", "fields": ["deck"], "due_at": now + timedelta(days=2)}
    ask_for_more(application_id=application.pk, by=officer, now=now, **asked)

    remove_file(file_id=kept.pk, by=lead, now=now)

    kept.refresh_from_db()
    assert kept.removed_at == now
    assert StoredFile.objects.filter(pk=kept.file_id).exists()


def test_more_is_asked_answered_in_what_was_opened_and_sealed_anew(now: datetime) -> None:
    call = call_open(now)
    application, lead = applying(call, answers=WHOLE)
    _officer, officer = officer_of(call.programme)
    hand_in(application_id=application.pk, number=1, by=lead, now=now)
    late = call.closes_at + timedelta(days=1)
    asked = ask_for_more(
        application_id=application.pk, text_ko="계획을 더 적어 주십시오.", text_en="", fields=["plan", "nothing"],
        due_at=late + timedelta(days=3), by=officer, now=late,
    )  # fmt: skip
    save_answers(
        application_id=application.pk, typed={"plan": {"ko": "새", "en": "New"}, "cleared": "asked"}, seen={}, by=lead,
        now=late,
    )  # fmt: skip

    with pytest.raises(Refused) as refused:
        hand_in(application_id=application.pk, number=2, by=lead, now=asked.due_at)
    extend_more(request_id=asked.pk, due_at=asked.due_at + timedelta(days=1), by=officer, now=asked.due_at)
    second = hand_in(application_id=application.pk, number=2, by=lead, now=asked.due_at)

    first = application.submissions.get(number=1)
    asked.refresh_from_db()
    assert str(refused.value).startswith("More was asked for until ")
    assert (second.answers, second.answers_to) == ({"plan": {"ko": "새", "en": "New"}, "cleared": "no"}, asked)
    assert (first.answers, asked.answered_at, asked.fields) == (VALUES, second.submitted_at, ["plan"])


def test_officers_wait_no_longer(now: datetime) -> None:
    call = call_open(now)
    application, lead = applying(call, answers=WHOLE)
    _officer, officer = officer_of(call.programme)
    hand_in(application_id=application.pk, number=1, by=lead, now=now)
    said = {"text_ko": "", "text_en": "More.", "fields": ["plan"], "due_at": now + timedelta(days=1)}
    with pytest.raises(Refused):
        ask_for_more(application_id=application.pk, by=lead, now=now, **said)
    asked = ask_for_more(application_id=application.pk, by=officer, now=now, **said)
    close_more(request_id=asked.pk, by=officer, now=now)

    application.refresh_from_db()
    assert application.state == "submitted"
    with pytest.raises(Refused):
        hand_in(application_id=application.pk, number=2, by=lead, now=now)


def _token(now: datetime) -> str:
    deliver(now)
    (sent,) = mail.outbox
    return next(line for line in sent.body.splitlines() if "/join/" in line).rstrip("/").rsplit("/", 1)[-1]


def test_a_link_joins_once_and_is_kept_as_a_digest_alone(now: datetime) -> None:
    application, lead = applying(call_open(now))
    invite_writer(application_id=application.pk, email="New@Example.com", language="en", by=lead, now=now)
    token = _token(now)
    first, second = actor_of(UserFactory()), actor_of(UserFactory())

    assert mail.outbox[0].to == ["new@example.com"]
    assert token not in TeamInvitation.objects.get().token_hash
    assert join_team(token=token, by=first, now=now) == application
    with pytest.raises(Refused):
        join_team(token=token, by=second, now=now)
    assert set(application.team.values_list("user_id", flat=True)) == {lead.user_id, first.user_id}


def test_a_link_runs_out_and_an_older_one_gives_way(now: datetime) -> None:
    application, lead = applying(call_open(now))
    for _time in range(2):
        invite_writer(application_id=application.pk, email="new@example.com", language="ko", by=lead, now=now)
    token = _token(now)

    with pytest.raises(Refused):
        join_team(token=token, by=actor_of(UserFactory()), now=now + timedelta(days=14))
    assert application.team.count() == 1


def test_a_team_keeps_one_who_leads(now: datetime) -> None:
    application, lead = applying(call_open(now))
    other = writer(application)
    mine = application.team.get(user_id=lead.user_id)
    theirs = application.team.get(user_id=other.user_id)
    for by, place in ((other, mine), (lead, mine)):
        with pytest.raises(Refused):
            remove_writer(member_id=place.pk, by=by, now=now)
    make_lead(member_id=theirs.pk, by=lead, now=now)
    remove_writer(member_id=mine.pk, by=lead, now=now)

    assert list(application.team.values_list("user_id", "role")) == [(other.user_id, "lead")]


def test_who_leaves_the_organisation_leaves_its_teams_and_another_leads(now: datetime) -> None:
    application, lead = applying(call_open(now))
    other = writer(application)

    leave_teams(user_id=lead.person_id, organisation_id=application.organisation_id, now=now)

    assert list(application.team.values_list("user_id", "role")) == [(other.user_id, "lead")]


def test_erased_with_what_was_handed_in_kept(now: datetime) -> None:
    application, lead = applying(call_open(now), answers=WHOLE)
    hand_in(application_id=application.pk, number=1, by=lead, now=now)
    for _time in range(2):
        erase_writer(lead.person_id, now)

    assert Submission.objects.get().person is None
    assert application.team.count() == 0


def test_withdrawn_and_begun_again(now: datetime) -> None:
    call = call_open(now)
    application, lead = applying(call)
    withdraw_application(application_id=application.pk, by=lead, now=now)

    again = begin_application(call_id=call.pk, organisation_id=application.organisation_id, by=lead, now=now)

    application.refresh_from_db()
    assert (application.state, again.state, again.pk != application.pk) == ("withdrawn", "draft", True)
