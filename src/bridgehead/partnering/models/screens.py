"""The board on a screen in the hall, which needs no account: its address is the key."""

from __future__ import annotations

from django.db import models

from bridgehead.foundation.bases import PublicModel
from bridgehead.partnering.models.rounds import PartneringRound

#: What the address of a board opens; nothing else does.
HALL_PURPOSE = "partnering.hall"


class HallScreen(PublicModel):
    """The secret address of a round's board; only its hash is kept, and it opens nothing once the round is closed."""

    round = models.OneToOneField(PartneringRound, on_delete=models.CASCADE, related_name="hall_screen")
    token_hash = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return str(self.public_id)
