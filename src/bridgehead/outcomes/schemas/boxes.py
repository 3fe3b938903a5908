"""A number of cases drawn as boxes, one for each, up to a number that nobody counts any more."""

from __future__ import annotations

_MOST_BOXES = 120


def boxes_for(number: int) -> range:
    """Return as many boxes as the picture draws."""
    return range(min(number, _MOST_BOXES))


def beyond_boxes(number: int) -> int:
    """Return how many cases the picture does not draw; the figure stands beside it."""
    return max(0, number - _MOST_BOXES)
