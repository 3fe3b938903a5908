"""How agreements are shown outside."""
