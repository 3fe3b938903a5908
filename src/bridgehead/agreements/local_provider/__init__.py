"""A test provider of electronic signatures that lives in the same house: it really signs, and binds nobody.

It stands where a provider on the net would: the contexts reach it through ``adapters/signing.py`` alone, and it tells
them nothing but what its hook says.
"""
