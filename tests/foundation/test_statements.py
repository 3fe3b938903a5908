"""A question that was put together once answers as Django does that puts it together each time."""

from __future__ import annotations

from threading import Thread

import pytest
from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.test.utils import CaptureQueriesContext

from bridgehead.directory.models import Membership, Organisation
from bridgehead.foundation.statements import Statement
from tests.factories.organisations import MembershipFactory
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def _memberships(person: int, other: int) -> QuerySet[Membership]:
    found = Membership.objects.filter(Q(user_id=person) | Q(user_id=other))
    return found.select_related("organisation", "user").order_by("pk")


def _counts(person: int) -> QuerySet[Membership, tuple[int, str]]:
    found = Membership.objects.filter(user_id=person).values("user_id").annotate(number=Count("pk"))
    return found.order_by().values_list("number", "user__email")


def _named(name: str, person: int) -> QuerySet[Membership]:
    return Membership.objects.filter(organisation__name_en=name, user_id=person)


def _told(found: list[Membership]) -> list[tuple[object, ...]]:
    return [
        (each.pk, each.created_at, each.public_id, each.user.email, each.organisation.name_ko, each.organisation.twins)
        for each in found
    ]


def test_records_come_with_their_relations_and_values_of_their_kinds() -> None:
    made = [MembershipFactory() for _ in range(3)]
    statement = Statement(_memberships)

    for one, other in ((0, 1), (1, 2), (2, 0)):
        ids = made[one].user_id, made[other].user_id
        with CaptureQueriesContext(connection) as queries:
            answered = _told(statement.ask(*ids))
        assert answered == _told(list(_memberships(*ids)))
        assert len(answered) == 2
        assert len(queries) == 1
    assert statement.ask(0, 0) == []


def test_rows_come_as_they_are_counted() -> None:
    person = MembershipFactory().user
    MembershipFactory(user=person)
    statement = Statement(_counts)

    assert statement.ask(UserFactory().pk) == []
    assert statement.ask(person.pk) == [(2, person.email)]
    assert statement.ask(person.pk) == list(_counts(person.pk))


def test_texts_are_keys_too_and_only_where_they_are_asked_for() -> None:
    made = [MembershipFactory(organisation__name_en=name) for name in ("One", "-1099511627776", "'; --")]
    statement = Statement(_named)

    for each in made:
        found = statement.ask(each.organisation.name_en, each.user_id)
        assert [membership.pk for membership in found] == [each.pk]
    assert statement.ask("One", made[1].user_id) == []


def test_a_key_that_the_database_is_not_asked_is_refused() -> None:
    with pytest.raises(LookupError):
        Statement(lambda person, other: Membership.objects.filter(user_id=person)).ask(1, 2)


def test_what_has_changed_since_is_read_anew() -> None:
    membership = MembershipFactory()
    statement = Statement(_memberships)
    before = statement.ask(membership.user_id, 0)
    Organisation.objects.filter(pk=membership.organisation_id).update(name_en="Another name")

    assert [each.organisation.name_en for each in statement.ask(membership.user_id, 0)] == ["Another name"]
    assert before[0].organisation.name_en != "Another name"


@pytest.mark.django_db(transaction=True)
def test_each_thread_asks_over_its_own_connection() -> None:
    membership = MembershipFactory()
    statement = Statement(_memberships)
    assert len(statement.ask(membership.user_id, 0)) == 1
    found: list[object] = []

    def ask() -> None:
        with CaptureQueriesContext(connection) as queries:
            found.append(_told(statement.ask(membership.user_id, 0)))
            found.append(len(queries))
        connection.close()

    asking = Thread(target=ask)
    asking.start()
    asking.join()

    assert found == [_told(list(_memberships(membership.user_id, 0))), 1]


def _planned() -> int:
    with connection.cursor() as asking:
        asking.execute("SELECT count(*) FROM pg_prepared_statements")
        return int(asking.fetchone()[0])


@pytest.mark.django_db(transaction=True)
def test_postgresql_plans_a_question_once_for_a_connection_unless_a_pooler_stands_between() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite's driver keeps what it has put together by itself")
    membership = MembershipFactory()
    # Asked by no other test over this connection.
    statement: Statement[Membership] = Statement(lambda person: Membership.objects.filter(user_id=person).reverse())
    plans = []
    raw = connection.connection
    usual = raw.prepare_threshold
    try:
        for threshold in (None, usual):
            raw.prepare_threshold = threshold
            before = _planned()
            for _ in range(3):
                assert statement.ask(membership.user_id) == [membership]
            plans.append(_planned() - before)
    finally:
        raw.prepare_threshold = usual

    assert plans == [0, 1]
