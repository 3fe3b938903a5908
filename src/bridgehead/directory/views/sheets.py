"""Bringing organisations in from a sheet: the file, its columns, what would come of each row, and taking it back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bridgehead.accounts.edge import actor_of, there_for
from bridgehead.directory import queries
from bridgehead.directory.actions import consents
from bridgehead.directory.actions import sheets as deeds
from bridgehead.directory.forms.sheets import AskForm, ColumnsForm, SheetForm
from bridgehead.directory.models import Sheet, SheetState
from bridgehead.directory.queries import sheets as found
from bridgehead.directory.queries.consents import listing_consent_of
from bridgehead.directory.queries.undoing import hindered
from bridgehead.directory.rules import may_import
from bridgehead.directory.rules.columns import title_of
from bridgehead.directory.rules.matching import What, counted, mark_of
from bridgehead.directory.schemas import refused_sheet
from bridgehead.foundation import clock
from bridgehead.web.forms import attempt
from bridgehead.web.pages import page_of
from bridgehead.web.sheets import KINDS, taken_out

PER_PAGE = 50
_agency_only = there_for(may_import)
#: What an officer looks at first.
_ORDER = {each: place for place, each in enumerate((What.DOUBTFUL, What.REFUSED, What.NEW, What.FILLED, What.LEFT))}


@_agency_only
@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """Bring a sheet, and see those that were brought."""
    actor, is_sent = actor_of(request), request.method == "POST"
    form = SheetForm(*((request.POST, request.FILES) if is_sent else ()))
    kept = attempt(
        form,
        lambda: deeds.keep_sheet(name=form.cleaned_data["file"].name or "", told=form.told, by=actor, now=clock.now()),
    )
    if kept is not None:
        has_name = {"name_ko", "name_en"} & set(kept.columns)
        return redirect("directory_desk:sheet" if has_name else "directory_desk:columns", kept.public_id)
    context = {"form": form, "page": page_of(request, found.sheets_for(actor), PER_PAGE)}
    return render(request, "directory/desk/imports.html", context, status=422 if form.errors else 200)


@_agency_only
@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    """Which column of the sheet is which of ours."""
    actor = actor_of(request)
    held = found.sheet_or_404(actor, sheet_id)
    if held.state != SheetState.WAITING:
        raise Http404
    form = ColumnsForm(request.POST if request.method == "POST" else None, sheet=held)
    done = attempt(form, lambda: deeds.match_columns(sheet_id=held.pk, columns=form.columns(), by=actor))
    if done:
        return redirect("directory_desk:sheet", sheet_id)
    context = {"sheet": held, "form": form}
    return render(request, "directory/desk/columns.html", context, status=422 if form.errors else 200)


@_agency_only
@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    """What would come of each row, and the answers that are asked for; after it was brought in, what came of it."""
    held = found.sheet_or_404(actor_of(request), sheet_id)
    if request.method == "POST":
        return _do(request, held)
    if held.state != SheetState.WAITING:
        return render(request, "directory/desk/imported.html", _made(request, held))
    return render(request, "directory/desk/sheet.html", _planned(request, held))


def _planned(request: HttpRequest, held: Sheet) -> dict[str, Any]:
    planned = found.steps_of(held)
    ordered = sorted(planned, key=lambda each: (_ORDER.get(each.what, len(_ORDER)), each.row.line))
    page = page_of(request, ordered, PER_PAGE)
    organisations = found.organisations_in(page)
    counts = counted(planned)
    return {
        "sheet": held,
        "page": page,
        "rows": [
            {
                "step": each,
                "organisation": organisations.get(each.organisation_id or 0),
                "candidates": [organisations[pk] for pk in each.candidates],
                "fills": [title_of(name) for name in each.fills],
                "mistakes": [(title_of(one.key), one) for one in each.row.mistakes],
            }
            for each in page
        ],
        "counts": counts,
        "bringing": counts["new"] + counts["filled"],
        "leaving": counts["doubtful"] + counts["refused"] + counts["left"],
        "asks": any(each.what == What.DOUBTFUL or each.answer for each in page),
        "seen": mark_of(planned),
        "same_file": found.same_file(held),
        "unmatched": [title for place, title in enumerate(held.header) if title and place not in held.columns.values()],
    }


def _made(request: HttpRequest, held: Sheet) -> dict[str, Any]:
    page = page_of(request, found.made_by(held), PER_PAGE)
    return {
        "sheet": held,
        "page": page,
        "rows": [(each, [title_of(name) for name in each.written]) for each in page],
        "to_ask": found.count_to_ask(held),
        "left": len(held.lines),
        "at_once": consents.MOST_AT_ONCE,
    }


def _do(request: HttpRequest, held: Sheet) -> HttpResponse:
    actor, how = actor_of(request), request.POST.get("do")
    if how == "discard":
        deeds.discard_sheet(sheet_id=held.pk, by=actor)
        messages.success(request, _("The sheet is discarded; nothing of it was brought in."))
        return redirect("directory_desk:imports")
    if how == "answer":
        deeds.answer_rows(sheet_id=held.pk, answers=_answers(request), by=actor)
        messages.success(request, _("Your answers are kept. Look at what comes of them."))
        return redirect("directory_desk:sheet", held.public_id)
    counts = deeds.import_sheet(sheet_id=held.pk, seen=request.POST.get("seen", ""), by=actor, now=clock.now())
    messages.success(request, _("Brought in. New: %(new)d, filled in: %(filled)d, as they were: %(same)d.") % counts)
    return redirect("directory_desk:sheet", held.public_id)


def _answers(request: HttpRequest) -> dict[int, str]:
    told = {name.removeprefix("row-"): str(value) for name, value in request.POST.items() if name.startswith("row-")}
    return {int(line): value for line, value in told.items() if line.isascii() and line.isdigit() and len(line) < 8}


@_agency_only
@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    """Take an import back; or say which of its rows were used or changed since, so that it cannot be."""
    actor = actor_of(request)
    held = found.sheet_or_404(actor, sheet_id)
    if held.state != SheetState.IMPORTED:
        raise Http404
    if request.method == "POST":
        number = deeds.undo_import(sheet_id=held.pk, by=actor, now=clock.now())
        said = ngettext("Taken back: %(n)d organisation.", "Taken back: %(n)d organisations.", number)
        messages.success(request, said % {"n": number})
        return redirect("directory_desk:sheet", sheet_id)
    in_the_way = hindered(held)
    context = {"sheet": held, "page": page_of(request, in_the_way, PER_PAGE), "number": held.rows.count()}
    return render(request, "directory/desk/undo.html", context)


@_agency_only
@require_safe
def refused(request: HttpRequest, sheet_id: UUID, file_kind: str) -> HttpResponse:
    """The rows that are not brought in as they are, with the reason of each, to be mended and brought again."""
    held = found.sheet_or_404(actor_of(request), sheet_id)
    if file_kind not in KINDS:
        raise Http404
    header, rows = refused_sheet(held, found.steps_of(held))
    now = clock.now()
    return taken_out(file_kind, header, rows, name="rows-to-mend", sheet=_("Rows to mend"), made_at=now)


@_agency_only
@require_POST
def ask_all(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    """Write to all contacts of an import who were not asked yet."""
    actor = actor_of(request)
    held = found.sheet_or_404(actor, sheet_id)
    number = consents.ask_many(organisation_ids=found.ids_to_ask(held), by=actor, now=clock.now())
    said = ngettext("%(n)d organisation is asked by mail.", "%(n)d organisations are asked by mail.", number)
    messages.success(request, said % {"n": number})
    return redirect("directory_desk:sheet", sheet_id)


@_agency_only
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Write to somebody of one organisation."""
    actor = actor_of(request)
    shown = queries.organisation_or_404(actor, public_id)
    known = listing_consent_of(actor, shown)
    form = AskForm(
        request.POST if request.method == "POST" else None, initial={"email": known.contact_email if known else ""}
    )
    done = attempt(
        form,
        lambda: consents.ask_listing(
            organisation_id=shown.pk, email=form.cleaned_data["email"], by=actor, now=clock.now()
        ),
    )
    if done:
        messages.success(request, _("The question is on its way. The link in it is open for 30 days."))
        return redirect("directory:organisation", public_id)
    context = {"organisation": shown, "form": form, "consent": known}
    return render(request, "directory/desk/ask.html", context, status=422 if form.errors else 200)
