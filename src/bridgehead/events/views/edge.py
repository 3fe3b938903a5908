"""What the officers' pages of forums share: they are there for officers only."""

from __future__ import annotations

from bridgehead.accounts.edge import there_for
from bridgehead.events.rules import may_create_forum

officers_only = there_for(may_create_forum)
