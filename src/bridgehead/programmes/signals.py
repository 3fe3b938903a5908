"""What programmes tell higher storeys and the premises they open, inside the transaction of the deed.

Each carries ``place_id``, ``by`` and ``now``; a receiver that raises undoes the deed.
"""

from __future__ import annotations

from django.dispatch import Signal

#: A company was admitted for known days, or the days of its place became known.
place_granted = Signal()
#: A place lasts for other days: it was renewed, or its days were set right.
place_changed = Signal()
#: A company graduated or left; from the place's ``ends_on`` on nothing is open to it any more.
place_ended = Signal()
