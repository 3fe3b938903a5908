"""How well the reading engine reads: on sentences of its own making, and on published ones."""
