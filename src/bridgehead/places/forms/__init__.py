"""What is typed about premises, tenancies and bookings."""
