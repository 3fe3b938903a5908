"""A locked report never changes: what was stated is sealed, and only an accepted correction takes its place."""

from __future__ import annotations

from bridgehead.foundation.guards import Guard, postgresql_trigger, refuse_postgresql, refuse_sqlite

REPORT_FORM_SEALED = "published_report_form_is_sealed"
VERSION_SEALED = "report_version_is_sealed"
REPORT_LOCKED = "locked_report_stands"
VERSION_IN_TIME = "report_version_in_time"

_FORM, _REPORT, _VERSION = "programmes_reportform", "programmes_companyreport", "programmes_reportversion"


def _differs(*columns: str) -> str:
    return " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns)


def _for_sqlite(condition: str) -> str:
    return condition.replace("IS DISTINCT FROM", "IS NOT")


#: Who handed it in and who decided are forgotten with the person. A correction that waits is decided once.
_RESEALED = (
    _differs("report_id", "number", "answers", "digest", "handed_in_at", "reason")
    + f" OR (OLD.state <> 'asked' AND ({_differs('state', 'answer', 'decided_at')}))"
)
#: After the lock another version counts only where it is a correction of this report that was accepted.
_RELOCKED = (
    _differs("period_id", "place_id", "locked_at")
    + f" OR ({_differs('current_id')} AND NOT EXISTS (SELECT 1 FROM {_VERSION} v "
    "WHERE v.id = NEW.current_id AND v.report_id = NEW.id AND v.state = 'accepted'))"
)
#: Before the lock a report is handed in, after it a correction is asked for; nothing is accepted from the first.
_OUT_OF_TIME = (
    f"NEW.state NOT IN ('handed_in', 'asked') OR (NEW.state = 'handed_in') = EXISTS (SELECT 1 FROM {_REPORT} r "
    "WHERE r.id = NEW.report_id AND r.locked_at IS NOT NULL)"
)
#: A report that is being locked at this moment is waited for.
_REPORT_STANDS = f"PERFORM 1 FROM (SELECT 1 FROM {_REPORT} r WHERE r.id = NEW.report_id FOR SHARE) AS standing;"

REPORT_GUARDS = [
    Guard(
        name=REPORT_FORM_SEALED,
        sqlite=tuple(
            f"BEFORE {deed} ON {_FORM} WHEN OLD.published_at IS NOT NULL BEGIN {refuse_sqlite(REPORT_FORM_SEALED)} END"
            for deed in ("UPDATE", "DELETE")
        ),
        postgresql=postgresql_trigger(
            REPORT_FORM_SEALED,
            table=_FORM,
            timing="BEFORE UPDATE OR DELETE",
            body=(
                f"IF OLD.published_at IS NOT NULL THEN {refuse_postgresql(REPORT_FORM_SEALED)} END IF; "
                "RETURN COALESCE(NEW, OLD);"
            ),
        ),
    ),
    Guard(
        name=VERSION_SEALED,
        sqlite=(
            f"BEFORE UPDATE ON {_VERSION} WHEN {_for_sqlite(_RESEALED)} BEGIN {refuse_sqlite(VERSION_SEALED)} END",
            f"BEFORE DELETE ON {_VERSION} BEGIN {refuse_sqlite(VERSION_SEALED)} END",
        ),
        postgresql=postgresql_trigger(
            VERSION_SEALED,
            table=_VERSION,
            timing="BEFORE UPDATE OR DELETE",
            body=(
                f"IF TG_OP = 'DELETE' THEN {refuse_postgresql(VERSION_SEALED)} "
                f"ELSIF {_RESEALED} THEN {refuse_postgresql(VERSION_SEALED)} END IF; RETURN NEW;"
            ),
        ),
    ),
    Guard(
        name=REPORT_LOCKED,
        sqlite=(
            f"BEFORE UPDATE ON {_REPORT} WHEN OLD.locked_at IS NOT NULL AND ({_for_sqlite(_RELOCKED)}) "
            f"BEGIN {refuse_sqlite(REPORT_LOCKED)} END",
            f"BEFORE DELETE ON {_REPORT} WHEN OLD.locked_at IS NOT NULL BEGIN {refuse_sqlite(REPORT_LOCKED)} END",
        ),
        postgresql=postgresql_trigger(
            REPORT_LOCKED,
            table=_REPORT,
            timing="BEFORE UPDATE OR DELETE",
            body=(
                f"IF OLD.locked_at IS NOT NULL THEN IF TG_OP = 'DELETE' THEN {refuse_postgresql(REPORT_LOCKED)} "
                f"ELSIF {_RELOCKED} THEN {refuse_postgresql(REPORT_LOCKED)} END IF; END IF; RETURN COALESCE(NEW, OLD);"
            ),
        ),
        reads=(_VERSION,),
    ),
    Guard(
        name=VERSION_IN_TIME,
        sqlite=(f"AFTER INSERT ON {_VERSION} WHEN {_OUT_OF_TIME} BEGIN {refuse_sqlite(VERSION_IN_TIME)} END",),
        postgresql=postgresql_trigger(
            VERSION_IN_TIME,
            table=_VERSION,
            timing="AFTER INSERT",
            body=f"{_REPORT_STANDS} IF {_OUT_OF_TIME} THEN {refuse_postgresql(VERSION_IN_TIME)} END IF; RETURN NULL;",
        ),
        reads=(_REPORT,),
    ),
]
