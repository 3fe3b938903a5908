"""Amounts of money in Korean and English text."""

from bridgehead.engines.reading.money.amount import Amount, Exactness
from bridgehead.engines.reading.money.found import amounts

__all__ = ["Amount", "Exactness", "amounts"]
