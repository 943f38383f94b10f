"""Joins a board to the kernels: plain functions that return frozen results, used by every face."""
