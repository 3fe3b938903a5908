"""What topics must never be: one below itself, however long the way round."""

from __future__ import annotations

from bridgehead.foundation.guards import (
    Guard,
    postgresql_trigger,
    refuse_postgresql,
    sqlite_after_writes,
)

#: What the database says when a topic would come to stand below itself.
NO_CIRCLE = "topic_never_below_itself"
_TOPICS = "directory_topic"
_BELOW_ITSELF = (
    "EXISTS (WITH RECURSIVE above (id) AS (SELECT NEW.broader_id UNION "
    f"SELECT topic.broader_id FROM {_TOPICS} AS topic JOIN above ON topic.id = above.id "
    "WHERE topic.broader_id IS NOT NULL) SELECT 1 FROM above WHERE id = NEW.id)"
)

GUARDS = [
    Guard(
        name=NO_CIRCLE,
        sqlite=sqlite_after_writes(
            NO_CIRCLE,
            table=_TOPICS,
            when=f"NEW.broader_id IS NOT NULL AND {_BELOW_ITSELF}",
            update="UPDATE OF broader_id",
        ),
        # Two writers would each see the tree without what the other hangs into it: they go one after the other.
        postgresql=postgresql_trigger(
            NO_CIRCLE,
            table=_TOPICS,
            timing="AFTER INSERT OR UPDATE OF broader_id",
            body=(
                "IF NEW.broader_id IS NOT NULL THEN "
                f"PERFORM pg_advisory_xact_lock(hashtext('{NO_CIRCLE}')); "
                f"IF {_BELOW_ITSELF} THEN {refuse_postgresql(NO_CIRCLE)} END IF; END IF; RETURN NULL;"
            ),
        ),
    ),
]
