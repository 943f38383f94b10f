"""The value words of clauses: units, spans of time, parties, exact arithmetic."""
