"""What a reviewer knows of an application, from the topics of both."""

from collections.abc import Mapping


def expertise_of(wanted: Mapping[str, int], known: Mapping[str, int]) -> int:
    """The expertise (0..1000) of somebody who knows topics for an application that is about topics.

    `wanted` are the application's topics with their parts (whole numbers above 0; only their ratio counts), `known` the
    reviewer's with a level from 0 to 1000. The rule: the mean of the reviewer's levels over the application's topics,
    each counted by its part, an unknown topic as 0, rounded down. Without topics it is 0. Knowing more never lowers it,
    and what the application is not about does not enter.
    """
    parts = sum(wanted.values())
    return sum(part * known.get(topic, 0) for topic, part in wanted.items()) // parts if parts else 0
