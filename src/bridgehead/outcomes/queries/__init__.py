"""What may be read of outcomes, by whom."""
