"""Partnering: who asks whom for a meeting, and when and where the meetings take place."""
