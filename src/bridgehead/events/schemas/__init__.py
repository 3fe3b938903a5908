"""Shapes that pages draw."""
