"""How what newsroom keeps of an organisation moves when two of them turn out to be one."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from bridgehead.directory.merging import REFERENCES, TOPIC_REFERENCES


def register_references() -> None:
    """Say so of every relation to an organisation."""
    REFERENCES.moves("newsroom.Follow.organisation", _("Follow by mail"), alike=("follower",))
    REFERENCES.moves("newsroom.FollowRequest.organisation", _("Follow by mail"))
    REFERENCES.moves("newsroom.LinkedOrganisation.organisation", _("Articles"), alike=("article",))
    TOPIC_REFERENCES.moves("newsroom.Article_topics.topic", _("Articles"), alike=("article",))
    TOPIC_REFERENCES.moves("newsroom.Follow.topic", _("Follow by mail"), alike=("follower",))
    TOPIC_REFERENCES.moves("newsroom.FollowRequest.topic", _("Follow by mail"))
    TOPIC_REFERENCES.moves("newsroom.OldAddress.topic", _("Old addresses"))
