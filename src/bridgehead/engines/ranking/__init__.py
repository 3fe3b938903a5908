"""What should be read: most viewed, popular today, recommended, related, issues and topics; scores with reasons."""

from bridgehead.engines.ranking.popular import Popularity
from bridgehead.engines.ranking.ranked import Decisions, Ranked, Reason, Why
from bridgehead.engines.ranking.recommend import Recommender

__all__ = ["Decisions", "Popularity", "Ranked", "Reason", "Recommender", "Why"]
