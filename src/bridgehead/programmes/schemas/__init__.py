"""How what programmes keep is shown."""
