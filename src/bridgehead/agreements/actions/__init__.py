"""What can be done with agreements: one function per deed."""
