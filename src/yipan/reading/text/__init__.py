"""From a file to sentences of typed tokens: sources, names, numbers, times, tables."""
