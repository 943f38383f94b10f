"""The same clauses over millions of cases, as columns."""
