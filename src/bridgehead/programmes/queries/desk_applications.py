"""Applications as the programme's officers read them: what was handed in, and never what is being written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery
from django.http import Http404

from bridgehead.programmes.models import Application, ApplicationFile, Call, MoreRequest, Submission
from bridgehead.web.questionnaire import Field, asked_of, questionnaire_of


def applications_run(call: Call, state: str = "") -> QuerySet[Application]:
    """Return the applications handed in for a call that the actor was found to run, the first to come first.

    Each has its first ``receipt``, when it came (``came_at``), and how often it was handed in (``times``).
    """
    handed_in = Submission.objects.filter(application=OuterRef("pk"))
    found = (
        call.applications.filter(Exists(handed_in))
        .annotate(
            receipt=of_first("receipt"),
            came_at=of_first("submitted_at"),
            times=Count("submissions"),
        )
        .select_related("organisation")
        .order_by(F("came_at"), "pk")
    )
    return found.filter(state=state) if state else found


def of_first(field: str) -> Subquery:
    """Return what the first submission of an application says, for an annotation of applications."""
    return Subquery(Submission.objects.filter(application=OuterRef("pk"), number=1).values(field)[:1])


def newest_submissions(applications: list[Application]) -> Mapping[int, Submission]:
    """Return by application what was handed in last: one question to the database."""
    found = Submission.objects.filter(application__in=applications).select_related("form").order_by("number")
    return {each.application_id: each for each in found}


def application_run_or_404(call: Call, public_id: UUID) -> Application:
    """Return one application that was handed in for a call that the actor was found to run."""
    found = applications_run(call).filter(public_id=public_id).select_related("form", "organisation").first()
    if found is None:
        raise Http404
    found.call = call
    return found


def requests_of(application: Application) -> list[MoreRequest]:
    """Return what was asked for more of an application that the actor was found to read, the first first."""
    return list(application.requests.order_by("asked_at", "pk"))


def request_or_404(application: Application, public_id: UUID) -> MoreRequest:
    """Return one request for more of an application that the actor was found to read."""
    found = application.requests.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def fields_to_open(application: Application) -> list[Field]:
    """Return the fields that can be opened anew: those that were asked of this applicant when it was handed in."""
    newest = application.submissions.order_by("-number").first()
    answers: Mapping[str, Any] = newest.answers if newest else {}
    return asked_of(questionnaire_of(application.form.definition), answers)


def sealed_file_or_404(application: Application, public_id: UUID) -> ApplicationFile:
    """Return a file that was handed in with an application that the actor was found to read."""
    sealed = application.submissions.values_list("files", flat=True)
    if not any(each["id"] == str(public_id) for files in sealed for each in files):
        raise Http404
    found = application.files.filter(public_id=public_id).select_related("file").first()
    if found is None:
        raise Http404
    return found
