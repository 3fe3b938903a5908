"""What the officers' pages of forums share, and those at the door: they are there for nobody else."""

from __future__ import annotations

from bridgehead.accounts.edge import there_for
from bridgehead.events.rules import may_create_forum
from bridgehead.events.rules.check_in import serves_at_a_door

officers_only = there_for(may_create_forum)
door_staff_only = there_for(serves_at_a_door)
