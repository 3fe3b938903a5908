"""What people type about forums, cleaned: shapes only, nothing is decided or written here."""
