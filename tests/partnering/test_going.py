"""Who of a delegation goes to which meeting: the rule, what each is shown and told, and who may say it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from bridgehead.accounts.actions import withdraw_consent
from bridgehead.config.verification import wrong_personal_timetables
from bridgehead.foundation.models import OutboxItem
from bridgehead.foundation.refusals import Refused
from bridgehead.partnering.actions import availability
from bridgehead.partnering.actions.delegations import end_delegacies
from bridgehead.partnering.actions.personal_data import erase_partnering
from bridgehead.partnering.actions.seating import send_delegates
from bridgehead.partnering.actions.timetables import publish_anew
from bridgehead.partnering.models import (
    Delegate,
    MeetingRequest,
    MeetingSeat,
    PersonalTimetable,
    RequestDelegate,
    RoundPhase,
    Timetable,
)
from bridgehead.partnering.rules import who_sits
from bridgehead.partnering.schemas.changes import changes
from bridgehead.partnering.schemas.diary import read_entry
from tests.clocks import standing_still
from tests.factories.partnering import DelegateFactory
from tests.factories.people import ConsentFactory, actor_of
from tests.partnering.scenes import InForce, address, browser, person

SOME = st.sets(st.integers(0, 6))


@given(people=SOME, sent=SOME, away=SOME)
def test_a_meeting_that_stands_has_people_and_only_the_delegations_own(
    people: set[int], sent: set[int], away: set[int]
) -> None:
    sits = set(who_sits(sorted(people), sent=sent, away=away))

    assert sits <= people
    assert bool(sits) == bool(people)
    if people & sent - away:
        assert sits == people & sent - away
    elif people - away:
        assert sits == people - away


@pytest.fixture(autouse=True)
def _today(now: datetime) -> Iterator[None]:
    with standing_still(now):
        yield


class Pair(InForce):
    """Hanbit has two people who may be named; it meets Acme first and Beacon later."""

    def __init__(self, now: datetime) -> None:
        super().__init__(now)
        self.one = self.hanbit.delegates.get()
        self.two = DelegateFactory(delegation=self.hanbit)
        for each in (self.one, self.two):
            ConsentFactory(user=each.user, purpose="listed")
        self.actor = actor_of(self.one.user)

    def send(self, *who: Delegate, to: MeetingRequest | None = None, **given: Any) -> list[MeetingRequest]:
        sent = {(to or self.with_acme).pk: [each.pk for each in who]}
        told = {"delegation_id": self.hanbit.pk, "sent": sent, "by": self.actor, "now": self.now, **given}
        return send_delegates(**told)

    def shown(self) -> dict[str, list[tuple[str, list[str]]]]:
        """What each person's timetable in force says: with whom, and which of their people come."""
        found = {}
        in_force = PersonalTimetable.objects.filter(timetable__state="published", timetable__round=self.round)
        names = {self.one.user_id: "one", self.two.user_id: "two", person(self.acme).pk: "acme"}
        ids = {str(each.user.public_id): names[each.user_id] for each in (self.one, self.two)}
        for own in in_force.filter(user__in=names):
            found[names[own.user_id]] = [
                (entry["with_en"], [ids.get(each["id"], "?") for each in entry["people"]]) for entry in own.entries
            ]
        return found


@pytest.mark.django_db
@pytest.mark.database
def test_who_is_sent_has_the_meeting_and_is_named_to_the_other_side(now: datetime) -> None:
    pair = Pair(now)
    OutboxItem.objects.all().delete()

    assert pair.send(pair.two) == [pair.with_acme]

    assert pair.shown() == {
        "one": [("Beacon", [])],
        "two": [("Acme", []), ("Beacon", [])],
        "acme": [("Hanbit", ["two"])],
    }
    ours = [
        (own.user_id, entry["with_en"], [each["id"] for each in entry["ours"]])
        for own in PersonalTimetable.objects.filter(timetable__state="published", delegate__in=[pair.one, pair.two])
        for entry in own.entries
    ]
    ids = [str(each.user.public_id) for each in (pair.one, pair.two)]
    assert sorted(ours) == sorted([
        (pair.one.user_id, "Beacon", ids), (pair.two.user_id, "Acme", ids[1:]), (pair.two.user_id, "Beacon", ids),
    ])  # fmt: skip
    assert not any("ours" in entry for entry in PersonalTimetable.objects.get(
        timetable__state="published", user=person(pair.acme)).entries)  # fmt: skip
    told = OutboxItem.objects.filter(kind="partnering/timetable_published").values_list("payload__user_id", flat=True)
    assert sorted(told) == sorted([pair.one.user_id, pair.two.user_id, person(pair.acme).pk, person(pair.beacon).pk])
    assert list(wrong_personal_timetables()) == []
    versions = Timetable.objects.filter(round=pair.round).count()

    assert (pair.send(pair.two), Timetable.objects.filter(round=pair.round).count()) == ([], versions)
    assert pair.send(pair.one, pair.two) == [pair.with_acme]
    assert (pair.shown()["acme"], RequestDelegate.objects.count()) == ([("Hanbit", ["one", "two"])], 0)


