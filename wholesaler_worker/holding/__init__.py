"""Numbers kept for a reseller: reserved, held longer, given back."""
