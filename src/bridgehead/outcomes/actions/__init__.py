"""What can be done with outcomes: one function per deed."""
