"""The pages of the ledger and of public agreements."""
