"""What pages show, shaped from what queries return: pure values, no database, no request."""
