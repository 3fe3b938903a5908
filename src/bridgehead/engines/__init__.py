"""Engines: pure Python that knows no Django, no database and no calendar."""
