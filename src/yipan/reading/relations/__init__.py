"""One module a kind of statement: it finds them in a reading and judges them."""
