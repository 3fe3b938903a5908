"""Translation between the newsroom and what it does not decide itself."""
