"""Bookings as other programmes read and write them."""
