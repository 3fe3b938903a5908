"""What every deed of reviewing does alike: find and lock a stage, for its programme's officers alone.

The order of locks is programme, call, stage, reviewers by their ids, assignment, review, audit trail.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.foundation.refusals import Refused
from bridgehead.programmes.models import Stage
from bridgehead.programmes.rules import runs


def run_stage(stage_id: int, by: Actor) -> Stage:
    """Return a stage with its row locked, for a deed of its programme's officers."""
    locked = Stage.objects.select_for_update(of=("self",)).select_related("call__programme")
    stage = locked.filter(pk=stage_id).first()
    if stage is None or not runs(by, stage.call.programme_id):
        raise Refused(_("Only the officers of this programme can do that."))
    return stage