@pytest.mark.django_db
@pytest.mark.database
def test_who_is_away_stays_out_of_the_next_timetable_and_a_meeting_is_never_empty(now: datetime) -> None:
    pair = Pair(now)
    pair.send(pair.one, to=pair.with_beacon)
    for who, slots in ((pair.one, [0, 3]), (pair.two, [0])):
        availability.set_away(
            delegate_id=who.pk, away_slot_ids=[pair.slots[number].pk for number in slots], by=pair.actor, now=now
        )
    pair.send(pair.one)

    def seated(request: MeetingRequest) -> set[int]:
        in_force = MeetingSeat.objects.filter(timetable__state="published", meeting__request=request)
        return set(in_force.filter(delegate__delegation=pair.hanbit).values_list("delegate_id", flat=True))

    # Acme's slot suits neither: the meeting stands with both; Beacon's suits only the one who was not sent.
    assert seated(pair.with_acme) == {pair.one.pk, pair.two.pk}
    assert seated(pair.with_beacon) == {pair.two.pk}
    assert list(wrong_personal_timetables()) == []


@pytest.mark.django_db
@pytest.mark.database
def test_only_ones_own_people_go_and_only_those_who_take_part_say_it(now: datetime) -> None:
    pair = Pair(now)
    stranger = pair.acme.delegates.get()
    before = Timetable.objects.count()

    for sentence, said in (
        ("Only this delegation and the officers", {"by": actor_of(stranger.user)}),
        ("takes part for you no longer", {"sent": {pair.with_acme.pk: [stranger.pk]}}),
        ("closed meanwhile", {"sent": {pair.with_acme.pk + 10_000: [pair.two.pk]}}),
        ("has begun", {"now": pair.slots[0].starts_at}),
    ):
        with pytest.raises(Refused, match=sentence):
            pair.send(pair.two, **said)
    pair.move(RoundPhase.CLOSED)
    with pytest.raises(Refused, match="until the round is closed"):
        pair.send(pair.two)

    assert (RequestDelegate.objects.count(), Timetable.objects.count()) == (0, before)


@pytest.mark.django_db
@pytest.mark.database
def test_the_page_saves_all_meetings_at_once_and_shows_one_alone(now: datetime) -> None:
    pair = Pair(now)
    client: Client = browser(pair.one.user)
    at = address("partnering:who_goes", pair.round.public_id)
    acme, beacon = pair.with_acme.public_id, pair.with_beacon.public_id

    answer = client.post(
        at,
        {
            "shown": [acme, beacon],
            f"who-{acme}": [pair.two.public_id],
            f"who-{beacon}": [pair.one.public_id, pair.two.public_id],
        },
    )
    assert (answer.status_code, answer.headers["Location"]) == (302, at)
    assert list(RequestDelegate.objects.values_list("request", "delegate")) == [(pair.with_acme.pk, pair.two.pk)]
    whole, alone = client.get(at), client.get(f"{at}?request={acme}")
    assert [[ticked for _line, _over, ticked in page.context["lines"]] for page in (whole, alone)] == [
        [[pair.two.pk], [pair.one.pk, pair.two.pk]],
        [[pair.two.pk]],
    ]
    request_page = client.get(address("partnering:request", acme))
    assert [each.pk for each in request_page.context["goers"]] == [pair.two.user_id]
    theirs = browser(person(pair.acme))
    assert [theirs.get(f"{at}?request={each}").status_code for each in (beacon, "x")] == [404, 404]
    refused = client.post(at, {"shown": [acme], f"who-{acme}": ["x"]})
    assert (refused.status_code, refused.context["lines"][0][2]) == (422, [])
    assert "Somebody whom you chose takes part for you no longer" in refused.text
    nobody = client.post(at, {"shown": [acme, beacon], f"who-{beacon}": [pair.one.public_id]})
    assert (nobody.status_code, [ticked for _line, _over, ticked in nobody.context["lines"]]) == (
        422,
        [[], [pair.one.pk]],
    )
    assert "Tick who goes, at least one of you: Acme. If nobody can go, call the meeting off." in nobody.text
    assert list(RequestDelegate.objects.values_list("request", "delegate")) == [(pair.with_acme.pk, pair.two.pk)]
    alone = theirs.get(at)
    assert (alone.context["may_send"], "You alone take part" in alone.text) == (False, True)


