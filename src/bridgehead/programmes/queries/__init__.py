"""Reads: each takes the Actor and returns only what that actor may see."""
