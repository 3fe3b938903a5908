"""Makes people, organisations and the rest for tests, with names that say what they are."""
