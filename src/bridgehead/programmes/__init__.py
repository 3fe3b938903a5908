"""Programmes: calls, applications, reviews, and the cohorts that companies are admitted to."""
