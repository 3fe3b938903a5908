"""What people and jobs do with premises."""
