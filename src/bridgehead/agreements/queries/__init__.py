"""What may be read of agreements, by whom."""
