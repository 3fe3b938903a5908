"""What the pages of programmes share: who they are there for."""

from __future__ import annotations

from bridgehead.accounts.edge import there_for
from bridgehead.programmes.rules import may_set_up, runs_some

officers_only = there_for(runs_some)
administrators_only = there_for(may_set_up)
signed_in_only = there_for(lambda actor: not actor.is_anonymous)
