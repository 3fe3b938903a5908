"""Pages of premises: public, of their users, and of their venue staff."""
