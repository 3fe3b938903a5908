"""What was published stays as it was published, and what a party said stays as it said it.

A sealed edition, its records and its figures never change; an inquiry is answered once.

An edition is written unsealed and sealed in the same transaction; from then on nothing is added to it, changed in it or
taken out of it, and what its report is about stays too. Who published it is a person, whose name can be erased.
"""

from __future__ import annotations

from bridgehead.foundation.guards import Guard, postgresql_trigger, refuse_postgresql, refuse_sqlite

_INQUIRY, _FOLLOW_UP = "outcomes_inquiry", "outcomes_followup"
#: Whom we asked can be forgotten, so name and address are not under the guard.
_ANSWER = (
    "follow_up_id, party_id, language, state, closed_at, came_of, minor, minor_to, currency, exactness, "
    '"on", document, note'
)
#: A follow-up that stands on a word that is not an answer to it.
_NOT_ITS_WORD = (
    "NEW.on_word_of_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM outcomes_inquiry "
    "WHERE id = NEW.on_word_of_id AND follow_up_id = NEW.id AND state = 'answered')"
)
_EDITION, _REPORT = "outcomes_edition", "outcomes_report"
_SAID = "report_id, number, published_at, reason_ko, reason_en, head, digest, sealed_at, public_id"
_ABOUT = "keeper_id, forum_id, first_day, last_day, is_sample, public_id"
_PUBLISHED = "EXISTS (SELECT 1 FROM outcomes_edition WHERE report_id = OLD.id)"
_SEALED = "EXISTS (SELECT 1 FROM outcomes_edition WHERE id = {row}.edition_id AND sealed_at IS NOT NULL)"

#: Who touches a part while somebody seals waits until that is done; a sealing waits in turn. SQLite has one writer.
_HELD = "PERFORM 1 FROM outcomes_edition WHERE id = {row}.edition_id FOR NO KEY UPDATE;"


def _nothing_added(table: str) -> Guard:
    """Nothing is added to a sealed edition. PostgreSQL looks once at all that a statement adds: there are many rows."""
    name = f"{table.removeprefix('outcomes_')}_not_added"
    editions = "SELECT 1 FROM outcomes_edition WHERE id IN (SELECT edition_id FROM added)"
    return Guard(
        name=name,
        sqlite=(f"BEFORE INSERT ON {table} WHEN {_SEALED.format(row='NEW')} BEGIN {refuse_sqlite(name)} END",),
        postgresql=postgresql_trigger(
            name,
            table=table,
            timing="AFTER INSERT",
            each="STATEMENT",
            referencing="NEW TABLE AS added",
            body=(
                f"PERFORM 1 FROM ({editions} FOR NO KEY UPDATE) held; "
                f"IF EXISTS ({editions} AND sealed_at IS NOT NULL) THEN {refuse_postgresql(name)} END IF; RETURN NULL;"
            ),
        ),
    )


def _parts_sealed(table: str) -> Guard:
    """Nothing of a sealed edition is changed or taken away."""
    name = f"{table.removeprefix('outcomes_')}_sealed"
    new, old = _SEALED.format(row="NEW"), _SEALED.format(row="OLD")
    return Guard(
        name=name,
        sqlite=(
            f"BEFORE UPDATE ON {table} WHEN {old} OR {new} BEGIN {refuse_sqlite(name)} END",
            f"BEFORE DELETE ON {table} WHEN {old} BEGIN {refuse_sqlite(name)} END",
        ),
        postgresql=postgresql_trigger(
            name,
            table=table,
            timing="BEFORE UPDATE OR DELETE",
            body=(
                f"{_HELD.format(row='OLD')} IF {old} THEN {refuse_postgresql(name)} END IF; IF TG_OP = 'UPDATE' THEN "
                f"{_HELD.format(row='NEW')} IF {new} THEN {refuse_postgresql(name)} END IF; END IF; "
                "RETURN COALESCE(NEW, OLD);"
            ),
        ),
    )


