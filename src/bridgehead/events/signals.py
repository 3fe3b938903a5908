"""What the forums tell higher storeys, inside the transaction of the deed.

Both carry ``registration_id`` and ``now``; a receiver that raises undoes the deed.
"""

from __future__ import annotations

from django.dispatch import Signal

#: A registration was approved (also out of the waiting list).
registration_approved = Signal()
#: An approved registration was withdrawn by its person or declined by an officer.
registration_ended = Signal()
