"""The pages of outcomes."""
