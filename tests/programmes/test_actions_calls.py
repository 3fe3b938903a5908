"""Calls: drafted once, announced with their form, given more time and never less, called off."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from bridgehead.accounts.actor import Actor
from bridgehead.foundation.models import AuditEntry, OutboxItem
from bridgehead.foundation.records import seen_of
from bridgehead.foundation.refusals import Overtaken, Refused
from bridgehead.programmes.actions import calls, programmes, questionnaires, questions
from bridgehead.programmes.models import Call, CallForm, CallState, Programme, ProgrammeRole, Submission
from bridgehead.web.questionnaire import (
    Choice,
    Condition,
    Field,
    Kind,
    Section,
    Text,
    plain_of,
    questionnaire_of,
)
from tests.factories.people import UserFactory, actor_of
from tests.factories.programmes import ASKED, ProgrammeFactory, applying, call_open, officer_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]

DAY = timedelta(days=1)


@pytest.fixture
def run() -> tuple[Programme, Actor]:
    """A programme, and who runs it."""
    programme = ProgrammeFactory()
    return programme, officer_of(programme)[1]


def drafted(run: tuple[Programme, Actor], now: datetime, **fields: Any) -> Call:
    """A call that opens tomorrow for a month."""
    told = {"year": 2023, "name_en": "Companies wanted", "opens_at": now + DAY, "closes_at": now + 30 * DAY} | fields
    return calls.draft_call(programme_id=run[0].pk, by=run[1], now=now, **told)


def asking(call: Call) -> Call:
    """The call, with a form."""
    CallForm.objects.filter(call=call).update(definition=ASKED)
    return call


def verbs(programme: Programme) -> list[str]:
    """What was done in a programme, in its order."""
    told = AuditEntry.objects.filter(stream__name=programme.audit_stream).order_by("position")
    return [each.removeprefix("programmes.") for each in told.values_list("verb", flat=True)]


def refused(deed: Any, **told: Any) -> str:
    """The sentence with which a deed is refused; nothing was changed by it."""
    with pytest.raises(Refused) as refusal, transaction.atomic():
        deed(**told)
    return str(refusal.value)


def test_whoever_sets_a_programme_up_runs_it_and_names_others(now: datetime) -> None:
    admin = UserFactory(is_platform_admin=True)
    made = programmes.set_up_programme(by=actor_of(admin), now=now, name_en="Abroad", tenure_months=6)
    other = UserFactory()
    held = programmes.name_officer(programme_id=made.pk, user_id=other.pk, by=actor_of(admin), now=now)
    again = programmes.name_officer(programme_id=made.pk, user_id=other.pk, by=actor_of(other), now=now)
    programmes.dismiss_officer(role_id=ProgrammeRole.objects.get(user=admin).pk, by=actor_of(other), now=now)

    assert (again, made.tenure_months, verbs(made)) == (
        held, 6, ["programme_set_up", "officer_named", "officer_dismissed"],
    )  # fmt: skip
    assert refused(programmes.dismiss_officer, role_id=held.pk, by=actor_of(other), now=now) == (
        "Somebody has to run the programme. Name another officer first."
    )
    assert refused(programmes.set_up_programme, by=actor_of(other), now=now, name_en="Mine") == (
        "Only the platform's administrators can set up programmes."
    )


def test_a_call_is_drafted_once_however_often_it_is_sent(run: tuple[Programme, Actor], now: datetime) -> None:
    first, second = drafted(run, now, key="once"), drafted(run, now, key="once")

    assert (first, Call.objects.count(), CallForm.objects.count()) == (second, 1, 1)
    assert verbs(run[0]) == ["call_drafted"]


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"name_en": ""}, "A call needs a title in Korean or in English."),
        ({"year": 1000}, "A year from 1990 to 2200 was expected."),
        ({"places": 0}, "A call has one place at least."),
        ({"zone": "Nowhere"}, "“Nowhere” is not a time zone."),
    ],
)
def test_a_call_that_cannot_be_is_refused(
    run: tuple[Programme, Actor], now: datetime, fields: dict[str, Any], told: str
) -> None:
    assert refused(drafted, run=run, now=now, **fields).startswith(told)
    assert Call.objects.count() == 0


def test_days_are_in_order(run: tuple[Programme, Actor], now: datetime) -> None:
    assert [
        refused(drafted, run=run, now=now, closes_at=now + DAY),
        refused(drafted, run=run, now=now, questions_until=now + 31 * DAY),
    ] == ["A call closes after it opens.", "Questions end before the call closes."]


def test_a_call_is_announced_with_its_form_which_is_sealed_then(run: tuple[Programme, Actor], now: datetime) -> None:
    call = drafted(run, now)
    without = refused(calls.announce_call, call_id=call.pk, by=run[1], now=now)
    announced = calls.announce_call(call_id=asking(call).pk, by=run[1], now=now)
    calls.announce_call(call_id=call.pk, by=run[1], now=now + DAY)
    form = CallForm.objects.get()

    assert without == "This call asks nothing yet. Write its form first."
    assert (announced.state, announced.announced_at, form.published_at) == (CallState.ANNOUNCED, now, now)
    assert verbs(run[0]) == ["call_drafted", "call_announced"]
    for change in ({"definition": {}}, {"published_at": None}):
        with pytest.raises(IntegrityError, match="published_form_is_sealed"), transaction.atomic():
            CallForm.objects.update(**change)
    with pytest.raises(IntegrityError, match="published_form_is_sealed"), transaction.atomic():
        CallForm.objects.all().delete()
    assert (
        refused(questionnaires.drop_part, call_id=call.pk, part="deck", by=run[1], now=now)
        == "This call is announced: its form stays as applicants know it."
    )


def test_what_was_announced_gets_more_time_and_never_less(run: tuple[Programme, Actor], now: datetime) -> None:
    call = calls.announce_call(call_id=asking(drafted(run, now)).pk, by=run[1], now=now)
    told = {"call_id": call.pk, "by": run[1]}
    changed = calls.change_call(**told, now=now, closes_at=now + 40 * DAY, name_ko="모집")

    assert (changed.closes_at, changed.name_ko) == (now + 40 * DAY, "모집")
    assert [
        refused(calls.change_call, **told, now=now, closes_at=now + 39 * DAY),
        refused(calls.change_call, **told, now=now, places=3),
        refused(calls.change_call, **told, now=now + 40 * DAY, closes_at=now + 50 * DAY),
    ] == [
        "This call is announced: it can be given more time, but not less.",
        "This call is announced: its year, places, time zone, opening and checks stay as they were told.",
        "This call has closed; it cannot be opened again.",
    ]
    call.refresh_from_db()
    assert (call.closes_at, call.places, verbs(run[0])[-1]) == (now + 40 * DAY, 10, "call_extended")


def test_the_second_of_two_officers_is_told_what_the_first_wrote(run: tuple[Programme, Actor], now: datetime) -> None:
    call = drafted(run, now)
    seen = seen_of(call, calls.SHOWN)
    calls.change_call(call_id=call.pk, by=run[1], now=now, seen=seen, places=4)
    with pytest.raises(Overtaken):
        calls.change_call(call_id=call.pk, by=run[1], now=now, seen=seen, places=5)

    call.refresh_from_db()
    assert call.places == 4


def test_a_call_that_is_called_off_stays_so(run: tuple[Programme, Actor], now: datetime) -> None:
    call = calls.announce_call(call_id=asking(drafted(run, now)).pk, by=run[1], now=now)
    for _again in range(2):
        calls.cancel_call(call_id=call.pk, by=run[1], now=now)

    assert verbs(run[0])[-1:] == ["call_cancelled"]
    assert refused(calls.announce_call, call_id=call.pk, by=run[1], now=now) == (
        "This call is over; it can no longer be announced."
    )
    assert refused(calls.change_call, call_id=call.pk, by=run[1], now=now, places=2) == (
        "This call is over; it can no longer be changed."
    )


def test_only_its_officers_do_any_of_it(run: tuple[Programme, Actor], now: datetime) -> None:
    call = asking(drafted(run, now))
    other = officer_of(ProgrammeFactory())[1]
    told = {"call_id": call.pk, "by": other, "now": now}
    section = Section("more", Text(en="More"))

    assert {
        refused(calls.change_call, places=2, **told),
        refused(calls.announce_call, **told),
        refused(calls.cancel_call, **told),
        refused(questionnaires.put_section, section=section, **told),
        refused(questionnaires.move_part, part="money", step=-1, **told),
        refused(programmes.change_programme, programme_id=run[0].pk, by=other, now=now, name_en="Mine"),
    } == {"Only the officers of this programme can do that."}
    assert verbs(run[0]) == ["call_drafted"]


def test_a_form_is_built_part_by_part(run: tuple[Programme, Actor], now: datetime) -> None:
    call = drafted(run, now)
    told = {"call_id": call.pk, "by": run[1], "now": now}
    choice = Field(
        "lab", Kind.CHOICE, Text(en="Laboratory?"), choices=(Choice("a", Text(en="A")), Choice("b", Text(en="B")))
    )
    which = Field("which", Kind.LINE, Text(en="Which?"), shown_if=Condition("lab", ("a",)))
    for each in (Section("one", Text(en="One")), Section("two", Text(en="Two"))):
        questionnaires.put_section(section=each, **told)
    for section, field in (("one", choice), ("two", which)):
        questionnaires.put_field(section=section, field=field, **told)
    questionnaires.put_field(section="two", field=replace(which, label=Text(en="Which one?")), **told)
    questionnaires.put_section(section=Section("one", Text(en="First")), **told)
    built = questionnaire_of(CallForm.objects.get().definition)

    assert [(str(each.title), [str(field.label) for field in each.fields]) for each in built.sections] == [
        ("First", ["Laboratory?"]), ("Two", ["Which one?"]),
    ]  # fmt: skip
    depends = "“Which one?” depends on a question that is not asked before it, or in which nothing is chosen."
    assert {
        refused(questionnaires.drop_part, part="lab", **told),
        refused(questionnaires.drop_part, part="one", **told),
        refused(questionnaires.move_part, part="two", step=-1, **told),
    } == {depends}
    questionnaires.drop_part(part="which", **told)
    questionnaires.move_part(part="two", step=-1, **told)
    after = questionnaire_of(CallForm.objects.get().definition)
    assert [each.key for each in after.sections] == ["two", "one"]


def test_a_form_that_was_changed_meanwhile_is_not_written_over(run: tuple[Programme, Actor], now: datetime) -> None:
    call = drafted(run, now)
    seen = seen_of(CallForm.objects.get(), questionnaires.SHOWN)
    told = {"call_id": call.pk, "by": run[1], "now": now, "seen": seen}
    questionnaires.put_section(section=Section("one", Text(en="One")), **told)
    with pytest.raises(Overtaken):
        questionnaires.put_section(section=Section("two", Text(en="Two")), **told)

    assert [each["key"] for each in CallForm.objects.get().definition["sections"]] == ["one"]


def test_a_form_begins_with_that_of_another_call(run: tuple[Programme, Actor], now: datetime) -> None:
    source, call = call_open(now, programme=run[0]), drafted(run, now)
    foreign = call_open(now)
    questionnaires.take_over_form(call_id=call.pk, source_id=source.pk, by=run[1], now=now)

    assert CallForm.objects.get(call=call).definition == plain_of(questionnaire_of(ASKED))
    assert (
        refused(questionnaires.take_over_form, call_id=call.pk, source_id=foreign.pk, by=run[1], now=now)
        == "Only the officers of this programme can do that."
    )


def test_a_question_is_asked_once_and_answered_for_everybody(run: tuple[Programme, Actor], now: datetime) -> None:
    call, by = call_open(now, programme=run[0]), actor_of(UserFactory())
    asked = [questions.ask(call_id=call.pk, text="Who pays?", by=by, now=now, key="k") for _ in range(2)]
    told = {"question_id": asked[0].pk, "by": run[1], "now": now}
    said = {"question_en": "Who pays for the journey?", "answer_en": "The programme."}
    without = refused(questions.answer, is_published=True, **told)
    for published in (False, True, True, False, True):
        answered = questions.answer(is_published=published, **said, **told)

    assert (asked[0], answered.published_at, call.questions.count()) == (asked[1], now, 1)
    assert without == "Write the question and its answer, in Korean or in English."
    assert verbs(run[0]) == [
        "question_asked", "question_answered", "question_answered", "question_taken_back", "question_answered",
    ]  # fmt: skip
    kinds = OutboxItem.objects.filter(kind__startswith="programmes/").order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["programmes/question_asked", "programmes/question_answered"]


def test_questions_end_and_are_not_asked_without_end(now: datetime) -> None:
    call, by = call_open(now, questions_until=now + DAY), actor_of(UserFactory())
    told = {"call_id": call.pk, "by": by}
    for number in range(questions.MOST_A_DAY):
        questions.ask(text=f"Why {number}?", now=now, **told)

    assert [
        refused(questions.ask, text="Why?", now=now, **told),
        refused(questions.ask, text="Why?", now=now + DAY, **told),
        refused(questions.ask, text=" ", now=now, call_id=call_open(now).pk, by=by),
    ] == [
        "You have asked 10 questions today. Wait for the answers, or ask again tomorrow.",
        "Questions about this call are no longer taken.",
        "Write your question.",
    ]


@pytest.mark.parametrize(
    ("late", "is_taken"), [(timedelta(microseconds=-1), True), (timedelta(), False), (timedelta(seconds=1), False)]
)
def test_the_database_takes_nothing_that_is_handed_in_too_late(now: datetime, late: timedelta, is_taken: bool) -> None:
    call = call_open(now)
    application, _by = applying(call)
    said = {"application": application, "number": 1, "form": application.form, "answers": {}, "digest": "0" * 64}
    handed_in = Submission(receipt="R-1", submitted_at=call.closes_at + late, **said)
    if is_taken:
        handed_in.save()
        for change in ({"answers": {"plan": "other"}}, {"submitted_at": now}, {"digest": "1" * 64}):
            with pytest.raises(IntegrityError, match="submission_is_sealed"), transaction.atomic():
                Submission.objects.update(**change)
        Submission.objects.update(person=None)
    else:
        with pytest.raises(IntegrityError, match="submission_in_time"), transaction.atomic():
            handed_in.save()

    assert Submission.objects.count() == int(is_taken)
