"""What the templates of premises say with values."""
