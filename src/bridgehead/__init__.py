"""Bridgehead: the open platform for agencies that take companies abroad."""

__version__ = "0.1.0"
