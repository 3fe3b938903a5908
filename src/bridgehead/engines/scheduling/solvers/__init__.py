"""One module per method; only `solve.py` calls them."""