@pytest.mark.django_db
@pytest.mark.database
def test_a_timetable_shows_who_of_ours_goes_to_colleagues_alone_and_forgets_whoever_is_erased(now: datetime) -> None:
    pair = Pair(now)
    pair.send(pair.two)
    names = [each.user.full_name("en") for each in (pair.one, pair.two)]
    pages = [address(f"partnering:{page}", pair.round.public_id) for page in ("timetable", "timetable_table")]

    ours = [browser(pair.two.user).get(page).text for page in pages]
    theirs = [browser(person(pair.acme)).get(page).text for page in pages]
    erase_partnering(pair.one.user_id, now)
    after = browser(pair.two.user).get(pages[0]).text

    assert [[page.count(f"We send: {words}") for words in (", ".join(names), names[1])] for page in ours] == [
        [1, 1]
    ] * 2
    assert [page.count("We send:") for page in theirs] == [0, 0]
    assert [after.count(f"We send: {words}") for words in (", ".join(names), names[1])] == [0, 2]


@pytest.mark.django_db
@pytest.mark.database
def test_whoever_leaves_goes_to_no_meeting_any_longer_for_their_colleagues(now: datetime) -> None:
    pair = Pair(now)
    at = address("partnering:timetable", pair.round.public_id)
    names = [each.user.full_name("en") for each in (pair.one, pair.two)]
    pair.send(pair.two)
    pair.send(pair.one, pair.two)
    before = browser(pair.two.user).get(at).text

    end_delegacies(Delegate.objects.filter(pk=pair.one.pk), now)

    after = browser(pair.two.user).get(at).text
    assert [page.count(f"We send: {words}") for page in (before, after) for words in (", ".join(names), names[1])] == [
        2, 0, 0, 2,
    ]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.database
def test_whoever_is_no_longer_named_to_others_still_goes_for_their_colleagues(now: datetime) -> None:
    pair = Pair(now)
    pair.send(pair.two)
    pair.send(pair.one, pair.two)

    withdraw_consent(by=pair.actor, purpose="listed", now=now)

    assert pair.shown()["acme"] == [("Hanbit", ["two"])]
    own = PersonalTimetable.objects.get(timetable__state="published", delegate=pair.two)
    people = [str(each.user.public_id) for each in (pair.one, pair.two)]
    assert [[each["id"] for each in entry["ours"]] for entry in own.entries] == [people, people]


@pytest.mark.django_db
@pytest.mark.database
def test_whoever_leaves_is_named_to_the_other_side_no_longer_which_is_told_with_the_next_timetable(
    now: datetime,
) -> None:
    pair = Pair(now)
    pair.send(pair.two)
    pair.send(pair.one, pair.two)
    with_acme = {"timetable__state": "published", "delegate__delegation": pair.acme}
    before, version = PersonalTimetable.objects.get(**with_acme), pair.round.timetables.count()
    told = OutboxItem.objects.count()
    begun = pair.slots[0].starts_at

    with transaction.atomic():
        end_delegacies(Delegate.objects.filter(pk=pair.one.pk), begun)
        met = pair.shown()["acme"]
        transaction.set_rollback(True)
    end_delegacies(Delegate.objects.filter(pk=pair.one.pk), now)

    # Whom one sits with already stays named; of who is yet to come the name is gone, and no calendar hears of it.
    after = PersonalTimetable.objects.get(**with_acme)
    assert (met, pair.shown()["acme"]) == ([("Hanbit", ["one", "two"])], [("Hanbit", ["two"])])
    assert OutboxItem.objects.count() == told
    (was,), (entry,) = before.entries, after.entries
    assert entry == {**was, "people": was["people"][1:], "somebody_left": True}
    page = browser(person(pair.acme)).get(address("partnering:timetable_table", pair.round.public_id)).text
    assert [each.user.full_name("en") in page for each in (pair.one, pair.two)] == [False, True]
    publish_anew(pair.round, by=pair.by, now=now)
    now_told = PersonalTimetable.objects.get(**with_acme)
    (anew,) = now_told.entries
    assert anew == {**was, "people": was["people"][1:], "meeting": anew["meeting"], "sequence": version + 1}
    (change,) = changes(map(read_entry, after.entries), map(read_entry, now_told.entries))
    news = OutboxItem.objects.filter(kind="partnering/timetable_published", payload__timetable_id=now_told.timetable_id)
    assert (change.kind, person(pair.acme).pk in news.values_list("payload__user_id", flat=True)) == ("people", True)
