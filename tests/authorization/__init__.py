"""Who may do what at every address, and what nobody may see."""
