"""The trail of one application: to its team what concerns it, to officers what they did and when it was handed in."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from bridgehead.foundation.models import AuditEntry
from bridgehead.programmes.models import Application, CallDecision

#: Of the team's own deeds officers read these; how a draft is written, and by whom, is the team's alone.
READ_BY_OFFICERS = (
    "programmes.application_handed_in", "programmes.application_withdrawn", "programmes.place_accepted",
    "programmes.place_given_up", "programmes.appeal_filed",
)  # fmt: skip
#: Of the officers' deeds the team reads these: what it was told anyhow.
READ_BY_TEAM = (
    "programmes.more_asked", "programmes.more_extended", "programmes.more_closed", "programmes.decisions_published",
    "programmes.moved_up", "programmes.place_lapsed", "programmes.appeal_answered",
)  # fmt: skip


def trail_for_team(application: Application) -> QuerySet[AuditEntry]:
    """Return the deeds of an application that the actor was found to write at, the newest first."""
    own = Q(stream__name=application.audit_stream)
    asked = Q(stream__name=application.call.programme.audit_stream, verb__in=READ_BY_TEAM)
    found = own | asked & Q(object_id__in=_objects(application))
    return AuditEntry.objects.filter(found).select_related("stream").order_by("-at", "-pk")


def trail_for_officers(application: Application) -> QuerySet[AuditEntry]:
    """Return the deeds about an application that the actor was found to run, the newest first."""
    own = Q(stream__name=application.audit_stream, verb__in=READ_BY_OFFICERS)
    asked = Q(stream__name=application.call.programme.audit_stream, object_id__in=_objects(application))
    return AuditEntry.objects.filter(own | asked).select_related("stream").order_by("-at", "-pk")


def _objects(application: Application) -> list[str]:
    """The application itself, and what hangs on it, as the trail names them."""
    requests = application.requests.values_list("public_id", flat=True)
    published = CallDecision.objects.filter(decisions__application=application).values_list("public_id", flat=True)
    return [str(application.public_id), *map(str, requests), *map(str, published)]
