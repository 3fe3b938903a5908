"""Korean and English text: the pieces that search is made of."""
