"""Korean and English text: amounts, organisations and agreements in it, and the pieces that search is made of."""

from bridgehead.engines.reading.money import Amount, Exactness, amounts

__all__ = ["Amount", "Exactness", "amounts"]
