"""What the accounts tell higher storeys, inside the transaction of the deed."""

from __future__ import annotations

from django.dispatch import Signal

#: A person withdrew a consent; carries ``user_id``, ``purpose`` and ``now``. What is shown by the consent goes at once.
consent_withdrawn = Signal()
