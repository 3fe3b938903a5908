"""What a published form, a submission and a submitted review hold never changes; nobody judges against a conflict.

Nothing is handed in too late, no place is renewed too often, and no mentor is asked by two at once.
"""

from __future__ import annotations

from bridgehead.foundation.guards import (
    Guard,
    postgresql_exclusion,
    postgresql_trigger,
    refuse_postgresql,
    refuse_sqlite,
    sqlite_after_writes,
)

FORM_SEALED = "published_form_is_sealed"
SUBMISSION_SEALED = "submission_is_sealed"
IN_TIME = "submission_in_time"
WITHIN_LIMIT = "renewals_within_limit"
UNCONFLICTED = "conflicted_never_assigned"
UNASSIGNED = "conflict_recuses_first"
REVIEW_SEALED = "submitted_review_is_sealed"
SCORES_SEALED = "submitted_scores_are_sealed"
CRITERIA_SEALED = "criteria_sealed_by_reviews"
ASKED_BY_ONE = "office_hours_never_overlap"

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

#: Whoever assigns and whoever finds a conflict of one reviewer wait for each other; foreign keys to it do not wait.
_REVIEWER_HELD = "PERFORM 1 FROM programmes_reviewer r WHERE r.id = NEW.reviewer_id FOR NO KEY UPDATE;"
_ASSIGNING = "UPDATE OF state, reviewer_id, application_id"
_AGAINST_CONFLICT = (
    "NEW.state = 'assigned' AND EXISTS (SELECT 1 FROM programmes_conflict c "
    "WHERE c.reviewer_id = NEW.reviewer_id AND c.application_id = NEW.application_id)"
)
_STILL_ASSIGNED = (
    "EXISTS (SELECT 1 FROM programmes_assignment a WHERE a.reviewer_id = NEW.reviewer_id "
    "AND a.application_id = NEW.application_id AND a.state = 'assigned')"
)
#: Officers may open a review again, and say why; nothing else of a submitted one changes.
_REWRITTEN = (
    "OLD.submitted_at IS NOT NULL AND (NEW.assignment_id <> OLD.assignment_id "
    "OR NEW.comment_for_officers <> OLD.comment_for_officers "
    "OR NEW.comment_for_applicant <> OLD.comment_for_applicant "
    "OR (NEW.submitted_at IS NULL AND (NEW.reopened_at IS NULL OR NEW.reopened_at < OLD.submitted_at)) "
    "OR (NEW.submitted_at IS NOT NULL AND NEW.submitted_at <> OLD.submitted_at))"
)


def _score_wrong(row: str) -> str:
    """A score of a review that is submitted, of another call's criterion, or beyond the highest."""
    return (
        f"NOT EXISTS (SELECT 1 FROM programmes_review r JOIN programmes_assignment a ON a.id = r.assignment_id "
        "JOIN programmes_stage s ON s.id = a.stage_id JOIN programmes_criterion c ON c.call_id = s.call_id "
        f"WHERE r.id = {row}.review_id AND c.id = {row}.criterion_id AND r.submitted_at IS NULL "
        f"AND {row}.halves <= 2 * c.most)"
    )


def _review_held(row: str) -> str:
    return f"PERFORM 1 FROM programmes_review r WHERE r.id = {row}.review_id FOR SHARE;"


_CALL_OF_REVIEW = (
    "SELECT 1 FROM programmes_call k WHERE k.id = (SELECT s.call_id FROM programmes_assignment a "
    "JOIN programmes_stage s ON s.id = a.stage_id WHERE a.id = NEW.assignment_id)"
)


def _reviewed(row: str) -> str:
    """Whether a review of the call was submitted."""
    return (
        "EXISTS (SELECT 1 FROM programmes_review r JOIN programmes_assignment a ON a.id = r.assignment_id "
        f"JOIN programmes_stage s ON s.id = a.stage_id WHERE s.call_id = {row}.call_id AND r.submitted_at IS NOT NULL)"
    )


def _held_criteria(row: str) -> str:
    """Wait for reviews of the call that are being submitted, then refuse where one was."""
    return (
        f"PERFORM 1 FROM programmes_call k WHERE k.id = {row}.call_id FOR NO KEY UPDATE; "
        f"IF {_reviewed(row)} THEN {refuse_postgresql(CRITERIA_SEALED)} END IF; RETURN {row};"
    )


_OFFERED = "withdrawn_at IS NULL"
_OFFERED_TWICE = (
    f"NEW.{_OFFERED} AND EXISTS (SELECT 1 FROM programmes_officehour WHERE mentor_id = NEW.mentor_id "
    f"AND id <> NEW.id AND {_OFFERED} AND starts_at < NEW.ends_at AND ends_at > NEW.starts_at)"
)

_MENTORING = [
    Guard(
        name=ASKED_BY_ONE,
        sqlite=sqlite_after_writes(
            ASKED_BY_ONE,
            table="programmes_officehour",
            when=_OFFERED_TWICE,
            update="UPDATE OF mentor_id, starts_at, ends_at, withdrawn_at",
        ),
        postgresql=postgresql_exclusion(
            ASKED_BY_ONE,
            table="programmes_officehour",
            alike="mentor_id WITH =, tstzrange(starts_at, ends_at) WITH &&",
            where=_OFFERED,
        ),
        excludes_on="programmes_officehour",
    )
]

