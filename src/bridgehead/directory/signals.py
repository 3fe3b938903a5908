"""What the directory tells higher storeys, inside the transaction of the deed."""

from __future__ import annotations

from django.dispatch import Signal

#: A person no longer belongs to an organisation; carries ``user_id``, ``organisation_id`` and ``now``. Erasing a person
#: does not send it: each context erases what it holds by itself.
member_left = Signal()
#: An organisation bears another name in some language; carries ``organisation_id`` and ``now``.
organisation_renamed = Signal()
