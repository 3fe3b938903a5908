"""Forums and their agenda, as far as the actor may see them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Prefetch, Q, QuerySet
from django.http import Http404

from bridgehead.accounts.actor import Actor
from bridgehead.directory.models import Organisation, OrganisationKind
from bridgehead.events.models import (
    Appearance,
    AppearanceRole,
    Forum,
    ForumRole,
    ForumSession,
    ForumState,
    Part,
    RegistrationState,
    ReportedFigure,
)
from bridgehead.events.rules import may_run_forum
from bridgehead.foundation import audit


@dataclass(frozen=True, slots=True)
class Presenter:
    """An organisation that presents at a forum, with the kinds of session in which it does."""

    organisation: Organisation
    kinds: list[str]


@dataclass(frozen=True, slots=True)
class Intake:
    """The organisations that moved in in one year; None where the year is not known."""

    year: int | None
    organisations: list[Organisation]


@dataclass(frozen=True, slots=True)
class MoveIn:
    """A session in which organisations move in, by year, oldest first."""

    session: ForumSession
    intakes: list[Intake]

    @property
    def total(self) -> int:
        """How many organisations move in, all years together."""
        return sum(len(intake.organisations) for intake in self.intakes)


@dataclass(frozen=True, slots=True)
class Standing:
    """An organisation at one forum: whether it hosts it, and where it stands on the agenda."""

    forum: Forum
    is_host: bool
    appearances: list[Appearance]


@dataclass(frozen=True, slots=True)
class Source:
    """Who reported figures, and when: what a figure's proof opens."""

    number: int
    text: ReportedFigure
    reported_on: date
    figures: list[ReportedFigure]


def visible_forums(actor: Actor) -> QuerySet[Forum]:
    """Return every forum that the actor may see: drafts only to those who run them."""
    forums = Forum.objects.all()
    if actor.is_platform_admin:
        return forums
    return forums.filter(~Q(state=ForumState.DRAFT) | Q(pk__in=actor.scopes_of("forum_officer")))


def coming_forums(actor: Actor, *, now: datetime) -> QuerySet[Forum]:
    """Return the forums that are still to be held, the next one first.

    One that was called off is told of until the moment at which it would have begun.
    """
    coming = visible_forums(actor).exclude(state__in=[ForumState.CLOSED, ForumState.DRAFT])
    coming = coming.exclude(state=ForumState.CALLED_OFF, starts_at__lt=now)
    return coming.order_by("starts_at", "pk")


def held_forums(actor: Actor) -> QuerySet[Forum]:
    """Return the forums that have been held, the newest first; one that was called off on the way too."""
    held = visible_forums(actor).filter(Q(state=ForumState.CLOSED) | Q(starts_at__lt=F("called_off_at")))
    return held.order_by("-starts_at", "-pk")


def next_open_forum(actor: Actor, *, besides: Forum, now: datetime) -> Forum | None:
    """Return the next other forum that one can register for at this moment."""
    open_ones = visible_forums(actor).filter(state=ForumState.OPEN).exclude(pk=besides.pk)
    opened = Q(registration_opens_at=None) | Q(registration_opens_at__lte=now)
    not_over = Q(registration_closes_at=None) | Q(registration_closes_at__gt=now)
    return open_ones.filter(opened, not_over, starts_at__gt=now).order_by("starts_at", "pk").first()


def forum_or_404(actor: Actor, public_id: UUID) -> Forum:
    """Return a forum that the actor may see."""
    found = visible_forums(actor).filter(public_id=public_id).prefetch_related("hosts").first()
    if found is None:
        raise Http404
    return found


def officer_forums(actor: Actor) -> QuerySet[Forum]:
    """Return the forums that the actor runs, with counts of registrations: ``applied``, ``approved``, ``waiting``."""
    forums = Forum.objects.all()
    if not actor.is_platform_admin:
        forums = forums.filter(pk__in=actor.scopes_of("forum_officer"))
    counted = {
        state.value: Count("registrations", filter=Q(registrations__state=state))
        for state in (RegistrationState.APPLIED, RegistrationState.APPROVED, RegistrationState.WAITING)
    }
    return forums.annotate(**counted).order_by("-starts_at", "-pk")


def officer_forum_or_404(actor: Actor, public_id: UUID) -> Forum:
    """Return a forum that the actor runs; to everybody else there is none."""
    found = Forum.objects.filter(public_id=public_id).prefetch_related("hosts").first()
    if found is None or not may_run_forum(actor, found.pk):
        raise Http404
    return found


def agenda(forum: Forum) -> list[Part]:
    """Return the parts with ``sessions`` and their ``appearances`` (with organisation): three queries, always.

    The caller got the forum from a query that checked the actor; nothing in an agenda is more secret than its forum.
    """
    shown = (f"organisation__{field}" for field in Organisation.LIST_FIELDS)
    appearances = Appearance.objects.select_related("organisation").order_by("order", "pk")
    appearances = appearances.only("public_id", "session", "role", "order", "year", *shown)
    sessions = ForumSession.objects.order_by("order").prefetch_related(Prefetch("appearances", appearances))
    return list(forum.parts.order_by("number").prefetch_related(Prefetch("sessions", sessions)))


