"""What is typed of outcomes and reports."""
