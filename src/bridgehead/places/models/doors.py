"""The screen beside a room's door, which needs no account: its address is the key."""

from __future__ import annotations

from django.db import models

from bridgehead.foundation.bases import PublicModel
from bridgehead.places.models.premises import Room

#: What the address of a screen opens; nothing else does.
DOOR_PURPOSE = "places.door"


class DoorScreen(PublicModel):
    """The secret address of a room's screen; only its hash is kept."""

    room = models.OneToOneField(Room, on_delete=models.CASCADE, related_name="door_screen")
    token_hash = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return str(self.public_id)
