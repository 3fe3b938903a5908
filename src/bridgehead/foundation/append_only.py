"""The audit trail can be added to and nothing else, whoever writes.

PostgreSQL's TRUNCATE passes by triggers on rows: a second guard refuses to empty a trail that holds entries. (SQLite
has no TRUNCATE; its fast DELETE runs the row trigger.)
"""

from __future__ import annotations

from bridgehead.foundation.guards import Guard, postgresql_trigger, refuse_postgresql, refuse_sqlite

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
]
