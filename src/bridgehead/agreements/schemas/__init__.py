"""What pages and sheets show of agreements, shaped from what queries return: pure values, no database, no request."""
