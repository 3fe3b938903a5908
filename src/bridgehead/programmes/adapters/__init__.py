"""Translation to outside formats: the receipts."""
