"""What the newsroom says of its articles: higher contexts and its own receivers hear it."""

from __future__ import annotations

from django.dispatch import Signal

#: An article became what readers see (from its hour on). Arguments: ``article_id``, ``user_id`` (None: nobody).
article_approved = Signal()
#: An article was taken back. Arguments as above.
article_taken_back = Signal()
#: An article is deleted for good. Arguments as above.
article_deleted = Signal()
