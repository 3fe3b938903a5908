"""The audit trail can be added to and nothing else, whoever writes."""

from __future__ import annotations

from bridgehead.foundation.guards import Guard, postgresql_trigger, refuse_postgresql, refuse_sqlite

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
    )
]
