"""Programmes as far as the actor may see them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import Http404

from bridgehead.accounts.actor import Actor
from bridgehead.programmes.models import Call, CallState, Programme, ProgrammeRole
from bridgehead.programmes.rules import OFFICER, PUBLIC_STATES


def visible_programmes(actor: Actor) -> QuerySet[Programme]:
    """Return the programmes that the actor may see: listed ones, and those they run."""
    found = Programme.objects.select_related("agency").order_by("pk")
    if actor.is_platform_admin:
        return found
    return found.filter(Q(is_listed=True) | Q(pk__in=actor.scopes_of(OFFICER)))


def programme_or_404(actor: Actor, public_id: UUID) -> Programme:
    """Return a programme that the actor may see."""
    found = visible_programmes(actor).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def programmes_run(actor: Actor) -> QuerySet[Programme]:
    """Return the programmes that the actor runs, each with how many calls are announced or drafted (``calls_open``)."""
    found = Programme.objects.order_by("pk").annotate(
        calls_open=Count("calls", filter=Q(calls__state__in=[CallState.DRAFT, CallState.ANNOUNCED]))
    )
    return found if actor.is_platform_admin else found.filter(pk__in=actor.scopes_of(OFFICER))


def run_programme_or_404(actor: Actor, public_id: UUID) -> Programme:
    """Return a programme that the actor runs; to everybody else there is none."""
    found = programmes_run(actor).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def listed_programmes(now: datetime) -> QuerySet[Programme]:
    """Return what is listed, with the calls (``open_calls``) that are open at a moment or will be."""
    coming = Call.objects.filter(state=CallState.ANNOUNCED, closes_at__gt=now).order_by("closes_at", "pk")
    listed = Programme.objects.filter(is_listed=True).select_related("agency").order_by("pk")
    return listed.prefetch_related(Prefetch("calls", coming, to_attr="open_calls"))


def public_calls(programme: Programme) -> QuerySet[Call]:
    """Return the calls of a programme that everybody may read, the latest first."""
    return programme.calls.filter(state__in=PUBLIC_STATES, announced_at__isnull=False).order_by("-closes_at", "-pk")


def officers_of(programme: Programme) -> QuerySet[ProgrammeRole]:
    """Return who runs a programme that the actor was found to run."""
    return programme.role_holders.select_related("user").order_by("user__email")


def role_or_404(programme: Programme, public_id: UUID) -> ProgrammeRole:
    """Return one officer's role in a programme that the actor was found to run."""
    found = programme.role_holders.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found
