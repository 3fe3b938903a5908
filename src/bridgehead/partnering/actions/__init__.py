"""All that a person or a job can do with a round, by noun."""
