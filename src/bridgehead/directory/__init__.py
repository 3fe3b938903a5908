"""The directory: organisations, the people in them, what they make, what they seek and offer, and topics."""
