"""Giving facts away: tidy CSV, SDMX-CSV 2.0 with its structure, a Frictionless Data Package, XLSX.

Text that a spreadsheet would run as a formula is shielded by an apostrophe; numbers are untouched.
"""
