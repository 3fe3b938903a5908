"""The engine measured: made-up news and readings by seed, or a log of one's own, beside its peers."""
