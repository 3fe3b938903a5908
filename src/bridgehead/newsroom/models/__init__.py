"""What the newsroom keeps: sections, articles in two languages, photographs, live items, links and followers."""

from bridgehead.newsroom.models.articles import (
    Article,
    Correction,
    LinkedAgreement,
    LinkedForum,
    LinkedOrganisation,
    Section,
)
from bridgehead.newsroom.models.boxes import BusinessLink, LiveItem
from bridgehead.newsroom.models.cards import ShareCard
from bridgehead.newsroom.models.figures import Figure
from bridgehead.newsroom.models.follows import (
    ConfirmKey,
    Follow,
    Follower,
    FollowerKey,
    FollowRequest,
    ToldArticle,
)
from bridgehead.newsroom.models.old_addresses import OldAddress
from bridgehead.newsroom.models.photos import Photo, PhotoRendition
from bridgehead.newsroom.models.press import PressKey, PressPass
from bridgehead.newsroom.models.readings import RankedList, RankingState, Reading, RelatedList, Salt

__all__ = [
    "Article",
    "BusinessLink",
    "ConfirmKey",
    "Correction",
    "Figure",
    "Follow",
    "FollowRequest",
    "Follower",
    "FollowerKey",
    "LinkedAgreement",
    "LinkedForum",
    "LinkedOrganisation",
    "LiveItem",
    "OldAddress",
    "Photo",
    "PhotoRendition",
    "PressKey",
    "PressPass",
    "RankedList",
    "RankingState",
    "Reading",
    "RelatedList",
    "Salt",
    "Section",
    "ShareCard",
    "ToldArticle",
]
