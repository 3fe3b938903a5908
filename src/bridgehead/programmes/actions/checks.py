"""An officer's word on a check of an applicant."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.foundation.records import Change
from bridgehead.foundation.refusals import Refused, require, require_valid
from bridgehead.programmes.actions.records import told
from bridgehead.programmes.models import Application, CheckKind, CheckVerdict, Verdict
from bridgehead.programmes.queries.standing import is_judged_anew
from bridgehead.programmes.rules import is_judged, runs


@transaction.atomic
def judge_checks(
    *, application_id: int, verdicts: Sequence[tuple[CheckKind, Verdict, str]], by: Actor, now: datetime
) -> Change:
    """Say of checks (check, verdict, reason) whether they hold; what was said before and stays is left alone."""
    application = run_application(application_id, by)
    held = {each.kind: each for each in CheckVerdict.objects.filter(application=application)}
    change: Change = {}
    for kind, verdict, reason in verdicts:
        said = held.get(kind) or CheckVerdict(application=application, kind=kind)
        before = said.verdict or None
        if (said.verdict, said.reason) == (verdict, reason.strip()):
            continue
        said.verdict, said.reason = verdict, reason.strip()
        said.decided_at, said.decided_by_id = now, by.user_id
        require_valid(said)
        said.save()
        change[kind.value] = (before, verdict.value)
    if change:
        programme = application.call.programme
        told("programmes.check_judged", application, programme=programme, by=by, now=now, change=change)
    return change


def run_application(application_id: int, by: Actor) -> Application:
    """Return an application that was handed in, with its row locked, for a deed of officers before the call is over."""
    locked = Application.objects.select_for_update(of=("self",)).select_related("call__programme", "organisation")
    application = locked.filter(pk=application_id).first()
    if application is None or not runs(by, application.call.programme_id):
        raise Refused(_("Only the officers of this programme can do that."))
    is_open = is_judged(application) or is_judged_anew(application)
    require(is_open, _("This application is not handed in any more, or its call is over."))
    return application