_REVIEWS = [
    Guard(
        name=UNCONFLICTED,
        sqlite=sqlite_after_writes(
            UNCONFLICTED, table="programmes_assignment", when=_AGAINST_CONFLICT, update=_ASSIGNING
        ),
        postgresql=postgresql_trigger(
            UNCONFLICTED,
            table="programmes_assignment",
            timing=f"AFTER INSERT OR {_ASSIGNING}",
            body=f"{_REVIEWER_HELD} IF {_AGAINST_CONFLICT} THEN {refuse_postgresql(UNCONFLICTED)} END IF; RETURN NULL;",
        ),
        reads=("programmes_conflict", "programmes_reviewer"),
    ),
    Guard(
        name=UNASSIGNED,
        sqlite=sqlite_after_writes(
            UNASSIGNED,
            table="programmes_conflict",
            when=_STILL_ASSIGNED,
            update="UPDATE OF reviewer_id, application_id",
        ),
        postgresql=postgresql_trigger(
            UNASSIGNED,
            table="programmes_conflict",
            timing="AFTER INSERT OR UPDATE OF reviewer_id, application_id",
            body=f"{_REVIEWER_HELD} IF {_STILL_ASSIGNED} THEN {refuse_postgresql(UNASSIGNED)} END IF; RETURN NULL;",
        ),
        reads=("programmes_assignment", "programmes_reviewer"),
    ),
    Guard(
        name=REVIEW_SEALED,
        sqlite=(
            f"BEFORE UPDATE ON programmes_review WHEN {_REWRITTEN} BEGIN {refuse_sqlite(REVIEW_SEALED)} END",
            "BEFORE DELETE ON programmes_review WHEN OLD.submitted_at IS NOT NULL "
            f"BEGIN {refuse_sqlite(REVIEW_SEALED)} END",
        ),
        postgresql=postgresql_trigger(
            REVIEW_SEALED,
            table="programmes_review",
            timing="BEFORE UPDATE OR DELETE",
            # Submitting waits for criteria that are being changed, and they for it.
            body=(
                f"IF TG_OP = 'DELETE' THEN IF OLD.submitted_at IS NOT NULL THEN {refuse_postgresql(REVIEW_SEALED)} "
                f"END IF; RETURN OLD; END IF; IF {_REWRITTEN} THEN {refuse_postgresql(REVIEW_SEALED)} END IF; "
                f"IF NEW.submitted_at IS NOT NULL AND OLD.submitted_at IS NULL THEN "
                f"PERFORM 1 FROM ({_CALL_OF_REVIEW} FOR SHARE OF k) AS standing; END IF; RETURN NEW;"
            ),
        ),
        reads=("programmes_call", "programmes_assignment", "programmes_stage"),
    ),
    Guard(
        name=SCORES_SEALED,
        sqlite=(
            *(
                f"BEFORE {deed} ON programmes_reviewscore WHEN {_score_wrong('NEW')} "
                f"BEGIN {refuse_sqlite(SCORES_SEALED)} END"
                for deed in ("INSERT", "UPDATE")
            ),
            *(
                f"BEFORE {deed} ON programmes_reviewscore WHEN EXISTS (SELECT 1 FROM programmes_review r "
                f"WHERE r.id = OLD.review_id AND r.submitted_at IS NOT NULL) BEGIN {refuse_sqlite(SCORES_SEALED)} END"
                for deed in ("UPDATE", "DELETE")
            ),
        ),
        postgresql=postgresql_trigger(
            SCORES_SEALED,
            table="programmes_reviewscore",
            timing="BEFORE INSERT OR UPDATE OR DELETE",
            body=(
                f"IF TG_OP <> 'INSERT' THEN {_review_held('OLD')} IF EXISTS (SELECT 1 FROM programmes_review r WHERE "
                f"r.id = OLD.review_id AND r.submitted_at IS NOT NULL) THEN {refuse_postgresql(SCORES_SEALED)} END IF; "
                f"END IF; IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; {_review_held('NEW')} "
                f"IF {_score_wrong('NEW')} THEN {refuse_postgresql(SCORES_SEALED)} END IF; RETURN NEW;"
            ),
        ),
        reads=("programmes_review", "programmes_assignment", "programmes_stage", "programmes_criterion"),
    ),
    Guard(
        name=CRITERIA_SEALED,
        sqlite=(
            *(
                f"BEFORE {deed} ON programmes_criterion WHEN {_reviewed(row)} "
                f"BEGIN {refuse_sqlite(CRITERIA_SEALED)} END"
                for deed, row in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD"))
            ),
        ),
        postgresql=postgresql_trigger(
            CRITERIA_SEALED,
            table="programmes_criterion",
            timing="BEFORE INSERT OR UPDATE OR DELETE",
            body=f"IF TG_OP = 'INSERT' THEN {_held_criteria('NEW')} ELSIF TG_OP = 'DELETE' THEN "
            f"{_held_criteria('OLD')} ELSE {_held_criteria('OLD').replace('RETURN OLD', 'RETURN NEW')} END IF;",
        ),
        reads=("programmes_review", "programmes_assignment", "programmes_stage", "programmes_call"),
    ),
]

GUARDS = [
    *_MENTORING,
    *_REVIEWS,
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
