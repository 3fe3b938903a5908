"""Pages of forums: what was asked in HTTP becomes one deed or one reading."""
