"""How well a model reads what it has never seen, how far to trust that, and what is no digit."""
