"""What premises tell whoever holds rooms in them under a key of its own, inside the transaction of the deed.

It carries ``source`` (that key), ``booking_id``, ``what`` (``confirmed``, ``declined``, ``cancelled``, ``released``),
``by`` and ``now``; a receiver that raises undoes the deed.
"""

from __future__ import annotations

from django.dispatch import Signal

#: The house answered for a room that is held, or took it back.
room_answered = Signal()
