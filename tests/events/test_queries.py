"""What may be read of forums, and at what cost."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from bridgehead.accounts.actor import ANONYMOUS
from bridgehead.events import queries
from bridgehead.events.models import AppearanceRole, Forum, ForumSession, ForumState, RegistrationState
from bridgehead.events.queries.conflicts import in_front, in_front_of_week
from tests.factories.forums import (
    AppearanceFactory,
    ApprovedRegistrationFactory,
    ForumFactory,
    ForumSessionFactory,
    PartFactory,
    RegistrationFactory,
    ReportedFigureFactory,
    officer_of,
)
from tests.factories.organisations import OrganisationFactory
from tests.factories.people import UserFactory, actor_of, admin_actor

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_draft_is_there_for_its_officers_only() -> None:
    draft, seen = ForumFactory(state=ForumState.DRAFT), ForumFactory()
    officer, stranger = officer_of(draft), officer_of(seen)

    assert {who: set(queries.visible_forums(actor)) for who, actor in (
        ("officer", officer), ("stranger", stranger), ("nobody", ANONYMOUS), ("admin", admin_actor())
    )} == {"officer": {draft, seen}, "stranger": {seen}, "nobody": {seen}, "admin": {draft, seen}}  # fmt: skip
    assert queries.forum_or_404(officer, draft.public_id) == draft
    for actor in (stranger, ANONYMOUS):
        with pytest.raises(Http404):
            queries.forum_or_404(actor, draft.public_id)


def test_desk_of_another_forum_is_not_there() -> None:
    forum = ForumFactory()
    registration = RegistrationFactory(forum=forum)
    stranger = officer_of(ForumFactory())

    for asked in (
        lambda: queries.officer_forum_or_404(stranger, forum.public_id),
        lambda: queries.registrations_of(stranger, forum),
        lambda: queries.registration_counts(stranger, forum),
        lambda: queries.officer_registration_or_404(stranger, forum, registration.public_id),
        lambda: queries.registration_ids(stranger, forum, [str(registration.public_id)]),
    ):
        with pytest.raises(Http404):
            asked()
    assert forum not in queries.officer_forums(stranger)


def test_registration_of_another_forum_is_never_picked() -> None:
    forum, other = ForumFactory(), RegistrationFactory()
    mine = RegistrationFactory(forum=forum)
    officer = officer_of(forum)

    picked = queries.registration_ids(officer, forum, [str(mine.public_id), str(other.public_id), "rubbish", ""])

    assert picked == [mine.pk]
    with pytest.raises(Http404):
        queries.officer_registration_or_404(officer, forum, other.public_id)


def test_agenda_item_of_another_forum_is_not_there() -> None:
    forum, other = ForumFactory(), AppearanceFactory()
    figure = ReportedFigureFactory()

    for noun, item in (
        ("part", other.session.part),
        ("session", other.session),
        ("appearance", other),
        ("figure", figure),
    ):
        with pytest.raises(Http404):
            queries.agenda_item(forum, noun, item.public_id)
    with pytest.raises(Http404):
        queries.agenda_item(forum, "registration", uuid4())


def test_waiting_list_has_an_order(now: datetime) -> None:
    forum = ForumFactory()
    later, longest, same = (
        RegistrationFactory(forum=forum, state=RegistrationState.WAITING, waiting_since=now - timedelta(hours=hours))
        for hours in (1, 2, 1)
    )
    RegistrationFactory(state=RegistrationState.WAITING, waiting_since=now - timedelta(hours=9))

    assert [queries.place_in_line(each) for each in (longest, later, same)] == [1, 2, 3]
    assert queries.place_in_line(ApprovedRegistrationFactory(forum=forum)) is None
    assert list(queries.registrations_of(officer_of(forum), forum, state="waiting")) == [longest, later, same]


def test_registrations_to_decide_come_first_then_the_newest(now: datetime) -> None:
    forum = ForumFactory()
    told = {"approved": {}, "applied": {}, "waiting": {"waiting_since": now}, "withdrawn": {}}
    made = [
        RegistrationFactory(forum=forum, state=state, applied_at=now - timedelta(hours=hours), **told[state])
        for state, hours in (("approved", 1), ("applied", 9), ("waiting", 2), ("withdrawn", 0), ("applied", 5))
    ]

    found = list(queries.registrations_of(officer_of(forum), forum))

    assert found == [made[4], made[1], made[2], made[3], made[0]]


def test_registrations_are_found_by_words_in_both_scripts() -> None:
    forum = ForumFactory()
    haneul = RegistrationFactory(
        forum=forum,
        user=UserFactory(
            family_name_ko="남궁", given_name_ko="하늘", family_name_en="Namgung", email="sky@example.com"
        ),
        organisation=OrganisationFactory(name_ko="제노스코", name_en="Genosco"),
    )
    RegistrationFactory(forum=forum, user=UserFactory(family_name_ko="이", given_name_ko="도윤", family_name_en="Lee"))
    officer = officer_of(forum)

    for words in ("하늘", "남궁", "namgung", "sky@", "제노스", "GENOSCO", "namgung genosco"):
        assert list(queries.registrations_of(officer, forum, words=words)) == [haneul], words
    assert list(queries.registrations_of(officer, forum, words="namgung 없는회사")) == []


def test_korean_name_is_found_as_it_is_written() -> None:
    forum = ForumFactory()
    kim = RegistrationFactory(forum=forum, user=UserFactory(family_name_ko="김", given_name_ko="서연"))
    RegistrationFactory(forum=forum, user=UserFactory(family_name_ko="김", given_name_ko="도윤"))

    assert list(queries.registrations_of(officer_of(forum), forum, words="김서연")) == [kim]


def test_counts_hold_every_state() -> None:
    forum = ForumFactory()
    RegistrationFactory.create_batch(2, forum=forum)
    ApprovedRegistrationFactory(forum=forum)
    RegistrationFactory()

    assert queries.registration_counts(officer_of(forum), forum) == {
        "applied": 2,
        "approved": 1,
        "waiting": 0,
        "declined": 0,
        "withdrawn": 0,
        "all": 3,
    }


def test_who_presents_and_who_moves_in_stand_in_their_order() -> None:
    session = ForumSessionFactory(kind="company_presentations")
    talk = ForumSessionFactory(part=session.part, kind="case_talk")
    first, second = AppearanceFactory(session=session), AppearanceFactory(session=session)
    AppearanceFactory(session=talk, organisation=first.organisation)
    moved = [
        AppearanceFactory(session=talk, role=AppearanceRole.MOVES_IN, year=year).organisation for year in (2023, 2022)
    ]

    parts = queries.agenda(session.part.forum)

    assert [(each.organisation, each.kinds) for each in queries.presenters(parts)] == [
        (first.organisation, ["company presentations", "case talk"]),
        (second.organisation, ["company presentations"]),
    ]
    (move_in,) = queries.move_ins(parts)
    assert (move_in.session, move_in.total) == (talk, 2)
    assert [(each.year, each.organisations) for each in move_in.intakes] == [(2022, [moved[1]]), (2023, [moved[0]])]


def test_organisation_stands_where_it_hosts_or_appears_the_newest_first(now: datetime) -> None:
    company = OrganisationFactory()
    older, newer = ForumFactory(starts_at=now - timedelta(days=400)), ForumFactory(starts_at=now, hosts=[company])
    ForumFactory(hosts=[OrganisationFactory()])
    part = PartFactory(forum=older)
    second, first = ForumSessionFactory(part=part, order=2), ForumSessionFactory(part=part, order=1)
    moves_in = AppearanceFactory(organisation=company, session=second, role=AppearanceRole.MOVES_IN, year=2022)
    presents = AppearanceFactory(organisation=company, session=first)

    assert queries.standings(ANONYMOUS, company) == [
        queries.Standing(newer, is_host=True, appearances=[]),
        queries.Standing(older, is_host=False, appearances=[presents, moves_in]),
    ]


def test_draft_forum_stands_on_no_page_but_for_its_officers() -> None:
    draft = ForumFactory(state=ForumState.DRAFT, hosts=[company := OrganisationFactory()])
    presents = AppearanceFactory(organisation=company, session__part__forum=draft)

    assert queries.standings(ANONYMOUS, company) == []
    assert queries.standings(officer_of(draft), company) == [
        queries.Standing(draft, is_host=True, appearances=[presents])
    ]


def test_figures_are_grouped_by_their_source() -> None:
    forum = ForumFactory()
    one, two = ReportedFigureFactory(forum=forum), ReportedFigureFactory(forum=forum, source_en="The ministry")
    three = ReportedFigureFactory(forum=forum)

    assert [(each.number, each.figures) for each in queries.sources(forum)] == [(1, [one, three]), (2, [two])]


def test_next_open_forum_is_the_soonest_that_takes_registrations(now: datetime) -> None:
    held = ForumFactory(state=ForumState.CLOSED)
    soon = ForumFactory(starts_at=now + timedelta(days=10))
    ForumFactory(starts_at=now + timedelta(days=20))
    ForumFactory(starts_at=now + timedelta(days=2), registration_closes_at=now)
    ForumFactory(starts_at=now + timedelta(days=3), registration_opens_at=now + timedelta(days=1))
    ForumFactory(starts_at=now + timedelta(days=1), state=ForumState.ANNOUNCED)

    assert queries.next_open_forum(ANONYMOUS, besides=held, now=now) == soon


def test_own_registration_is_nobody_elses() -> None:
    held = RegistrationFactory()

    assert queries.my_registration(actor_of(held.user), held.forum) == held
    assert queries.my_registration(actor_of(UserFactory()), held.forum) is None
    assert queries.my_registration(ANONYMOUS, held.forum) is None


def _agenda_of(size: int) -> Forum:
    forum = ForumFactory()
    for number in range(1, size + 1):
        session = ForumSessionFactory(part=PartFactory(forum=forum, number=number), order=1)
        AppearanceFactory(session=session)
    return forum


@pytest.mark.parametrize("size", [1, 10, 50])
def test_agenda_costs_three_queries_whatever_its_size(size: int) -> None:
    forum = _agenda_of(size)

    with CaptureQueriesContext(
        connection,
    ) as captured:
        parts = queries.agenda(forum)
        shown = [each.organisation.name for each in queries.presenters(parts)]

    assert (len(shown), len(captured)) == (size, 3)


def test_who_stands_in_front_is_told_with_the_time_it_takes_up(now: datetime) -> None:
    hour, forum = timedelta(hours=1), ForumFactory(starts_at=now, ends_at=None)
    person = ApprovedRegistrationFactory(forum=forum)
    own, part = person.organisation, PartFactory(forum=forum)
    signs = ForumSessionFactory(part=part, starts_at=now + hour, ends_at=None)
    presents = ForumSessionFactory(part=part, starts_at=now, ends_at=now + hour)
    timeless = ForumSessionFactory(part=part)
    both = ForumSessionFactory(part=part, starts_at=now + 3 * hour, ends_at=now + 4 * hour)
    appears = ((signs, "signs"), (presents, "presents"), (timeless, "presents"), (presents, "moves_in"))
    for session, role in (*appears, (both, "signs"), (both, "presents")):
        AppearanceFactory(session=session, organisation=own, role=role)
    AppearanceFactory(session=signs)
    actor = actor_of(person.user)

    def week(since: int, until: int) -> list[tuple[ForumSession, str]]:
        found = in_front_of_week(actor, now + hour * since, now + hour * until)
        return [(each.session, each.does) for each in found]

    told = [(each.session, each.starts_at, each.until, each.does) for each in in_front(forum.pk, {own.pk})]
    weeks = [week(*span) for span in ((0, 4), (0, 1), (1, 2))]
    Forum.objects.filter(pk=forum.pk).update(state=ForumState.CALLED_OFF, called_off_at=now)

    assert told == [
        (presents, now, now + hour, "presents"),
        (signs, now + hour, now + hour + timedelta(microseconds=1), "signs"),
        (both, now + 3 * hour, now + 4 * hour, "both"),
    ]
    assert len(in_front(forum.pk)) == 4
    does = [(presents, "presents"), (signs, "signs"), (both, "both")]
    assert weeks == [does, does[:1], does[1:2]]
    assert week(0, 2) == does[:1]
