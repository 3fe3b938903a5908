"""Forms that were published and what was handed in never change; nothing is handed in too late or renewed too often."""

from __future__ import annotations

from bridgehead.foundation.guards import Guard, postgresql_trigger, refuse_postgresql, refuse_sqlite

FORM_SEALED = "published_form_is_sealed"
SUBMISSION_SEALED = "submission_is_sealed"
IN_TIME = "submission_in_time"
WITHIN_LIMIT = "renewals_within_limit"

_FORM, _SUBMISSION, _CALL, _APPLICATION, _REQUEST = (
    "programmes_callform", "programmes_submission", "programmes_call", "programmes_application",
    "programmes_morerequest",
)  # fmt: skip

#: Who handed it in is forgotten with the person; nothing else of it changes.
_RESEALED = " OR ".join(
    f"NEW.{column} IS DISTINCT FROM OLD.{column}"
    for column in (
        "application_id",
        "number",
        "form_id",
        "answers",
        "files",
        "digest",
        "receipt",
        "submitted_at",
        "answers_to_id",
    )
)
_RESEALED_SQLITE = _RESEALED.replace("IS DISTINCT FROM", "IS NOT")
#: The first is in time before its call closes, a later one before its request is due.
_LATE = (
    "(NEW.number = 1 AND NOT EXISTS ("
    f"SELECT 1 FROM {_APPLICATION} a JOIN {_CALL} c ON c.id = a.call_id WHERE a.id = NEW.application_id "
    "AND c.state = 'announced' AND c.opens_at <= NEW.submitted_at AND NEW.submitted_at < c.closes_at)) "
    "OR (NEW.number > 1 AND NOT EXISTS ("
    f"SELECT 1 FROM {_REQUEST} r WHERE r.id = NEW.answers_to_id AND r.application_id = NEW.application_id "
    "AND r.closed_at IS NULL AND r.asked_at <= NEW.submitted_at AND NEW.submitted_at < r.due_at))"
)

#: A renewal that is granted bears the number of how many that makes, and there is one of each number.
_PROGRAMME_OF_PLACE = (
    "SELECT 1 FROM programmes_cohortplace p JOIN programmes_cohort c ON c.id = p.cohort_id "
    "JOIN programmes_programme g ON g.id = c.programme_id WHERE p.id = NEW.place_id"
)
_RENEWED_TOO_OFTEN = f"NEW.state = 'granted' AND NOT EXISTS ({_PROGRAMME_OF_PLACE} AND NEW.number <= g.most_renewals)"
#: Whoever forgets a person touches none of these; a limit that was lowered later undoes nothing.
_RENEWING = "UPDATE OF state, number, place_id"
#: A limit that is being lowered at this moment is waited for.
_LIMIT_STANDS = f"PERFORM 1 FROM ({_PROGRAMME_OF_PLACE} FOR SHARE OF g) AS standing;"

GUARDS = [
    Guard(
        name=FORM_SEALED,
        sqlite=(
            f"BEFORE UPDATE ON {_FORM} WHEN OLD.published_at IS NOT NULL BEGIN {refuse_sqlite(FORM_SEALED)} END",
            f"BEFORE DELETE ON {_FORM} WHEN OLD.published_at IS NOT NULL BEGIN {refuse_sqlite(FORM_SEALED)} END",
        ),
        postgresql=postgresql_trigger(
            FORM_SEALED,
            table=_FORM,
            timing="BEFORE UPDATE OR DELETE",
            body=(
                f"IF OLD.published_at IS NOT NULL THEN {refuse_postgresql(FORM_SEALED)} END IF; "
                "RETURN COALESCE(NEW, OLD);"
            ),
        ),
    ),
    Guard(
        name=SUBMISSION_SEALED,
        sqlite=(
            f"BEFORE UPDATE ON {_SUBMISSION} WHEN {_RESEALED_SQLITE} BEGIN {refuse_sqlite(SUBMISSION_SEALED)} END",
            f"BEFORE DELETE ON {_SUBMISSION} BEGIN {refuse_sqlite(SUBMISSION_SEALED)} END",
        ),
        postgresql=postgresql_trigger(
            SUBMISSION_SEALED,
            table=_SUBMISSION,
            timing="BEFORE UPDATE OR DELETE",
            body=(
                f"IF TG_OP = 'DELETE' THEN {refuse_postgresql(SUBMISSION_SEALED)} "
                f"ELSIF {_RESEALED} THEN {refuse_postgresql(SUBMISSION_SEALED)} END IF; RETURN NEW;"
            ),
        ),
    ),
    Guard(
        name=IN_TIME,
        sqlite=(f"AFTER INSERT ON {_SUBMISSION} WHEN {_LATE} BEGIN {refuse_sqlite(IN_TIME)} END",),
        postgresql=postgresql_trigger(
            IN_TIME,
            table=_SUBMISSION,
            timing="AFTER INSERT",
            body=f"IF {_LATE} THEN {refuse_postgresql(IN_TIME)} END IF; RETURN NULL;",
        ),
        reads=(_CALL, _APPLICATION, _REQUEST),
    ),
    Guard(
        name=WITHIN_LIMIT,
        sqlite=tuple(
            f"AFTER {deed} ON programmes_renewal WHEN {_RENEWED_TOO_OFTEN} BEGIN {refuse_sqlite(WITHIN_LIMIT)} END"
            for deed in ("INSERT", _RENEWING)
        ),
        postgresql=postgresql_trigger(
            WITHIN_LIMIT,
            table="programmes_renewal",
            timing=f"AFTER INSERT OR {_RENEWING}",
            body=f"{_LIMIT_STANDS} IF {_RENEWED_TOO_OFTEN} THEN {refuse_postgresql(WITHIN_LIMIT)} END IF; RETURN NULL;",
        ),
        reads=("programmes_cohortplace", "programmes_cohort", "programmes_programme"),
    ),
]
