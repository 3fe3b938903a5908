"""Files of an application, for its team."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bridgehead.accounts.edge import actor_of
from bridgehead.foundation import clock, files
from bridgehead.programmes.actions.attachments import remove_file
from bridgehead.programmes.queries import applications as reads


@login_required
@require_safe
def application_file(request: HttpRequest, application_id: UUID, file_id: UUID) -> HttpResponseBase:
    """One file, as a download."""
    shown = reads.application_or_404(actor_of(request), application_id)
    kept = reads.own_file_or_404(shown, file_id)
    # Named: it is never shown in a page, whatever it is.
    return files.serve(kept.file, named=kept.file.filename)


@login_required
@require_POST
def take_out_file(request: HttpRequest, application_id: UUID, file_id: UUID) -> HttpResponse:
    """Take a file out of what is being written."""
    actor = actor_of(request)
    shown = reads.application_or_404(actor, application_id)
    kept = reads.own_file_or_404(shown, file_id)
    remove_file(file_id=kept.pk, by=actor, now=clock.now())
    messages.success(request, _("The file is taken out."))
    section = reads.section_of_field(shown, kept.field)
    return redirect("programmes:section", application_id=application_id, section=section)
