"""Organisations of a directory in Korean and English text."""

from bridgehead.engines.reading.organisations.directory import Directory, Mention, Organisation

__all__ = ["Directory", "Mention", "Organisation"]
