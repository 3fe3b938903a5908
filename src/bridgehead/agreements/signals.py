"""What happens to agreements that higher storeys want to know; each is sent in the transaction of the deed."""

from django.dispatch import Signal

#: Terms were sealed for the first time. ``agreement_id``, ``by``, ``now``
agreement_signed = Signal()
#: A signed agreement's state moved on. ``agreement_id``, ``state``, ``on`` (date), ``by``, ``now``
agreement_moved = Signal()
#: A signed agreement has a new version of its terms. ``agreement_id``, ``by``, ``now``
terms_corrected = Signal()
#: A party has answered whether sealed terms are right. ``agreement_id``, ``party`` (public id), ``answer``, ``now``
confirmation_answered = Signal()