GUARDS = [
    Guard(
        name="edition_sealed",
        sqlite=(
            f"BEFORE INSERT ON {_EDITION} WHEN NEW.sealed_at IS NOT NULL BEGIN {refuse_sqlite('edition_sealed')} END",
            f"BEFORE UPDATE OF {_SAID} ON {_EDITION} WHEN OLD.sealed_at IS NOT NULL "
            f"BEGIN {refuse_sqlite('edition_sealed')} END",
            f"BEFORE DELETE ON {_EDITION} WHEN OLD.sealed_at IS NOT NULL BEGIN {refuse_sqlite('edition_sealed')} END",
        ),
        postgresql=postgresql_trigger(
            "edition_sealed",
            table=_EDITION,
            timing=f"BEFORE INSERT OR DELETE OR UPDATE OF {_SAID}",
            body=(
                "IF TG_OP = 'INSERT' THEN IF NEW.sealed_at IS NOT NULL THEN "
                f"{refuse_postgresql('edition_sealed')} END IF; "
                f"ELSIF OLD.sealed_at IS NOT NULL THEN {refuse_postgresql('edition_sealed')} END IF; "
                "RETURN COALESCE(NEW, OLD);"
            ),
        ),
    ),
    Guard(
        name="published_report_stays_about_its_subject",
        sqlite=(
            f"BEFORE UPDATE OF {_ABOUT} ON {_REPORT} WHEN {_PUBLISHED} "
            f"BEGIN {refuse_sqlite('published_report_stays_about_its_subject')} END",
        ),
        postgresql=postgresql_trigger(
            "published_report_stays_about_its_subject",
            table=_REPORT,
            timing=f"BEFORE UPDATE OF {_ABOUT}",
            body=(
                f"IF {_PUBLISHED} THEN {refuse_postgresql('published_report_stays_about_its_subject')} END IF; "
                "RETURN NEW;"
            ),
        ),
    ),
    Guard(
        name="inquiry_answered_once",
        sqlite=(
            f"BEFORE UPDATE OF {_ANSWER} ON {_INQUIRY} WHEN OLD.state <> 'open' "
            f"BEGIN {refuse_sqlite('inquiry_answered_once')} END",
            f"BEFORE DELETE ON {_INQUIRY} WHEN OLD.state = 'answered' "
            f"BEGIN {refuse_sqlite('inquiry_answered_once')} END",
        ),
        postgresql=postgresql_trigger(
            "inquiry_answered_once",
            table=_INQUIRY,
            timing=f"BEFORE DELETE OR UPDATE OF {_ANSWER}",
            body=(
                "IF OLD.state = 'answered' OR (TG_OP = 'UPDATE' AND OLD.state <> 'open') THEN "
                f"{refuse_postgresql('inquiry_answered_once')} END IF; RETURN COALESCE(NEW, OLD);"
            ),
        ),
    ),
    Guard(
        name="follow_up_stands_on_its_word",
        reads=(_INQUIRY,),
        sqlite=(
            f"BEFORE INSERT ON {_FOLLOW_UP} WHEN {_NOT_ITS_WORD} "
            f"BEGIN {refuse_sqlite('follow_up_stands_on_its_word')} END",
            f"BEFORE UPDATE OF on_word_of_id ON {_FOLLOW_UP} WHEN {_NOT_ITS_WORD} "
            f"BEGIN {refuse_sqlite('follow_up_stands_on_its_word')} END",
        ),
        postgresql=postgresql_trigger(
            "follow_up_stands_on_its_word",
            table=_FOLLOW_UP,
            timing="BEFORE INSERT OR UPDATE OF on_word_of_id",
            body=f"IF {_NOT_ITS_WORD} THEN {refuse_postgresql('follow_up_stands_on_its_word')} END IF; RETURN NEW;",
        ),
    ),
    *(
        make(table)
        for table in ("outcomes_editionrecord", "outcomes_figure")
        for make in (_nothing_added, _parts_sealed)
    ),
]
