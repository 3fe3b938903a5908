"""What was signed stays as it was signed, and what a party answered or signed stays so.

Sealed terms never change, no agreement goes back behind its signing, and a question is answered once.

A seal needs two parties; parties and amounts are written under a lock on their terms, so that no seal passes them by.
Who wrote something and who signs are people: their names can be erased, so those columns are not under the seal.
"""

from __future__ import annotations

from bridgehead.directory.merging import MERGED, is_moved_by_merge
from bridgehead.foundation.guards import Guard, postgresql_trigger, refuse_postgresql, refuse_sqlite

_TERMS, _AGREEMENT, _FROZEN = "agreements_terms", "agreements_agreement", "agreements_frozenrate"
_SIGNED = "('signed', 'active', 'ended')"
_SEALED = "EXISTS (SELECT 1 FROM agreements_terms WHERE id = {row}.terms_id AND sealed_at IS NOT NULL)"
_TERMS_SAID = (
    "agreement_id, number, kind, name_ko, name_en, note_ko, note_en, field_id, territory, signed_on, effective_on, "
    "ends_on, reason_ko, reason_en, written_at, sealed_at"
)
_SAID = {
    "agreements_party": "terms_id, organisation_id, is_disclosed, country, role",
    "agreements_amount": (
        "terms_id, component, minor, minor_to, currency, exactness, percent, percent_to, note_ko, note_en"
    ),
}
_CONFIRMATION = "agreements_confirmation"
#: Whom we asked can be forgotten, so name and address are not under the guard.
_ANSWER = "party_id, language, state, closed_at, verdict, said, reason, counterfactual, counterfactual_note"
_SIGNING, _SIGNATORY = "agreements_signingrequest", "agreements_signatory"
_SIGNED_PAPER = (
    "agreement_id, document_id, sha256, provider, reference, state, sent_at, expires_at, closed_at, signed_document_id"
)
#: As above: who it was can be forgotten.
_SIGNATURE = 'request_id, "order", organisation_id, state, said_at, words'
_UNSEALED_PARTY = (
    "NOT EXISTS (SELECT 1 FROM agreements_party p JOIN agreements_terms t ON t.id = p.terms_id "
    "WHERE p.id = NEW.party_id AND t.sealed_at IS NOT NULL)"
)
_TOO_FEW = "(SELECT COUNT(*) FROM agreements_party WHERE terms_id = NEW.id) < 2"
#: A state after the signing, and no sealed terms of its own that hold.
_UNSEALED = (
    f"NEW.state IN {_SIGNED} AND NOT EXISTS (SELECT 1 FROM agreements_terms "
    "WHERE id = NEW.current_id AND agreement_id = NEW.id AND sealed_at IS NOT NULL)"
)
_BACK = f"OLD.state IN {_SIGNED} AND NEW.state IN ('draft', 'agreed')"
_UNDONE = f"({_UNSEALED}) OR ({_BACK})"
#: Nothing but a merge of its organisation with another record of it changes who a party is.
_MOVED = (
    f"{is_moved_by_merge('OLD.organisation_id', 'NEW.organisation_id')} AND NEW.terms_id = OLD.terms_id "
    "AND NEW.is_disclosed = OLD.is_disclosed AND NEW.country = OLD.country AND NEW.role = OLD.role"
)
_SIGNER_MOVED = (
    f"{is_moved_by_merge('OLD.organisation_id', 'NEW.organisation_id')} AND NEW.request_id = OLD.request_id "
    'AND NEW."order" = OLD."order" AND NEW.state = OLD.state AND NEW.words = OLD.words '
    "AND COALESCE(NEW.said_at = OLD.said_at, NEW.said_at IS NULL AND OLD.said_at IS NULL)"
)


