"""Parts, sessions, appearances and reported figures in their order."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from bridgehead.events.actions import agenda, appearances, figures
from bridgehead.events.models import Appearance, Forum, ForumSession, Part, ReportedFigure
from bridgehead.foundation.models import AuditEntry
from bridgehead.foundation.refusals import Refused
from tests.factories.forums import (
    AppearanceFactory,
    ForumFactory,
    ForumSessionFactory,
    PartFactory,
    ReportedFigureFactory,
    officer_of,
)
from tests.factories.organisations import OrganisationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def told(forum: Forum) -> list[tuple[str, list[str]]]:
    """The agenda as names: parts and their sessions, in order."""
    return [
        (part.name_en, [session.name_en for session in part.sessions.order_by("order")])
        for part in forum.parts.order_by("number")
    ]


def everything() -> list[object]:
    """All that a refused deed must leave as it was."""
    return [
        list(model.objects.order_by("pk").values())
        for model in (Part, ForumSession, Appearance, ReportedFigure, AuditEntry)
    ]


def test_agenda_grows_at_its_end(now: datetime) -> None:
    forum = ForumFactory()
    doing = {"by": officer_of(forum), "now": now}

    first = agenda.add_part(forum_id=forum.pk, name_en="First", **doing)
    agenda.add_part(forum_id=forum.pk, name_en="Second", **doing)
    agenda.add_session(part_id=first.pk, kind="ceremony", name_en="Welcome", **doing)
    agenda.add_session(part_id=first.pk, kind="signing", name_en="Signing", **doing)

    assert told(forum) == [("First", ["Welcome", "Signing"]), ("Second", [])]
    forum.refresh_from_db()
    assert forum.changed_at == now
    assert list(AuditEntry.objects.order_by("position").values_list("verb", flat=True)) == [
        "events.part_added",
        "events.part_added",
        "events.session_added",
        "events.session_added",
    ]


def test_parts_change_places(now: datetime) -> None:
    forum = ForumFactory()
    for number, name in enumerate(("A", "B", "C"), start=1):
        PartFactory(forum=forum, number=number, name_en=name)
    doing = {"by": officer_of(forum), "now": now}

    agenda.move_part(part_id=forum.parts.get(name_en="C").pk, step=-1, **doing)
    agenda.move_part(part_id=forum.parts.get(name_en="A").pk, step=-1, **doing)

    assert list(forum.parts.order_by("number").values_list("name_en", "number")) == [("A", 1), ("C", 2), ("B", 3)]


def test_session_moves_on_into_the_neighbouring_part(now: datetime) -> None:
    forum = ForumFactory()
    one = PartFactory(forum=forum, number=1, name_en="One")
    two = PartFactory(forum=forum, number=2, name_en="Two")
    ForumSessionFactory(part=one, order=1, name_en="a")
    moving = ForumSessionFactory(part=one, order=2, name_en="b")
    ForumSessionFactory(part=two, order=1, name_en="c")
    doing = {"by": officer_of(forum), "now": now}

    agenda.move_session(session_id=moving.pk, step=1, **doing)
    assert told(forum) == [("One", ["a"]), ("Two", ["b", "c"])]

    agenda.move_session(session_id=moving.pk, step=1, **doing)
    assert told(forum) == [("One", ["a"]), ("Two", ["c", "b"])]

    agenda.move_session(session_id=moving.pk, step=1, **doing)
    assert told(forum) == [("One", ["a"]), ("Two", ["c", "b"])]

    for _step in range(2):
        agenda.move_session(session_id=moving.pk, step=-1, **doing)
    assert told(forum) == [("One", ["a", "b"]), ("Two", ["c"])]


def test_part_with_sessions_is_not_removed(now: datetime) -> None:
    session = ForumSessionFactory()
    officer = officer_of(session.part.forum)
    before = everything()

    with pytest.raises(Refused, match=r"This part still holds sessions\."):
        agenda.remove_part(part_id=session.part_id, by=officer, now=now)

    assert everything() == before


def test_session_ends_after_it_starts(now: datetime) -> None:
    session = ForumSessionFactory()
    officer = officer_of(session.part.forum)
    before = everything()

    with pytest.raises(Refused, match=r"A session that has an end needs a start before it\."):
        agenda.change_session(session_id=session.pk, ends_at=now, by=officer, now=now)

    assert everything() == before


def test_organisation_appears_once_per_role(now: datetime) -> None:
    held = AppearanceFactory()
    officer = officer_of(held.session.part.forum)
    before = everything()

    with pytest.raises(Refused, match=r"This organisation stands in the session already\."):
        appearances.add_appearance(
            session_id=held.session_id, organisation_id=held.organisation_id, by=officer, now=now
        )

    assert everything() == before


def test_presenters_stand_in_the_order_given(now: datetime) -> None:
    session = ForumSessionFactory()
    doing = {"by": officer_of(session.part.forum), "now": now}
    names = [
        appearances.add_appearance(
            session_id=session.pk, organisation_id=OrganisationFactory(name_en=name).pk, **doing
        ).organisation.name_en
        for name in ("A", "B", "C")
    ]

    appearances.move_appearance(appearance_id=session.appearances.get(organisation__name_en="C").pk, step=-1, **doing)
    appearances.remove_appearance(appearance_id=session.appearances.get(organisation__name_en="A").pk, **doing)

    assert names == ["A", "B", "C"]
    assert list(session.appearances.values_list("organisation__name_en", flat=True)) == ["C", "B"]


def test_figure_is_corrected_and_the_trail_keeps_what_it_said(now: datetime) -> None:
    figure = ReportedFigureFactory(value=Decimal(100))
    forum = figure.forum
    doing = {"by": officer_of(forum), "now": now}

    figures.change_figure(figure_id=figure.pk, value=Decimal(120), **doing)
    figures.add_figure(
        forum_id=forum.pk,
        label_ko="양해각서",
        label_en="MOUs",
        value=Decimal(9),
        source_ko="보도",
        source_en="Press",
        reported_on=date(2023, 4, 28),
        **doing,
    )

    assert list(forum.figures.values_list("label_en", "value")) == [("Attended", Decimal(120)), ("MOUs", Decimal(9))]
    assert AuditEntry.objects.order_by("position")[0].change == {"value": ["100.00", "120"]}


def test_officer_of_another_forum_changes_no_agenda(now: datetime) -> None:
    appearance = AppearanceFactory()
    figure = ReportedFigureFactory(forum=appearance.session.part.forum)
    doing = {"by": officer_of(ForumFactory()), "now": now}
    session, part = appearance.session, appearance.session.part
    before = everything()

    for deed in (
        lambda: agenda.add_part(forum_id=part.forum_id, **doing),
        lambda: agenda.change_part(part_id=part.pk, name_ko="", name_en="Mine", **doing),
        lambda: agenda.move_part(part_id=part.pk, step=1, **doing),
        lambda: agenda.remove_part(part_id=part.pk, **doing),
        lambda: agenda.add_session(part_id=part.pk, kind="signing", **doing),
        lambda: agenda.change_session(session_id=session.pk, name_en="Mine", **doing),
        lambda: agenda.move_session(session_id=session.pk, step=1, **doing),
        lambda: agenda.remove_session(session_id=session.pk, **doing),
        lambda: appearances.add_appearance(session_id=session.pk, organisation_id=0, **doing),
        lambda: appearances.change_appearance(appearance_id=appearance.pk, role="signs", year=None, **doing),
        lambda: appearances.move_appearance(appearance_id=appearance.pk, step=1, **doing),
        lambda: appearances.remove_appearance(appearance_id=appearance.pk, **doing),
        lambda: figures.add_figure(forum_id=part.forum_id, **doing),
        lambda: figures.change_figure(figure_id=figure.pk, value=Decimal(1), **doing),
        lambda: figures.move_figure(figure_id=figure.pk, step=1, **doing),
        lambda: figures.remove_figure(figure_id=figure.pk, **doing),
    ):
        with pytest.raises(Refused, match=r"Only the officers of this forum can do that\."):
            deed()

    assert everything() == before


STARTS_AT, ENDS_AT = datetime(2023, 4, 27, 20, 0, tzinfo=UTC), datetime(2023, 4, 29, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("starts_at", "ends_at"),
    [
        (datetime(2027, 4, 27, 20, 0, tzinfo=UTC), None),
        (datetime(2023, 4, 27, 3, 59, tzinfo=UTC), datetime(2023, 4, 27, 21, 0, tzinfo=UTC)),
        (datetime(2023, 4, 28, 20, 0, tzinfo=UTC), datetime(2023, 4, 29, 4, 1, tzinfo=UTC)),
    ],
)
def test_session_outside_of_the_forums_days_is_refused(
    now: datetime, starts_at: datetime, ends_at: datetime | None
) -> None:
    """The forum ends at midnight of Boston: the day that begins then is not one of its days."""
    session = ForumSessionFactory(part__forum=ForumFactory(starts_at=STARTS_AT, ends_at=ENDS_AT))
    forum = session.part.forum
    doing = {"starts_at": starts_at, "ends_at": ends_at, "by": officer_of(forum), "now": now}
    before = everything()

    with pytest.raises(Refused, match=r"The forum is held on 27–28 April 2023; this time lies outside of it\."):
        agenda.change_session(session_id=session.pk, **doing)
    with pytest.raises(Refused, match=r"The forum is held on 27–28 April 2023"):
        agenda.add_session(part_id=session.part_id, kind="networking", name_en="Reception", **doing)

    assert everything() == before


def test_session_fills_the_forums_days_to_their_edges(now: datetime) -> None:
    session = ForumSessionFactory(part__forum=ForumFactory(starts_at=STARTS_AT, ends_at=ENDS_AT))
    morning = datetime(2023, 4, 27, 4, 0, tzinfo=UTC)

    agenda.change_session(
        session_id=session.pk, starts_at=morning, ends_at=ENDS_AT, by=officer_of(session.part.forum), now=now
    )

    session.refresh_from_db()
    assert (session.starts_at, session.ends_at) == (morning, ENDS_AT)
