"""The officers' table of registrations: filter, approve, decline, export."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bridgehead.accounts.edge import actor_of
from bridgehead.events import queries
from bridgehead.events.actions import registrations as deeds
from bridgehead.events.forms.registrations import DeclineForm, FilterForm
from bridgehead.events.models import Registration, RegistrationState
from bridgehead.events.queries.check_in import badge_of
from bridgehead.events.queries.questions import answers_of, questions_of
from bridgehead.events.rules.check_in import code_in_groups
from bridgehead.events.schemas.answers import told_answers
from bridgehead.events.sheets import registration_header, registration_rows
from bridgehead.events.views.edge import officers_only
from bridgehead.foundation import clock
from bridgehead.web import sheets
from bridgehead.web.forms import attempt
from bridgehead.web.htmx import render_page
from bridgehead.web.pages import page_of

PER_PAGE = 20
MANY = 500
_FILTERS = ("state", "participant_type", "words")


@officers_only
@require_safe
def registrations(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The registrations of a forum, filtered."""
    actor = actor_of(request)
    forum = queries.officer_forum_or_404(actor, public_id)
    wanted = _wanted(request.GET)
    found = queries.registrations_of(actor, forum, **wanted)
    context = {
        "forum": forum,
        "tab": "registrations",
        "form": FilterForm(initial=wanted),
        "wanted": wanted,
        "page": page_of(request, found, PER_PAGE),
        "counts": queries.registration_counts(actor, forum),
        "states": RegistrationState.choices,
        "back": urlencode({**wanted, "page": request.GET.get("page", "1")}),
    }
    return render_page(request, "events/desk/registrations.html", context)


@officers_only
@require_safe
def registration(request: HttpRequest, public_id: UUID, registration_id: UUID) -> HttpResponse:
    """One registration."""
    return _one(request, public_id, registration_id, DeclineForm())


@officers_only
@require_POST
def approve(request: HttpRequest, public_id: UUID, registration_id: UUID) -> HttpResponse:
    """Approve one registration, or put it on the waiting list where no place is left."""
    actor = actor_of(request)
    forum = queries.officer_forum_or_404(actor, public_id)
    asked = queries.officer_registration_or_404(actor, forum, registration_id)
    decided = deeds.approve_registration(registration_id=asked.pk, by=actor, now=clock.now())
    _say_approved(request, decided, asked.user.full_name() or asked.user.email)
    return _back(request, public_id)


def _say_approved(request: HttpRequest, decided: Registration, name: str) -> None:
    if decided.state == RegistrationState.WAITING:
        messages.warning(request, _("No place is left: %(name)s is on the waiting list.") % {"name": name})
    else:
        messages.success(request, _("%(name)s is approved.") % {"name": name})


@officers_only
@require_http_methods(["POST"])
def decline(request: HttpRequest, public_id: UUID, registration_id: UUID) -> HttpResponse:
    """Decline one registration with a reason."""
    actor = actor_of(request)
    forum = queries.officer_forum_or_404(actor, public_id)
    asked = queries.officer_registration_or_404(actor, forum, registration_id)
    form = DeclineForm(request.POST)
    declined = attempt(
        form,
        lambda: deeds.decline_registration(
            registration_id=asked.pk, reason=form.cleaned_data["reason"], by=actor, now=clock.now()
        ),
    )
    if declined is None:
        return _one(request, public_id, registration_id, form, status=422)
    messages.success(request, _("The registration is declined; the person is told why."))
    return _back(request, public_id)


@officers_only
@require_POST
def approve_several(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Approve the ticked registrations, in the order in which they came."""
    actor = actor_of(request)
    forum = queries.officer_forum_or_404(actor, public_id)
    ticked = queries.registration_ids(actor, forum, request.POST.getlist("chosen")[:MANY])
    decided = deeds.approve_registrations(registration_ids=ticked, by=actor, now=clock.now())
    said = [ngettext("%(n)d approved", "%(n)d approved", decided.approved) % {"n": decided.approved}]
    if decided.waiting:
        said.append(
            ngettext("%(n)d on the waiting list", "%(n)d on the waiting list", decided.waiting) % {"n": decided.waiting}
        )
    if decided.untouched:
        said.append(
            ngettext("%(n)d left as it was", "%(n)d left as they were", decided.untouched) % {"n": decided.untouched}
        )
    messages.success(request, " · ".join(said) if ticked else _("Nobody was ticked."))
    return _back(request, public_id)


@officers_only
@require_POST
def export(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Hand out the filtered registrations as a sheet; who took it is kept in the audit trail."""
    actor, now = actor_of(request), clock.now()
    forum = queries.officer_forum_or_404(actor, public_id)
    kind = request.POST.get("kind", "")
    if kind not in sheets.KINDS:
        raise Http404
    asked = list(questions_of(actor, forum))
    found = queries.registrations_of(actor, forum, **_wanted(request.POST)).prefetch_related("answers")
    rows = list(registration_rows(found, forum.zone, asked))
    deeds.note_export(forum_id=forum.pk, rows=len(rows), by=actor, now=now)
    name = f"registrations-{forum.starts_at:%Y-%m-%d}"
    return sheets.taken_out(kind, registration_header(asked), rows, name=name, sheet=_("Registrations"), made_at=now)


def _one(
    request: HttpRequest, public_id: UUID, registration_id: UUID, form: DeclineForm, *, status: int = 200
) -> HttpResponse:
    actor = actor_of(request)
    forum = queries.officer_forum_or_404(actor, public_id)
    found = queries.officer_registration_or_404(actor, forum, registration_id)
    context = {
        "forum": forum,
        "tab": "registrations",
        "registration": found,
        "place": queries.place_in_line(found),
        "form": form,
        "answers": told_answers(answers_of(found)),
        "badge": (badge := badge_of(found)),
        "badge_code": code_in_groups(badge.code) if badge else "",
    }
    return render(request, "events/desk/registration.html", context, status=status)


def _wanted(given: QueryDict) -> dict[str, str]:
    form = FilterForm(given)
    form.is_valid()  # what is no choice and no text is no filter
    return {key: form.cleaned_data.get(key, "") for key in _FILTERS}


def _back(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Back to the table as it was filtered: only the query comes from the form, never the address."""
    query = request.POST.get("back", "")
    address = reverse("events_desk:registrations", kwargs={"public_id": public_id})
    return redirect(f"{address}?{query}" if query.isascii() and query.isprintable() else address)
