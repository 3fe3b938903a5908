"""What pages cost as their lists grow."""