def presenters(parts: Iterable[Part]) -> list[Presenter]:
    """Return who presents, each organisation once, in the order of the agenda; reads nothing but the parts."""
    kinds: dict[Organisation, list[str]] = {}
    for session in _sessions(parts):
        for each in session.appearances.all():
            if each.role == AppearanceRole.PRESENTS:
                said = kinds.setdefault(each.organisation, [])
                if session.get_kind_display() not in said:
                    said.append(session.get_kind_display())
    return [Presenter(organisation, said) for organisation, said in kinds.items()]


def move_ins(parts: Iterable[Part]) -> list[MoveIn]:
    """Return the sessions in which organisations move in, by year; reads nothing but the parts."""
    found = []
    for session in _sessions(parts):
        by_year: dict[int | None, list[Organisation]] = defaultdict(list)
        for each in session.appearances.all():
            if each.role == AppearanceRole.MOVES_IN:
                by_year[each.year].append(each.organisation)
        if by_year:
            years = sorted(by_year, key=lambda year: (year is None, year))
            found.append(MoveIn(session, [Intake(year, by_year[year]) for year in years]))
    return found


def standings(actor: Actor, organisation: Organisation) -> list[Standing]:
    """Return the forums that an organisation hosts or appears at, the newest first; three queries at most."""
    visible = visible_forums(actor)
    appearances: dict[int, list[Appearance]] = defaultdict(list)
    found = Appearance.objects.filter(organisation=organisation, session__part__forum__in=visible)
    for each in found.select_related("session__part").order_by("session__part__number", "session__order", "order"):
        appearances[each.session.part.forum_id].append(each)
    hosted = set(visible.filter(hosts=organisation).values_list("pk", flat=True))
    forums = Forum.objects.filter(pk__in=hosted | set(appearances)).order_by("-starts_at", "-pk")
    return [Standing(forum, forum.pk in hosted, appearances[forum.pk]) for forum in forums]


def sources(forum: Forum) -> list[Source]:
    """Return the reported figures by source, in the order in which the figures stand; one query."""
    grouped: dict[tuple[str, str, date], list[ReportedFigure]] = defaultdict(list)
    for figure in forum.figures.order_by("order"):
        grouped[(figure.source_ko, figure.source_en, figure.reported_on)].append(figure)
    return [
        Source(number, figures[0], figures[0].reported_on, figures)
        for number, figures in enumerate(grouped.values(), start=1)
    ]


def role_holders(forum: Forum) -> QuerySet[ForumRole]:
    """Return who runs, serves at and reports a forum."""
    return forum.role_holders.select_related("user").order_by("role", "user__email")


def role_or_404(forum: Forum, public_id: UUID) -> ForumRole:
    """Return one role of a forum that the actor was found to run."""
    found: ForumRole = _or_404(forum.role_holders.filter(public_id=public_id))
    return found


def figures_of(forum: Forum) -> QuerySet[ReportedFigure]:
    """Return the reported figures in their order."""
    return forum.figures.order_by("order")


def agenda_item(forum: Forum, noun: str, public_id: UUID) -> Any:
    """Return a part, session, appearance or figure of a forum that the actor was found to run.

    None where it stood there once and was removed; what never did, or stands elsewhere, is not there.
    """
    item = agenda_items(forum, noun).filter(public_id=public_id).first()
    verbs = [f"events.{noun}_{done}" for done in ("added", "changed", "moved", "removed")]
    if item is None and not audit.tells_of(forum.audit_stream, public_id, verbs):
        raise Http404
    return item


def agenda_items(forum: Forum, noun: str) -> QuerySet[Any]:
    """Return the parts, sessions, appearances or figures of a forum that the actor was found to run, in their order."""
    sessions = ForumSession.objects.filter(part__forum=forum).select_related("part")
    found: dict[str, QuerySet[Any]] = {
        "part": forum.parts.all(),
        "figure": forum.figures.all(),
        "session": sessions.order_by("part__number", "order"),
        "appearance": Appearance.objects.filter(session__part__forum=forum).select_related("organisation"),
    }
    if noun not in found:
        raise Http404
    return found[noun]


def possible_hosts(forum: Forum | None) -> QuerySet[Organisation]:
    """Return the agencies that can host a forum, and whoever hosts it already."""
    hosting = Q(hosted_forums=forum) if forum else Q()
    agencies = Q(kind=OrganisationKind.AGENCY, is_listed=True)
    return (
        Organisation.objects.filter(agencies | hosting if forum else agencies).distinct().order_by("name_ko", "name_en")
    )


def _or_404(found: QuerySet[Any]) -> Any:
    record = found.first()
    if record is None:
        raise Http404
    return record


def _sessions(parts: Iterable[Part]) -> Iterable[ForumSession]:
    return (session for part in parts for session in part.sessions.all())
