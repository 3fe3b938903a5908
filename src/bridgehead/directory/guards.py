"""What topics must never be: one below itself, however long the way round; nothing names one that was merged."""

from __future__ import annotations

from collections.abc import Sequence

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


def names_what_stayed(table: str, column: str, *, alike: Sequence[str] = (), where_empty: Sequence[str] = ()) -> Guard:
    """Return the guard that lets a column name the topic into which the one that was written was merged.

    Where ``alike`` already stands with that one, nothing more is written; rows in which a column of ``where_empty``
    holds something are left as they are.
    """
    name = f"{table}_{column}_stands"
    is_open = "".join(f" AND NEW.{each} IS NULL" for each in where_empty)
    went = f"SELECT merged_into_id FROM {_TOPICS} WHERE id = NEW.{column}"
    same = "".join(f" AND is_there.{each} = NEW.{each}" for each in alike)
    is_there = f"EXISTS (SELECT 1 FROM {table} AS is_there WHERE is_there.{column} = ({went}){same})"
    folds = f"DELETE FROM {table} WHERE rowid = NEW.rowid AND {is_there}; "
    moves = f"UPDATE {table} SET {column} = ({went}) WHERE rowid = NEW.rowid;"
    became = f"SELECT merged_into_id INTO stayed FROM {_TOPICS} WHERE id = NEW.{column} FOR KEY SHARE;"
    return Guard(
        name=name,
        sqlite=tuple(
            f"AFTER {deed} ON {table} WHEN ({went}) IS NOT NULL{is_open} BEGIN {folds if alike else ''}{moves} END"
            for deed in ("INSERT", f"UPDATE OF {column}")
        ),
        # A merge locks the one that goes: whoever comes to name it waits for its end, and reads what it became.
        postgresql=postgresql_trigger(
            name,
            table=table,
            timing=f"BEFORE INSERT OR UPDATE OF {column}",
            body=(
                f"DECLARE stayed bigint; BEGIN IF NEW.{column} IS NOT NULL{is_open} THEN "
                f"LOOP stayed := NULL; {became} EXIT WHEN stayed IS NULL; NEW.{column} := stayed; END LOOP; "
                "END IF; RETURN NEW; END;"
            ),
        ),
        reads=(_TOPICS,),
    )
