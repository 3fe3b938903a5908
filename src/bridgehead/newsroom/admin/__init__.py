"""The newsroom's desk: what Wagtail shows of articles and of what they are tied to."""
