"""Decisions: published once by a ranking that stands, told to each team alone; places are taken or move on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from email.utils import parseaddr
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from bridgehead.accounts.actor import Actor
from bridgehead.accounts.models import User
from bridgehead.foundation import notices
from bridgehead.foundation.models import OutboxItem
from bridgehead.foundation.refusals import Overtaken, Refused
from bridgehead.programmes.actions.appeals import answer_appeal, file_appeal, follow_ranking
from bridgehead.programmes.actions.decisions import (
    accept_place,
    give_place_up,
    mind_places_at,
    publish_decisions,
    write_letters,
)
from bridgehead.programmes.actions.ranking import move_across
from bridgehead.programmes.letters import filled, our_text, unknown_places
from bridgehead.programmes.models import (
    Appeal,
    AppealOutcome,
    Application,
    Call,
    CallDecision,
    CohortPlace,
    Decision,
    DecisionOutcome,
    LetterText,
    Stage,
    StagePassage,
)
from bridgehead.programmes.queries.decisions import (
    admitted_named,
    decision_of,
    letter_texts,
    own_comments,
    own_points,
    reserve_place,
)
from tests.clocks import standing_still
from tests.factories.cohorts import CohortFactory
from tests.factories.deciding import frozen, published, reviewed_call
from tests.factories.organisations import OrganisationFactory
from tests.pages import browser, text
from tests.paper import pages_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]

SCORES: dict[str, Any] = {"Ahn": [(20, 40), (18, 36)], "Bae": [(10, 30)], "Cho": [(8, 20)], "Do": [(2, 2)]}


@pytest.fixture(autouse=True)
def _eve(now: datetime) -> Iterator[None]:
    with standing_still(now):
        yield


def came_out(call: Call) -> list[tuple[str, str, str]]:
    found = Decision.objects.filter(published__call=call).order_by("rank", "pk")
    return [(each.application.organisation.name_en, each.outcome, each.answer) for each in found]


def deliver(now: datetime) -> list[str]:
    """Deliver everything that waits, in English; return whom it went to and its subject, but for receipts."""
    mail.outbox.clear()
    User.objects.update(language="en")
    while notices.deliver_next(now):
        pass
    told = [each for each in mail.outbox if not each.subject.startswith("Handed in")]
    return sorted(f"{parseaddr(each.recipients()[0])[1]}: {each.subject}" for each in told)


def person(actor: Actor) -> User:
    return User.objects.get(pk=actor.user_id)


def test_a_call_is_decided_once_and_every_team_gets_its_letter(now: datetime) -> None:
    call, officer, found = reviewed_call(now, SCORES, places=1, reserve=2)
    made = published(call, officer, now)
    again = publish_decisions(
        call_id=call.pk, ranking_number=1, by=officer, now=now, cohort_id=made.cohort_id, reserve_days=5,
        accept_until=made.accept_until, appeal_until=made.appeal_until, shows_points=True, shows_comments=True,
        names_admitted=False,
    )  # fmt: skip
    with pytest.raises(Refused, match="decided by another ranking"):
        publish_decisions(
            call_id=call.pk, ranking_number=2, by=officer, now=now, cohort_id=made.cohort_id, reserve_days=5,
            accept_until=made.accept_until, appeal_until=made.appeal_until, shows_points=True, shows_comments=True,
            names_admitted=False,
        )  # fmt: skip
    sent = deliver(now)

    call.refresh_from_db()
    assert again == made
    assert call.state == "decided"
    assert came_out(call) == [
        ("Ahn", "admitted", "waiting"), ("Bae", "reserve", ""), ("Cho", "reserve", ""), ("Do", "declined", ""),
    ]  # fmt: skip
    assert sent == sorted(
        f"{person(lead).email}: Decision: Companies wanted for 2023" for _each, lead in found.values()
    )
    mine = [each for each in mail.outbox if person(found["Bae"][1]).email in each.recipients()[0]]
    (letter,) = [each for each in mine if each.subject.startswith("Decision")]
    assert [name for name, _content, _kind in letter.attachments] == ["decision-ko.pdf", "decision-en.pdf"]
    assert "stands on the reserve list, at place 1." in str(letter.body)
    for rival in ("Ahn", "Cho", "Do"):
        assert rival not in str(letter.body)


def test_letters_are_one_page_in_each_language(now: datetime) -> None:
    call, officer, found = reviewed_call(now, SCORES)
    published(call, officer, now)
    team = browser(person(found["Ahn"][1]))
    ids = {"application_id": found["Ahn"][0].public_id}

    korean, english = (
        pages_of(team.get(reverse("programmes:decision_letter", kwargs={**ids, "language": each})).content)
        for each in ("ko", "en")
    )

    assert (len(korean), len(english)) == (1, 1)
    assert "Notice of the decision" in english[0]
    assert "you are admitted to the cohort of 2023" in " ".join(english[0].split())
    assert "선정 결과 통지서" in korean[0]
    assert team.get(reverse("programmes:decision_letter", kwargs={**ids, "language": "fr"})).status_code == 404


def test_officers_write_letters_with_places_that_are_checked(now: datetime) -> None:
    call, officer, found = reviewed_call(now, SCORES)
    texts = letter_texts(call)
    mine = {**texts[DecisionOutcome.ADMITTED], "en": "Welcome, {company} – {points}. {weather}"}
    deed = {"call_id": call.pk, "by": officer, "now": now}
    with pytest.raises(Refused, match=r"A letter cannot name this: \{weather\}"):
        write_letters(texts={**texts, DecisionOutcome.ADMITTED: mine}, **deed)
    mine["en"] = "Welcome, {company} – {points}."
    write_letters(texts={**texts, DecisionOutcome.ADMITTED: mine}, **deed)
    published(call, officer, now)

    assert list(LetterText.objects.values_list("outcome", flat=True)) == ["admitted"]
    assert Decision.objects.get(outcome="admitted").letter_en == "Welcome, Ahn – 95.00."
    assert unknown_places("{a} {company} { points } {}") == ["", " points ", "a"]
    assert (
        filled("{company}\r\n\r\n{reason}\n\nEnd {x}", {"company": "{points}", "reason": ""}) == "{points}\n\nEnd {x}"
    )
    assert all(not unknown_places(our_text(each, language)) for each in DecisionOutcome for language in ("ko", "en"))
    with pytest.raises(Refused, match="The letters of this call are out"):
        write_letters(texts=texts, **deed)
    assert found["Ahn"][0].pk


def test_what_keeps_decisions_from_being_published(now: datetime) -> None:
    call, officer, found = reviewed_call(now, SCORES)
    cohort = CohortFactory(programme=call.programme)
    said: dict[str, Any] = {
        "call_id": call.pk, "ranking_number": 1, "by": officer, "now": now, "cohort_id": cohort.pk,
        "accept_until": now + timedelta(days=1), "appeal_until": now + timedelta(days=1), "reserve_days": 5,
        "shows_points": True, "shows_comments": True, "names_admitted": False,
    }  # fmt: skip
    with pytest.raises(Refused, match="Freeze a ranking first"):
        publish_decisions(**said)
    frozen(call, officer, now)
    with pytest.raises(Refused, match="Only the officers"):
        publish_decisions(**{**said, "by": found["Ahn"][1]})
    with pytest.raises(Refused, match="lies in the past"):
        publish_decisions(**{**said, "accept_until": now})
    with pytest.raises(Refused, match="Choose a cohort"):
        publish_decisions(**{**said, "cohort_id": CohortFactory().pk})
    Application.objects.filter(pk=found["Do"][0].pk).update(state="returned")
    with pytest.raises(Refused, match="More is asked of an applicant"):
        publish_decisions(**said)
    Application.objects.update(state="submitted")
    move_across(
        application_id=found["Do"][0].pk, outcome=DecisionOutcome.ADMITTED, reason="Region", by=officer, now=now
    )
    with pytest.raises(Overtaken, match="no longer the one that you looked at"):
        publish_decisions(**said)

    assert (CallDecision.objects.count(), OutboxItem.objects.filter(kind="programmes/decided").count()) == (0, 0)


def test_whoever_failed_a_stage_is_declined_with_its_reason(now: datetime) -> None:
    call, officer, found = reviewed_call(now, SCORES)
    early = Stage.objects.create(
        call=call, position=0, kind="eligibility", name_en="Eligibility", reviews_each=0, state="closed", opened_at=now,
        closed_at=now,
    )  # fmt: skip
    StagePassage.objects.filter(application=found["Do"][0]).delete()
    StagePassage.objects.create(
        stage=early, application=found["Do"][0], state="failed", reason_ko="설립 10년 초과",
        reason_en="Older than ten years.", decided_at=now,
    )  # fmt: skip
    published(call, officer, now)

    decision = Decision.objects.get(application=found["Do"][0])
    assert (decision.outcome, decision.rank) == ("declined", None)
    assert "Older than ten years." in decision.letter_en
    assert "설립 10년 초과" in decision.letter_ko
    assert "Your points: none" in decision.letter_en


def test_a_place_is_accepted_and_the_company_admitted_once(now: datetime) -> None:
    call, officer, found = reviewed_call(now, SCORES)
    made = published(call, officer, now)
    application, lead = found["Ahn"]

    with pytest.raises(Refused, match="Only the team"):
        accept_place(application_id=application.pk, by=found["Bae"][1], now=now)
    with pytest.raises(Refused, match="No place is offered"):
        accept_place(application_id=found["Bae"][0].pk, by=found["Bae"][1], now=now)
    with pytest.raises(Refused, match="The time to answer is over"):
        accept_place(application_id=application.pk, by=lead, now=made.accept_until)
    accept_place(application_id=application.pk, by=lead, now=now)
    accept_place(application_id=application.pk, by=lead, now=now + timedelta(days=1))
    with pytest.raises(Refused, match="accepted or given up already"):
        give_place_up(application_id=application.pk, by=lead, now=now)

    assert list(CohortPlace.objects.values_list("cohort", "organisation", "application")) == [
        (made.cohort_id, application.organisation_id, application.pk)
    ]
    assert f"{person(officer).email}: Answer to a place: Companies wanted for 2023" in deliver(now)


def test_the_reserve_moves_up_when_a_place_is_given_up_or_lapses(now: datetime) -> None:
    call, officer, found = reviewed_call(now, SCORES, places=1, reserve=2)
    made = published(call, officer, now)
    deliver(now)

    give_place_up(application_id=found["Ahn"][0].pk, by=found["Ahn"][1], now=now)
    give_place_up(application_id=found["Ahn"][0].pk, by=found["Ahn"][1], now=now)
    first = came_out(call)
    sent = deliver(now)
    late = made.accept_until + timedelta(hours=1)
    mind_places_at(late)
    mind_places_at(late)
    second = came_out(call)

    assert first[:2] == [("Ahn", "admitted", "declined"), ("Bae", "admitted", "waiting")]
    assert sent == sorted([
        f"{person(found['Bae'][1]).email}: Decision: Companies wanted for 2023",
        f"{person(officer).email}: Answer to a place: Companies wanted for 2023",
    ])  # fmt: skip
    assert second == [
        ("Ahn", "admitted", "declined"), ("Bae", "admitted", "lapsed"), ("Cho", "admitted", "waiting"),
        ("Do", "declined", ""),
    ]  # fmt: skip
    moved = Decision.objects.get(application=found["Cho"][0])
    assert moved.accept_until == late + timedelta(days=5)
    assert "you are admitted" in moved.letter_en


def test_database_refuses_more_than_the_places(now: datetime) -> None:
    call, officer, found = reviewed_call(now, SCORES)
    made = published(call, officer, now)

    with pytest.raises(IntegrityError, match="admitted_within_places"), transaction.atomic():
        Decision.objects.filter(application=found["Bae"][0]).update(
            outcome="admitted", answer="waiting", accept_until=made.accept_until
        )
    Decision.objects.filter(application=found["Ahn"][0]).update(answer="declined", answered_at=now)
    Decision.objects.filter(application=found["Bae"][0]).update(
        outcome="admitted", answer="waiting", accept_until=made.accept_until
    )


def test_a_team_reads_its_own_decision_and_nothing_before_it_is_published(now: datetime) -> None:
    call, officer, found = reviewed_call(now, SCORES, places=1, reserve=2)
    application, lead = found["Cho"]
    page = reverse("programmes:decision", kwargs={"application_id": application.public_id})
    status = reverse("programmes:application", kwargs={"application_id": application.public_id})
    team, rival = browser(person(lead)), browser(person(found["Ahn"][1]))
    with standing_still(now):
        before = [team.get(each).content for each in (status, reverse("programmes:applications"))]
        frozen(call, officer, now)
        move_across(
            application_id=application.pk, outcome=DecisionOutcome.ADMITTED, reason="Region", by=officer, now=now
        )
        move_across(application_id=application.pk, outcome=None, reason="", by=officer, now=now)
        still = [team.get(each).content for each in (status, reverse("programmes:applications"))]
    hidden = team.get(page)
    published(call, officer, now)
    shown = text(team.get(page))

    assert _without_tokens(before) == _without_tokens(still)
    assert hidden.status_code == 404
    assert "You stand at place 2 of the reserve list." in shown
    assert "What reviewers wrote for you To Cho" in shown
    assert "Points, weighted 46.67" in shown
    for each in ("Ahn", "Bae", "Do"):
        assert each not in shown
    assert rival.get(page).status_code == 404
    assert "The decision is there" in text(team.get(status))


def _without_tokens(pages: list[bytes]) -> list[str]:
    from tests.authorization.routes import without_tokens  # the scene behind it is large

    return [without_tokens(each.decode()) for each in pages]


def test_points_and_comments_stay_with_officers_where_the_call_says_so(now: datetime) -> None:
    call, officer, found = reviewed_call(now, SCORES)
    published(call, officer, now, shows_points=False, shows_comments=False)

    decision = decision_of(found["Bae"][0])
    assert decision is not None
    assert (own_points(decision), own_comments(decision), reserve_place(decision)) == (None, [], 1)
    assert "Your points: none" in decision.letter_en


def test_the_call_names_who_was_admitted_only_if_officers_say_so(now: datetime) -> None:
    call, officer, found = reviewed_call(now, SCORES, places=2, reserve=1)
    published(call, officer, now, names_admitted=True)
    hidden = OrganisationFactory(name_en="Hidden", is_listed=False)
    Application.objects.filter(pk=found["Bae"][0].pk).update(organisation=hidden)
    page = reverse("programmes:call", args=[call.public_id])

    shown = text(Client(headers={"accept-language": "en"}).get(page))
    named = [each.name_en for each in admitted_named(call)]
    CallDecision.objects.update(names_admitted=False)

    assert "Admitted companies Ahn" in shown
    assert named == ["Ahn"]
    assert admitted_named(call) == []


def test_officers_publish_and_a_team_answers_in_their_browsers(now: datetime) -> None:
    call, officer, found = reviewed_call(now, SCORES)
    cohort = CohortFactory(programme=call.programme)
    held = {"public_id": call.programme.public_id, "call_id": call.public_id}
    desk, team = browser(person(officer)), browser(person(found["Ahn"][1]))
    page, letters = (reverse(f"programmes_desk:{each}", kwargs=held) for each in ("decisions", "letters"))
    first = text(desk.get(page))
    frozen(call, officer, now)
    until = (now + timedelta(days=20)).strftime("%Y-%m-%dT%H:%M")
    said = {"number": "1", "cohort": str(cohort.public_id), "accept_until": until, "appeal_until": until}
    texts = {f"{outcome}_{each}": both[each] for outcome, both in letter_texts(call).items() for each in both}

    wrong = desk.post(letters, {**texts, "admitted_en": "{weather}"})
    written = desk.post(letters, {**texts, "admitted_en": "Welcome, {company}."})
    preview = desk.get(
        reverse(
            "programmes_desk:letter_preview",
            kwargs={**held, "application_id": found["Ahn"][0].public_id, "language": "en"},
        )
    )
    refused = desk.post(page, said)
    moved = desk.post(page, {**said, "reserve_days": "5", "shows_points": "on"})
    after = text(desk.get(page))
    own = {"application_id": found["Ahn"][0].public_id}
    answered = team.post(reverse("programmes:answer_place", kwargs={**own, "place_answer": "accept"}))
    late = team.post(reverse("programmes:answer_place", kwargs={**own, "place_answer": "give-up"}))

    assert "Freeze a ranking first." in first
    assert [wrong.status_code, written.status_code, refused.status_code, moved.status_code] == [422, 302, 422, 302]
    assert "Welcome, Ahn." in " ".join(pages_of(preview.content)[0].split())
    assert "Not answered yet" in after
    assert [answered.status_code, late.status_code] == [302, 403]
    assert "Accepted" in text(team.get(reverse("programmes:decision", kwargs=own)))


# --- Appeals ----------------------------------------------------------------------------------------------------------


def test_an_appeal_is_filed_once_in_time_and_answered_in_words(now: datetime) -> None:
    call, officer, found = reviewed_call(now, SCORES)
    made = published(call, officer, now)
    application, lead = found["Do"]
    mine = {"application_id": application.pk, "by": lead}
    deliver(now)

    with pytest.raises(Refused, match="Say why the decision is wrong"):
        file_appeal(text=" ", now=now, **mine)
    with pytest.raises(Refused, match="Only the team"):
        file_appeal(application_id=application.pk, text="x", by=found["Bae"][1], now=now)
    with pytest.raises(Refused, match="The time to appeal is over"):
        file_appeal(text="Late", now=made.appeal_until, **mine)
    appeal = file_appeal(text="The team was misread.", now=now, **mine)
    with pytest.raises(Refused, match="You have appealed already"):
        file_appeal(text="Again", now=now, **mine)
    filed = deliver(now)
    with pytest.raises(Refused, match="Only the officers"):
        answer_appeal(appeal_id=appeal.pk, outcome=AppealOutcome.UPHELD, answer="Yes", by=lead, now=now)
    with pytest.raises(Refused, match="Answer the appeal in words"):
        answer_appeal(appeal_id=appeal.pk, outcome=AppealOutcome.DISMISSED, answer="", by=officer, now=now)
    answer_appeal(appeal_id=appeal.pk, outcome=AppealOutcome.DISMISSED, answer="It was not.", by=officer, now=now)
    with pytest.raises(Refused, match="answered already"):
        answer_appeal(appeal_id=appeal.pk, outcome=AppealOutcome.UPHELD, answer="Yes", by=officer, now=now)
    with pytest.raises(Refused, match="decided or called off"):
        frozen(call, officer, now)

    assert filed == [f"{person(officer).email}: Appeal: Companies wanted for 2023"]
    assert deliver(now) == [f"{person(lead).email}: Your appeal is answered: Companies wanted for 2023"]
    assert "It was not." in str(mail.outbox[0].body)


def test_an_upheld_appeal_leads_to_a_new_ranking_and_nobody_loses_anything(now: datetime) -> None:
    call, officer, found = reviewed_call(now, SCORES, places=1, reserve=2)
    published(call, officer, now)
    deliver(now)
    appeal = file_appeal(application_id=found["Do"][0].pk, text="Misread", by=found["Do"][1], now=now)
    later = now + timedelta(days=1)
    answer_appeal(appeal_id=appeal.pk, outcome=AppealOutcome.UPHELD, answer="We rank anew.", by=officer, now=later)
    reason = {"outcome": DecisionOutcome.RESERVE, "reason": "Its appeal was upheld."}
    move_across(application_id=found["Do"][0].pk, by=officer, now=later, **reason)
    second = frozen(call, officer, later + timedelta(minutes=1))
    deliver(later)

    follow_ranking(call_id=call.pk, ranking_number=second.number, by=officer, now=later)
    follow_ranking(call_id=call.pk, ranking_number=second.number, by=officer, now=later)

    assert came_out(call) == [
        ("Ahn", "admitted", "waiting"), ("Bae", "reserve", ""), ("Cho", "reserve", ""), ("Do", "reserve", ""),
    ]  # fmt: skip
    assert deliver(later) == [f"{person(found['Do'][1]).email}: Decision: Companies wanted for 2023"]
    assert "stands on the reserve list, at place 3." in Decision.objects.get(application=found["Do"][0]).letter_en
    assert CallDecision.objects.get().ranking == second
    # What was upheld is followed now: nothing is judged anew any more.
    with pytest.raises(Refused, match="its call is over"):
        move_across(application_id=found["Cho"][0].pk, by=officer, now=later, **reason)


def test_appeals_are_read_and_answered_in_browsers(now: datetime) -> None:
    call, officer, found = reviewed_call(now, SCORES)
    published(call, officer, now)
    held = {"public_id": call.programme.public_id, "call_id": call.public_id}
    desk, team = browser(person(officer)), browser(person(found["Do"][1]))
    own = reverse("programmes:decision", kwargs={"application_id": found["Do"][0].public_id})

    refused = team.post(own, {"text": " "})
    filed = team.post(own, {"text": "The team was misread."})
    appeal = Appeal.objects.get()
    page = reverse("programmes_desk:appeal", kwargs={**held, "appeal_id": appeal.public_id})
    read = text(desk.get(page))
    unsaid = desk.post(page, {"outcome": "upheld"})
    answered = desk.post(page, {"outcome": "upheld", "answer": "We rank anew."})
    decided = text(desk.get(reverse("programmes_desk:decisions", kwargs=held)))
    trail = text(team.get(reverse("programmes:application_trail", args=[found["Do"][0].public_id])))

    assert [each.status_code for each in (refused, filed, unsaid, answered)] == [422, 302, 422, 302]
    assert "The team was misread." in read
    assert "An appeal was upheld" in decided
    assert "We rank anew." in text(team.get(own))
    assert "filed an appeal" in trail
    assert "the programme’s officers answered an appeal" in trail
    assert "the programme’s officers published the decisions of a call" in trail
