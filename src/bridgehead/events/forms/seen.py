"""The mark of what a form showed, so that nobody writes over what somebody else has changed meanwhile."""

from __future__ import annotations

from django import forms


def seen_field() -> forms.CharField:
    """Return the field by which a form sends back the mark of what it showed."""
    return forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)
