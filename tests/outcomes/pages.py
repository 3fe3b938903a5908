"""The addresses of the outcome desk."""

from __future__ import annotations

from django.urls import reverse


def to(name: str, *ids: object) -> str:
    """The address of a page of the desk."""
    return reverse(f"outcomes_desk:{name}", args=ids)
