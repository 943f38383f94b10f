"""A compact as written: read from YAML, checked, linted, found in the library."""
