"""What an officer does with a signing; each deed leads back to the running order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bridgehead.accounts.actor import Actor
from bridgehead.accounts.edge import actor_of
from bridgehead.events import queries
from bridgehead.events.actions import signing as deeds
from bridgehead.events.forms.signing import CheckForm, MinutesForm
from bridgehead.events.models import ForumSession
from bridgehead.events.queries import signing as reads
from bridgehead.events.views.edge import officers_only
from bridgehead.foundation import clock
from bridgehead.web.forms import attempt

STEPS = {"up": -1, "down": 1}


@officers_only
@require_POST
def add_signing(request: HttpRequest, public_id: UUID, session_id: UUID) -> HttpResponse:
    """Put an agreement on the running order."""
    actor, session = _session(request, public_id, session_id)
    agreement = reads.agreement_to_add_or_404(actor, _uuid(request.POST.get("agreement", "")))
    deeds.add_signing(session_id=session.pk, agreement_id=agreement.pk, by=actor, now=clock.now())
    return _back(public_id, session_id, "order")


@officers_only
@require_POST
def move_signing(request: HttpRequest, public_id: UUID, session_id: UUID, signing_id: UUID) -> HttpResponse:
    """Move a signing up or down."""
    actor, session = _session(request, public_id, session_id)
    step = STEPS.get(request.POST.get("step", ""))
    if step is None:
        raise Http404
    item = reads.signing_item_or_404(session, signing_id)
    deeds.move_signing(item_id=item.pk, step=step, by=actor, now=clock.now())
    return _back(public_id, session_id, "order")


@officers_only
@require_POST
def remove_signing(request: HttpRequest, public_id: UUID, session_id: UUID, signing_id: UUID) -> HttpResponse:
    """Take an agreement off the running order."""
    actor, session = _session(request, public_id, session_id)
    deeds.remove_signing(item_id=reads.signing_item_or_404(session, signing_id).pk, by=actor, now=clock.now())
    return _back(public_id, session_id, "order")


@officers_only
@require_POST
def note_signed(request: HttpRequest, public_id: UUID, session_id: UUID, signing_id: UUID) -> HttpResponse:
    """Note that an agreement has been signed at this moment."""
    actor, session = _session(request, public_id, session_id)
    item = reads.kept_signing_item_or_404(actor, session, signing_id)
    typed = request.POST.get("revision", "")
    if not typed.isdecimal():
        raise Http404
    deeds.note_signed(item_id=item.pk, revision=int(typed), by=actor, now=clock.now())
    messages.success(request, _("The signing is noted in the ledger."))
    return _back(public_id, session_id, "order")


@officers_only
@require_POST
def set_minutes(request: HttpRequest, public_id: UUID, session_id: UUID) -> HttpResponse:
    """Set how long each signing takes."""
    actor, session = _session(request, public_id, session_id)
    form = MinutesForm(request.POST, session=session)
    return _tried(
        request,
        form,
        lambda told: deeds.set_minutes_each(session_id=session.pk, minutes=told["minutes"], by=actor, now=clock.now()),
        back=_back(public_id, session_id, "order"),
    )


@officers_only
@require_POST
def add_check(request: HttpRequest, public_id: UUID, session_id: UUID) -> HttpResponse:
    """Add something to the checklist, or begin it with the standard one."""
    actor, session = _session(request, public_id, session_id)
    back = _back(public_id, session_id, "checks")
    if request.POST.get("standard"):
        deeds.take_standard_checklist(session_id=session.pk, by=actor, now=clock.now())
        return back
    form = CheckForm(request.POST)
    return _tried(
        request,
        form,
        lambda told: deeds.add_check_item(session_id=session.pk, by=actor, now=clock.now(), **told),
        back=back,
    )


@officers_only
@require_POST
def tick(request: HttpRequest, public_id: UUID, session_id: UUID, check_id: UUID) -> HttpResponse:
    """Say that something is ready, or not after all."""
    actor, session = _session(request, public_id, session_id)
    item = reads.check_item_or_404(session, check_id)
    deeds.tick(item_id=item.pk, is_ready=request.POST.get("ready") == "yes", by=actor, now=clock.now())
    return _back(public_id, session_id, "checks")


@officers_only
@require_POST
def remove_check(request: HttpRequest, public_id: UUID, session_id: UUID, check_id: UUID) -> HttpResponse:
    """Take something off the checklist."""
    actor, session = _session(request, public_id, session_id)
    deeds.remove_check_item(item_id=reads.check_item_or_404(session, check_id).pk, by=actor, now=clock.now())
    return _back(public_id, session_id, "checks")


def _session(request: HttpRequest, public_id: UUID, session_id: UUID) -> tuple[Actor, ForumSession]:
    actor = actor_of(request)
    forum = queries.officer_forum_or_404(actor, public_id)
    return actor, reads.signing_session_or_404(forum, session_id)


def _tried(
    request: HttpRequest, form: Any, deed: Callable[[dict[str, Any]], Any], *, back: HttpResponse
) -> HttpResponse:
    """Do the deed of a form of one or two fields; what is wrong is said on the page it came from."""
    if attempt(form, lambda: deed(form.cleaned_data)) is None:
        for said in _wrong(form):
            messages.error(request, str(said))
    return back


def _wrong(form: Any) -> list[str | Promise]:
    return [said for wrong in form.errors.values() for said in wrong]


def _uuid(typed: str) -> UUID:
    try:
        return UUID(typed)
    except ValueError:
        raise Http404 from None


def _back(public_id: UUID, session_id: UUID, place: str) -> HttpResponse:
    answer = redirect("events_desk:signing_order", public_id=public_id, session_id=session_id)
    answer["Location"] += f"#{place}"
    return answer
