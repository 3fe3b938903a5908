"""Forums: their parts and sessions, who appears in them, who registers, and who runs them."""
