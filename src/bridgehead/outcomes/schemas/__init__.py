"""Reports as pure values: figures computed from records, what changed between editions, and open data."""
