"""Translation between the ledger and files of others."""
