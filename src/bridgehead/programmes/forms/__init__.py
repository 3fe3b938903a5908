"""What people type at the pages of programmes."""
