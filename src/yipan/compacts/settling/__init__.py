"""Facts and clauses to moves, one case at a time, with a reason for each."""
