"""Reads over several contexts, each only what its actor may see."""
