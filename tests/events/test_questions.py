"""What a forum asks at registration: questions built without code, answers kept, corrected, retired and never lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from bridgehead.accounts.actor import Actor
from bridgehead.events.actions import questions as deeds
from bridgehead.events.actions.answers import correct_answers
from bridgehead.events.actions.registrations import erase_registrations, register, withdraw_registration
from bridgehead.events.models import Forum, Registration, RegistrationAnswer, RegistrationQuestion
from bridgehead.events.queries import registrations_kept
from bridgehead.events.rules.questions import why_not_so
from bridgehead.foundation import notices
from bridgehead.foundation.models import AuditEntry, OutboxItem
from bridgehead.foundation.refusals import Overtaken, Refused
from bridgehead.web.questionnaire import Choice, Field, Kind, Text, plain_field
from tests.clocks import standing_still
from tests.factories.forums import (
    AnswerFactory,
    ApprovedRegistrationFactory,
    ForumFactory,
    QuestionFactory,
    RegistrationFactory,
    officer_of,
    person_of,
)
from tests.factories.organisations import OrganisationFactory
from tests.factories.people import UserFactory, actor_of

pytestmark = pytest.mark.django_db

DIET = Field(
    "q1",
    Kind.CHOICE,
    Text("식단", "Diet"),
    choices=(Choice("c1", Text("모두", "All")), Choice("c2", Text("채식", "Vegetarian"))),
)
TOPIC = Field("q2", Kind.LINE, Text("관심 주제", "Topic"), is_required=True, in_both=True, most=40)


def asked(forum: Forum, **fields: Any) -> dict[str, Any]:
    """What a registration sends for a company of a new person, and that person."""
    company = OrganisationFactory()
    told = {"forum_id": forum.pk, "organisation_id": company.pk, "participant_type": "company"}
    return {**told, "by": person_of(company), **fields}


def answers(registration: Registration) -> dict[str, Any]:
    return dict(registration.answers.values_list("question__key", "typed"))


@pytest.mark.parametrize(
    ("after", "is_broken"),
    [
        (replace(DIET, label=Text("식사", "Food"), help=Text(en="Lunch"), is_required=True), False),
        (replace(DIET, choices=(*DIET.choices, Choice("c3", Text("할랄", "Halal")))), False),
        (replace(TOPIC, most=80), False),
        (replace(DIET, choices=(DIET.choices[0], Choice("c3", Text("할랄", "Halal")))), True),
        (Field("q1", Kind.LINE, DIET.label), True),
        (replace(TOPIC, most=20), True),
        (replace(TOPIC, in_both=False), True),
    ],
)
def test_answered_question_becomes_nothing_that_breaks_an_answer(after: Field, is_broken: bool) -> None:
    before = TOPIC if after.key == "q2" else DIET

    assert (why_not_so(before, after) is not None) == is_broken


@pytest.mark.database
def test_officer_builds_questions_and_a_person_answers_those_of_their_type(now: datetime) -> None:
    forum = ForumFactory()
    officer = officer_of(forum)
    deeds.add_question(forum_id=forum.pk, field=DIET, by=officer, now=now)
    deeds.add_question(forum_id=forum.pk, field=TOPIC, participant_types=["company"], by=officer, now=now)
    of_press = replace(TOPIC, key="q3", in_both=False)
    deeds.add_question(forum_id=forum.pk, field=of_press, participant_types=["press"], by=officer, now=now)

    said = {"q1": "c2", "q2": {"ko": "항체", "en": "Antibodies"}, "q3": "left out"}
    made = register(**asked(forum, answers=said, now=now))

    assert answers(made) == {"q1": "c2", "q2": {"ko": "항체", "en": "Antibodies"}}
    told = AuditEntry.objects.filter(stream__name=forum.audit_stream).order_by("pk").values_list("verb", flat=True)
    assert list(told) == [*["events.question_added"] * 3, "events.registration_received"]


@pytest.mark.database
def test_registration_without_what_has_to_be_answered_is_refused_whole(now: datetime) -> None:
    forum = ForumFactory()
    deeds.add_question(forum_id=forum.pk, field=TOPIC, by=officer_of(forum), now=now)

    with pytest.raises(Refused) as refused:
        register(**asked(forum, answers={"q2": {"ko": "항체", "en": ""}}, now=now))

    assert (str(refused.value), refused.value.field) == (
        "“Topic”: This is not answered in English yet.",
        "q2",
    )
    assert not Registration.objects.exists()


@pytest.mark.database
def test_answers_are_corrected_by_the_person_alone_until_the_forum_begins(now: datetime) -> None:
    question = QuestionFactory(key="q1")
    forum = question.forum
    mine = RegistrationFactory(forum=forum)
    AnswerFactory(registration=mine, question=question)
    retired = AnswerFactory(registration=mine, question=QuestionFactory(forum=forum, key="q0", retired_at=now))
    person = actor_of(mine.user)

    correct_answers(registration_id=mine.pk, typed={"q1": "Bread", "q0": "no longer"}, by=person, now=now)
    assert answers(mine) == {"q1": "Bread", "q0": retired.typed}
    entry = AuditEntry.objects.get(verb="events.answers_corrected")
    assert entry.change == {"questions": ["", "q1"]}

    with pytest.raises(Refused, match="Only the registered person"):
        correct_answers(registration_id=mine.pk, typed={"q1": "Soup"}, by=officer_of(forum), now=now)
    with pytest.raises(Refused, match="The forum has begun"):
        correct_answers(registration_id=mine.pk, typed={"q1": "Soup"}, by=person, now=forum.starts_at)
    assert answers(mine)["q1"] == "Bread"
    off = RegistrationFactory(forum=ForumFactory(state="called_off", called_off_at=now))
    with pytest.raises(Refused, match="This forum was called off"):
        correct_answers(registration_id=off.pk, typed={"q1": "Soup"}, by=actor_of(off.user), now=now)

    correct_answers(registration_id=mine.pk, typed={"q1": " "}, by=person, now=now)
    assert answers(mine) == {"q0": retired.typed}


@pytest.mark.database
def test_answer_to_what_is_asked_of_others_by_now_stays_until_one_registers_anew(now: datetime) -> None:
    question = QuestionFactory(key="q1")
    forum = question.forum
    QuestionFactory(forum=forum, key="q2")
    company = OrganisationFactory()
    person = person_of(company)
    said = {"forum_id": forum.pk, "organisation_id": company.pk, "by": person, "now": now}
    mine = register(**said, participant_type="company", answers={"q1": "Rice", "q2": "Tea"})
    officer = officer_of(forum)
    told = {"field": question.field, "participant_types": ["company"]}
    deeds.change_question(question_id=question.pk, **told, by=officer, now=now)

    Registration.objects.filter(pk=mine.pk).update(participant_type="press")
    correct_answers(registration_id=mine.pk, typed={"q2": "Coffee"}, by=person, now=now)
    assert answers(mine) == {"q1": "Rice", "q2": "Coffee"}

    withdraw_registration(registration_id=mine.pk, by=person, now=now)
    register(**said, participant_type="press", answers={"q2": "Water"})
    assert answers(mine) == {"q2": "Water"}


@pytest.mark.database
def test_answered_question_is_retired_and_asked_again_with_its_answers(now: datetime) -> None:
    forum = ForumFactory(state="announced")
    officer = officer_of(forum)
    answered, unanswered = QuestionFactory(forum=forum), QuestionFactory(forum=forum)
    given = AnswerFactory(registration=RegistrationFactory(forum=forum), question=answered)

    assert deeds.retire_question(question_id=unanswered.pk, by=officer, now=now) is True
    assert deeds.retire_question(question_id=answered.pk, by=officer, now=now) is False
    assert list(forum.questions.values_list("pk", "retired_at")) == [(answered.pk, now)]
    assert RegistrationAnswer.objects.get() == given

    deeds.ask_again(question_id=answered.pk, by=officer, now=now)
    assert list(forum.questions.values_list("pk", "retired_at")) == [(answered.pk, None)]


@pytest.mark.database
def test_database_lets_no_answered_question_go() -> None:
    given = AnswerFactory()

    def removed() -> None:
        with transaction.atomic():
            RegistrationQuestion.objects.filter(pk=given.question_id)._raw_delete("default")
            connection.check_constraints()

    with pytest.raises(IntegrityError):
        removed()
    assert RegistrationAnswer.objects.get() == given


def test_question_that_another_officer_changed_meanwhile_is_not_written_over(now: datetime) -> None:
    question = QuestionFactory(key="q1")
    officer = officer_of(question.forum)

    with pytest.raises(Overtaken):
        deeds.change_question(
            question_id=question.pk, field=DIET, participant_types=[], by=officer, now=now, seen="as it was"
        )
    other = officer_of(ForumFactory())
    with pytest.raises(Refused):
        deeds.retire_question(question_id=question.pk, by=other, now=now)

    assert RegistrationQuestion.objects.get() == question


def test_answers_go_with_the_person_and_come_with_their_data(now: datetime) -> None:
    given = AnswerFactory(registration=ApprovedRegistrationFactory(), question__key="q1")
    user_id = given.registration.user_id

    assert [each["answers"] for each in registrations_kept(user_id)] == [
        [{"question": {"ko": "무엇을 드십니까?", "en": "What do you eat?"}, "answer": "Rice"}]
    ]
    erase_registrations(user_id, now)

    assert not RegistrationAnswer.objects.exists()


# --- Pages --------------------------------------------------------------------------------------------------------


def browser(actor: Actor) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(UserFactory._meta.model.objects.get(pk=actor.user_id))
    return client


def test_form_that_is_refused_keeps_every_answer_that_was_typed() -> None:
    forum, company = ForumFactory(), OrganisationFactory()
    QuestionFactory(forum=forum, asked={"key": "q1", "kind": "number", "label": {"en": "How many nights?"}}, key="q1")
    QuestionFactory(forum=forum, key="q2")
    sent = {
        "organisation": str(company.public_id),
        "participant_type": "company",
        "q1": "a few",
        "q2": "Rice, no nuts",
    }
    to = reverse("events:register", args=[forum.public_id])

    answer = browser(person_of(company)).post(to, sent)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "“a few” is no number. Expected, for example, 1,250." in page
    assert 'value="a few"' in page
    assert 'value="Rice, no nuts"' in page
    assert not Registration.objects.exists()


def test_person_reads_and_corrects_their_answers_and_the_officer_takes_them_out(now: datetime) -> None:
    question = QuestionFactory(key="q1")
    mine = ApprovedRegistrationFactory(forum=question.forum)
    old = QuestionFactory(forum=question.forum, retired_at=question.forum.changed_at, key="q2")
    AnswerFactory(registration=mine, question=old, typed="Once")
    to = {name: reverse(f"events:{name}", args=[question.forum.public_id]) for name in ("registration", "answers")}
    person = browser(actor_of(mine.user))

    with standing_still(now):
        assert person.post(to["answers"], {"q1": "Noodles"}).status_code == 303
        page = person.get(to["registration"]).content.decode()
    assert ("Noodles" in page, "Once" in page, "no longer asked" in page) == (True, True, True)

    desk = {"public_id": question.forum.public_id}
    officer = browser(officer_of(question.forum))
    one = officer.get(reverse("events_desk:registration", kwargs={**desk, "registration_id": mine.public_id}))
    assert "Noodles" in one.content.decode()
    sheet = officer.post(reverse("events_desk:export", kwargs=desk), {"kind": "csv"}).content.decode("utf-8-sig")
    header, row = sheet.splitlines()
    assert header.endswith("What do you eat?,What do you eat?")
    assert row.endswith("Noodles,Once")


def test_officer_builds_a_question_on_its_page_and_sees_it_as_each_type_does() -> None:
    forum = ForumFactory()
    desk = browser(officer_of(forum))
    form = {"kind": "choice", "label_ko": "식단", "label_en": "Diet", "participant_types": ["press"]}
    new = reverse("events_desk:new_question", args=[forum.public_id])

    refused = desk.post(new, {**form, "choices": "모두 | All"})
    assert (refused.status_code, "모두 | All" in refused.content.decode()) == (422, True)
    assert desk.post(new, {**form, "choices": "모두 | All\n채식 | Vegetarian"}).status_code == 302

    made = RegistrationQuestion.objects.get()
    assert (made.key, made.participant_types, [each.label.en for each in made.field.choices]) == (
        "q1",
        ["press"],
        ["All", "Vegetarian"],
    )
    page = reverse("events_desk:questions", args=[forum.public_id])
    shown = {kind: "Vegetarian" in desk.get(f"{page}?as={kind}").content.decode() for kind in ("press", "company")}
    assert shown == {"press": True, "company": False}


def test_question_without_words_in_one_language_says_so_to_the_officer() -> None:
    forum = ForumFactory()
    desk = browser(officer_of(forum))
    new, page = (reverse(f"events_desk:{name}", args=[forum.public_id]) for name in ("new_question", "questions"))
    told = {}
    for words in (
        {"label_ko": "식단", "label_en": "Diet", "choices": "모두 | All\n채식 | Vegetarian"},
        {"label_ko": "식단", "choices": "모두 | All\n채식 | Vegetarian"},
        {"label_ko": "식단", "label_en": "Diet", "choices": "모두 | All\n채식"},
        {"label_en": "Diet", "choices": "모두 | All\n채식 | Vegetarian"},
    ):
        RegistrationQuestion.objects.all().delete()
        assert desk.post(new, {"kind": "choice", **words}).status_code == 302
        shown = desk.get(page).content.decode()
        told[str(words)] = [said for said in ("not in English yet", "not in Korean yet") if said in shown]

    assert list(told.values()) == [[], ["not in English yet"], ["not in English yet"], ["not in Korean yet"]]


def test_question_that_comes_after_registering_is_pointed_out_and_asked_by_mail_once(now: datetime) -> None:
    question = QuestionFactory(
        key="q1", asked=plain_field(replace(DIET, is_required=True)), participant_types=["company"]
    )
    forum = question.forum
    mine, done = ApprovedRegistrationFactory.create_batch(2, forum=forum, user__language="en")
    RegistrationFactory(forum=forum, participant_type="press")
    RegistrationFactory(forum=forum, state="withdrawn")
    QuestionFactory(forum=forum, key="q2")
    AnswerFactory(registration=done, question=question, typed="c1")
    to = reverse("events:registration", args=[forum.public_id]), reverse("home:my_forums")
    person, desk = browser(actor_of(mine.user)), browser(officer_of(forum))
    questions = reverse("events_desk:questions", args=[forum.public_id])
    ask = reverse("events_desk:ask_by_mail", args=[forum.public_id, question.public_id])

    def told() -> tuple[list[bool], list[bool]]:
        """What the person reads on both pages, and the officer: that one has not answered, and can be asked."""
        mark, page = "1 question more since you registered", desk.get(questions).text
        return [mark in person.get(each).text for each in to], [
            words in page for words in ("1 registered person has not answered", "Ask them by mail")
        ]

    with standing_still(now):
        assert told() == ([True, True], [True, True])
        for _time in range(2):
            assert desk.post(ask).status_code == 302
        assert told() == ([True, True], [True, False])
        while notices.deliver_next(now):
            pass
        (sent,) = mail.outbox
        assert (sent.to[0].endswith(f"<{mine.user.email}>"), "  Diet\n" in str(sent.body)) == (True, True)

        assert person.post(reverse("events:answers", args=[forum.public_id]), {"q1": "c2"}).status_code == 303
        assert told() == ([False, False], [False, False])
    assert AuditEntry.objects.filter(verb="events.question_mailed").count() == 1


def test_officer_reads_whom_and_in_which_words_a_mail_asks_before_it_goes(now: datetime) -> None:
    question = QuestionFactory(key="q1", asked=plain_field(replace(DIET, is_required=True)))
    forum = question.forum
    people = [RegistrationFactory(forum=forum, user__language=language).user for language in ("en", "ko", "ko")]
    names = {each.email: each.full_name(each.language) for each in people}
    desk = browser(officer_of(forum))
    ask = reverse("events_desk:ask_by_mail", args=[forum.public_id, question.public_id])

    with standing_still(now):
        page = desk.get(ask)
        korean = desk.get(ask.replace("/en/", "/ko/", 1)).context
        assert (page.context["number"], page.context["languages"]) == (3, [("ko", 2), ("en", 1)])
        assert all(words in page.text for words in ("3 people get this mail.", "in Korean: 2", "in English: 1"))
        assert (OutboxItem.objects.count(), mail.outbox) == (0, [])

        assert desk.post(ask).status_code == 302
        while notices.deliver_next(now):
            pass
        shown = {language: told["text"] for language, told in (("en", page.context), ("ko", korean))}
        sent = {
            str(each.body).replace(names[each.to[0].rpartition("<")[2].strip(">")], "[name]") for each in mail.outbox
        }
        assert {shown["en"], shown["ko"].replace("[이름]", "[name]")} == sent

        after = desk.get(ask)
        assert (after.context["number"], "Nobody is left to be asked" in after.text) == (0, True)
        again = desk.post(ask, follow=True)
        assert [str(each) for each in again.context["messages"]] == ["Nobody is left to be asked: no mail goes out."]
    assert OutboxItem.objects.count() == 3


def test_question_is_mailed_anew_to_those_who_come_to_have_to_answer_it_and_each_is_asked_once(now: datetime) -> None:
    must = replace(DIET, is_required=True)
    question = QuestionFactory(key="q1", asked=plain_field(DIET), participant_types=["company"])
    company, press = (
        RegistrationFactory(forum=question.forum, participant_type=each, user__language="en")
        for each in ("company", "press")
    )
    by: dict[str, Any] = {"question_id": question.pk, "by": officer_of(question.forum), "now": now}

    def mailed() -> list[str]:
        """Ask by mail; return who was, and that as many are told of."""
        number, before = deeds.ask_by_mail(**by), len(mail.outbox)
        while notices.deliver_next(now):
            pass
        found = [each.to[0].rpartition("<")[2].strip(">") for each in mail.outbox[before:]]
        assert len(found) == number
        return found

    with standing_still(now):
        assert mailed() == []
        deeds.change_question(field=must, participant_types=["company"], **by)
        assert mailed() == [company.user.email]
        deeds.change_question(field=replace(must, help=Text("", "Any")), participant_types=["company"], **by)
        assert mailed() == []
        deeds.change_question(field=must, participant_types=["company", "press"], **by)
        assert mailed() == [press.user.email]

        Forum.objects.update(state="draft")
        deeds.change_question(field=must, participant_types=[], **by)
        RegistrationFactory(forum=question.forum, participant_type="investor")
        with pytest.raises(Refused, match="This forum is a draft"):
            deeds.ask_by_mail(**by)
