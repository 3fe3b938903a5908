"""The last place of a forum is given once: approved registrations are counted by the database itself."""

from __future__ import annotations

from bridgehead.foundation.guards import Guard, postgresql_trigger

_COUNT = "UPDATE events_forum SET places_taken = places_taken {step} WHERE id = {row}.forum_id;"

GUARDS = [
    Guard(
        name="forum_places_counted",
        sqlite=(
            "AFTER INSERT ON events_registration WHEN NEW.state = 'approved' BEGIN "
            f"{_COUNT.format(step='+ 1', row='NEW')} END",
            "AFTER DELETE ON events_registration WHEN OLD.state = 'approved' BEGIN "
            f"{_COUNT.format(step='- 1', row='OLD')} END",
            "AFTER UPDATE ON events_registration WHEN OLD.state = 'approved' AND (NEW.state <> 'approved' "
            f"OR NEW.forum_id <> OLD.forum_id) BEGIN {_COUNT.format(step='- 1', row='OLD')} END",
            "AFTER UPDATE ON events_registration WHEN NEW.state = 'approved' AND (OLD.state <> 'approved' "
            f"OR NEW.forum_id <> OLD.forum_id) BEGIN {_COUNT.format(step='+ 1', row='NEW')} END",
        ),
        postgresql=postgresql_trigger(
            "forum_places_counted",
            table="events_registration",
            timing="AFTER INSERT OR UPDATE OR DELETE",
            body=(
                "IF TG_OP <> 'INSERT' AND OLD.state = 'approved' THEN "
                f"{_COUNT.format(step='- 1', row='OLD')} END IF; "
                "IF TG_OP <> 'DELETE' AND NEW.state = 'approved' THEN "
                f"{_COUNT.format(step='+ 1', row='NEW')} END IF; "
                "RETURN NULL;"
            ),
        ),
    )
]
