"""Long benchmarks: ours and others on the same inputs, one file an area."""
