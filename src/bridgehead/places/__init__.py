"""Premises with their floors and rooms; who lives there, who books what, and who is let to."""
