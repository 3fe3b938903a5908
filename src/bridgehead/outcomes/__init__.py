"""Outcomes: the ladder of evidence, from what was talked about to what was realised. Rungs are never added."""
