"""The figures that a named source reported about a forum."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TypedDict, Unpack

from django.db import transaction

from bridgehead.accounts.actor import Actor
from bridgehead.events.actions.records import changed, officer_forum, told
from bridgehead.events.models import Forum, ReportedFigure
from bridgehead.foundation.records import assign, following, found, require_as_seen, swap

#: What a page of a figure is held against.
SHOWN = (
    "label_ko", "label_en", "note_ko", "note_en", "value", "currency", "unit_ko", "unit_en", "exactness", "counts",
    "source_ko", "source_en", "reported_on",
)  # fmt: skip


class FigureFields(TypedDict, total=False):
    """What is set of a reported figure."""

    label_ko: str
    label_en: str
    note_ko: str
    note_en: str
    value: Decimal
    currency: str
    unit_ko: str
    unit_en: str
    exactness: str
    counts: str
    source_ko: str
    source_en: str
    reported_on: date


@transaction.atomic
def add_figure(*, forum_id: int, by: Actor, now: datetime, **fields: Unpack[FigureFields]) -> ReportedFigure:
    """Add a figure that a named source reported."""
    forum = officer_forum(forum_id, by)
    figure = ReportedFigure(forum=forum, order=following(forum.figures.all(), "order"))
    change = assign(figure, fields)
    figure.save()
    told("events.figure_added", figure, forum=forum, by=by, now=now, change=change)
    return figure


@transaction.atomic
def change_figure(
    *, figure_id: int, by: Actor, now: datetime, seen: str | None = None, **fields: Unpack[FigureFields]
) -> ReportedFigure:
    """Correct a reported figure that is still as it was ``seen``; the audit trail keeps what it said before."""
    figure, forum = _figure(figure_id, by)
    require_as_seen(figure, SHOWN, seen)
    changed("events.figure_changed", figure, dict(fields), forum=forum, by=by, now=now)
    return figure


@transaction.atomic
def move_figure(*, figure_id: int, step: int, by: Actor, now: datetime) -> ReportedFigure:
    """Move a figure one place up (−1) or down (+1)."""
    figure, forum = _figure(figure_id, by)
    if swap(figure, step=step, among=forum.figures.all(), field="order"):
        told("events.figure_moved", figure, forum=forum, by=by, now=now)
    return figure


@transaction.atomic
def remove_figure(*, figure_id: int, by: Actor, now: datetime) -> None:
    """Take a figure away; the audit trail keeps that it was there."""
    figure, forum = _figure(figure_id, by)
    told("events.figure_removed", figure, forum=forum, by=by, now=now, change={"value": (str(figure.value), None)})
    figure.delete()


def _figure(figure_id: int, by: Actor) -> tuple[ReportedFigure, Forum]:
    """Return a figure as it is once its forum's row is locked, or refuse when it has gone meanwhile."""
    forum = officer_forum(found(ReportedFigure.objects, figure_id).forum_id, by)
    return found(ReportedFigure.objects, figure_id), forum
