"""Compacts 约: agreements as documents of data, judged and settled exactly."""
