"""What happens to agreements, put on the ladder and followed up in the transaction of the deed itself."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from bridgehead.accounts.actor import Actor
from bridgehead.agreements.rules import AgreementState
from bridgehead.agreements.signals import (
    agreement_moved,
    agreement_signed,
    confirmation_answered,
    terms_corrected,
)
from bridgehead.outcomes.actions import follow_ups, inquiries, ladder
from bridgehead.outcomes.queries.ladder import agreement_by_id, is_confirmed
from bridgehead.outcomes.rules import Closing

_CLOSING: dict[str, Closing] = {AgreementState.CANCELLED: Closing.CALLED_OFF, AgreementState.ENDED: Closing.ENDED}


@receiver(agreement_signed)
def signed(*, agreement_id: int, by: Actor, now: datetime, **_: Any) -> None:
    """Put it on its rung, and ask later on what came of it."""
    agreement = agreement_by_id(agreement_id)
    ladder.put_signing_on_the_ladder(agreement, by=by, now=now)
    follow_ups.keep_follow_ups([agreement], now=now)


@receiver(terms_corrected)
def corrected(*, agreement_id: int, by: Actor, now: datetime, **_: Any) -> None:
    """Let it follow a corrected kind or day, and so what is asked of it; what was asked of the old version is void."""
    agreement = agreement_by_id(agreement_id)
    ladder.follow_kind(agreement, by=by, now=now)
    follow_ups.keep_follow_ups([agreement], now=now)
    inquiries.void_inquiries(agreement_id, by=by, now=now)
    ladder.keep_confirmation(agreement, is_confirmed=is_confirmed(agreement), now=now)


@receiver(confirmation_answered)
def answered(*, agreement_id: int, now: datetime, **_: Any) -> None:
    """Let a contract climb once the last side has confirmed it."""
    agreement = agreement_by_id(agreement_id)
    ladder.keep_confirmation(agreement, is_confirmed=is_confirmed(agreement), now=now)


@receiver(agreement_moved)
def moved(*, agreement_id: int, state: str, by: Actor, now: datetime, **_: Any) -> None:
    """Take off what was called off after its signing; of that and of what has ended nobody asks any more."""
    if state == AgreementState.CANCELLED:
        ladder.take_off_the_ladder(agreement_by_id(agreement_id), now=now)
    if state in _CLOSING:
        follow_ups.close_follow_ups(agreement_id, closing=_CLOSING[state], by=by, now=now)
