"""The report builder: period and scope, what the report would say, and its publication."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bridgehead.accounts.edge import actor_of
from bridgehead.agreements.queries import roles
from bridgehead.agreements.views.edge import keepers_only, sent
from bridgehead.foundation import clock
from bridgehead.outcomes.actions import reports as deeds
from bridgehead.outcomes.forms.reports import PublishForm, ReportForm
from bridgehead.outcomes.models import Report
from bridgehead.outcomes.queries import reports as queries
from bridgehead.outcomes.queries.desk import forums_to_choose
from bridgehead.outcomes.schemas.changed import changes_told
from bridgehead.outcomes.schemas.editions import head_of, is_worth_publishing
from bridgehead.outcomes.schemas.effects import effect_told
from bridgehead.outcomes.schemas.shown import shown
from bridgehead.web.forms import attempt
from bridgehead.web.pages import page_of

PER_PAGE = 50
_METHODS = ["GET", "HEAD", "POST"]


@keepers_only
@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """The reports on the ledgers that one keeps, drafts and published ones."""
    page = page_of(request, queries.reports_kept(actor_of(request)), PER_PAGE)
    return render(request, "outcomes/desk/reports.html", {"page": page, "tab": "reports"})


@keepers_only
@require_http_methods(_METHODS)
def new(request: HttpRequest) -> HttpResponse:
    """Begin a report."""
    actor = actor_of(request)
    keepers = roles.ledgers_to_choose(actor)
    if not keepers:
        messages.warning(request, _("Nobody keeps a ledger yet. Name somebody first."))
        return redirect("agreements_desk:keepers")
    form = ReportForm(sent(request), keepers=keepers, forums=forums_to_choose(actor))

    def deed() -> Report:
        once = {"idempotency_key": form.cleaned_data["key"]}
        return deeds.draft_report(keeper_id=form.keeper_id(), by=actor, now=clock.now(), **once, **form.said())

    done = attempt(form, deed)
    if done:
        messages.success(request, _("The report is begun. Nobody else sees it before you publish it."))
        return redirect("reports_desk:report", public_id=done.public_id)
    context = {"form": form, "tab": "reports", "title": _("Begin a report")}
    return render(request, "outcomes/desk/report_form.html", context, status=422 if form.errors else 200)


@keepers_only
@require_safe
def report(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What the report would say if it were published now, and how that differs from its latest edition."""
    return _page(request, queries.kept_report_or_404(actor_of(request), public_id))


def _page(request: HttpRequest, found: Report, refused: PublishForm | None = None) -> HttpResponse:
    now = clock.database_now()
    build, before = queries.material_of(found, now).built(), queries.before(found)
    head = head_of(
        found,
        number=before.number + 1 if before else 1,
        published_at=now,
        reasons={"reason_ko": "", "reason_en": ""},
        before=before,
        build=build,
    )
    told, editions = shown(head, build.figures), queries.editions_of(found)
    context: dict[str, Any] = {
        "report": found,
        "told": told,
        "effects": [effect_told(each) for each in head["effects"]],
        "cases": len(build.ids),
        "before": before,
        "changes": changes_told(head),
        "editions": editions,
        "incomplete": [pk for pk, missing in queries.missing_papers(editions).items() if missing],
        "form": refused or PublishForm(is_first=before is None, initial={"revision": found.revision}),
        "is_worth_it": is_worth_publishing(head, build),
        "tab": "reports",
    }
    return render(request, "outcomes/desk/report.html", context, status=422 if refused else 200)


@keepers_only
@require_POST
def publish(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Publish an edition: for good."""
    actor = actor_of(request)
    found = queries.kept_report_or_404(actor, public_id)
    form = PublishForm(request.POST, is_first=not queries.editions_of(found), initial={"revision": found.revision})
    done = attempt(
        form,
        lambda: deeds.publish_edition(report_id=found.pk, by=actor, now=clock.database_now(), **form.cleaned_data),
    )
    if done is None:
        return _page(request, queries.kept_report_or_404(actor, public_id), form)
    messages.success(
        request, _("Edition %(number)s is published. Its files are made in a moment.") % {"number": done.number}
    )
    return redirect("outcomes:edition", report_id=found.public_id, number=done.number)


@keepers_only
@require_http_methods(_METHODS)
def change(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Change title, foreword, and until the first edition period and scope."""
    actor = actor_of(request)
    found = queries.kept_report_or_404(actor, public_id)
    form = ReportForm(
        sent(request),
        keepers=[found.keeper],
        forums=forums_to_choose(actor),
        report=found,
        is_published=bool(queries.editions_of(found)),
    )
    done = attempt(
        form,
        lambda: deeds.change_report(
            report_id=found.pk, revision=form.cleaned_data["revision"] or 0, by=actor, now=clock.now(), **form.said()
        ),
    )
    if done:
        messages.success(request, _("The report is changed."))
        return redirect("reports_desk:report", public_id=public_id)
    context = {"form": form, "report": found, "tab": "reports", "title": _("Change the report")}
    return render(request, "outcomes/desk/report_form.html", context, status=422 if form.errors else 200)


@keepers_only
@require_POST
def make_files(request: HttpRequest, public_id: UUID, number: int) -> HttpResponse:
    """Let the files of an edition be made that are missing."""
    actor = actor_of(request)
    found = queries.kept_report_or_404(actor, public_id)
    edition = queries.edition_or_404(public_id, number)
    deeds.make_files_again(report_id=found.pk, number=edition.number, by=actor, now=clock.now())
    messages.success(request, _("The files are made in a moment."))
    return redirect("reports_desk:report", public_id=public_id)


@keepers_only
@require_POST
def discard(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Throw a draft away."""
    actor = actor_of(request)
    found = queries.kept_report_or_404(actor, public_id)
    given = request.POST.get("revision", "")
    revision = int(given) if given.isdecimal() and len(given) < 10 else -1
    deeds.discard_report(report_id=found.pk, revision=revision, by=actor, now=clock.now())
    messages.success(request, _("The report is thrown away."))
    return redirect("reports_desk:reports")
