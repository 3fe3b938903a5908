"""What the pages of programmes share: who they are there for."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from bridgehead.accounts.edge import actor_of, there_for
from bridgehead.foundation import clock
from bridgehead.programmes.models import Call, Programme
from bridgehead.programmes.queries.calls import run_call_or_404
from bridgehead.programmes.queries.programmes import run_programme_or_404
from bridgehead.programmes.rules import may_set_up, runs_some

officers_only = there_for(runs_some)
administrators_only = there_for(may_set_up)
signed_in_only = there_for(lambda actor: not actor.is_anonymous)


def held_call(request: HttpRequest, public_id: UUID, call_id: UUID) -> tuple[Programme, Call]:
    """Return a programme that the actor runs, and one of its calls."""
    programme = run_programme_or_404(actor_of(request), public_id)
    return programme, run_call_or_404(programme, call_id)


def call_context(programme: Programme, call: Call) -> dict[str, Any]:
    """Return what every page of a call's reviewing shows around it."""
    return {"programme": programme, "tab": "calls", "call": call, "part": "reviewing", "now": clock.now()}
