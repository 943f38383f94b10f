"""May it: lists, standards and eligibility."""
