"""What may be read of premises, tenancies and bookings, by whom."""
