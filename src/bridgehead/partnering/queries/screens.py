"""Which round the address of a board opens, and whether a round has one."""

from __future__ import annotations

from django.http import Http404

from bridgehead.foundation.tokens import is_token, token_hash
from bridgehead.partnering.models import HALL_PURPOSE, HallScreen, PartneringRound
from bridgehead.partnering.rules import RoundPhase


def screen_of(held: PartneringRound) -> HallScreen | None:
    """Return the board of a round that the actor was found to run."""
    return HallScreen.objects.filter(round=held).first()


def board_round_or_404(token: str) -> PartneringRound:
    """Return the round whose board an address opens.

    One that never opened anything, one that was ended, and one of a round that is closed are alike; where the forum was
    called off the board goes on, to say so.
    """
    found = HallScreen.objects.select_related("round__forum").exclude(
        round__phase=RoundPhase.CLOSED, round__forum__called_off_at=None
    )
    screen = found.filter(token_hash=token_hash(token, purpose=HALL_PURPOSE)).first()
    if screen is None or not is_token(token, screen.token_hash, purpose=HALL_PURPOSE):
        raise Http404
    return screen.round