def _parts_sealed(table: str) -> Guard:
    """Nothing of sealed terms is added, changed or taken away."""
    name = f"{table.removeprefix('agreements_')}_sealed"
    said = _SAID[table]
    new, old = _SEALED.format(row="NEW"), _SEALED.format(row="OLD")
    moved = _MOVED if table == "agreements_party" else "1 = 0"
    return Guard(
        name=name,
        sqlite=(
            f"BEFORE INSERT ON {table} WHEN {new} BEGIN {refuse_sqlite(name)} END",
            f"BEFORE UPDATE OF {said} ON {table} WHEN ({old} OR {new}) AND NOT ({moved}) "
            f"BEGIN {refuse_sqlite(name)} END",
            f"BEFORE DELETE ON {table} WHEN {old} BEGIN {refuse_sqlite(name)} END",
        ),
        postgresql=postgresql_trigger(
            name,
            table=table,
            timing=f"BEFORE INSERT OR DELETE OR UPDATE OF {said}",
            body=(
                f"IF TG_OP = 'UPDATE' THEN IF {moved} THEN RETURN NEW; END IF; END IF; "
                "IF TG_OP <> 'DELETE' THEN "
                "PERFORM 1 FROM agreements_terms WHERE id = NEW.terms_id FOR NO KEY UPDATE; "
                f"IF {new} THEN {refuse_postgresql(name)} END IF; END IF; "
                "IF TG_OP <> 'INSERT' THEN "
                "PERFORM 1 FROM agreements_terms WHERE id = OLD.terms_id FOR NO KEY UPDATE; "
                f"IF {old} THEN {refuse_postgresql(name)} END IF; END IF; "
                "RETURN COALESCE(NEW, OLD);"
            ),
        ),
        reads=(MERGED,) if table == "agreements_party" else (),
    )


def _stays(name: str, table: str, said: str, *, once: str) -> Guard:
    """What a row says stays from when ``once`` is true of it."""
    return Guard(
        name=name,
        sqlite=(f"BEFORE UPDATE OF {said} ON {table} WHEN {once} BEGIN {refuse_sqlite(name)} END",),
        postgresql=postgresql_trigger(
            name,
            table=table,
            timing=f"BEFORE UPDATE OF {said}",
            body=f"IF {once} THEN {refuse_postgresql(name)} END IF; RETURN NEW;",
        ),
    )


