"""What the directory tells higher storeys, inside the transaction of the deed."""

from __future__ import annotations

from django.dispatch import Signal

#: A person no longer belongs to an organisation; carries ``user_id``, ``organisation_id`` and ``now``. Erasing a person
#: does not send it: each context erases what it holds by itself.
member_left = Signal()
#: An organisation bears another name in some language, has other names besides, or is listed now, or no longer: it is
#: found by something else; carries ``organisation_id`` and ``now``.
organisation_renamed = Signal()
