"""Makes synthetic territories of any size, because nobody's real network and inventory are public."""
