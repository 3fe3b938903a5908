"""What can be done with programmes, calls and applications: one function per deed."""
