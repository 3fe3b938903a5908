"""Translation between agreements and the files and libraries of others."""
