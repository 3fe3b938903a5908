"""The audit trail can be added to and nothing else, whoever writes.

The head of a chain goes on by one entry at a time, to the one that was appended, and never back: a chain that is cut
off ends before its head. PostgreSQL's TRUNCATE passes by triggers on rows: a second guard refuses to empty a trail that
holds entries. (SQLite has no TRUNCATE; its fast DELETE runs the row trigger.)
"""

from __future__ import annotations

from bridgehead.foundation.guards import Guard, postgresql_trigger, refuse_postgresql, refuse_sqlite

_STREAM = "foundation_auditstream"
_FOLLOWS = (
    "NEW.name = OLD.name AND NEW.length = OLD.length + 1 AND EXISTS (SELECT 1 FROM foundation_auditentry "
    "WHERE stream_id = NEW.id AND position = NEW.length AND hash = NEW.head)"
)
_HOLDS_ENTRIES = "EXISTS (SELECT 1 FROM foundation_auditentry)"

GUARDS = [
    Guard(
        name="audit_append_only",
        sqlite=(
            f"BEFORE UPDATE ON foundation_auditentry BEGIN {refuse_sqlite('audit_append_only')} END",
            f"BEFORE DELETE ON foundation_auditentry BEGIN {refuse_sqlite('audit_append_only')} END",
        ),
        postgresql=postgresql_trigger(
            "audit_append_only",
            table="foundation_auditentry",
            timing="BEFORE UPDATE OR DELETE",
            body=refuse_postgresql("audit_append_only"),
        ),
    ),
    Guard(
        name="audit_not_emptied",
        sqlite=(),
        postgresql=postgresql_trigger(
            "audit_not_emptied",
            table="foundation_auditentry",
            timing="BEFORE TRUNCATE",
            each="STATEMENT",
            body=f"IF {_HOLDS_ENTRIES} THEN {refuse_postgresql('audit_not_emptied')} END IF; RETURN NULL;",
        ),
    ),
    Guard(
        name="audit_head_follows",
        sqlite=(
            f"BEFORE INSERT ON {_STREAM} WHEN NEW.length <> 0 BEGIN {refuse_sqlite('audit_head_follows')} END",
            f"BEFORE UPDATE ON {_STREAM} WHEN NOT ({_FOLLOWS}) BEGIN {refuse_sqlite('audit_head_follows')} END",
            f"BEFORE DELETE ON {_STREAM} WHEN OLD.length > 0 BEGIN {refuse_sqlite('audit_head_follows')} END",
        ),
        postgresql=postgresql_trigger(
            "audit_head_follows",
            table=_STREAM,
            timing="BEFORE INSERT OR UPDATE OR DELETE",
            body=(
                f"IF TG_OP = 'INSERT' THEN IF NEW.length <> 0 THEN {refuse_postgresql('audit_head_follows')} END IF; "
                f"ELSIF TG_OP = 'UPDATE' THEN IF NOT ({_FOLLOWS}) THEN {refuse_postgresql('audit_head_follows')} "
                f"END IF; ELSIF OLD.length > 0 THEN {refuse_postgresql('audit_head_follows')} END IF; "
                "RETURN COALESCE(NEW, OLD);"
            ),
        ),
    ),
]
