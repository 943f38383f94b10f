"""Diagnose 诊: measures read into findings with severity, since when, and how robust."""
