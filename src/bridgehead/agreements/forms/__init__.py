"""What people type about agreements, cleaned: shapes only, nothing is decided or written here."""