GUARDS = [
    Guard(
        name="terms_sealed",
        sqlite=(
            f"BEFORE UPDATE OF {_TERMS_SAID} ON {_TERMS} WHEN OLD.sealed_at IS NOT NULL "
            f"BEGIN {refuse_sqlite('terms_sealed')} END",
            f"BEFORE DELETE ON {_TERMS} WHEN OLD.sealed_at IS NOT NULL BEGIN {refuse_sqlite('terms_sealed')} END",
        ),
        postgresql=postgresql_trigger(
            "terms_sealed",
            table=_TERMS,
            timing=f"BEFORE DELETE OR UPDATE OF {_TERMS_SAID}",
            body=(
                f"IF OLD.sealed_at IS NOT NULL THEN {refuse_postgresql('terms_sealed')} END IF; "
                "RETURN COALESCE(NEW, OLD);"
            ),
        ),
    ),
    Guard(
        name="sealed_terms_bind_two",
        sqlite=(
            f"BEFORE INSERT ON {_TERMS} WHEN NEW.sealed_at IS NOT NULL "
            f"BEGIN {refuse_sqlite('sealed_terms_bind_two')} END",
            f"BEFORE UPDATE OF sealed_at ON {_TERMS} WHEN NEW.sealed_at IS NOT NULL AND {_TOO_FEW} "
            f"BEGIN {refuse_sqlite('sealed_terms_bind_two')} END",
        ),
        postgresql=postgresql_trigger(
            "sealed_terms_bind_two",
            table=_TERMS,
            timing="BEFORE INSERT OR UPDATE OF sealed_at",
            body=(
                "IF NEW.sealed_at IS NOT NULL THEN "
                f"IF TG_OP = 'INSERT' OR {_TOO_FEW} THEN {refuse_postgresql('sealed_terms_bind_two')} END IF; END IF; "
                "RETURN NEW;"
            ),
        ),
    ),
    Guard(
        name="confirmation_answered_once",
        sqlite=(
            f"BEFORE UPDATE OF {_ANSWER} ON {_CONFIRMATION} WHEN OLD.state <> 'open' "
            f"BEGIN {refuse_sqlite('confirmation_answered_once')} END",
            f"BEFORE DELETE ON {_CONFIRMATION} WHEN OLD.state = 'answered' "
            f"BEGIN {refuse_sqlite('confirmation_answered_once')} END",
        ),
        postgresql=postgresql_trigger(
            "confirmation_answered_once",
            table=_CONFIRMATION,
            timing=f"BEFORE DELETE OR UPDATE OF {_ANSWER}",
            body=(
                "IF OLD.state = 'answered' OR (TG_OP = 'UPDATE' AND OLD.state <> 'open') THEN "
                f"{refuse_postgresql('confirmation_answered_once')} END IF; RETURN COALESCE(NEW, OLD);"
            ),
        ),
    ),
    Guard(
        name="only_sealed_terms_are_confirmed",
        sqlite=(
            f"BEFORE INSERT ON {_CONFIRMATION} WHEN {_UNSEALED_PARTY} "
            f"BEGIN {refuse_sqlite('only_sealed_terms_are_confirmed')} END",
        ),
        postgresql=postgresql_trigger(
            "only_sealed_terms_are_confirmed",
            table=_CONFIRMATION,
            timing="BEFORE INSERT",
            body=(
                f"IF {_UNSEALED_PARTY} THEN {refuse_postgresql('only_sealed_terms_are_confirmed')} END IF; RETURN NEW;"
            ),
        ),
    ),
    _stays("signing_ends_once", _SIGNING, _SIGNED_PAPER, once="OLD.closed_at IS NOT NULL"),
    _stays("signatory_says_once", _SIGNATORY, _SIGNATURE, once=f"OLD.state <> 'waiting' AND NOT ({_SIGNER_MOVED})"),
    _parts_sealed("agreements_party"),
    _parts_sealed("agreements_amount"),
    Guard(
        name="frozen_rate_unchanged",
        sqlite=(
            f"BEFORE UPDATE ON {_FROZEN} BEGIN {refuse_sqlite('frozen_rate_unchanged')} END",
            f"BEFORE DELETE ON {_FROZEN} BEGIN {refuse_sqlite('frozen_rate_unchanged')} END",
        ),
        postgresql=postgresql_trigger(
            "frozen_rate_unchanged",
            table=_FROZEN,
            timing="BEFORE UPDATE OR DELETE",
            body=refuse_postgresql("frozen_rate_unchanged"),
        ),
    ),
    Guard(
        name="signed_agreement_stays_signed",
        sqlite=(
            f"BEFORE INSERT ON {_AGREEMENT} WHEN {_UNSEALED} "
            f"BEGIN {refuse_sqlite('signed_agreement_stays_signed')} END",
            f"BEFORE UPDATE OF state, current_id ON {_AGREEMENT} WHEN {_UNDONE} "
            f"BEGIN {refuse_sqlite('signed_agreement_stays_signed')} END",
        ),
        postgresql=postgresql_trigger(
            "signed_agreement_stays_signed",
            table=_AGREEMENT,
            timing="BEFORE INSERT OR UPDATE OF state, current_id",
            body=(
                f"IF TG_OP = 'INSERT' THEN IF {_UNSEALED} THEN "
                f"{refuse_postgresql('signed_agreement_stays_signed')} END IF; "
                f"ELSIF {_UNDONE} THEN {refuse_postgresql('signed_agreement_stays_signed')} END IF; RETURN NEW;"
            ),
        ),
    ),
]
