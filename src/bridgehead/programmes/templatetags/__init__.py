"""What the pages of programmes say in words and signs."""
