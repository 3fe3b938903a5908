"""The officers' pages of a round: where it stands, its phases and settings, who takes part, who asked whom."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bridgehead.accounts.edge import actor_of
from bridgehead.foundation import clock
from bridgehead.partnering.actions import delegations as delegation_actions
from bridgehead.partnering.actions import rounds as actions
from bridgehead.partnering.adapters.papers import round_report_pages, table_cards
from bridgehead.partnering.forms import rounds as forms
from bridgehead.partnering.queries import desk as queries
from bridgehead.partnering.queries import reports
from bridgehead.partnering.queries import rounds as round_queries
from bridgehead.partnering.queries import timetables as timetable_queries
from bridgehead.partnering.queries.figures import Compared
from bridgehead.partnering.queries.hall import hall_of
from bridgehead.partnering.schemas.overview import attention, phase_steps
from bridgehead.partnering.sheets import round_book
from bridgehead.partnering.views.edge import officer_page, said
from bridgehead.web.forms import attempt
from bridgehead.web.htmx import render_page
from bridgehead.web.pages import page_of
from bridgehead.web.printing import PDF_TYPE
from bridgehead.web.sheets import XLSX_TYPE

PER_PAGE = 20
_REPORTS = {"xlsx": (round_book, XLSX_TYPE), "pdf": (round_report_pages, PDF_TYPE)}


@login_required
@require_safe
def rounds(request: HttpRequest) -> HttpResponse:
    """The rounds one runs, and the forums that could have one."""
    actor = actor_of(request)
    run = page_of(request, queries.rounds_run_by(actor), PER_PAGE)
    without = page_of(request, queries.forums_without_round(actor), PER_PAGE, name="forums")
    if not run.paginator.count and not without.paginator.count:
        raise Http404
    return render(request, "partnering/desk/rounds.html", {"rounds": run, "forums": without})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def open_round(request: HttpRequest, forum_id: UUID) -> HttpResponse:
    """Open the round of a forum with its settings."""
    actor = actor_of(request)
    forum = queries.forum_without_round_or_404(actor, forum_id)
    form = forms.RoundForm(request.POST if request.method == "POST" else None)
    opened = attempt(
        form, lambda: actions.open_round(forum_id=forum.pk, by=actor, now=clock.now(), **form.cleaned_data)
    )
    if opened is not None:
        return said(request, _("The round is open."), "partnering_desk:overview", opened.public_id)
    page = {"forum": forum, "form": form}
    return render(request, "partnering/desk/open.html", page, status=422 if form.errors else 200)


@login_required
@require_safe
def overview(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """Where the round stands and what needs attention."""
    page = officer_page(request, round_id, tab="overview")
    actor, held = actor_of(request), page["round"]
    found = round_queries.round_overview(actor, held)
    view = timetable_queries.timetables_in_view(held)
    shown = view.counts
    compared = Compared(actor, held, [shown] if shown else [])
    published = shown if shown and shown.state == "published" else None
    page |= {
        "overview": found,
        "phases": phase_steps(held),
        "attention": attention(held, found, view, compared.fit(published) if published else None),
        "published": published,
        "shown": shown,
        "served": compared.served(shown.pk, most=8) if shown else [],
    }
    return render(request, "partnering/desk/overview.html", page)


@login_required
@require_POST
def report(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """Hand the report of the round out, as a workbook or as pages; who took it is kept in the audit trail."""
    actor, now = actor_of(request), clock.now()
    held = round_queries.officer_round_or_404(actor, round_id)
    kind = request.POST.get("kind", "xlsx")
    if kind not in _REPORTS:
        raise Http404
    write, media_type = _REPORTS[kind]
    found = reports.round_report(actor, held, now=now)
    written = write(found, made_at=now)
    actions.note_report(round_id=held.pk, meetings=len(found.meetings), kind=kind, by=actor, now=now)
    return _file(written, media_type, f"partnering-{held.forum.starts_at:%Y-%m-%d}.{kind}")


@login_required
@require_safe
def cards(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """The cards of the tables: a page for each table and day."""
    held = round_queries.officer_round_or_404(actor_of(request), round_id)
    return _file(table_cards(held, hall_of(held)), PDF_TYPE, f"table-cards-{held.forum.starts_at:%Y-%m-%d}.pdf")


def _file(written: bytes, media_type: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(written, content_type=media_type, headers=headers)


@login_required
@require_POST
def phase(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """Move the round one phase on or back."""
    held = round_queries.officer_round_or_404(actor_of(request), round_id)
    moved = actions.move_to_phase(
        round_id=held.pk, phase=request.POST.get("phase", ""), by=actor_of(request), now=clock.now()
    )
    sentence = _("The round stands at “%(phase)s” now.") % {"phase": moved.get_phase_display()}
    return said(request, sentence, "partnering_desk:overview", held.public_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """The settings of the round."""
    page = officer_page(request, round_id, tab="settings")
    actor, held = actor_of(request), page["round"]
    form = forms.RoundForm(request.POST if request.method == "POST" else None, instance=held)
    changed = attempt(
        form, lambda: actions.change_round(round_id=held.pk, by=actor, now=clock.now(), **form.cleaned_data)
    )
    if changed is not None:
        return said(request, _("The settings are saved."), "partnering_desk:settings", held.public_id)
    return render(request, "partnering/desk/settings.html", page | {"form": form}, status=422 if form.errors else 200)


@login_required
@require_safe
def delegations(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """Who takes part, on which side, with how many requests and open slots."""
    page = officer_page(request, round_id, tab="delegations")
    actor, held = actor_of(request), page["round"]
    form = forms.DelegationFilter(request.GET)
    form.is_valid()  # an unknown choice is no filter
    found = queries.delegations_of(
        actor, held, words=form.cleaned_data.get("words", ""), side=form.cleaned_data.get("side", "")
    )
    shown = page_of(request, found, PER_PAGE)
    slots = queries.slots_of(actor, held).count()
    lines = queries.delegation_lines(list(shown), slots=slots)
    page |= {"filter": form, "slots": slots, "page": shown, "lines": lines}
    return render_page(request, "partnering/desk/delegations.html", page)


@login_required
@require_POST
def side(request: HttpRequest, round_id: UUID, delegation_id: UUID) -> HttpResponse:
    """Put a delegation on the other side."""
    actor = actor_of(request)
    held = round_queries.officer_round_or_404(actor, round_id)
    about = round_queries.delegation_or_404(actor, held, delegation_id)
    delegation_actions.set_side(delegation_id=about.pk, side=request.POST.get("side", ""), by=actor, now=clock.now())
    return said(request, _("The side is changed."), "partnering_desk:delegations", held.public_id)


@login_required
@require_safe
def requests(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """Who asked whom, and how it stands."""
    page = officer_page(request, round_id, tab="requests")
    form = forms.RequestFilter(request.GET)
    form.is_valid()  # an unknown choice is no filter
    found = queries.requests_of(
        actor_of(request),
        page["round"],
        words=form.cleaned_data.get("words", ""),
        state=form.cleaned_data.get("state", ""),
    )
    return render_page(
        request, "partnering/desk/requests.html", page | {"filter": form, "page": page_of(request, found, PER_PAGE)}
    )
