"""What the forums tell higher storeys, inside the transaction of the deed.

Each carries what it is about and ``now``; a receiver that raises undoes the deed.
"""

from __future__ import annotations

from django.dispatch import Signal

#: A registration was approved (also out of the waiting list).
registration_approved = Signal()
#: An approved registration was withdrawn by its person or declined by an officer.
registration_ended = Signal()
#: A forum was called off; carries ``forum_id``. Receivers tell whom it concerns by ``calling_off.tell_people``.
forum_called_off = Signal()
