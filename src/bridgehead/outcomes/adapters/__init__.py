"""Translation between reports and the files in which they are taken away."""
