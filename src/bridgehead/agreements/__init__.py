"""Agreements: what two parties or more agree and sign, with money, documents, versions and confirmation."""
