"""How what newsroom keeps of an organisation moves when two of them turn out to be one."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from bridgehead.directory.merging import REFERENCES


def register_references() -> None:
    """Say so of every relation to an organisation."""
    REFERENCES.moves("newsroom.Follow.organisation", _("Follow by mail"), alike=("follower",))
    REFERENCES.moves("newsroom.FollowRequest.organisation", _("Follow by mail"))
    REFERENCES.moves("newsroom.LinkedOrganisation.organisation", _("Articles"), alike=("article",))
