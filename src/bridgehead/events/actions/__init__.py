"""Everything that a person or a job can do with forums, one function per deed."""
