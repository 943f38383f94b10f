"""From tokens to quantities: which indicator, place and period each number belongs to."""
