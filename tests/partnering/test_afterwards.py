"""After the meetings: each side's word, the next steps asked after, and what is counted of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from django.core import mail as sent_mail

from bridgehead.accounts.actions import erase_person
from bridgehead.accounts.actor import Actor
from bridgehead.foundation import notices
from bridgehead.foundation.models import OutboxItem
from bridgehead.foundation.refusals import Refused
from bridgehead.home.queries.desk import rates_of, standing_of
from bridgehead.partnering.actions import afterwards as actions
from bridgehead.partnering.models import Afterword, Delegation, FollowUp, RoundPhase
from bridgehead.partnering.queries import afterwards as queries
from bridgehead.partnering.queries.afterwards import Kept
from bridgehead.partnering.queries.personal_data import partnering_kept
from tests.factories.people import actor_of
from tests.partnering.scenes import InForce, address, browser, person

pytestmark = [pytest.mark.django_db, pytest.mark.database]

DAY = timedelta(days=1)


@pytest.fixture
def scene(now: datetime) -> Iterator[InForce]:
    """The day after: both meetings of Hanbit are over."""
    with time_machine.travel(now, tick=False) as clock:
        made = InForce(now)
        made.move(RoundPhase.RUN)
        OutboxItem.objects.all().delete()
        made.now = made.slots[-1].ends_at + DAY
        clock.move_to(made.now)
        yield made


def acts_for(delegation: Delegation) -> Actor:
    return actor_of(person(delegation))


def say(scene: InForce, delegation: Delegation, attendance: str = "held", next_step: str = "none") -> Afterword:
    request = scene.with_beacon if delegation == scene.beacon else scene.with_acme
    return actions.say_afterwards(
        request_id=request.pk, attendance=attendance, next_step=next_step, by=acts_for(delegation), now=scene.now
    )


def deliver(now: datetime) -> list[tuple[str, str]]:
    """Deliver what is staged; return the new mails by address and subject."""
    before = len(sent_mail.outbox)
    while notices.deliver_next(now=now):
        pass
    return sorted((each.to[0].split("<")[-1].strip(">"), each.subject) for each in sent_mail.outbox[before:])


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ([], Kept(silent=2)),
        ([("acme", "held")], Kept(held=1, silent=1)),
        ([("acme", "held"), ("hanbit", "held")], Kept(held=1, silent=1)),
        ([("acme", "they_missed")], Kept(missed=1, silent=1)),
        ([("acme", "they_missed"), ("hanbit", "we_missed")], Kept(missed=1, silent=1)),
        ([("acme", "they_missed"), ("hanbit", "held"), ("beacon", "held")], Kept(held=1, unsure=1)),
    ],
)
def test_what_both_sides_say_counts_once(scene: InForce, words: list[tuple[str, str]], kept: Kept) -> None:
    for name, attendance in words:
        say(scene, getattr(scene, name), attendance)

    assert queries.kept_in(scene.round, now=scene.now) == kept
    rates = {each.key: (each.part, each.over) for each in rates_of(standing_of(scene.round.forum, now=scene.now))}
    assert rates["kept"] == (kept.held, kept.held + kept.missed)


def test_a_second_meeting_takes_both_sides(scene: InForce) -> None:
    say(scene, scene.acme, next_step="again")
    assert queries.kept_in(scene.round, now=scene.now) == Kept(held=1, silent=1)

    say(scene, scene.hanbit, next_step="again")
    assert queries.kept_in(scene.round, now=scene.now) == Kept(held=1, silent=1, again=1)
    rates = {each.key: (each.part, each.over) for each in rates_of(standing_of(scene.round.forum, now=scene.now))}
    assert rates["second"] == (1, 1)


def test_what_is_said_last_counts_and_is_asked_after_once(scene: InForce) -> None:
    say(scene, scene.acme, next_step="talks")
    word = say(scene, scene.acme, next_step="material")
    ended = scene.slots[0].ends_at

    assert Afterword.objects.count() == 1
    asked = [(each.days, each.due_at) for each in word.follow_ups.all()]
    assert asked == [(days, ended + days * DAY) for days in (30, 90, 180)]

    assert list(say(scene, scene.acme, next_step="none").follow_ups.all()) == []


@pytest.mark.parametrize(
    ("attendance", "next_step", "note", "field"),
    [
        ("", "none", "", "attendance"),
        ("held", "marriage", "", "next_step"),
        ("we_missed", "again", "", "next_step"),
        ("held", "none", "x" * 1001, "note"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    scene: InForce, attendance: str, next_step: str, note: str, field: str
) -> None:
    said = {"attendance": attendance, "next_step": next_step, "note": note}
    with pytest.raises(Refused) as refused:
        actions.say_afterwards(request_id=scene.with_acme.pk, **said, by=acts_for(scene.acme), now=scene.now)

    assert (refused.value.field, Afterword.objects.count()) == (field, 0)


def test_only_its_sides_speak_of_a_meeting_and_only_afterwards(scene: InForce) -> None:
    with pytest.raises(Refused, match="This meeting is not yours"):
        actions.say_afterwards(
            request_id=scene.with_acme.pk, attendance="held", by=acts_for(scene.beacon), now=scene.now
        )
    with pytest.raises(Refused, match="This meeting is not over yet"):
        actions.say_afterwards(
            request_id=scene.with_acme.pk,
            attendance="held",
            by=acts_for(scene.acme),
            now=scene.slots[0].ends_at - timedelta(seconds=1),
        )


def test_each_side_is_asked_once_how_it_went(scene: InForce) -> None:
    say(scene, scene.acme)
    early = scene.slots[3].ends_at + queries.ASKED_AFTER - timedelta(minutes=1)
    assert actions.ask_how_it_went(early) == 0

    assert actions.ask_how_it_went(scene.now) == 2
    assert actions.ask_how_it_went(scene.now + DAY) == 0
    silent = sorted(person(each).email for each in (scene.hanbit, scene.beacon))
    assert [email for email, _subject in deliver(scene.now)] == silent


def test_nobody_is_asked_of_what_lies_long_back(scene: InForce) -> None:
    assert actions.ask_how_it_went(scene.slots[3].ends_at + queries.ASKED_WITHIN) == 0


def test_who_has_spoken_meanwhile_is_not_asked(scene: InForce) -> None:
    actions.ask_how_it_went(scene.now)
    for each in (scene.acme, scene.beacon):
        say(scene, each)

    assert [email for email, _subject in deliver(scene.now)] == [person(scene.hanbit).email]


def test_next_steps_are_asked_after_until_they_are_closed(scene: InForce) -> None:
    word = say(scene, scene.acme, next_step="talks")
    by, start = acts_for(scene.acme), scene.slots[0].ends_at
    assert actions.ask_what_became(start + 29 * DAY) == 0

    assert actions.ask_what_became(start + 30 * DAY) == 1
    assert actions.ask_what_became(start + 31 * DAY) == 0
    with time_machine.travel(start + 30 * DAY, tick=False):
        assert [email for email, _subject in deliver(start + 30 * DAY)] == [person(scene.acme).email]
    first = word.follow_ups.get(days=30)
    actions.answer_follow_up(follow_up_id=first.pk, course="under_way", by=by, now=start + 31 * DAY)

    assert actions.ask_what_became(start + 90 * DAY) == 1
    second = word.follow_ups.get(days=90)
    actions.answer_follow_up(follow_up_id=second.pk, course="ended", note="Too early", by=by, now=start + 91 * DAY)

    assert actions.ask_what_became(start + 400 * DAY) == 0
    assert list(word.follow_ups.values_list("days", "course")) == [(30, "under_way"), (90, "ended")]
    with pytest.raises(Refused, match="This has been closed already"):
        actions.answer_follow_up(follow_up_id=first.pk, course="agreed", by=by, now=start + 92 * DAY)


def test_nobody_else_answers_for_a_side(scene: InForce) -> None:
    say(scene, scene.acme, next_step="talks")
    with pytest.raises(Refused, match="This is not yours"):
        actions.answer_follow_up(
            follow_up_id=FollowUp.objects.earliest("days").pk,
            course="ended",
            by=acts_for(scene.hanbit),
            now=scene.now,
        )


def test_what_one_side_says_changes_nothing_that_the_other_sees(scene: InForce) -> None:
    other = browser(person(scene.hanbit))
    pages = [
        address("partnering:afterwards", scene.round.public_id),
        address("partnering:today", scene.round.public_id),
        address("partnering:say_afterwards", scene.with_acme.public_id),
        address("partnering:request", scene.with_acme.public_id),
    ]

    def seen() -> list[str]:
        # what protects a form is another word each time
        token = re.compile(r'(csrfmiddlewaretoken" value=|X-CSRFToken)[^>]*')
        return [token.sub("", other.get(each).text) for each in pages]

    before = seen()
    assert "Acme" in before[0]
    say(scene, scene.acme, "they_missed")
    say(scene, scene.acme, "held", "talks")
    word = Afterword.objects.get()
    word.follow_ups.update(due_at=scene.now - DAY)

    assert seen() == before


def test_a_delegate_says_it_on_the_phone(scene: InForce) -> None:
    delegate, page = browser(person(scene.acme)), address("partnering:say_afterwards", scene.with_acme.public_id)
    today = delegate.get(address("partnering:today", scene.round.public_id)).text
    assert "1 of your meetings is over: say how it went." in today

    refused = delegate.post(page, {"attendance": "we_missed", "next_step": "again", "note": "우리 쪽 사정"})
    assert (refused.status_code, "우리 쪽 사정" in refused.text) == (422, True)

    done = delegate.post(page, {"attendance": "held", "next_step": "talks", "note": "가격부터"}, follow=True)
    assert "가격부터" in done.text
    assert "negotiate terms" in done.text


def test_officers_see_what_was_held_and_never_a_note(scene: InForce) -> None:
    actions.say_afterwards(
        request_id=scene.with_acme.pk,
        attendance="held",
        next_step="talks",
        note="only ours",
        by=acts_for(scene.acme),
        now=scene.now,
    )

    shown = browser(scene.officer).get(address("partnering_desk:afterwards", scene.round.public_id)).text

    assert ("negotiate terms" in shown, "only ours" in shown) == (True, False)


def test_the_desk_asks_as_often_for_any_number_of_meetings(scene: InForce, django_assert_num_queries: object) -> None:
    meetings = list(queries.pairs_over(actor_of(scene.officer), scene.round, now=scene.now))
    say(scene, scene.acme)
    say(scene, scene.beacon)

    with django_assert_num_queries(1):  # type: ignore[operator]  # pytest-django's fixture
        pairs = queries.with_both(meetings)
        assert [[word.delegation.organisation.name_en for word in each.words] for each in pairs] == [
            ["Acme"],
            ["Beacon"],
        ]


def test_notes_go_with_their_person(scene: InForce) -> None:
    writer = person(scene.acme)
    actions.say_afterwards(
        request_id=scene.with_acme.pk, attendance="held", note="ours", by=acts_for(scene.acme), now=scene.now
    )
    said = {"meeting": str(scene.with_acme.public_id), "attendance": "held", "next_step": "none", "note": "ours"}
    assert partnering_kept(writer.pk)["afterwords"] == [said]

    erase_person(user_id=writer.pk, by=actor_of(writer), now=scene.now)

    word = Afterword.objects.get()
    assert (word.note, word.said_by, word.attendance) == ("", None, "held")
